"""How long a finding holds, from `tables/recency.csv` and `tables/test_recency.csv`.

A row limits a finding in one state (and one type of resource) to so many days; `older` names the finding an old one
becomes. `undated` says what happens without a date: `keep` where losing the finding would be the danger, and then a
partial date counts from its last day; `drop` where keeping it would be, and then from its first; `ask` as `drop`, and what may
be recent is mentioned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from fhir_mappings.forms.answer_limits import answer_limit
from fhir_mappings.resource.elements import Days
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import passing_symptoms
from imaging_rules.facts import Finding, State


def still_holds(finding: Finding, days: Days | None, as_of: date, record_type: str, use: str = "") -> Finding | None:
    """The finding itself while it holds on the day `as_of`; else the finding an old one becomes, or None.

    `use` is that of the code's row: a pregnancy test counts for a shorter time than a pregnancy.
    """
    row = _row(finding, record_type)
    limit = _uses().get(use) if finding.state is State.PRESENT else None
    if row is None or _within(days, as_of, row, limit):
        return finding
    return replace(finding, name=row["older"], value=None) if row["older"] and days is not None else None


def is_of_then(finding: Finding, days: Days | None, as_of: date) -> bool:
    """Whether a row tells of a complaint, a symptom or their change so long ago that it tells of then: a retention of urine
    of 2019, a relapse of 2021."""
    if days is None or finding.state is not State.PRESENT or finding.name not in _passing():
        return False
    return (as_of - days.last).days > answer_limit("row_of_then")


@cache
def _passing() -> frozenset[str]:
    """Complaints, symptoms, general warning signs and how they changed: what a row may tell of its own day alone. Reflexes and
    other signs that somebody found stay."""
    return (passing_symptoms() - context_words().named_diseases) | column("passing_rows", "finding")


def may_be_recent(finding: str, days: Days | None, as_of: date, record_type: str) -> bool:
    """Whether what does not surely hold may do so: its day is not told, or not to the day, and it is one to ask about."""
    row = _rows()[finding, State.PRESENT, record_type]
    if row["undated"] != "ask" or _within(days, as_of, row, None):
        return False
    return days is None or (as_of - days.last).days <= int(row["within_days"])


def holds_for(finding: str, state: State = State.PRESENT) -> int:
    """For how many days a finding in a state holds, in any kind of record. Raises KeyError where that has no limit."""
    return int(_rows()[finding, str(state), ""]["within_days"])


def _row(finding: Finding, record_type: str) -> Mapping[str, str] | None:
    rows = _rows()
    states = (finding.value, finding.state) if isinstance(finding.value, str) else (finding.state,)
    keys = [(finding.name, str(state), kind) for state in states for kind in (record_type, "")]
    return next((rows[key] for key in keys if key in rows), None)


def _within(days: Days | None, as_of: date, row: Mapping[str, str], limit: int | None) -> bool:
    if days is None:
        return row["undated"] == "keep"
    counted = days.last if row["undated"] == "keep" else days.first
    return (as_of - counted).days <= (int(row["within_days"]) if limit is None else limit)


@cache
def _rows() -> dict[tuple[str, str, str], Mapping[str, str]]:
    return {(row["finding"], row["state"], row["record_type"]): row for row in table("recency")}


@cache
def _uses() -> dict[str, int]:
    return {row["use"]: int(row["within_days"]) for row in table("test_recency")}
