"""What the note of a Procedure tells of the course of a conservative treatment: `16 visits over 8 wks, no benefit`.

It is read as the text of an order is, behind the name of the treatment. A note of another part of the body, of another year, or
of what was only booked tells nothing. A course that is recorded by one day ended on it, as far as its note tells its weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fhir_mappings.readers.treatment import is_of_another_part
from fhir_mappings.resource.elements import members, text_of
from fhir_mappings.rows.labels import is_not_done, words, words_in
from fhir_mappings.rows.looks_like_a_day import NAMES_A_YEAR
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.said import Said
from imaging_rules.facts import State

_WEEKS, _RESULT, _FAILED = "conservative_weeks", "conservative_result", "failed"
_LONGEST = 400
_MOST_WEEKS = 52


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


def course_told(resource: Mapping[str, Any], treatment: str, days: tuple[date | None, date | None], as_of: date) -> CourseTold:
    """What the notes of a Procedure tell of its course. `treatment` is what it is called, `days` are its first and last. That
    one visit brought nothing is no failed treatment: the note or the days have to tell of a course."""
    told: list[Said] = []
    last = days[1]
    of_a_course = last is not None and days[0] != last
    for note in members(resource.get("note")):
        text = text_of(note.get("text"))
        if text and len(text) <= _LONGEST and not _is_of_another(text, last or as_of):
            of_a_course |= not words("whole course").isdisjoint(words_in(text))
            told += read_text(f"{treatment}: {text}", last or as_of).said
    results = {each.value for each in told if each.finding == _RESULT and each.state is State.PRESENT}
    lasted = {each.value for each in told if each.finding == _WEEKS and each.state is State.PRESENT}
    weeks = [int(each) for each in lasted if isinstance(each, float) and 0 < each <= _MOST_WEEKS]
    return CourseTold(results == {_FAILED} and (of_a_course or bool(weeks)), weeks[0] if len(lasted) == len(weeks) == 1 else 0)


def _is_of_another(text: str, day: date) -> bool:
    """Whether a note is of another part of the body, of another year, or of what did not take place."""
    another_year = any(int(year) != day.year for year in NAMES_A_YEAR.findall(text))
    return another_year or is_of_another_part(text) or is_not_done(text)
