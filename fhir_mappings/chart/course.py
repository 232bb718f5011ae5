"""How the complaint of an order goes and when it began, where the record says it beside the complaint: an Observation of its
course or of its onset that has the complaint as its focus or that the order refers to, and the course that a Condition
carries as an extension.

A course of nobody's complaint is none of this order's. Without focus it is read only where its label names the complaint
(`Course of the ataxia`), or asks how the symptoms go and the patient has no other Condition today than the order's. The newest
Observation counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Any

from fhir_mappings.chart.complaint_conditions import is_current
from fhir_mappings.chart.course_questions import COURSE, ONSET, SYMPTOMS, asks, complaint_named
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.readers.onset import onset_limit
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import (
    Unreadable,
    lenient_days,
    members,
    name_of,
    reference_key,
    reference_of,
    status_of,
    text_of,
    texts,
    when,
)
from fhir_mappings.resource.statuses import FINAL
from fhir_mappings.tables_csv import table
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Evidence, Finding, State

_TOLD = frozenset({"trajectory", "stated_chronicity", "cord_tempo_stated", "neuro_stable"})
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/condition-diseaseCourse"

Resource = Mapping[str, Any]


def course_of(
    order: Resource, complaints: Sequence[Resource], referred: Sequence[Resource], names: Set[str], chart: Chart
) -> Iterator[Finding]:
    """The course of the order's complaint. `complaints` are the Conditions that are the complaint, `referred` all resources
    that the order refers to, `names` the findings of its reason. Never raises."""
    asked = _asked(COURSE, complaints, referred, chart) or _beside(complaints, names, chart)
    said = [(each.get("valueCodeableConcept") or each.get("valueString"), each) for each in asked]
    reading = chart.reading(of_order=True)
    for value, observation in said or _in_extensions(each for each in complaints if is_current(each, reading)):
        yield from _read(value, observation, order, chart)


def onset_beside(complaints: Sequence[Resource], referred: Sequence[Resource], chart: Chart) -> Iterator[Finding]:
    """`symptom_onset` by an Observation of the day on which the complaint began. Never raises."""
    for observation in _asked(ONSET, complaints, referred, chart):
        began = lenient_days(observation.get("valueDateTime"))
        if began is not None and not began.lie_ahead_of(chart.as_of):
            words = f"{next(iter(texts(observation.get('code'))), 'onset')}: {began.written or began.first}"
            evidence = Evidence(name_of(observation), words, began.first, "value", of_order=True, dated="")
            yield Finding("symptom_onset", State.PRESENT, evidence, max(0.0, float((chart.as_of - began.middle).days)))
            return


def _asked(kind: str, complaints: Sequence[Resource], referred: Sequence[Resource], chart: Chart) -> list[Resource]:
    """The newest Observations that ask this of the complaint; what was said of it long ago is not how it goes now."""
    reading = chart.reading(of_order=True)
    ids = {text_of(each.get("id")) for each in complaints} - {""}
    named = {name_of(each) for each in referred}
    fitting: list[tuple[date, Resource]] = []
    for each in chart.observations_of_a_course:
        day = _day(each, kind, reading)
        if day is not None and (name_of(each) in named or _is_about(each, ids)):
            fitting.append((day, each))
    newest = max((day for day, _ in fitting), default=None)
    return [each for day, each in fitting if day == newest]


def _beside(complaints: Sequence[Resource], names: Set[str], chart: Chart) -> list[Resource]:
    """The newest Observations of the course that say by their label alone that it is this complaint's."""
    reading = chart.reading(of_order=True)
    alone = _is_the_only_complaint(complaints, names, chart)
    fitting: list[tuple[date, Resource]] = []
    for each in (one for one in chart.observations_of_a_course if not one.get("focus")):
        if _names_one_of(each, names, chart.as_of):
            day = _final_day(each, reading)
        else:
            day = _day(each, SYMPTOMS, reading) if alone else None
        if day is not None and (chart.as_of - day).days <= onset_limit("course_holds"):
            fitting.append((day, each))
    newest = max((day for day, _ in fitting), default=None)
    return [each for day, each in fitting if day == newest]


def _is_the_only_complaint(complaints: Sequence[Resource], names: Set[str], chart: Chart) -> bool:
    """Whether every other Condition of today says nothing but what the order names: of one that nobody knows it may be the
    course."""
    if names.isdisjoint([row["finding"] for row in table("complaints")]):
        return False
    reading, own = chart.reading(of_order=True), {name_of(each) for each in complaints}
    others = (each for each in chart.conditions if name_of(each) not in own and is_current(each, reading))
    return all(said and said <= names for said in map(chart.names_said_by, others))


def _names_one_of(observation: Resource, names: Set[str], as_of: date) -> bool:
    """Whether a label asks for the course of one of these findings and of nothing else."""
    try:
        wordings = texts(observation.get("code"))
    except Unreadable:
        return False
    for words in wordings:
        named = complaint_named(words)
        read = read_text(named, as_of) if named else None
        asked = {each.finding for each in read.said} | read.mentioned if read else set()
        if asked and asked <= names:
            return True
    return False


def _day(observation: Resource, kind: str, reading: Reading) -> date | None:
    """The day of a final answer of our patient to such a question; None for anything else, and where it is too old."""
    try:
        asked = asks(observation.get("code"), kind)
    except Unreadable:
        return None
    day = _final_day(observation, reading) if asked else None
    fresh = day is not None and (kind == ONSET or (reading.as_of - day).days <= onset_limit("course_holds"))
    return day if fresh else None


def _final_day(observation: Resource, reading: Reading) -> date | None:
    """The day of a final Observation of our patient that has a value; None for any other."""
    try:
        final = status_of(observation.get("status")) in FINAL and observation.get("dataAbsentReason") is None
        days = when(observation, "effective")
    except Unreadable:
        return None
    ours = final and days is not None and not reading.in_the_future(days) and reading.may_use(observation)
    return days.first if ours and days is not None else None


def _is_about(observation: Resource, ids: set[str]) -> bool:
    keys = (reference_key(reference_of(each)) for each in members(observation.get("focus")))
    return any(kind in ("", "Condition") and identifier in ids for kind, identifier in keys)


def _in_extensions(complaints: Iterable[Resource]) -> list[tuple[object, Resource]]:
    return [
        (each.get("valueCodeableConcept"), condition)
        for condition in complaints
        for each in members(condition.get("extension"))
        if each.get("url") == _EXTENSION
    ]


def _read(value: object, source: Resource, order: Resource, chart: Chart) -> Iterator[Finding]:
    """The course in a value, by the codes and the words by which an order's own reason tells it."""
    reading = chart.reading(of_order=True)
    try:
        if isinstance(value, str):
            found = list(reading.written(value, order, State.PRESENT, None))
        else:
            found = list(reading.concept(value, order, State.PRESENT, None))
    except Unreadable:
        return
    for finding in found:
        if finding.name in _TOLD:
            yield replace(finding, evidence=replace(finding.evidence, source=name_of(source)))
