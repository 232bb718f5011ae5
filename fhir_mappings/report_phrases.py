"""The phrases of reports by the part they play, from `tables/report_phrases.csv`: a result, a hedge, a heading, a denial."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from fhir_mappings.tables_csv import table


@cache
def report_phrases(role: str) -> Mapping[str, str]:
    """The phrases of a role, each with the value it stands for, if it has one."""
    return {row["phrase"]: row["value"] for row in table("report_phrases") if row["role"] == role}
