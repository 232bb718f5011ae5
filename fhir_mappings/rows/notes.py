"""Whether the name of a row only says what sort of note it holds: `ED impression`, `Spine clinic`, `Neuro exam`.

Such a name is made of words for the sort of note, who writes it, where, at which visit, and what was examined; they are in
`tables/note_words.csv`. Any other word narrows it (`Past medical history`, `Knee clinic`, `Nurse note: education`), and the
row is no note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache

from fhir_mappings.remembered import remembered
from fhir_mappings.rows.labels import plain_row
from fhir_mappings.tables_csv import table
from fhir_mappings.whole_texts import is_family_history

_MOST_WORDS = 9
_PIECE = re.compile(r"[a-z0-9/&'+-]+")
_BETWEEN = re.compile(r"\s*[:,;()]\s*|\s+[-–—|]\s+")
_NUMBER = re.compile(r"#?\d{1,4}(?:am|pm|h|hrs)?")
_PLAN = re.compile(r"\bplan\b", re.IGNORECASE)
_BOTH = re.compile(r"\ba ?[/&+] ?p\b", re.IGNORECASE)
_LONGEST_ROW = 5
_SAYS_WHAT_IT_IS = frozenset({"note", "history", "exam", "question", "request", "place", "plan"})
_EXAMINES = frozenset({"exam", "part"})


class Note(Enum):
    """The sort of a note: a story that stands by itself, one of a patient, an examination whose part the name may tell, why
    images are asked for, told as in the text of an order, or what is asked of them."""

    STORY = "story"
    OF_THE_PATIENT = "story of the patient"
    EXAMINATION = "examination"
    REQUEST = "request"
    QUESTION = "question"


@remembered
def note_of(label: str) -> Note | None:
    """The sort of note that a name says; None for a name that says anything else."""
    roles = _roles(label)
    if not roles & _SAYS_WHAT_IT_IS or is_family_history(label):
        return None
    if "plan" in roles and _names_a_plan_alone(label):
        return None
    if "question" in roles:
        return None if "layman" in roles else Note.QUESTION  # what a patient fears is no suspicion
    if "request" in roles:
        return None if "layman" in roles else Note.REQUEST
    if (
        "history" in roles
        and "note" not in roles
        and (roles & {"part", "layman"} or ("specialty" in roles and "place" not in roles))
    ):
        return None  # 'oncology history', 'surgical history': of the past
    if roles & _EXAMINES:
        return Note.EXAMINATION
    return Note.OF_THE_PATIENT if "layman" in roles else Note.STORY


def holds_a_plan(label: str) -> bool:
    """Whether a name says that what is planned stands in the note as well: `Assessment and plan`."""
    return "plan" in _roles(label)


def _names_a_plan_alone(label: str) -> bool:
    """Whether a name says that nothing but what is planned stands in the note: `Surgical plan`, `Clinic plan`."""
    return not _roles(_PLAN.sub(" ", label)) & {"note", "exam", "history"} and not _BOTH.search(label)


def _roles(label: str) -> frozenset[str]:
    """The roles of all words of a name; none where it holds a word that is not in the table."""
    used = [each for each in _PIECE.findall(_BETWEEN.sub(" ", plain_row(label))) if not _NUMBER.fullmatch(each)]
    if not 0 < len(used) <= _MOST_WORDS:
        return frozenset()
    found: set[str] = set()
    at = 0
    while at < len(used):
        row = next((n for n in range(min(_LONGEST_ROW, len(used) - at), 0, -1) if " ".join(used[at : at + n]) in _by_word()), 0)
        if not row:
            return frozenset()
        found.add(_by_word()[" ".join(used[at : at + row])])
        at += row
    return frozenset(found)


@cache
def _by_word() -> Mapping[str, str]:
    return {row["word"]: row["role"] for row in table("note_words")}


def note_named_by(system: str | None, code: str | None) -> str:
    """The name of the note that a LOINC code stands for; "" for any other code."""
    return _by_code().get(code or "", "") if system == "loinc" else ""


@cache
def _by_code() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in table("note_codes")}
