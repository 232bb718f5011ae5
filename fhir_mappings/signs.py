"""Signs that stand for one finding: a Hoffmann sign that is absent does not take back a Babinski sign that was there.

Which findings are found by examination, and for how long a denial holds, is in `tables/recency.csv`: those whose denial by
an Observation is limited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

from fhir_mappings.tables_csv import table
from imaging_rules.facts import Finding, State

_NORMAL = "neuro_exam_normal"


def denied_by_one_sign_only(found: Iterable[Finding]) -> frozenset[Finding]:
    """The denials that count for nothing: another sign of the same finding was there on that day, later, or shortly
    before."""
    observed = [each for each in found if each.name in _days() and each.evidence.source.split("/")[0] == "Observation"]
    affirmed: dict[str, dict[str, date]] = defaultdict(dict)
    for each in observed:
        if each.state is State.PRESENT:
            signs = affirmed[each.name]
            signs[_sign(each)] = max(each.evidence.date or date.max, signs.get(_sign(each), date.min))
    return frozenset(each for each in observed if each.state is State.REFUTED and _stands(each, affirmed[each.name]))


def _stands(denied: Finding, signs: dict[str, date]) -> bool:
    on = denied.evidence.date or date.min
    days = _days()[denied.name]
    return any(sign != _sign(denied) and (on - newest).days <= days for sign, newest in signs.items())


def _sign(finding: Finding) -> str:
    return finding.evidence.text.partition(":")[0].strip().lower()


@cache
def _days() -> dict[str, int]:
    rows = (row for row in table("recency") if row["state"] == State.REFUTED and row["record_type"] == "Observation")
    return {row["finding"]: int(row["within_days"]) for row in rows if row["finding"] != _NORMAL}
