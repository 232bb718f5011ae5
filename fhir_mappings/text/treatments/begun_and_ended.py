"""A treatment that began on one day and ended on another, or for which one of both days and its length are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fhir_mappings.text.said import Text
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.times.written_dates import WrittenDate, on_or_before
from fhir_mappings.text.treatments.course_of_treatment import TreatmentCourse
from fhir_mappings.text.treatments.days_of_care import (
    is_active,
    is_for_another_part,
    is_of_care,
    linked_to,
    treated_on,
    words_of,
)
from fhir_mappings.text.treatments.lengths_of_care import length_told
from fhir_mappings.text.treatments.ranges_of_days import from_to
from fhir_mappings.text.treatments.treatment_course_words import course_words
from fhir_mappings.text.treatments.treatment_kinds import is_treatment
from fhir_mappings.text.words import has_phrase
from imaging_rules.facts import Interval

_NEAR_A_DAY = 8
"""Words before a day in which it is told that a treatment began or ended then."""
_FAR = 40
"""Words of a sentence that are looked at around a day."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A day beside the word that says what it is: `begins`, `ends` or `since`."""

    day: WrittenDate
    role: str
    place: int


def begun_and_ended(made: Text, days: Sequence[WrittenDate], when: Sequence[Time]) -> Iterator[TreatmentCourse]:
    """'Written plan given 9/1/26, done daily through 10/20/26', 'PT since 9/1/26', 'completed 8 weeks of PT on 10/2/26'."""
    told = [each for day in days if (each := _role(made, day)) is not None]
    begun = [each for each in told if each.role in ("begins", "since")]
    ended = [each for each in told if each.role == "ends"]
    if len(begun) > 1 or len(ended) > 1:
        return
    for one in begun:
        for other in ended:
            lasted = from_to(one.day, other.day, made.as_of)
            if lasted and _are_of_one(made, one.day, other.day):
                yield TreatmentCourse(*words_of(one.day, other.day), lasted)
        day = on_or_before(one.day, made.as_of)
        if day is None or ended or not is_of_care(made, one.day, None):
            continue
        if _goes_on(made, one):
            yield TreatmentCourse(*words_of(one.day, None), Interval(day, None))
        elif length := length_told(made, one.day, when):
            lasted = Interval(day, day + timedelta(days=int(length.days)))
            yield TreatmentCourse(*words_of(one.day, None), lasted, (length.first, length.last))
    for other in ended if not begun else ():
        day, length = on_or_before(other.day, made.as_of), length_told(made, other.day, when)
        if day is not None and length and is_of_care(made, other.day, None):
            lasted = Interval(day - timedelta(days=int(length.days)), day)
            yield TreatmentCourse(*words_of(other.day, None), lasted, (length.first, length.last))


def _role(made: Text, day: WrittenDate) -> _Told | None:
    """What a day is for the treatment: the nearest word before it that says so, with only little words and the treatment
    between."""
    spelled, table = made.words.keys, course_words()
    for place in range(day.first - 1, max(-1, day.first - 1 - _NEAR_A_DAY), -1):
        key = spelled[place]
        role = next((name for name in ("since", "ends", "begins") if key in table.roles[name]), None)
        if role == "since" and key == "from" and place != day.first - 1:
            role = None  # 'discharged from PT 9/28/26'
        if role is not None:
            return _Told(day, role, place)
        inside = made.phrase_at.get(place)
        if not (inside and is_treatment(inside[0])) and key not in table.before_days and not key[0].isdigit():
            return None
    return None


def _are_of_one(made: Text, one: WrittenDate, other: WrittenDate) -> bool:
    """Whether the treatment that began on one day is the one that ended on another: an active one stands beside one of both
    days, and no other treatment between them."""
    begun, ended = treated_on(made, one.first, one.last), linked_to(made, other.first, -1)
    between = [hit for hit in made.hits if one.last < hit.first <= hit.last < other.first and is_treatment(hit)]
    if any(hit not in ended for hit in between) or any(hit not in begun and not is_active(made, hit) for hit in between):
        return False
    apart = one.last >= other.first or not course_words().before_days.issuperset(made.words.keys[one.last + 1 : other.first])
    if apart and not ended:
        return False
    named = begun or ended
    if not any(is_active(made, hit) for hit in named) or (ended and not any(is_active(made, hit) for hit in ended)):
        return False
    return not is_for_another_part(made, one.last)


def _goes_on(made: Text, one: _Told) -> bool:
    """Whether a treatment that began on a day is told to go on: 'PT since 9/1/26', 'started PT 9/1/26, still attending'."""
    table = course_words()
    if not table.over.isdisjoint(made.words.named):
        return False
    if one.role == "since" and made.words.keys[one.place] == "since":
        return True
    first, end = made.sentence(one.day.first)
    near = max(first, one.day.first - _FAR), min(end, one.day.last + _FAR)
    return has_phrase(made.words.keys, table.goes_on, *near)
