"""An Observation whose value is nothing but words, read with its name as a sentence: `Straight leg raise: positive left`.

A name that no code of ours tells is read so with a plain verdict too, however it came: coded, true or false, or as an
interpretation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from fhir_mappings.codes.findings import FindingCode
from fhir_mappings.quantities import has_cutoff, in_our_unit, is_quantity
from fhir_mappings.readers.any_treatment import denies_one_treatment
from fhir_mappings.readers.curve_angle import note_angle_of_a_row
from fhir_mappings.readers.form_topic import asks_of_a_time, note_another_kind
from fhir_mappings.readers.known_question import read_known
from fhir_mappings.readers.observation_value import quantity, written
from fhir_mappings.readers.reading import FAMILY_HISTORY, Reading
from fhir_mappings.readers.treatment_questions import is_of_treatment, treatment_answers
from fhir_mappings.remembered import remembered
from fhir_mappings.resource.elements import Days, codings, finite_number, text_of, wording
from fhir_mappings.rows.label_answers import read_label
from fhir_mappings.rows.label_wording import asks_otherwise
from fhir_mappings.rows.labels import without_writer
from fhir_mappings.rows.notes import note_named_by
from fhir_mappings.rows.statements import is_of_a_score, read_weeks
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.worded_answer import WordedAnswer, read_answer, says_only_where
from fhir_mappings.whole_texts import is_family_history
from imaging_rules.facts import Finding, State

ASKS_OTHERWISE = "asks-otherwise"
_LONG_ANSWER = 80
_NORMAL_OR_NOT = frozenset({"normal", "abnormal"})
_WEEKS = frozenset({"", "wk", "week", "weeks"})
_VOLUMES = frozenset({"ml", "cc", "milliliter", "millilitre"})
_BLADDER, _THIN_BONES = "bladder_dysfunction", "osteoporosis"
_T_SCORE = re.compile(r"\bt[ -]?score\b", re.IGNORECASE)
_DEVIATIONS = frozenset({"", "1", "sd", "t-score", "t score"})
_SCORES = frozenset({"pieretti_score"})
_ANY_DAY = date(2000, 1, 1)
"""A name means the same on every day."""


def read_in_words(
    part: Mapping[str, Any],
    rows: list[FindingCode],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """Question and answer read as a sentence, where no table knows them. Of numbers only a score is read so, for it needs no
    unit."""
    asked = asked_by(part, resource, reading)
    question, whole = without_writer(asked), asked if part is resource else wording(resource.get("code"))
    if any(map(is_of_a_score, {question, whole})):
        reading.skip(ASKS_OTHERWISE)
        return
    note_another_kind(question, part, resource, reading)
    note_angle_of_a_row(question, part, resource, days, reading)
    if not rows:
        yield from _without_a_code(question, asked, part, resource, days, reading)
    elif not any(is_quantity(row.finding) or has_cutoff(row.finding) for row in rows):
        yield from _labelled(question, answer_in_words(part), part, resource, days, reading)


def _without_a_code(
    question: str, asked: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What a row says whose name no code of ours tells. It is `asked` in these words, `question` without who writes."""
    answer = answer_in_words(part) or _verdict(part)
    if not _is_a_number(part) or asks_of_a_time(question):
        heading = "" if part is resource else wording(resource.get("code"))
        made = read_known(question, answer, part, resource, days, reading, heading=heading)
        yield from made.findings
        if made.sentence is not None:
            yield from _of_a_sentence(made.sentence, question, answer, resource, days, reading)
        if made.settled:
            return
    if is_of_treatment(question):
        yield from treatment_answers(question, part, resource, days, reading)
    elif answer:
        yield from _labelled(question, answer, part, resource, days, reading)
    else:
        yield from _numbers(question, asked, part, resource, days, reading)


def _labelled(
    question: str,
    answer: str,
    part: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """What an answer says of what its question names."""
    if not question or not answer:
        return
    if is_family_history(question):
        reading.skip(FAMILY_HISTORY)
        return
    if asks_otherwise(question, answer):
        reading.skip(ASKS_OTHERWISE)
        return
    made = read_label(question, answer, reading.as_of, of_one_place=bool(resource.get("bodySite")))
    reading.mention(made.mentioned, resource, f"{question}: {answer}")
    for found in reading.told(made.said, resource, State.PRESENT, days):
        if denies_one_treatment(found, question, part):
            reading.skip("one-treatment-denied")
            continue
        yield replace(found, evidence=replace(found.evidence, text=_quoted(question, answer, found.evidence.quote)))


def _of_a_sentence(
    sentence: WordedAnswer, question: str, answer: str, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What a row said as a sentence says."""
    reading.mention(sentence.mentioned, resource, f"{question}: {answer}")
    for found in reading.stated(sentence.said, resource, State.PRESENT, days):
        yield replace(found, evidence=replace(found.evidence, text=_quoted(question, answer, found.evidence.quote)))


def _numbers(
    question: str, asked: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What a number says by the name of its row alone."""
    measured = quantity(part)
    number, written_unit = finite_number(measured.get("value")), text_of(measured.get("unit")).lower()
    unit = written_unit if measured.get("unit") else text_of(measured.get("code")).lower()
    if number is None:
        return
    compared = measured.get("comparator")
    if not text_of(compared) and _names_a_score(asked):
        yield from _score(asked, number, measured, resource, days, reading)
    if not compared and unit in _VOLUMES:
        yield from _volume(question, number, resource, days, reading)
    if not compared and number < 0 and unit.strip("{}") in _DEVIATIONS:
        yield from _density(question, number, resource, days, reading)
    if written_unit in _WEEKS:
        yield from _weeks(question, number, resource, days, reading)


def _weeks(question: str, number: float, resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`Weeks of supervised physical therapy: 8`."""
    for found in reading.stated(read_weeks(question, number, reading.as_of).said, resource, State.PRESENT, days):
        yield replace(found, evidence=replace(found.evidence, text=f"{question}: {number:g}"))


def _score(
    name: str,
    number: float,
    measured: Mapping[str, Any],
    resource: Mapping[str, Any],
    days: Days | None,
    reading: Reading,
) -> Iterator[Finding]:
    """A score that its name alone tells: `Pieretti-Vanmarcke score` with a number and no unit."""
    read = (each for each in read_answer(name, f"{number:g}", reading.as_of).said if each.finding in _SCORES)
    meant = (each for each in read if each.value == number == in_our_unit(each.finding, measured))
    yield from reading.told(islice(meant, 1), resource, State.PRESENT, days)


def _volume(
    question: str, number: float, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """What is left in the bladder: `Bladder scan` or `PVR` with a number of mL."""
    told = (each for each in read_text(f"{question} {number:g} mL", reading.as_of).said if each.finding == _BLADDER)
    for found in reading.told(told, resource, State.PRESENT, days):
        yield replace(found, evidence=replace(found.evidence, text=f"{question}: {number:g} mL"))


def _density(
    question: str, number: float, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """A T-score of bone density: `DXA femoral neck T-score` with a number of standard deviations. One that is not low denies
    nothing: another place may be."""
    if not _T_SCORE.search(question):
        return
    told = (each for each in read_text(f"T-score {number:g}", reading.as_of).said if each.state is State.PRESENT)
    for found in reading.stated((each for each in told if each.finding == _THIN_BONES), resource, State.PRESENT, days):
        yield replace(found, evidence=replace(found.evidence, text=f"{question}: {number:g}"))


def _is_a_number(part: Mapping[str, Any]) -> bool:
    """Whether the value is a number and nothing in words."""
    return (part.get("valueQuantity") is not None or part.get("valueInteger") is not None) and not written(part)


@remembered
def _names_a_score(name: str) -> bool:
    """Whether a name and a number are a score: most numbers of a record are laboratory values, and need not be read."""
    return any(each.finding in _SCORES for each in read_answer(name, "1", _ANY_DAY).said)


def answer_in_words(part: Mapping[str, Any]) -> str:
    """The value where it is nothing but words, or a code of the site's own with its words."""
    if isinstance(part.get("valueString"), str):
        return text_of(part["valueString"])
    value = part.get("valueCodeableConcept")
    if value is None:
        return ""
    return "" if any(each.code and each.system for each in codings(value)) else wording(value)


def is_of_another(label: str, answer: str) -> bool:
    """Whether a label asks of a relative, or for something else than its words name."""
    return bool(label) and (is_family_history(label) or asks_otherwise(label, answer))


def _verdict(part: Mapping[str, Any]) -> str:
    """The one plain verdict of a value that is no words: `positive`, `no`, `normal`; "" for any other value."""
    plain = [word.lower() for word in written(part) if yes_or_no(word) is not None or word.lower() in _NORMAL_OR_NOT]
    return plain[0] if len({(yes_or_no(word), word in _NORMAL_OR_NOT and word) for word in plain}) == 1 else ""


def asked_by(part: Mapping[str, Any], resource: Mapping[str, Any], reading: Reading) -> str:
    """What is asked, in words; a component called 'left' asks of its side what the whole asks."""
    own = wording(part.get("code")) or name_by_table(part, reading)
    whole = "" if part is resource else wording(resource.get("code"))
    return f"{whole} {own}" if whole and says_only_where(own) else own


def _quoted(question: str, answer: str, words: str) -> str:
    """The question with its answer; of a long one the words that say it."""
    return f"{question}: {answer if len(answer) <= _LONG_ANSWER else words}"


def name_by_table(part: Mapping[str, Any], reading: Reading) -> str:
    """The name our tables have for a code that came without words."""
    coded = reading.codings(part.get("code"))
    named = (row.display for row in reading.rows(coded, "Observation") if row.display)
    return next(named, "") or next((name for each in coded if (name := note_named_by(each.system, each.code))), "")
