"""Of several times of a text that of what the criteria ask about: the signs of nerves beside a pain, the complaint beside
an illness that is not read."""

from __future__ import annotations

from itertools import takewhile

from fhir_mappings.signs_beside_pain import signs_beside_pain
from fhir_mappings.text.said import PARTS, Text
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists

_WORDS = word_lists("text/course")
_BESIDE = 8
"""Words between a sign and its time: 'legs getting weak and giving way for the last three days'."""


def without_pains_beside_signs(made: Text, ours: Owned) -> Owned:
    """Some times without those of a pain of the spine where signs of nerves beside it have times of their own."""
    if len(ours) < 2:
        return ours
    beside = [(time, owner) for time, owner in ours if owner is not None and _is_beside(made, time, owner)]
    signs = signs_beside_pain([(made.hits[owner].findings, time.days) for time, owner in beside], made.findings)
    return [beside[place] for place in signs] or ours


def _is_beside(made: Text, time: Time, owner: int) -> bool:
    """Whether a time stands near its phrase: the 'today' of 'that is what brings her in today' is of none before it."""
    hit = made.hits[owner]
    if time.days < 1 and not PARTS.isdisjoint(made.words.keys[hit.last + 1 : time.first]):
        return False
    return max(time.first - hit.last, hit.first - time.last) <= _BESIDE


def without_times_of_unread_complaints(made: Text, ours: Owned) -> Owned:
    """Some times without those that stand with words of their own before a comma, where the phrase behind it, which they would
    else be told of, has a time beside it: 'migraine for 10 years, right arm numb for 10 days'."""
    timed_beside = {owner for time, owner in ours if owner is not None and not _is_behind_a_comma(made, time, owner)}
    return [
        (time, owner)
        for time, owner in ours
        if owner not in timed_beside
        or owner is None
        or not (_is_behind_a_comma(made, time, owner) and _names_something(made, time))
    ]


def _is_behind_a_comma(made: Text, time: Time, owner: int) -> bool:
    """Whether a comma or the end of a sentence parts a time from its phrase, which stands behind it."""
    return not PARTS.isdisjoint(made.words.keys[time.last + 1 : made.hits[owner].first])


def _names_something(made: Text, time: Time) -> bool:
    """Whether the clause of a time names something before it."""
    spelled = made.words.keys
    before = takewhile(lambda at: spelled[at] not in PARTS, range(time.first - 1, -1, -1))
    return any(spelled[at].isalpha() and spelled[at] not in _WORDS["little"] | _WORDS["onset"] for at in before)
