"""The answer to a question of when a complaint began, or how it goes: `Since: 2 years`, `First noticed: 2026-11-07`,
`Duration: 4/52, came on gradually`, `Days since it started: 11`.

A row of a flowsheet that names no complaint counts only where another row of the same day tells of one of ours: else it may be
of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.forms.answers import meant_by
from fhir_mappings.forms.table import FormMeaning, Topic
from fhir_mappings.forms.topics import names_the_complaint, topics
from fhir_mappings.forms.wordings import words_of
from fhir_mappings.quantities import unit_spelling
from fhir_mappings.readers.observation_value import quantity
from fhir_mappings.readers.onset import Onset, onset_limit
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import Days, finite_number, text_of, when
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.reader import read_text
from fhir_mappings.time_units import units_of_records
from imaging_rules.facts import Finding, Span, State, Value

_ONSET, _TRAJECTORY, _COURSE = "symptom_onset", "trajectory", "course"
_LONGEST_ANSWER = 200
_RECORDED = "neuro_exam_recorded"


def time_answer(
    topic: Topic,
    question: str,
    part: Mapping[str, Any],
    answers: Sequence[str],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> list[Finding] | None:
    """What an answer says; None where it settles nothing. That of a row which names no complaint waits in `reading.times` for
    the other rows of its day."""
    if days is None or (reading.as_of - days.first).days > onset_limit("course_holds"):
        return None
    meant = list(_meant(topic, question, part, answers, days, reading))
    if not meant:
        return None
    told = f"{question}: {answers[0] if answers else text_of(part.get('valueDateTime')) or _shown(part)}"
    evidence = reading.evidence(resource, told, days, "text")
    found = [Finding(each.finding, each.state, evidence, each.value) for each in meant]
    if resource.get("resourceType") != "Observation" or names_the_complaint(question):
        return found
    if not resource.get("focus"):
        reading.times += [(days.first, each) for each in found]
    return []


def times_of_visits(times: Iterable[tuple[date, Finding]], found: Sequence[Finding]) -> Iterator[Finding]:
    """The answers of rows that name no complaint, of days on which another row tells of one of ours."""
    visits = {each.evidence.date for each in found if _is_of_ours(each)}
    yield from (each for day, each in times if day in visits)


def _is_of_ours(finding: Finding) -> bool:
    of_a_row = finding.evidence.source.startswith("Observation")
    return of_a_row and (finding.name == _RECORDED or (finding.name in _complaints() and finding.state is State.PRESENT))


def _meant(
    topic: Topic, question: str, part: Mapping[str, Any], answers: Sequence[str], days: Days, reading: Reading
) -> Iterator[FormMeaning]:
    gone = max(0, (reading.as_of - days.last).days)
    began = when(part, "value")
    if began is not None:
        lasted = Onset(began).lasted(reading.as_of)
        if lasted is not None:
            yield FormMeaning(_ONSET, State.PRESENT, lasted)
        return
    counted = _counted(question, part)
    if counted is not None:
        yield FormMeaning(_ONSET, State.PRESENT, round(counted) + float(gone))
        return
    if len(answers) == 1 and "?" not in answers[0] and len(answers[0]) <= _LONGEST_ANSWER:
        yield from _in_words(topic, answers[0], days.last, gone)


def _in_words(topic: Topic, answer: str, told: date, gone: int) -> Iterator[FormMeaning]:
    """A time in words grows with the days since it was told."""
    said = _said(topic, answer, told)
    if _ONSET not in said and _ONSET in topic.of:
        said |= {_ONSET: _said(topic, answer.split(",")[0], told).get(_ONSET, set())}
    for name, values in said.items():
        if len(values) == 1:
            (value,) = values
            yield FormMeaning(name, State.PRESENT, _grown(value, gone) if name == _ONSET else value)
    if _TRAJECTORY not in said:
        known = (meant_by(each, answer) for each in topics() if each.about == _COURSE)
        yield from (each for found in known for each in found or ())


def _said(topic: Topic, answer: str, told: date) -> dict[str, set[Value | None]]:
    """What the text reader makes of an answer as the end of such a sentence: the values of each finding."""
    said: dict[str, set[Value | None]] = {}
    for start in (topic.sentence, "Symptoms began"):
        for each in read_text(f"{start} {answer}", told).said:
            if each.finding in topic.of and each.state is State.PRESENT:
                said.setdefault(each.finding, set()).add(each.value)
    return said


def _grown(value: Value | None, gone: int) -> Value | None:
    if isinstance(value, Span):
        return Span(value.low + gone, value.high + gone)
    return value + gone if isinstance(value, float) else value


def _counted(question: str, part: Mapping[str, Any]) -> float | None:
    """A number with the unit that stands beside it or in the question."""
    measured = quantity(part)
    number = finite_number(measured.get("value"))
    if number is None or number <= 0 or measured.get("comparator"):
        return None
    written = unit_spelling(text_of(measured.get("code")) or text_of(measured.get("unit")))
    days_in = _days_in()
    units = [written] if written else [each for each in words_of(question) if each.rstrip("s") in days_in and each != "a"]
    unit = units[0].rstrip("s") if len(units) == 1 else ""
    return number * days_in[unit] if unit in days_in else None


@cache
def _days_in() -> Mapping[str, float]:
    return {written: unit.days for unit in units_of_records().values() for written in unit.spellings}


def _shown(part: Mapping[str, Any]) -> str:
    measured = quantity(part)
    return " ".join(f"{measured.get('value', '')} {text_of(measured.get('unit'))}".split())


@cache
def _complaints() -> frozenset[str]:
    deficits = (row["finding"] for row in table("text/time_kinds") if row["kind"] == "deficit")
    return column("complaints", "finding").union(deficits)
