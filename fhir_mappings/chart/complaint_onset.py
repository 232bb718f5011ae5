"""When the complaint of an order began, by the Condition that is the complaint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from fhir_mappings.chart.complaint_conditions import candidates, names_said, onset_in, shown, without_those_elsewhere
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.complaint_parts import NOTHING_ELSEWHERE
from fhir_mappings.readers.onset import Onset, onset_limit
from fhir_mappings.resource.elements import name_of
from fhir_mappings.signs_beside_pain import signs_beside_pain
from imaging_rules.facts import Evidence, Finding, State

_ONSET = "symptom_onset"


def onset_of_complaint(
    referred: Iterable[Mapping[str, Any]],
    found: Iterable[Finding],
    chart: Chart,
    stated: bool,
    elsewhere: Set[str] = NOTHING_ELSEWHERE,
) -> Iterator[Finding]:
    """`symptom_onset`: that of the Condition the order refers to, else of the Condition in the chart that says the same as its
    reason (`found`), else, where the order has not `stated` any, of the newest presenting complaint. Of a pain and of
    signs that the reason names beside it that of the signs counts (`signs_beside_pain`), of a complaint `elsewhere` none."""
    names = {finding.name for finding in found if finding.state is not State.REFUTED}
    dated = list(_dated(without_those_elsewhere(candidates(referred, names, chart, stated), elsewhere, chart), chart))
    if not dated:
        return
    signs = signs_beside_pain([(names_said(condition, chart), days) for condition, _, days in dated], names) if stated else []
    condition, onset, _ = dated[signs[0] if signs else 0]
    called = chart.reading(of_order=False).called(condition.get("code"), "Condition", "the complaint")
    words = f"{called}: onset {shown(onset)}{onset.remark}"
    evidence = Evidence(name_of(condition), words, onset.days.first, "value", of_order=stated, dated="")
    yield Finding(_ONSET, State.PRESENT, evidence, onset.lasted(chart.as_of))


def _dated(conditions: Iterable[Mapping[str, Any]], chart: Chart) -> Iterator[tuple[Mapping[str, Any], Onset, float]]:
    """The Conditions whose onset tells something, with it and its days before today."""
    for condition in conditions:
        onset = onset_in(condition, chart)
        days = onset.before(chart.as_of) if onset else None
        if onset is not None and days is not None and not (onset.weak and days <= _weak_until()):
            yield condition, onset, float(days)


def _weak_until() -> float:
    """Up to this many days an onset that equals its day of recording says nothing: the complaint may be older. Longer ago
    it still says that the complaint has lasted at least so long."""
    return onset_limit("weak_until")
