"""Findings that several readers treat alike, from `tables/finding_kinds.csv`: pains, attacks, fractures."""

from __future__ import annotations

from functools import cache

from fhir_mappings.tables_csv import column


@cache
def findings_of_kind(kind: str) -> frozenset[str]:
    """The findings of one kind. Raises KeyError for a kind that is not there."""
    found = column("finding_kinds", "finding", kind=kind)
    if not found:
        raise KeyError(kind)
    return found
