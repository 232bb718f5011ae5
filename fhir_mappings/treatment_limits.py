"""The limits that courses of treatment go by, in days, from `tables/treatment_limits.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fhir_mappings.tables_csv import table


def treatment_limit(name: str) -> int:
    """A limit in days by its name in the table. Raises KeyError for one that is not there."""
    return _limits()[name]


@cache
def _limits() -> Mapping[str, int]:
    return {row["limit"]: int(row["days"]) for row in table("treatment_limits")}
