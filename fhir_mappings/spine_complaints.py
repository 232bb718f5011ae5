"""The complaints of the spine, from `tables/spine_complaints.csv`."""

from __future__ import annotations

from functools import cache

from fhir_mappings.tables_csv import column


@cache
def spine_complaints() -> frozenset[str]:
    """The findings that somebody with a complaint of the spine comes for."""
    return column("spine_complaints", "finding")
