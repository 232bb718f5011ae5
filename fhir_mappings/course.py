"""How the complaint of an order goes and when it began, where the record says it beside the complaint: an Observation of its
course or of its onset that has the complaint as its focus or that the order refers to, and the course that a Condition
carries as an extension.

A course of nobody's complaint is none of this order's: without focus it is not read. The newest Observation counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.chart import Chart
from fhir_mappings.code_systems import normal_code
from fhir_mappings.readers.onset import onset_limit
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resources import (
    Unreadable,
    codings,
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
from fhir_mappings.tables_csv import table
from fhir_mappings.whole_texts import normal_text
from imaging_rules.facts import Evidence, Finding, State

_COURSE, _ONSET = "course", "onset"
_TOLD = frozenset({"trajectory", "stated_chronicity", "cord_tempo_stated", "neuro_stable"})
_FINAL = frozenset({"final", "amended", "corrected", "appended", ""})
_EXTENSION = "http://hl7.org/fhir/StructureDefinition/condition-diseaseCourse"

Resource = Mapping[str, Any]


def course_of(order: Resource, complaints: Sequence[Resource], referred: Sequence[Resource], chart: Chart) -> Iterator[Finding]:
    """The course of the order's complaint. `complaints` are the Conditions that are the complaint, `referred` all resources
    that the order refers to. Never raises."""
    said = [
        (each.get("valueCodeableConcept") or each.get("valueString"), each)
        for each in _asked(_COURSE, complaints, referred, chart)
    ]
    for value, observation in said or _in_extensions(complaints):
        yield from _read(value, observation, order, chart)


def onset_beside(complaints: Sequence[Resource], referred: Sequence[Resource], chart: Chart) -> Iterator[Finding]:
    """`symptom_onset` by an Observation of the day on which the complaint began. Never raises."""
    for observation in _asked(_ONSET, complaints, referred, chart):
        began = lenient_days(observation.get("valueDateTime"))
        if began is not None and began.first <= chart.as_of:
            words = f"{next(iter(texts(observation.get('code'))), 'onset')}: {began.first}"
            evidence = Evidence(name_of(observation), words, began.first, "value", of_order=True)
            yield Finding("symptom_onset", State.PRESENT, evidence, float((chart.as_of - began.middle).days))
            return


def _asked(kind: str, complaints: Sequence[Resource], referred: Sequence[Resource], chart: Chart) -> list[Resource]:
    """The newest Observations that ask this of the complaint; what was said of it long ago is not how it goes now."""
    reading = chart.reading(of_order=True)
    ids = {text_of(each.get("id")) for each in complaints} - {""}
    named = {name_of(each) for each in referred}
    fitting: list[tuple[date, Resource]] = []
    for each in chart.observations:
        day = _day(each, kind, reading)
        if day is not None and (name_of(each) in named or _is_about(each, ids)):
            fitting.append((day, each))
    newest = max((day for day, _ in fitting), default=None)
    return [each for day, each in fitting if day == newest]


def _day(observation: Resource, kind: str, reading: Reading) -> date | None:
    """The day of a final answer of our patient to such a question; None for anything else, and where it is too old."""
    try:
        if not _asks(observation.get("code"), kind) or status_of(observation.get("status")) not in _FINAL:
            return None
        days = when(observation, "effective")
    except Unreadable:
        return None
    if days is None or reading.in_the_future(days) or not reading.is_ours(observation):
        return None
    return days.first if kind == _ONSET or (reading.as_of - days.first).days <= onset_limit("course_holds") else None


def _is_about(observation: Resource, ids: set[str]) -> bool:
    keys = (reference_key(reference_of(each)) for each in members(observation.get("focus")))
    return any(kind in ("", "Condition") and identifier in ids for kind, identifier in keys)


def _asks(concept: object, kind: str) -> bool:
    """Whether an Observation's code asks for the course, or for the onset, by code or by name."""
    codes, names = _questions()
    by_code = any((kind, each.system, each.code) in codes for each in codings(concept))
    return by_code or any((kind, normal_text(words)) in names for words in texts(concept))


@cache
def _questions() -> tuple[frozenset[tuple[str, str, str | None]], frozenset[tuple[str, str]]]:
    codes = ((row["kind"], row["system"], normal_code(row["system"], row["code"])) for row in table("course_questions"))
    return frozenset(codes), frozenset((row["kind"], normal_text(row["name"])) for row in table("course_names"))


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
