"""What the note of a Procedure tells of the course of a conservative treatment: `16 visits over 8 wks, no benefit`.

A note is understood that is nothing but how long it went on and one plain result, by the words of `treatment_notes.yaml`; any
other word may be of another part of the body, of who attended, of what helped after all. Such a note tells nothing, and so does
one of another year or of what was only booked. A course that is recorded by one day ended on it, as far as its note tells its
weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from fhir_mappings.readers.treatment import is_of_another_part
from fhir_mappings.resource.elements import members, text_of
from fhir_mappings.rows.labels import is_not_done, words, words_in
from fhir_mappings.rows.looks_like_a_day import NAMES_A_YEAR
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said
from fhir_mappings.text.studies.result_words import word_set
from fhir_mappings.text.words import Words, cut, word_at
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_WEEKS, _RESULT, _FAILED = "conservative_weeks", "conservative_result", "failed"
_LONGEST = 400
_DAYS_IN_A_WEEK = 7
_COURSES = frozenset(
    {"physical_therapy", "supervised_home_exercise", "chiropractic", "acupuncture", "osteopathic_manipulation"}
)
"""The treatments that go on for weeks."""


@dataclass(frozen=True, slots=True)
class CourseTold:
    """Whether a treatment failed, and how many weeks it lasted; 0 where that is not told."""

    failed: bool = False
    weeks: int = 0

    def first(self, day: date | None, last: date | None) -> date | None:
        """The first day of the course, where the record has but one day for it."""
        if day is None or day != last or not self.weeks:
            return day
        return day - timedelta(weeks=self.weeks)


def course_told(resource: Mapping[str, Any], kind: str, days: tuple[date | None, date | None], as_of: date) -> CourseTold:
    """What the notes of a Procedure tell of its course. `kind` is the treatment, `days` are its first and last. That one visit
    brought nothing is no failed treatment: the note or the days have to tell of a course."""
    told: list[Said] = []
    last, failed = days[1], False
    of_a_course = last is not None and days[0] != last
    for note in members(resource.get("note")):
        text = text_of(note.get("text"))
        if not text:
            continue
        if len(text) > _LONGEST or _is_of_another(text, last or as_of) or not _is_plain(text, kind):
            return CourseTold()
        failed = failed or bool(_results(cut(text)))
        of_a_course |= not words("whole course").isdisjoint(words_in(text))
        told += read_text(f"{kind.replace('_', ' ').capitalize()}: {text}", last or as_of).said
    results = {each.value for each in told if each.finding == _RESULT and each.state is State.PRESENT}
    lasted = {each.value for each in told if each.finding == _WEEKS and each.state is State.PRESENT}
    longest = treatment_limit("longest_told") / _DAYS_IN_A_WEEK
    weeks = [int(each) for each in lasted if isinstance(each, float) and 0 < each <= longest]
    if kind not in _COURSES:
        weeks = []  # 'no relief over 6 weeks': an injection is of one day
    failed = failed and results <= {_FAILED} and (of_a_course or bool(weeks))
    return CourseTold(failed, weeks[0] if len(lasted) == len(weeks) == 1 else 0)


def _is_plain(text: str, kind: str) -> bool:
    """Whether a note holds nothing but how long a treatment went on, how often, and plain words of its end."""
    known, made = _words(), cut(text)
    spelled = made.keys
    if "?" in text or any(key in known.one_visit and word_at(spelled, at + 1).isdigit() for at, key in enumerate(spelled)):
        return False
    named = made.named
    if kind not in _COURSES and not known.treatments.isdisjoint(named):
        return False  # 'PT failed' in the note of an injection is why that was made
    if not known.medicines.isdisjoint(named) and (known.beside.isdisjoint(named) or known.treatments.isdisjoint(named)):
        return False
    allowed = known.course | known.treatments | known.medicines | known.signs
    of_results = {at for first, end in _results(made) for at in range(first, end)}
    return all(at in of_results or key in allowed or key.isdigit() for at, key in enumerate(spelled))


def _results(made: Words) -> list[tuple[int, int]]:
    """The places of the plain results of a note, each up to the place behind it."""
    known, spelled = _words(), made.keys
    found: list[tuple[int, int]] = []
    for group in (known.failed, known.failed_alone):
        for at in group.begins(made):
            end = max(group.ends(spelled, at, len(spelled)), default=at)
            behind = word_at(spelled, end)
            if end == at or not (behind in known.signs or behind in known.behind or behind == ""):
                continue
            before = spelled[at - 1] if at else ""
            if before in known.parts:
                continue
            if group is known.failed or before in known.signs | known.before or not before:
                found.append((at, end))
    return found


@dataclass(frozen=True, slots=True)
class _Words:
    failed: PhraseGroup
    failed_alone: PhraseGroup
    before: frozenset[str]
    behind: frozenset[str]
    course: frozenset[str]
    treatments: frozenset[str]
    medicines: frozenset[str]
    beside: frozenset[str]
    signs: frozenset[str]
    parts: frozenset[str]
    one_visit: frozenset[str]


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/treatment_notes.yaml")
    lists = ("before", "behind a result", "course", "treatments", "medicines")
    before, behind, course, treatments, medicines = (word_set(content[name]) for name in lists)
    return _Words(
        PhraseGroup(content["failed"]),
        PhraseGroup(content["failed alone"]),
        before,
        behind,
        course,
        treatments,
        medicines,
        frozenset(map(str, content["beside"])),
        frozenset(map(str, content["signs"])),
        word_set(content["parts"]),
        word_set(content["one visit"]),
    )


def _is_of_another(text: str, day: date) -> bool:
    """Whether a note is of another part of the body, of another year, or of what did not take place."""
    another_year = any(int(year) != day.year for year in NAMES_A_YEAR.findall(text))
    return another_year or is_of_another_part(text) or is_not_done(text)
