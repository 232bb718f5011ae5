"""How long what an answer says holds, and of whom a form asks: limits in days."""

from __future__ import annotations

from functools import cache

from fhir_mappings.tables_csv import table


@cache
def answer_limit(name: str) -> int:
    """A limit in days from `tables/answer_limits.csv`. Raises StopIteration for a name that is not there."""
    return next(int(row["days"]) for row in table("answer_limits") if row["limit"] == name)
