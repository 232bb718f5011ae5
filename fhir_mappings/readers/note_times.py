"""Which times and courses of a note are those of a complaint: 'neck pain for two weeks', and not 'cough for two weeks'.

A time counts where the part of the sentence in which it stands names the complaint or the disease, or where the part says
nothing but how long and how it goes, right behind one that names it: 'low back pain, six weeks, worse'. What stands before it
without a word such as 'for' or 'since' is of something else: '34 weeks, back pain'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from fhir_mappings.rows.labels import words, words_in
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import State, Value

OF_A_TIME = frozenset({"trajectory", "symptom_onset", "stated_chronicity", "cord_tempo_stated"})
_PARTS = re.compile(r"[;\n]+|,(?=\s)|\.(?=\s|$)")
_NUMBER = re.compile(r"\d+(?:[/-]\d+)*[dhmwy]?")
_ALONE, _LEADS = "course alone", "time before"


def times_of_complaints(note: str, written: date, months: int | None) -> frozenset[tuple[str, Value | None]]:
    """The times and courses of a note that are those of a complaint, each with its value. Never raises."""
    found: set[tuple[str, Value | None]] = set()
    for piece in _pieces(note, written, months):
        found.update((each.finding, each.value) for each in read_text(piece, written, months).said if each.finding in OF_A_TIME)
    return frozenset(found)


def _pieces(note: str, written: date, months: int | None) -> Iterator[str]:
    """The parts that name a complaint, each with what only says how long and how it goes beside it."""
    piece = before = ""
    for part in filter(None, (each.strip() for each in _PARTS.split(note))):
        if _names_a_complaint(part, written, months):
            if piece:
                yield piece
            piece, before = f"{before}, {part}" if before else part, ""
        elif _says_a_course_alone(part):
            piece, before = (f"{piece}, {part}" if piece else ""), (part if _leads(part) else "")
        else:
            if piece:
                yield piece
            piece = before = ""
    if piece:
        yield piece


def _names_a_complaint(part: str, written: date, months: int | None) -> bool:
    told = read_text(part, written, months).said
    return any(each.finding in complaints_with_a_course() and each.state in (State.PRESENT, State.SUSPECTED) for each in told)


def _says_a_course_alone(part: str) -> bool:
    known = words(_ALONE) | words(_LEADS) | words("how much") | words("where")
    return all(each in known or _NUMBER.fullmatch(each) for each in words_in(part))


def _leads(part: str) -> bool:
    return not words(_LEADS).isdisjoint(words_in(part)[:1])


@cache
def complaints_with_a_course() -> frozenset[str]:
    """The complaints and diseases whose course a note may tell."""
    diseases = {row["finding"] for row in table("notes_of_course") if row["role"] == "of"}
    return column("complaints", "finding").union(diseases)
