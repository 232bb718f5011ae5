"""A row that holds a note in words under a name that only says what sort of note it is: `ED impression: think central cord`.

It is read as a statement of its own, as the text of an order is, of the day it was written: 'since last night' counts from
that day, and what has lasted grows until today. Of an examination the name may tell what was looked at, so that name and note
are read together as well. A note of long ago tells of then: what passes was there, what lasts still is. How long a complaint
has lasted and how it goes counts where the note or its name is of the spine or the nerves: a cough has its weeks as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.forms.answer_limits import answer_limit
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.treatment import is_of_another_part, is_of_the_spine
from fhir_mappings.resource.elements import Days
from fhir_mappings.rows.label_answers import read_label
from fhir_mappings.rows.label_wording import asks_otherwise
from fhir_mappings.rows.labels import asks_for_a_suspicion
from fhir_mappings.rows.notes import Note, holds_a_plan, note_of
from fhir_mappings.rows.results import is_suspected_here
from fhir_mappings.rows.test_answers import yes_or_no
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.kinds import kinds_of_time
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import kept_elsewhere, recorded_in
from fhir_mappings.text.said import Said
from fhir_mappings.text.worded_answer import WordedAnswer
from imaging_rules.facts import Finding, State

_LONGEST = 8000
_FEWEST_WORDS = 3
"""A shorter answer may need the name beside it: `Leg exam: weak`."""
_HOLDS, _OF_THEN = "note_holds", "row_of_then"
_GROWING = "symptom_onset"
_PURPOSE = "purpose"
_IMAGES = re.compile(r"\b(?:mri|mr|ct|scans?|imaging|images|x-?rays?|films?)\b", re.IGNORECASE)
_OF_THE_ORDER = frozenset({"other_question", "order_priority", "age_years", "sex", "ccr_high_items"})
"""What is true of the order alone, what the record has its own place for, and items of a rule, which its own rows answer."""
_ENERGY, _MINOR = "injury_energy", "minor"
"""That an injury was a small one a note only mentions: the order, which may fear more, decides what it was."""
_OF_A_TIME = frozenset({"trajectory", _GROWING, "stated_chronicity", "cord_tempo_stated"})


def read_note_row(
    label: str, answer: str, resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> Iterator[Finding] | None:
    """The findings of a note; None for any other row, and for a note that says nothing that is read here."""
    kind = None if asks_for_a_suspicion(label) else note_of(label)
    if kind is None or not _is_a_clause(answer, kind) or days is None or resource.get("bodySite"):
        return None
    written = min(days.last, reading.as_of)
    read = read_text(answer, written, reading.months_lived)
    told, open_ones = list(read.said), set(read.mentioned)
    if kind is Note.QUESTION:
        asked = read_text(f"Suspected {answer}", written, reading.months_lived).said
        told = [each for each in asked if is_suspected_here(each, answer)]
        open_ones |= {each.finding for each in asked} - {each.finding for each in told}
    if kind is Note.OF_THE_PATIENT:
        open_ones |= {each.finding for each in told if each.state is State.SUSPECTED}
        told = [each for each in told if each.state is not State.SUSPECTED]  # what a patient fears is no suspicion
    beside = _beside_its_name(label, answer, told, reading) if kind is Note.EXAMINATION else WordedAnswer()
    if not (told or open_ones or beside.said):
        return None
    return _stated(label, answer, told, WordedAnswer(beside.said, beside.mentioned | open_ones), resource, days, reading)


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
    kept = [
        each for each in told if _counts(each, label, answer, told) and (age <= answer_limit(_HOLDS) or not _is_of_then(each))
    ]
    if age > answer_limit(_OF_THEN):
        kept, beside = [*_of_then((*kept, *beside.said))], WordedAnswer()  # nothing of then is open now
    lost = frozenset(each.finding for each in told if each.finding in _kept_elsewhere() and each.state is not State.REFUTED)
    settled = frozenset(each.finding for each in (*kept, *beside.said))
    reading.mention((beside.mentioned | lost) - settled, resource, f"{label}: {answer}")
    since = max(0, (reading.as_of - days.last).days)
    for found in reading.stated([*kept, *beside.said], resource, State.PRESENT, days):
        grown = found
        if found.name == _GROWING and isinstance(found.value, float):
            grown = replace(found, value=found.value + since)
        yield grown


def _counts(said: Said, label: str, answer: str, told: Iterable[Said]) -> bool:
    """Whether a note may tell it: no implant, no medicine, nothing of the order alone, and times of a complaint of the spine or
    the nerves only."""
    if said.finding in _OF_THE_ORDER or said.finding in _kept_elsewhere():
        return False
    if said.finding == _ENERGY and said.value == _MINOR:
        return False
    if said.finding == _PURPOSE:
        return note_of(label) is Note.QUESTION or bool(_IMAGES.search(answer))
    if said.finding in _OF_A_TIME:
        named = {each.finding for each in told if each.state in (State.PRESENT, State.SUSPECTED)}
        return not _with_a_course().isdisjoint(named) or is_of_the_spine(f"{label}: {answer}")
    return True


def _is_of_another_part(answer: str, told: Iterable[Said]) -> bool:
    """Whether a note names another part of the body, and no complaint of the spine or the nerves."""
    return is_of_another_part(answer) and _with_a_course().isdisjoint(each.finding for each in told)


def _is_of_then(said: Said) -> bool:
    """Whether it is how a complaint went and what was asked when the note was written."""
    return said.finding in _OF_A_TIME or said.finding in (_PURPOSE, _ENERGY)


def _of_then(told: Iterable[Said]) -> Iterator[Said]:
    """What a note of long ago tells: what lasts as it is, the rest as what was there then."""
    for each in told:
        if each.finding in _lasting() and each.state in (State.PRESENT, State.HISTORY):
            yield each
        elif each.state is State.PRESENT:
            yield each._replace(state=State.HISTORY)


@cache
def _lasting() -> frozenset[str]:
    return column("lasting_answers", "finding") | column("lasting_problems", "finding")


@cache
def _of_treatments() -> frozenset[str]:
    return kinds_of_time().treatments | findings_of_kind("told of a treatment")


@cache
def _kept_elsewhere() -> frozenset[str]:
    return kept_elsewhere() - _of_treatments()


@cache
def _with_a_course() -> frozenset[str]:
    """The complaints and diseases whose course a note may tell."""
    diseases = {row["finding"] for row in table("notes_of_course") if row["role"] == "of"}
    return column("complaints", "finding").union(diseases)
