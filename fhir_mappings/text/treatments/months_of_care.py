"""From which month to which a treatment was given: 'physio July through September', 'PT between August and October'.

A month is its middle, as everywhere; such a course tells its weeks and no period, as its first and its last day are not known.
The words stand in `tables/text/treatment_courses.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fhir_mappings.text.kinds import kinds_of_time
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.day_in_words import month_at, year_behind
from fhir_mappings.text.times.time_table import time_table
from fhir_mappings.text.treatments.course_of_treatment import TreatmentCourse
from fhir_mappings.text.treatments.days_of_care import treated_on
from fhir_mappings.text.treatments.treatment_course_words import course_words
from fhir_mappings.text.words import word_at, word_before
from fhir_mappings.time_units import time_units
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import Interval, State

_WEEKS = "conservative_weeks"
_MIDDLE = 15


def months_of_care(made: Text) -> list[TreatmentCourse]:
    """The treatments that a text dates by two months."""
    months = time_table().months
    if kinds_of_time().treatments.isdisjoint(made.findings) or made.words.named.isdisjoint(months):
        return []
    since = made.as_of - timedelta(days=treatment_limit("look_back"))
    recent = (each for each in _ranges(made) if each.lasted.end is not None and each.lasted.end >= since)
    return [each for each in recent if treated_on(made, each.first, each.last)]


def weeks_of_months(made: Text, courses: list[TreatmentCourse], found: list[Said]) -> Iterator[Said]:
    """The weeks of such treatments, where the text tells of no others."""
    if any(said.finding == _WEEKS for said in found):
        return
    for each in courses:
        if each.lasted.start and each.lasted.end:
            weeks = (each.lasted.end - each.lasted.start).days // time_units()["w"].counted
            yield Said(_WEEKS, State.PRESENT, made.slice(each.first, each.last), float(weeks))


def _ranges(made: Text) -> Iterator[TreatmentCourse]:
    spelled, table, named = made.words.keys, course_words(), time_table().months
    for at in made.words.where(frozenset(named) & made.words.named):
        month, last = month_at(spelled, at)
        year, last = year_behind(spelled, last)
        leads = word_at(spelled, last + 1)
        if leads in named:
            last, leads = last - 1, "-"  # 'Jul-Sep' is cut at the dash
        if leads not in table.to and not (leads == "and" and word_before(spelled, at) in table.between):
            continue
        until, end = month_at(spelled, last + 2)
        if not until:
            continue
        last_year, end = year_behind(spelled, end)
        lasted = _lasted(month, year, until, last_year, made.as_of)
        if lasted is not None:
            yield TreatmentCourse(at, end, lasted)


def _lasted(month: int, year: int | None, until: int, last_year: int | None, as_of: date) -> Interval | None:
    """From the middle of a month to that of another, both over and not years apart."""
    end = _up_to(until, last_year, as_of)
    begun = _up_to(month, year, end) if end else None
    if begun is None or end is None or not 0 < (end - begun).days < treatment_limit("longest_course"):
        return None
    return Interval(begun, end)


def _up_to(month: int, year: int | None, last: date) -> date | None:
    """The middle of a month, or the last such day up to another; that of today's month is today."""
    if year is None:
        year = last.year if month <= last.month else last.year - 1
    found = date(year, month, _MIDDLE)
    if (found.year, found.month) == (last.year, last.month):
        return min(found, last)
    return found if found <= last else None
