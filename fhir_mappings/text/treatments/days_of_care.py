"""Whose days they are: of an active treatment of the neck, or of something else beside which they stand."""

from __future__ import annotations

from functools import cache

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, Text
from fhir_mappings.text.times.written_dates import WrittenDate
from fhir_mappings.text.treatments.treatment_course_words import course_words
from fhir_mappings.text.treatments.treatment_kinds import is_given, is_treatment, kinds_in
from fhir_mappings.vocabulary import vocabulary

_ACTIVE = "conservative_active_modalities"
_COMPLAINTS_OF_THE_NECK = frozenset({"neck_pain", "arm_root_symptoms"})
_LONGEST_LINK = 12
"""Words between a treatment and its days."""
_LONGEST_WALK = 80
"""Words between days and the farthest of their treatments, other days and doses among them."""
_NEAR = 3
_FAR = 40
"""Words of a sentence that are looked at around a day."""
_STOPS_A_LIST = frozenset({":", "(", ")"})


def words_of(one: WrittenDate, other: WrittenDate | None) -> tuple[int, int]:
    """The first and the last word of one or two days."""
    return one.first, (other or one).last


def is_of_care(made: Text, one: WrittenDate, other: WrittenDate | None) -> bool:
    """Whether days are those of an active treatment, or of treatment as such, for the neck."""
    first, last = words_of(one, other)
    return any(is_active(made, hit) for hit in treated_on(made, first, last)) and not is_for_another_part(made, last)


def treated_on(made: Text, first: int, last: int) -> list[Hit]:
    """The treatments that days speak of: those before them with only little words between, else those after them."""
    return linked_to(made, first, -1) or (linked_to(made, last, 1) if begins_a_part(made, first) else [])


def begins_a_part(made: Text, first: int) -> bool:
    """Whether days stand where a sentence or a part of it begins: '8/3/26-9/28/26: PT', not 'off work 8/3/26-9/28/26, PT'."""
    spelled, at = made.words.keys, first - 1
    while at >= 0 and spelled[at] in course_words().leads:
        at -= 1
    return at < 0 or spelled[at] in PARTS or spelled[at] == "("


def linked_to(made: Text, at: int, step: int) -> list[Hit]:
    """The treatments that only little words part from a place, before it (`step` -1) or after it (1)."""
    spelled, table = made.words.keys, course_words()
    little = table.before_days if step < 0 else table.after_days
    found: list[Hit] = []
    place, far = at + step, 0
    while 0 <= place < len(spelled) and far <= _LONGEST_LINK and abs(place - at) <= _LONGEST_WALK:
        if found and place in made.places_of_days:
            break  # what stands beyond has days of its own
        beside = made.phrase_at.get(place)
        if beside is not None and is_treatment(beside[0]):
            hit, how = beside
            if not is_given(hit, how) or (step < 0 and _is_spoilt(made, hit.first)):
                return []
            found.append(hit)
            place, far = (hit.first if step < 0 else hit.last) + step, 0
            little = table.before_days if found else little
            continue
        if beside is not None and step < 0 and not found and _COMPLAINTS_OF_THE_NECK & beside[0].findings:
            place = beside[0].first + step  # 'PT for neck pain 8/3/26-9/28/26'
            continue
        number = spelled[place][0].isdigit() or spelled[place] == "/"
        if spelled[place] not in little and not number:
            break
        if found and spelled[place] in _STOPS_A_LIST:
            break
        place, far = place + step, far if number else far + 1
    return found


def is_active(made: Text, hit: Hit) -> bool:
    """Whether a treatment is one in which the patient moves or is moved, or is not told of any kind."""
    kinds = kinds_in(made, hit)
    return not kinds or not kinds.isdisjoint(_active_kinds())


def _is_spoilt(made: Text, first: int) -> bool:
    """Whether words just before a treatment say that it was not given."""
    return not course_words().spoils.isdisjoint(made.words.keys[max(0, first - _NEAR) : first])


def is_for_another_part(made: Text, at: int) -> bool:
    """Whether the sentence speaks of another part and not of the neck: 'PT 8/3/26-9/28/26 for his low back', 'vestibular PT',
    'knee replaced 8/3/26, PT 8/10/26-9/28/26'."""
    first, end = made.sentence(at)
    near = made.words.keys[max(first, at - _FAR) : min(end, at + _FAR)]
    return not course_words().others.isdisjoint(near) and course_words().neck.isdisjoint(near)


@cache
def _active_kinds() -> frozenset[str]:
    return frozenset(vocabulary()["features"][_ACTIVE]["values"])
