"""A bound told as the time that stands in brackets behind it: `>3 mo (11 months) of back pain`."""

from __future__ import annotations

from dataclasses import replace

from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at

_WORDS = word_lists("text/around_times")
_HISTORY = frozenset({"of", "history"})


def with_bounds_told(spelled: tuple[str, ...], found: list[Time]) -> list[Time]:
    """The times, a bound as the time that stands in brackets just after it: '>3 mo (11 months) of back pain'."""
    made: list[Time] = []
    for time in found:
        bound = made[-1] if made else None
        if bound is not None and _is_in_brackets(spelled, bound, time) and _is_a_bound(spelled, bound):
            ahead = bound.ahead or time.ahead or word_at(spelled, time.last + 2) in _HISTORY
            made[-1] = replace(time, first=bound.first, last=time.last + 1, ahead=ahead, change=bound.change or time.change)
        else:
            made.append(time)
    return made


def _is_in_brackets(spelled: tuple[str, ...], bound: Time, time: Time) -> bool:
    """Whether a time stands in brackets just after another."""
    opens, closes = spelled[bound.last + 1 : time.first], word_at(spelled, time.last + 1)
    return opens[:1] == ("(",) and closes == ")" and _WORDS["about in brackets"].issuperset(opens[1:])


def _is_a_bound(spelled: tuple[str, ...], time: Time) -> bool:
    """Whether a time is told as one that something lasts at least: '>3 mo', 'over 6 weeks', '3+ months'."""
    before, within = spelled[max(0, time.first - 2) : time.first], spelled[time.first : time.last + 1]
    return not _WORDS["bounds"].isdisjoint(before) or not _WORDS["bounds within"].isdisjoint(within)
