"""Observation: laboratory numbers, answers of an examination, and signs that are stated as there or not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fhir_mappings.answers import answers, coded_word, interpreted, is_question, yes_or_no
from fhir_mappings.finding_codes import FindingCode
from fhir_mappings.quantities import has_cutoff, in_our_unit, is_quantity, reaches_cutoff
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resources import (
    Days,
    codings,
    concept_text,
    days_of,
    mapping,
    members,
    reference_key,
    reference_of,
    status_of,
    text_of,
    texts,
    when,
    wording,
)
from fhir_mappings.whole_texts import normal_text, read_whole_text
from imaging_rules.facts import Evidence, Finding, State

_RECORDED = "neuro_exam_recorded"
_RAISED = frozenset({"H", "HH", "HU", "A", "AA"})
# FHIR R4 observation-status: what has no final result yet, or a status that nobody knows, says nothing.
_FINAL = frozenset({"final", "amended", "corrected", "appended", ""})


def read_observation(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of an Observation and of its components. Not final, in error, in the future, or of another patient:
    none (counted). Every value is given, old and new; the engine takes the newest."""
    status = status_of(resource.get("status"))
    if status == "entered-in-error":
        reading.skip("entered-in-error")
        return
    if status not in _FINAL:
        reading.skip("not-final")
        return
    if not reading.is_ours(resource) or _is_about_someone_else(resource, reading):
        return
    days = when(resource, "effective") or days_of(resource.get("issued"))
    if reading.in_the_future(days):
        reading.skip("in-the-future")
        return
    for part in (resource, *members(resource.get("component"))):
        yield from read_part(part, resource, days, reading)


def _is_about_someone_else(resource: Mapping[str, Any], reading: Reading) -> bool:
    """Whether its focus is another person: an unborn child, a donor, a relative."""
    keys = (reference_key(reference_of(each)) for each in members(resource.get("focus")))
    other = any(kind == "RelatedPerson" or (kind == "Patient" and not reading.is_patient(own_id)) for kind, own_id in keys)
    if other:
        reading.skip("other-patient")
    return other


def read_part(part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """The findings of an Observation, of a component, or of what has its shape: `code` and `value[x]`."""
    if part.get("dataAbsentReason") is not None:
        reading.skip("value-absent")
        return
    coded = reading.codings(part.get("code"))
    rows = reading.rows(coded, "Observation")
    for row in rows:
        if row.use == "due-date":
            yield from _due(row, part, resource, reading)
        elif row.use == "raised":
            yield from _raised(row, part, resource, days, reading)
        elif is_quantity(row.finding):
            yield from _number(row, part, resource, days, reading)
        elif has_cutoff(row.finding):
            yield from _over_cutoff(row, part, resource, days, reading)
    yield from _answered(part, rows, resource, days, reading)
    if not rows:
        reading.note_unmatched(coded, "Observation")


def _number(
    row: FindingCode, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    quantity = _quantity(part)
    value = in_our_unit(row.finding, quantity) if quantity else None
    if value is None:
        reading.skip("unit-or-value-unknown")
        return
    evidence = _evidence(row.display, part, resource, days, reading)
    yield Finding(row.finding, State.PRESENT, replace(evidence, kind=row.use or "value"), value)


def _over_cutoff(
    row: FindingCode, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    quantity = _quantity(part)
    reached = reaches_cutoff(row.finding, quantity) if quantity else None
    if reached is None and quantity:
        reading.skip("unit-or-value-unknown")
    if reached:
        evidence = _evidence(row.display, part, resource, days, reading)
        yield from reading.kept(Finding(row.finding, State.PRESENT, evidence), days, "Observation")


def _raised(
    row: FindingCode, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    marks = {coding.raw for each in members(part.get("interpretation")) for coding in codings(each)}
    if marks & _RAISED or _above_reference(part):
        evidence = _evidence(row.display, part, resource, days, reading)
        yield from reading.kept(Finding(row.finding, State.PRESENT, evidence), days, "Observation")


def _above_reference(part: Mapping[str, Any]) -> bool:
    """Above the high end of the one reference range, both in the same unit."""
    ranges, value = members(part.get("referenceRange")), _quantity(part)
    high = mapping(ranges[0].get("high")) if len(ranges) == 1 else {}
    if not value or not high or text_of(high.get("unit")) != text_of(value.get("unit")):
        return False
    numbers = value.get("value"), high.get("value")
    plain = [number for number in numbers if isinstance(number, int | float) and not isinstance(number, bool)]
    return len(plain) == len(numbers) and not text_of(value.get("comparator")) and plain[0] > plain[1]


def _due(row: FindingCode, part: Mapping[str, Any], resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    due = when(part, "value")
    if due is not None and due.last - timedelta(days=294) <= reading.as_of:
        stated = when(resource, "effective") or days_of(resource.get("issued"))
        evidence = reading.evidence(resource, f"{row.display}: {due.first}", stated, "value")
        yield from reading.kept(Finding(row.finding, State.PRESENT, evidence), due, "Observation", row.use)


def _answered(
    part: Mapping[str, Any],
    rows: list[FindingCode],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """By the answers table, else by the coded value, else a sign named in words with a plain yes or no."""
    questions = {row.code: row for row in rows if is_question(row.code)}
    names = {normal_text(text) for text in texts(part.get("code"))} if not rows else set()
    asked = [*questions, *sorted(name for name in names if is_question(name))]
    if not (rows or asked):
        yield from _stated(part, rows, resource, days, reading)
        return
    written = _written(part)
    evidence = _evidence("", part, resource, days, reading)
    use = next((row.use for row in rows), "")
    if written and any(row.finding == _RECORDED for row in rows):
        yield Finding(_RECORDED, State.PRESENT, evidence)
    said = [answer for question in asked for answer in _said(question, written)]
    for answer in said:
        found = Finding(answer.finding, answer.state, evidence, answer.value)
        yield from reading.kept(found, days, "Observation", use)
    if rows and not said:
        yield from _coded_value(part, resource, days, reading)
    if asked and written and not said:
        reading.skip("answer-not-read")
    if not asked:
        yield from _stated(part, rows, resource, days, reading)


def _said(question: str, written: list[str]) -> tuple[Any, ...]:
    return next((found for each in written if (found := answers(question, each))), ())


def _coded_value(
    part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    named = tuple(each for each in codings(part.get("valueCodeableConcept")) if each.uri)  # answers are numbered 1, 2, 3
    for row in reading.rows(reading.site.in_standard_codes(named), "Observation"):
        evidence = _evidence("", part, resource, days, reading)
        yield from reading.finding(row, State.PRESENT, evidence, days, "Observation")


def _stated(
    part: Mapping[str, Any],
    rows: list[FindingCode],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """A sign as the code (`Hoffmann sign`) with yes or no as the value; without a value it says nothing."""
    verdicts = {yes_or_no(each) for each in _written(part)} - {None}
    if len(verdicts) != 1:
        return
    state = State.PRESENT if True in verdicts else State.REFUTED
    evidence = _evidence("", part, resource, days, reading)
    for row in rows:
        if not (is_quantity(row.finding) or row.use or row.system == "loinc"):
            yield from reading.finding(row, state, evidence, days, "Observation")
    for words in texts(part.get("code")) if not rows else ():
        for name, said in read_whole_text(words, reading.phrases):
            if said == State.PRESENT:
                yield from reading.kept(Finding(name, state, evidence), days, "Observation")


def _written(part: Mapping[str, Any]) -> list[str]:
    """The value in words: text, displays, yes or no; the interpretation only where there is no value."""
    words: list[str] = []
    if isinstance(part.get("valueString"), str):
        words.append(text_of(part["valueString"]))
    if isinstance(part.get("valueBoolean"), bool):
        words.append("yes" if part["valueBoolean"] else "no")
    words += texts(part.get("valueCodeableConcept"))
    words += [coded_word(coding) for coding in codings(part.get("valueCodeableConcept"))]
    if not words and not any(str(key).startswith("value") for key in part):
        marks = [coding.raw for each in members(part.get("interpretation")) for coding in codings(each)]
        words += [interpreted(mark) for mark in marks]
    return [word for word in words if word]


def _quantity(part: Mapping[str, Any]) -> Mapping[str, Any]:
    if part.get("valueInteger") is not None:
        return {"value": part["valueInteger"]}
    value = mapping(part.get("valueQuantity"))
    return value if value.get("value") is not None else {}


def _table_name(part: Mapping[str, Any], reading: Reading) -> str:
    """The name our tables have for a code that came without words."""
    rows = reading.rows(reading.codings(part.get("code")), "Observation")
    return next((row.display for row in rows if row.display), "")


def _evidence(
    display: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Evidence:
    name = wording(part.get("code")) or display or _table_name(part, reading) or concept_text(part.get("code"))
    value = _quantity(part)
    number = " ".join(
        str(value[key]) for key in ("comparator", "value", "unit") if isinstance(value.get(key), str | int | float)
    )
    shown = number or "; ".join(_written(part))
    return reading.evidence(resource, f"{name}: {shown}" if shown else name, days, "value")
