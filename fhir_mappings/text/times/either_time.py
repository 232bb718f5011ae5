"""Two times of which nobody knows the right one: 'last night or last year', 'either 2 days or 2 months ago'. Neither is told.

Times that are not far apart ('a week or two', 'yesterday or the day before') stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.said import PARTS
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at

_WORDS = word_lists("text/around_times")
_NEAR = 4
_SHORTEST = 1.0
_PERCENT = 100
_ENDS = PARTS | {"", ")", "ago", "but", "not", "only"}
"""What may stand behind a time that somebody says, where it is that of the same complaint."""


def without_alternatives(spelled: Sequence[str], found: list[Time]) -> list[Time]:
    """The times without those that are alternatives of each other and far apart."""
    gone: set[int] = set()
    for place in range(len(found) - 1):
        one, other = found[place], found[place + 1]
        between = spelled[one.last + 1 : other.first]
        if not _WORDS["says"].isdisjoint(between) and word_at(spelled, other.last + 1) not in _ENDS:
            continue  # 'for 12 weeks, wife says 2 days of fever'
        told = len(between) <= _NEAR and _WORDS["either"].issuperset(between) and _far_apart(one, other)
        if told and (not _WORDS["or"].isdisjoint(between) or _is_between(spelled, one, between)):
            gone |= {place, place + 1}
    return [time for place, time in enumerate(found) if place not in gone] if gone else found


def _far_apart(one: Time, other: Time) -> bool:
    shorter, longer = sorted((max(one.days, _SHORTEST), max(other.days, _SHORTEST)))
    return longer * _PERCENT > shorter * text_limits().one_of_two_times


def _is_between(spelled: Sequence[str], one: Time, between: Sequence[str]) -> bool:
    """Whether it is told to be somewhere between the two: 'between 2 days and 2 months'."""
    return not _WORDS["between"].isdisjoint(spelled[max(0, one.first - 1) : one.first]) and "and" in between
