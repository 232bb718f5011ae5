"""The pain of a broken vertebra: whether a fracture hurts, and whether a pain is a new one since the vertebra was treated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fhir_mappings.chart.complaint_conditions import is_current, names_said, onset_in
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.readers.onset import onset_limit
from fhir_mappings.resource.elements import (
    lenient_days,
)
from imaging_rules.facts import Finding, State

_ONSET, _TRAJECTORY = "symptom_onset", "trajectory"
_BACK_PAINS = findings_of_kind("back pain")


def new_since_augmentation(found: Iterable[Finding], chart: Chart) -> Iterator[Finding]:
    """`trajectory: new` for a pain of the back that began after the last vertebral augmentation on record: by the order of
    their days it is not the pain that was treated. Not where any other pain of the back on record is older, or where the
    order says how the pain goes."""
    told = [each for each in found if each.state is State.PRESENT]
    onset = next((each for each in told if each.name == _ONSET), None)
    if onset is None or not chart.augmented or any(each.name == _TRAJECTORY for each in told):
        return
    treated = max(days.last for days in chart.augmented)
    began = _day_of(onset, chart)
    hurts = {each.name for each in (*told, *chart.findings) if each.evidence.source == onset.evidence.source} | {
        each.name for each in told if onset.evidence.kind == "text"
    }
    if began > treated and hurts & _BACK_PAINS and not any(_is_older_pain(each, treated, chart) for each in chart.conditions):
        words = f"{onset.evidence.text}; vertebral augmentation {treated}"
        yield Finding(_TRAJECTORY, State.PRESENT, replace(onset.evidence, text=words), "new")


def _day_of(onset: Finding, chart: Chart) -> date:
    """The first day on which a complaint can have begun."""
    days = onset.value if isinstance(onset.value, int | float) else 0
    return onset.evidence.date or chart.as_of - timedelta(days=days)


def _is_older_pain(condition: Mapping[str, Any], treated: date, chart: Chart) -> bool:
    """Whether a Condition is a present pain of the back that may have begun by the day of a treatment."""
    if not (names_said(condition, chart) & _BACK_PAINS and is_current(condition, chart.reading(of_order=False))):
        return False
    onset = onset_in(condition, chart)
    days = onset.days if onset and not onset.weak else lenient_days(condition.get("recordedDate"))
    return days is not None and days.first <= treated


def painful_fracture(found: Iterable[Finding], chart: Chart) -> Iterator[Finding]:
    """`vcf_symptomatic` where the order names a compression fracture of a vertebra and a pain of the back as its reasons, or
    where the examination of these weeks found the spine tender over it (vocabulary: 'tender at T12')."""
    named = [each for each in found if each.state is State.PRESENT]
    pain = next((each for each in named if each.name in _BACK_PAINS), None)
    pain = pain or next((each for each in (*named, *chart.findings) if _is_tender_spine(each, chart)), None)
    if pain is not None and any(each.name == "fragility_fracture" for each in named):
        yield Finding("vcf_symptomatic", State.PRESENT, pain.evidence)


def _is_tender_spine(finding: Finding, chart: Chart) -> bool:
    """Whether a finding is that the spine is tender, by the order or an examination that still holds."""
    if finding.name != "pain_on_percussion" or finding.state is not State.PRESENT:
        return False
    day = finding.evidence.date
    return finding.evidence.of_order or (day is not None and (chart.as_of - day).days <= onset_limit("course_holds"))
