"""From which month to which a treatment was given: 'PT Feb-May 2026', 'physio from 2/2026 to 5/2026'.

'10/25-10/26' may be two days of October, so that a month in figures needs a year of four.

Nobody knows the days, so that it lasted at least from the end of the first month to the beginning of the last one; that many
weeks are told, and no period. Months beside no treatment say nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.time_table import time_table
from fhir_mappings.text.treatments.course_of_treatment import TreatmentCourse
from fhir_mappings.text.treatments.days_of_care import begins_a_part, is_active, linked_to
from fhir_mappings.time_units import time_units
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import Interval, State

_CENTURY = 2000
_IN_FIGURES = "/20"
"""Between a month and its year."""
_WEEKS = "conservative_weeks"


def ranges_of_months(made: Text) -> Iterator[TreatmentCourse]:
    """The treatments that a text dates by two months, each with what it lasted at least."""
    if kinds_of_time().treatments.isdisjoint(made.findings):
        return
    named = made.words.named
    if named.isdisjoint(time_table().months) and ("/" not in named or _IN_FIGURES not in made.words.text):
        return
    for found in _pattern().finditer(made.words.text):
        lasted = _lasted(found, made.as_of)
        first, last = _words_in(made, found)
        if lasted is None or first > last:
            continue
        treated = linked_to(made, first, -1) or (linked_to(made, last, 1) if begins_a_part(made, first) else [])
        if any(is_active(made, hit) for hit in treated):
            yield TreatmentCourse(first, last, lasted)


def weeks_of_months(made: Text, courses: Sequence[TreatmentCourse], found: Sequence[Said]) -> Iterator[Said]:
    """The weeks of the longest of some courses, where nothing else tells how long a treatment lasted."""
    if not courses or any(said.finding == _WEEKS for said in found):
        return
    longest = max(courses, key=_days)
    weeks = _days(longest) // time_units()["w"].counted
    if _days(longest) >= treatment_limit("whole_course"):
        yield Said(_WEEKS, State.PRESENT, made.slice(longest.first, longest.last), float(weeks))


def _days(course: TreatmentCourse) -> int:
    lasted = course.lasted
    return (lasted.end - lasted.start).days if lasted.start and lasted.end else 0


def _words_in(made: Text, found: re.Match[str]) -> tuple[int, int]:
    """The first and the last word of a range."""
    starts = made.words.starts
    return bisect_left(starts, found.start()), bisect_left(starts, found.end()) - 1


def _lasted(found: re.Match[str], as_of: date) -> Interval | None:
    """From the last day of the first month to the first day of the last one; None where they cannot be told."""
    month, other = _month(found, "a"), _month(found, "b")
    year, last = _year(found, "a"), _year(found, "b")
    if last is None:
        last = as_of.year if other <= as_of.month else as_of.year - 1
    if year is None:
        year = last if month <= other else last - 1
    begun, end = date(year, month, monthrange(year, month)[1]), date(last, other, 1)
    if not begun < end <= as_of or (end - begun).days >= treatment_limit("longest_course"):
        return None
    return Interval(begun, end)


def _month(found: re.Match[str], which: str) -> int:
    named = found[f"{which}m"]
    return time_table().months[named.lower()] if named else int(found[f"{which}n"])


def _year(found: re.Match[str], which: str) -> int | None:
    """The year beside a month: of four figures, or of two behind an apostrophe."""
    told = found[f"{which}y"] or found[f"{which}s"]
    if not told:
        return None
    return int(told) + (0 if len(told) == len("2026") else _CENTURY)


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, time_table().months), key=lambda name: -len(name)))

    def one(which: str) -> str:
        named = rf"(?P<{which}m>{names})\b\.?(?:,? ?'?(?P<{which}y>20\d\d|(?<=')\d\d))?"
        return rf"(?:{named}|(?P<{which}n>1[0-2]|0?[1-9])/(?P<{which}s>20\d\d))"

    return re.compile(rf"(?<![\w/]){one('a')} ?(?:-|–|—|to|thru|through|until|till) ?{one('b')}(?![\w/])", re.IGNORECASE)
