"""How long a treatment lasted by the length that is told of it: '8 weeks of PT so far', 'PT for the past 8 weeks', 'completed 8
weeks of PT on 10/2/26'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from fhir_mappings.text.said import Text
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.times.written_dates import WrittenDate
from fhir_mappings.text.treatments.course_of_treatment import TreatmentCourse
from fhir_mappings.text.treatments.days_of_care import is_active
from fhir_mappings.text.treatments.treatment_course_words import course_words
from fhir_mappings.text.treatments.treatment_kinds import is_given, is_treatment
from fhir_mappings.text.treatments.treatments_not_given import TreatedSentences
from fhir_mappings.text.words import has_phrase
from fhir_mappings.time_units import time_units
from imaging_rules.facts import Interval

_NEAR_A_DAY = 8
"""Words behind a length in which it is told that the treatment goes on."""
_LEADS = 5
"""Words at most from a treatment to how long it lasted."""


def up_to_now(made: Text, when: Sequence[Time]) -> Iterator[TreatmentCourse]:
    """'PT for the past 8 weeks', '8 weeks of PT so far'."""
    table, spelled = course_words(), made.words.keys
    if not table.over.isdisjoint(made.words.named) or table.up_to_now.isdisjoint(made.words.named):
        return
    sentences = TreatedSentences(made.words, [hit for hit in made.hits if is_treatment(hit)], ())
    for time in when:
        if not _is_a_duration(made, time) or time.days < time_units()["w"].counted or not _is_beside_care(made, time):
            continue
        if sentences.not_given(time.first):
            continue
        past = time.first > 0 and spelled[time.first - 1] in table.past and _is_for_so_long(made, time)
        _, end = made.sentence(time.first)
        if past or has_phrase(spelled, table.goes_on, time.first, min(end, time.last + 1 + _NEAR_A_DAY)):
            begun = made.as_of - timedelta(days=int(time.days))
            yield TreatmentCourse(time.first, time.last, Interval(begun, None))


def _is_for_so_long(made: Text, time: Time) -> bool:
    """Whether 'the past 8 weeks' are how long, not within which: 'for the past', 'PT past', not 'in the past'."""
    at, table = time.first - 2, course_words()
    while at >= 0 and made.words.keys[at] in table.whose:
        at -= 1
    of_care = any(hit.last == at and is_treatment(hit) for hit in made.hits)
    return at >= 0 and (made.words.keys[at] in table.for_so_long or of_care)


def length_told(made: Text, day: WrittenDate, when: Sequence[Time]) -> Time | None:
    """How long a treatment lasted that began or ended on a day, by the one duration told of it in the sentence."""
    first, end = made.sentence(day.first)
    near = [each for each in when if _is_a_duration(made, each) and first <= each.first and each.last < end]
    near = [each for each in near if not day.first <= each.first <= day.last and _is_beside_care(made, each)]
    return near[0] if len(near) == 1 and near[0].days >= time_units()["w"].counted else None


def _is_a_duration(made: Text, time: Time) -> bool:
    """Whether a time is a number of weeks or months, and surely that many."""
    return not time.about and not time.ago and not time.change and made.words.keys[time.last][0].isalpha()


def _is_beside_care(made: Text, time: Time) -> bool:
    """Whether a duration is that of a treatment just before or just after it."""
    for place in range(time.first - _LEADS, time.last + 1 + _LEADS):
        hit, how = made.phrase_at.get(place, (None, None))
        if hit is None or how is None or not is_given(hit, how) or not is_active(made, hit):
            continue
        before, after = hit.last < time.first, time.last < hit.first
        if not before and not after:
            return True
        if _is_led(made, *((hit.last + 1, time.first) if before else (time.last + 1, hit.first))):
            return True
    return False


def _is_led(made: Text, first: int, end: int) -> bool:
    between = made.words.keys[first:end]
    return "," not in between and (course_words().before_days | course_words().past).issuperset(between)
