"""ICD-10-PCS codes read by their structure, from `tables/pcs_codes.csv`.

A code has seven characters, each with a meaning of its own: section, body system, root operation, body part, approach,
device, qualifier (CMS, ICD-10-PCS Official Guidelines, A1 to A6). A row's `pattern` names the characters that make a
finding: a set in brackets is any of them, a dot any at all. So `0RG[0124]...` is every fusion of a cervical joint, those
of later editions among them. What goes through the skin (approach 3) is an operation only where a row says so: a lumbar
puncture or a biopsy is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fhir_mappings.tables_csv import table

SYSTEM = "icd-10-pcs"
_LENGTH = 7


@dataclass(frozen=True, slots=True)
class PcsRow:
    """One row: the findings that every code of the pattern says, with their value as the table writes it."""

    findings: tuple[str, ...]
    value: str
    pattern: str
    display: str
    source: str


def rows_of(code: str) -> tuple[PcsRow, ...]:
    """The rows whose pattern a code (in our spelling) fits; empty for what is no whole code."""
    if len(code) != _LENGTH:
        return ()
    return tuple(row for pattern, row in _patterns() if pattern.fullmatch(code))


@cache
def pcs_rows() -> tuple[PcsRow, ...]:
    """All rows, in the order of the table."""
    return tuple(
        PcsRow(tuple(row["findings"].split(";")), row["value"], row["pattern"], row["display"], row["source"])
        for row in table("pcs_codes")
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], PcsRow], ...]:
    return tuple((re.compile(row.pattern), row) for row in pcs_rows())
