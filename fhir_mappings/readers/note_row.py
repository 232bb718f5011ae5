"""A row that holds a note in words under a name that only says what sort of note it is: `ED impression: think central cord`.

It is read as a statement of its own, as the text of an order is, of the day it was written: 'since last night' counts from
that day, and what has lasted grows until today. Of an examination the name may tell what was looked at, so that name and note
are read together as well. Of a note of long ago what passes was there then, as in any row, and what was thought of or denied
counts no more. How long something has lasted and how it goes counts beside a complaint of the spine or the nerves only
(`note_times`). A note denies no implant, no metal and no disease of the kidneys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.forms.answer_limits import answer_limit
from fhir_mappings.readers.note_times import OF_A_TIME, complaints_with_a_course, times_of_complaints
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.treatment import is_of_another_part
from fhir_mappings.resource.elements import Days
from fhir_mappings.rows.label_answers import read_label
from fhir_mappings.rows.label_wording import asks_otherwise
from fhir_mappings.rows.labels import any_word_of, asks_for_a_suspicion, words
from fhir_mappings.rows.notes import Note, holds_a_plan, note_of
from fhir_mappings.rows.results import is_suspected_here
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.text.context.whose import FEARS
from fhir_mappings.text.known_of_findings import context_kinds, kinds_of_time
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import kept_elsewhere, recorded_in
from fhir_mappings.text.said import Said
from fhir_mappings.text.worded_answer import WordedAnswer
from fhir_mappings.text.words import cut
from imaging_rules.facts import Finding, State, Value

_LONGEST = 8000
_FEWEST_WORDS = 3
"""A shorter answer may need the name beside it: `Leg exam: weak`."""
_HOLDS, _OF_THEN = "note_holds", "row_of_then"
_GROWING = "symptom_onset"
_PURPOSE, _SUSPECTED = "purpose", "_suspected"
_OF_THE_ORDER = frozenset({"other_question", "order_priority", "age_years", "sex", "ccr_high_items"})
"""What is true of the order alone, what the record has its own place for, and items of a rule, which its own rows answer."""
_ENERGY, _MINOR = "injury_energy", "minor"
"""That an injury was a small one a note only mentions: the order, which may fear more, decides what it was."""
_IMMUNITY = "immune_suppression"
"""A state, which no list of medicines need hold."""
_NOT_DONE_OR_WELL = frozenset(
    {"not_done", "normal", "negative", "none", "radiograph_done", "radiograph_negative", "si_mri_negative"}
)
_ALSO_TOLD: Mapping[str, frozenset[str]] = {
    "weakness": frozenset({"both_legs_weak", "legs_weak_lately"}),
    "bladder_dysfunction": frozenset({"sphincter_loss_lately"}),
    "bowel_dysfunction": frozenset({"sphincter_loss_lately"}),
}
"""What a text tells beside a deficit, and not without it."""


def read_note_row(
    label: str, answer: str, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding] | None:
    """The findings of a note; None for any other row, and for a note that says nothing that is read here."""
    kind = None if asks_for_a_suspicion(label) else note_of(label)
    if kind is None or not _is_a_clause(answer, kind) or days is None or resource.get("bodySite"):
        return None
    written = min(days.last, reading.as_of)
    read = read_text(answer, written, reading.months_lived)
    told, open_ones = _of_its_day(answer, read.said, written, reading.months_lived), set(read.mentioned)
    gone = _was_so(answer, written, reading.months_lived)
    open_ones |= {each.finding for each in told if each.finding in gone and each.finding not in OF_A_TIME}
    told = [each for each in told if each.finding not in gone]
    if kind is Note.QUESTION:
        asked = read_text(f"Suspected {answer}", written, reading.months_lived).said
        told = [each for each in asked if is_suspected_here(each, answer)]
        open_ones |= {each.finding for each in asked} - {each.finding for each in told}
    if kind is Note.OF_THE_PATIENT:
        left = [each for each in told if _is_no_word_of_a_patient(each, label, answer)]
        open_ones |= {each.finding for each in left}
        told = [each for each in told if each not in left]
    beside = _beside_its_name(label, answer, told, reading) if kind is Note.EXAMINATION else WordedAnswer()
    if not (told or open_ones or beside.said):
        return None
    return _stated(label, answer, told, WordedAnswer(beside.said, beside.mentioned | open_ones), resource, days, reading)


def _of_its_day(note: str, told: Iterable[Said], written: date, months: int | None) -> list[Said]:
    """What a note tells of its own day: of 'yesterday no weakness, today both legs weak' the later word, and where that is not
    told, that something is there."""
    made = list(told)
    both = {each.finding for each in made if each.state is State.PRESENT} & {
        each.finding for each in made if each.state is State.REFUTED
    }
    found = any_word_of("says now").search(note) if both else None
    if found is None or not note[: found.start()].strip():
        return made
    later = {(each.finding, each.state) for each in read_text(note[found.start() :], written, months).said}
    over = {
        (name, State.REFUTED if (name, State.PRESENT) in later else State.PRESENT)
        for name in both
        if ((name, State.PRESENT) in later) != ((name, State.REFUTED) in later)
    }
    gone = {name for parent, state in over if state is State.PRESENT for name in _ALSO_TOLD.get(parent, ())}
    return [each for each in made if (each.finding, each.state) not in over and each.finding not in gone]


def _was_so(note: str, written: date, months: int | None) -> frozenset[str]:
    """What a note tells of some weeks before its day, and not of its day: 'his leg was weak last month'. It may be so still."""
    found = _was_then().search(note)
    if found is None or found[1].lower() not in words("was so"):
        return frozenset()
    rest = read_text(f"{note[: found.start()]}{note[found.end() :]}", written, months).said
    then = {each.finding for each in read_text(found[0], written, months).said if each.state is State.PRESENT}
    return frozenset(then - {each.finding for each in rest})


@cache
def _was_then() -> re.Pattern[str]:
    """'Was very weak', then some weeks before, and no word that it is so still."""
    very, before, still = (any_word_of(role).pattern for role in ("how very", "some weeks before", "still so"))
    return re.compile(rf"\b(?:was|were) (?:{very} )?(\w+)\b[^.;,\n]{{0,40}}?{before}(?![^.;\n]*{still})", re.IGNORECASE)


def _is_no_word_of_a_patient(said: Said, label: str, note: str) -> bool:
    """Whether a patient or a parent cannot tell it: a suspicion, which is their fear; and the back of a parent who writes."""
    if said.state is State.SUSPECTED or said.finding.endswith(_SUSPECTED):
        return True
    if said.finding in context_kinds().diagnoses and not (FEARS | words("believes")).isdisjoint(cut(note).named):
        return True  # 'scared I have cancer'
    return bool(any_word_of("parent").search(label)) and bool(any_word_of("part of the writer").search(note))


def _is_a_clause(answer: str, kind: Note) -> bool:
    """Whether an answer is a statement of its own, neither a verdict nor a word that says something beside its name alone."""
    if len(answer) > _LONGEST or yes_or_no(answer) is not None:
        return False
    return len(answer.split(maxsplit=_FEWEST_WORDS)) >= (_FEWEST_WORDS if kind is Note.EXAMINATION else 1)


def _beside_its_name(label: str, answer: str, told: Iterable[Said], reading: Reading) -> WordedAnswer:
    """What the note of an examination says together with its name, and not by itself."""
    if asks_otherwise(label, answer):
        return WordedAnswer()
    made, named = read_label(label, answer, reading.as_of), {each.finding for each in told}
    left = tuple(each for each in made.said if each.finding not in named and each.finding in recorded_in("Observation"))
    return WordedAnswer(left, made.mentioned)


def _stated(
    label: str,
    answer: str,
    told: list[Said],
    beside: WordedAnswer,
    resource: Mapping[str, Any],
    days: Days,
    reading: Reading,
) -> Iterator[Finding]:
    age = (reading.as_of - days.first).days
    if holds_a_plan(label) or _is_of_another_part(answer, told):
        told = [each for each in told if each.finding not in _of_treatments()]  # it may be the plan, or the rehab of a knee
    of_a_time = any(each.finding in OF_A_TIME for each in told)
    times = times_of_complaints(answer, min(days.last, reading.as_of), reading.months_lived) if of_a_time else frozenset()
    kept = [each for each in told if _counts(each, label, answer, times) and not _is_too_old(each, age)]
    if age > answer_limit(_OF_THEN):
        doubted = frozenset(each.finding for each in kept if each.state is State.SUSPECTED)
        gone = (State.SUSPECTED, State.REFUTED)
        kept, beside = [each for each in (*kept, *beside.said) if each.state not in gone], WordedAnswer((), doubted)
    lost = frozenset(each.finding for each in told if each.finding in _kept_elsewhere() and each.state is not State.REFUTED)
    settled = frozenset(each.finding for each in (*kept, *beside.said))
    reading.mention((beside.mentioned | lost) - settled, resource, f"{label}: {answer}")
    since = max(0, (reading.as_of - days.last).days)
    for found in reading.stated([*kept, *beside.said], resource, State.PRESENT, days):
        grown = found
        if found.name == _GROWING and isinstance(found.value, float):
            grown = replace(found, value=found.value + since)
        yield grown


def _counts(said: Said, label: str, answer: str, times: Set[tuple[str, Value | None]]) -> bool:
    """Whether a note may tell it: no implant, no medicine, nothing of the order alone, and of times only `times`, which are
    those of a complaint of the spine or the nerves."""
    if said.finding in _OF_THE_ORDER or said.finding in _kept_elsewhere():
        return False
    if said.state is State.REFUTED and said.finding in findings_of_kind("denied by no note"):
        return False
    if said.finding == _ENERGY and said.value == _MINOR:
        return False
    if said.finding == _PURPOSE:
        return note_of(label) in (Note.REQUEST, Note.QUESTION) or bool(any_word_of("shows images").search(answer))
    if said.finding in OF_A_TIME:
        return (said.finding, said.value) in times
    return True


def _is_of_another_part(answer: str, told: Iterable[Said]) -> bool:
    """Whether a note names another part of the body, and no complaint of the spine or the nerves."""
    return is_of_another_part(answer) and complaints_with_a_course().isdisjoint(each.finding for each in told)


def _is_too_old(said: Said, age: int) -> bool:
    """Whether it is how a complaint went, what was asked and what was not done yet, or done in vain, when the note was
    written, too long ago to be so today."""
    if age <= answer_limit(_HOLDS):
        return False
    if said.finding in findings_of_kind("study"):
        return said.value in _NOT_DONE_OR_WELL
    return said.finding in OF_A_TIME or said.finding in (_PURPOSE, _ENERGY)


@cache
def _of_treatments() -> frozenset[str]:
    return kinds_of_time().treatments | findings_of_kind("told of a treatment")


@cache
def _kept_elsewhere() -> frozenset[str]:
    return kept_elsewhere() - _of_treatments() - {_IMMUNITY}
