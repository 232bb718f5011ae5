"""Observation: laboratory numbers, answers of an examination, and signs that are stated as there or not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fhir_mappings.codes.findings import FindingCode
from fhir_mappings.quantities import (
    has_cutoff,
    in_our_unit,
    in_unsure_unit,
    is_over_limit_of_test,
    is_over_usual_limit,
    is_quantity,
    reaches_cutoff,
)
from fhir_mappings.readers.any_treatment import note_no_treatment
from fhir_mappings.readers.blood_culture import is_blood_culture, read_culture
from fhir_mappings.readers.curve_side import side_of_curve
from fhir_mappings.readers.interim_result import is_interim, read_interim
from fhir_mappings.readers.neck_rule import no_item_of_the_neck_rule, note_item_of_a_row
from fhir_mappings.readers.observation_value import has_own_limits, is_abnormal, is_lowered, is_raised, quantity, shown, written
from fhir_mappings.readers.observation_words import answer_in_words, asked_by, is_of_another, name_by_table, read_in_words
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.recency import holds_for
from fhir_mappings.readers.strength_grade import strength_grade
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import (
    Days,
    codings,
    contained,
    days_of,
    members,
    reference_key,
    reference_of,
    status_of,
    texts,
    when,
    wording,
)
from fhir_mappings.resource.modifiers import Modified, modified
from fhir_mappings.resource.statuses import FINAL
from fhir_mappings.rows.label_answers import deniable_by
from fhir_mappings.rows.label_wording import asks_otherwise
from fhir_mappings.rows.labels import without_writer
from fhir_mappings.rows.named_codes import rows_by_name
from fhir_mappings.rows.neck_rule_items import without_name_of_the_rule
from fhir_mappings.rows.parts import rows_in
from fhir_mappings.rows.test_answers import Answer, answers, is_question, may_deny, yes_or_no
from fhir_mappings.text.worded_answer import is_of_one_side
from fhir_mappings.whole_texts import normal_text, read_whole_text
from imaging_rules.facts import Evidence, Finding, State

_RECORDED = "neuro_exam_recorded"
# What may be abnormal by being too low as well: quantities by their finding, calcium by its tests (LOINC).
_TWO_SIDED = frozenset({"wbc"})
_TWO_SIDED_TESTS = frozenset({"17861-6", "2000-8", "49765-1"})


def read_observation(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of an Observation and of its components. Cancelled, in error, in the future, or of another patient: none
    (counted); of an interim result what bounds safety. Every value is given, old and new; the engine takes the newest."""
    status = status_of(resource.get("status"))
    if status == "entered-in-error":
        reading.skip("entered-in-error")
        return
    if status in FINAL:
        yield from _read(resource, reading)
        return
    reading.skip("not-final")
    if is_interim(resource, status):
        yield from read_interim(resource, reading, _read)


def _read(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    if not reading.is_ours(resource) or _is_about_someone_else(resource, reading):
        return
    days = when(resource, "effective") or days_of(resource.get("issued"))
    if reading.in_the_future(days):
        reading.skip("in-the-future")
        return
    parts = (resource, *members(resource.get("component")), *_inside(resource, reading))
    for name in dict.fromkeys(texts(resource.get("code"))) if "valueQuantity" not in resource else ():
        note_no_treatment(name, resource, resource, days, reading)
    found = [finding for part in parts for finding in read_part(part, resource, days, reading)]
    yield from found
    if len(parts) == 1:
        note_item_of_a_row(resource, days, reading)
    if len(parts) > 1:
        yield from side_of_curve(resource, days, reading)
        yield from no_item_of_the_neck_rule(resource, parts, found, days, reading)


def _inside(resource: Mapping[str, Any], reading: Reading) -> Iterator[Mapping[str, Any]]:
    """The contained members of a panel that are final; the others are delivered by themselves."""
    for each in members(resource.get("hasMember")):
        kind, identifier = reference_key(reference_of(each))
        found = contained(resource, identifier) if kind == "#" else None
        if found is None or not reading.may_use(found):
            reading.unclear |= {"Observation"} if found is not None and modified(found) is Modified.UNKNOWN else set()
            continue
        if found.get("resourceType") == "Observation" and _is_final(found):
            yield found
            yield from members(found.get("component"))


def _is_final(resource: Mapping[str, Any]) -> bool:
    return status_of(resource.get("status")) in FINAL


def _is_about_someone_else(resource: Mapping[str, Any], reading: Reading) -> bool:
    """Whether its focus is another person: an unborn child, a donor, a relative."""
    for each in members(resource.get("focus")):
        kind, own_id = reference_key(reference_of(each))
        if kind == "RelatedPerson" or (kind == "Patient" and not reading.is_patient(own_id)):
            reading.skip("other-patient")
            return True
    return False


def read_part(part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """The findings of an Observation, of a component, or of what has its shape: `code` and `value[x]`."""
    if part.get("dataAbsentReason") is not None:
        reading.skip("value-absent")
        return
    names = texts(part.get("code"))
    if is_blood_culture(names) and (cultured := read_culture(names[0], part, resource, days, reading)) is not None:
        yield from cultured
        return
    coded, measured = reading.codings(part.get("code")), quantity(part)  # a value of no known shape makes all of it unreadable
    known = reading.rows(coded, "Observation")
    rows = known or (rows_by_name(names) if measured else [])
    if measured and not rows and (grade := strength_grade(" ".join(names), measured)):
        part = {**{key: value for key, value in part.items() if not key.startswith("value")}, "valueString": grade}
    if not rows and (inside := list(_of_its_rows(part, resource, days, reading))):
        yield from inside
        return
    for row in rows:
        if row.use == "due-date":
            yield from _due(row, part, resource, reading)
        elif row.use.startswith(("raised", "lowered")):
            yield from _out_of_range(row, rows, part, resource, days, reading)
        elif is_quantity(row.finding):
            yield from _number(row, part, resource, days, reading)
        elif has_cutoff(row.finding):
            yield from _over_cutoff(row, part, resource, days, reading)
    yield from _answered(part, rows, resource, days, reading)
    if not known:
        reading.note_unmatched(coded, "Observation")


def _of_its_rows(
    part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What the rows say that a row holds: `Jerks, plantars: normal, down`."""
    answer = answer_in_words(part)
    if not answer:
        return
    label = without_writer(asked_by(part, resource, reading))
    if any(is_of_another(each, answer) for each in (label, wording(resource.get("code")))):
        return
    for asked, given in rows_in(label, answer):
        for found in read_part({"code": {"text": asked}, "valueString": given}, resource, days, reading):
            yield replace(found, evidence=replace(found.evidence, text=f"{label}: {answer}"))


def _number(
    row: FindingCode, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    measured = quantity(part)
    value = in_our_unit(row.finding, measured) if measured else None
    evidence = _evidence(row.display, part, resource, days, reading)
    if value is not None:
        found = Finding(row.finding, State.PRESENT, replace(evidence, kind=row.use or "value"), value)
        yield from reading.kept(found, days, "Observation")
        return
    reading.skip("unit-or-value-unknown")
    unsure = in_unsure_unit(row.finding, measured) if measured else None
    if unsure is not None and reading.codings(part.get("code")):  # 'EGFR' alone is a receptor, too
        finding, number = unsure
        yield Finding(finding, State.PRESENT, replace(evidence, kind=row.use or "value"), number)


def _over_cutoff(
    row: FindingCode, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    measured = quantity(part)
    reached = reaches_cutoff(row.finding, measured) if measured else None
    if reached is None and measured:
        reading.skip("unit-or-value-unknown")
    if reached:
        evidence = _evidence(row.display, part, resource, days, reading)
        yield from reading.kept(Finding(row.finding, State.PRESENT, evidence), days, "Observation")


def _out_of_range(
    row: FindingCode,
    rows: Sequence[FindingCode],
    part: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """By its interpretation or its own reference range; raised without either by the usual limit of laboratories. Abnormal
    without a direction is raised where it can be nothing else."""
    way, _, use = row.use.partition("-")
    two_sided = any(each.finding in _TWO_SIDED or each.code in _TWO_SIDED_TESTS for each in rows)
    raised = is_raised(part) or (is_abnormal(part) and not two_sided) or _is_over_usual_limit(part, rows)
    if is_lowered(part) if way == "lowered" else raised:
        evidence = _evidence(row.display, part, resource, days, reading)
        yield from reading.kept(Finding(row.finding, State.PRESENT, evidence), days, "Observation", use)


def _is_over_usual_limit(part: Mapping[str, Any], rows: Sequence[FindingCode]) -> bool:
    """Whether a value that comes without limits of its own is over the usual one."""
    if has_own_limits(part) or not (measured := quantity(part)):
        return False
    return any(is_over_usual_limit(row.finding, measured) or is_over_limit_of_test(row.code, measured) for row in rows)


def _due(row: FindingCode, part: Mapping[str, Any], resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    due = when(part, "value")
    if due is not None and due.last - timedelta(days=holds_for(row.finding)) <= reading.as_of:
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
    asked = _questions(rows, part)
    words = written(part)
    if words and any(row.finding == _RECORDED for row in rows):
        yield Finding(_RECORDED, State.PRESENT, _evidence("", part, resource, days, reading))
    read = [answer for question in asked for answer in _said(question, words)]
    use = rows[0].use if rows else ""
    for answer in [each for each in read if not _denies_one_place(each, resource, words)]:
        found = Finding(answer.finding, answer.state, _evidence("", part, resource, days, reading), answer.value)
        yield from reading.kept(found, days, "Observation", use)
    coded = [] if read or "valueCodeableConcept" not in part else list(_coded_value(part, resource, days, reading))
    stated = [] if asked or not words else list(_stated(part, words, rows, resource, days, reading))
    yield from (*coded, *stated)
    if not (read or coded or stated):
        if asked and words:
            reading.skip("answer-not-read")
        deniable = frozenset(name for question in asked for name in may_deny(question)) if asked else None
        for found in read_in_words(part, rows, resource, days, reading):
            if deniable is None or found.state is not State.REFUTED or found.name in deniable:
                yield found


def _questions(rows: Sequence[FindingCode], part: Mapping[str, Any]) -> list[str]:
    """The questions of the answers table that a row asks: by its codes, by its names where no code is known."""
    if rows:
        return list(dict.fromkeys([row.code for row in rows if is_question(row.code)]))
    return sorted({question for name in texts(part.get("code")) if (question := _question_named(name))})


@remembered
def _question_named(name: str) -> str:
    """The question of the answers table that a name is; "" for any other."""
    plain = normal_text(without_name_of_the_rule(name))
    return plain if is_question(plain) else ""


def _denies_one_place(answer: Answer, resource: Mapping[str, Any], words: list[str]) -> bool:
    """A normal finding of one place says nothing of the others: `right biceps reflex: normal`, `Hoffmann: absent left`."""
    denies = answer.state is State.REFUTED or answer.value == "none"
    return denies and (bool(resource.get("bodySite")) or any(is_of_one_side(each) for each in words))


def _said(question: str, words: list[str]) -> tuple[Answer, ...]:
    """What the first wording that is an answer says; nothing where another wording says the opposite."""
    read = [found for each in words if (found := answers(question, each))]
    states = {(answer.finding, answer.state) for found in read for answer in found}
    opposed = any((name, State.REFUTED) in states for name, state in states if state is State.PRESENT)
    return () if opposed or not read else read[0]


def _coded_value(
    part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    named = tuple([each for each in codings(part.get("valueCodeableConcept")) if each.uri])  # answers are numbered 1, 2, 3
    for row in reading.rows(reading.site.in_standard_codes(named), "Observation"):
        evidence = _evidence("", part, resource, days, reading)
        yield from reading.finding(row, State.PRESENT, evidence, days, "Observation")


def _stated(
    part: Mapping[str, Any],
    words: Sequence[str],
    rows: list[FindingCode],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """A sign as the code (`Hoffmann sign`) with yes or no as the value; without a value it says nothing."""
    verdicts = {yes_or_no(each) for each in words} - {None}
    if len(verdicts) != 1:
        return
    state = State.PRESENT if True in verdicts else State.REFUTED
    if state is State.REFUTED and resource.get("bodySite"):
        return
    evidence = _evidence("", part, resource, days, reading)
    for row in rows:
        if not (is_quantity(row.finding) or row.use or row.system == "loinc"):
            yield from reading.finding(row, state, evidence, days, "Observation")
    for label in (each for each in texts(part.get("code")) if not rows and not asks_otherwise(each, "")):
        for name, said in read_whole_text(label, reading.phrases):
            if said == State.PRESENT and (state is State.PRESENT or deniable_by(label, name)):
                yield from reading.kept(Finding(name, state, evidence), days, "Observation")


def _evidence(
    display: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Evidence:
    name = wording(part.get("code")) or display or name_by_table(part, reading) or "an examination named by its code only"
    value = shown(part)
    return reading.evidence(resource, f"{name}: {value}" if value else name, days, "value")
