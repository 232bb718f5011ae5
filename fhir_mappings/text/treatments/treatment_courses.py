"""From when to when a treatment was given, as a text tells it: 'PT 7/6/26-8/28/26', 'physio between 3 Aug and 25 Sept 2026',
'completed 8 weeks of PT on 10/2/26', 'PT since 9/1/2026'.

Only days that stand beside an active treatment, or beside treatment as such, make a course: a tablet may have been taken for
years, and for anything. A course that is dated once and never ended, one that lies ahead, and one for another part of the body
give none. The words stand in `tables/text/treatment_courses.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.treatments.begun_and_ended import begun_and_ended
from fhir_mappings.text.treatments.course_of_treatment import TreatmentCourse, joined_courses
from fhir_mappings.text.treatments.days_of_care import is_of_care, words_of
from fhir_mappings.text.treatments.lengths_of_care import up_to_now
from fhir_mappings.text.treatments.ranges_of_days import ranges_of_days
from fhir_mappings.time_units import time_units
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import Interval, State

PERIOD, WEEKS = "conservative_period", "conservative_weeks"
_CARE = "conservative_care"


def treatment_courses(made: Text, when: Sequence[Time]) -> list[TreatmentCourse]:
    """The courses of treatment of the spine that a text dates. `when` are its times."""
    if kinds_of_time().treatments.isdisjoint(made.findings):
        return []
    days = made.days
    found = list(up_to_now(made, when))
    if days:
        ranges = list(ranges_of_days(made, days))
        taken = {day for one, other, _ in ranges for day in (one, other) if day is not None}
        found += [
            TreatmentCourse(*words_of(one, other), lasted) for one, other, lasted in ranges if is_of_care(made, one, other)
        ]
        found += begun_and_ended(made, [day for day in days if day not in taken], when)
    return [each for each in found if _is_a_course(each.lasted, made.as_of)]


def said_of_courses(made: Text, courses: Sequence[TreatmentCourse], found: Sequence[Said]) -> Iterator[Said]:
    """The period of the latest course, those not far apart as one, and the weeks of all of them inside the look-back.

    One that ended before the look-back says nothing of what was done since, unless `found` denies that anything was.
    """
    if not courses:
        return
    joined = joined_courses([each.lasted for each in courses], made.as_of)
    words = made.slice(min(each.quoted[0] for each in courses), max(each.quoted[1] for each in courses))
    since = made.as_of - timedelta(days=treatment_limit("look_back"))
    nothing_since = any(said.finding == _CARE and said.state is State.REFUTED for said in found)
    if (joined[-1].end or made.as_of) >= since or nothing_since:
        yield Said(PERIOD, State.PRESENT, words, joined[-1])
    lasted = (((each.end or made.as_of) - max(each.start or since, since)).days for each in joined)
    weeks = sum(max(0, each) for each in lasted) // time_units()["w"].counted
    if weeks:
        yield Said(WEEKS, State.PRESENT, words, float(weeks))


def outside_courses(when: Sequence[Time], courses: Sequence[TreatmentCourse]) -> list[Time]:
    """Some times without those that are the days of a treatment: they are no onset, and no number of weeks."""
    inside = {at for each in courses for at in range(each.first, each.last + 1)}
    return [time for time in when if inside.isdisjoint(range(time.first, time.last + 1))]


def _is_a_course(lasted: Interval, as_of: date) -> bool:
    first, last = lasted.start, lasted.end or as_of
    return first is not None and first < last <= as_of and (last - first).days < treatment_limit("longest_course")
