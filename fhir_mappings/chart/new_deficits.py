"""Deficits that are new or of these weeks, by what the order names and when the problems on record began.

Each deficit beside pain has a limit of its own in `tables/deficits_beside_pain.csv`; that of all is in
`tables/onset_limits.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from functools import cache
from typing import Any

from fhir_mappings.chart.complaint_conditions import is_current, names_said, onset_in, shown
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.readers.onset import Onset, onset_limit
from fhir_mappings.resource.elements import name_of
from fhir_mappings.tables_csv import column, table
from imaging_rules.facts import Evidence, Finding, State

_CHANGED_DEFICIT = "neuro_symptoms_new_or_worse"
_SPINE_PAINS = findings_of_kind("spine pain") | {"leg_root_symptoms"}
_SPHINCTER_LOSS, _LOCAL_CAUSE = "sphincter_loss_lately", "bowel_bladder_local_cause"
_WEAK_LEGS, _INFECTION = "legs_weak_lately", "spine_infection"
_CORD_DEFICIT = "cord_deficit_lately"
_PAINS_OF_THE_CORD = {"thoracic_back_pain": {_WEAK_LEGS, _SPHINCTER_LOSS}, "neck_pain": {_WEAK_LEGS}}
"""Pains at the height of the cord, each with the deficits that are the cord's beside it."""
_ONSET, _TRAJECTORY = "symptom_onset", "trajectory"
_WORSENING = (_TRAJECTORY, "worsening")


def new_deficits(complaints: Iterable[Mapping[str, Any]], named: Set[str], chart: Chart) -> Iterator[Finding]:
    """`neuro_symptoms_new_or_worse` for a deficit or an attack that the order names and that began lately (convention: the same
    weeks that make a deficit acute or subacute)."""
    for condition in complaints:
        onset = _new_onset(condition, chart)
        if onset is not None and names_said(condition, chart) & _deficits() & named:
            yield _changed_deficit(condition, onset, chart, of_order=True)


def new_in_a_relapsing_disease(named: Set[str], chart: Chart) -> Iterator[Finding]:
    """`neuro_symptoms_new_or_worse` for a deficit on record that began lately, where the order names a relapsing disease: it
    need not name the deficit too."""
    if named.isdisjoint(row["finding"] for row in table("relapses")):
        return
    for condition in chart.conditions:
        onset = _new_onset(condition, chart)
        if onset is not None and names_said(condition, chart) & _deficits():
            yield _changed_deficit(condition, onset, chart, of_order=False)


def new_beside_a_pain_of_the_spine(named: Set[str], chart: Chart) -> Iterator[Finding]:
    """What a weakness or a failing bladder on record says that began lately, each within its own limit
    (`tables/deficits_beside_pain.csv`), where the order names a pain of the spine: it need not name the deficit too."""
    if named.isdisjoint(_SPINE_PAINS):
        return
    explained = any(each.name == _LOCAL_CAUSE and each.state is State.PRESENT for each in chart.findings)
    for condition in chart.conditions:
        names = names_said(condition, chart)
        for row in (each for each in table("deficits_beside_pain") if each["finding"] in names):
            onset = _new_onset(condition, chart, float(row["within_days"]))
            if onset is not None and not (explained and row["says"] == _SPHINCTER_LOSS):
                yield replace(_changed_deficit(condition, onset, chart, of_order=False), name=row["says"])


def with_deficits_of_these_days(found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of an order; a retention or incontinence that it tells is of these weeks where its complaint is. With an
    infection suspected the deficit is one of the infection, whose criteria ask for it themselves."""
    every = list(found)
    within = next(float(row["within_days"]) for row in table("deficits_beside_pain") if row["says"] == _SPHINCTER_LOSS)
    began = (each.value for each in every if each.name == _ONSET)
    lately = any(isinstance(days, float) and days <= within for days in began)
    infected = any(each.name == _INFECTION and each.state in (State.PRESENT, State.SUSPECTED) for each in every)
    left_out = {_SPHINCTER_LOSS, _WEAK_LEGS} if infected else set() if lately else {_SPHINCTER_LOSS}
    kept = [each for each in every if each.name not in left_out or (each.evidence.kind == "value" and not infected)]
    yield from kept
    pains = {each.name for each in kept if each.state is State.PRESENT} & _PAINS_OF_THE_CORD.keys()
    for each in kept:
        if any(each.name in _PAINS_OF_THE_CORD[pain] for pain in pains):
            yield replace(each, name=_CORD_DEFICIT)


def worse_disease(found: Iterable[Finding]) -> Iterator[Finding]:
    """`neuro_symptoms_new_or_worse` where the order's reason codes a worsening and nothing that could worsen but a
    demyelinating disease."""
    of_order = [each for each in found if each.state is State.PRESENT]
    worse = next((each for each in of_order if (each.name, each.value) == _WORSENING and each.evidence.kind == "code"), None)
    names = {each.name for each in of_order} - {_TRAJECTORY}
    if worse is not None and names and names <= {row["finding"] for row in table("relapses")}:
        yield Finding(_CHANGED_DEFICIT, State.PRESENT, worse.evidence)


def _new_onset(condition: Mapping[str, Any], chart: Chart, within: float | None = None) -> Onset | None:
    """When a problem that is there began, if that was lately: within so many days, by default those of any deficit."""
    onset = onset_in(condition, chart)
    days = onset.before(chart.as_of) if onset else None
    if onset is None or days is None or onset.weak or days > (within or onset_limit("new_until")):
        return None
    return onset if is_current(condition, chart.reading(of_order=False)) else None


def _changed_deficit(condition: Mapping[str, Any], onset: Onset, chart: Chart, *, of_order: bool) -> Finding:
    called = chart.reading(of_order=of_order).called(condition.get("code"), "Condition", "the deficit")
    words = f"{called}: began {shown(onset)}"
    evidence = Evidence(name_of(condition), words, onset.days.first, "value", of_order, dated="")
    return Finding(_CHANGED_DEFICIT, State.PRESENT, evidence)


@cache
def _deficits() -> frozenset[str]:
    return column("text/time_kinds", "finding", kind="deficit") | findings_of_kind("attack")
