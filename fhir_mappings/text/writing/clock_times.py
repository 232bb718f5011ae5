"""Four digits that are a time of day: 'fell at 1400', 'whiplash 1430 hrs'. They are no year and no number of anything."""

from __future__ import annotations

from fhir_mappings.text.words import Words

CLOCK = "~clock"
"""How a time of day is read: no word of any phrase."""

_HOURS, _MINUTES, _DIGITS = 24, 60, 4
_BEFORE = frozenset({"at", "@"})
_AFTER = frozenset({"h", "hr", "hrs", "hour", "hours"})
_TELLING = _BEFORE | _AFTER


def with_clock_times(words: Words) -> Words:
    """The words with every time of day as one that is no number."""
    if words.named.isdisjoint(_TELLING):
        return words
    beside = [*(at + 1 for at in words.where(_BEFORE)), *(at - 1 for at in words.where(_AFTER) if at)]
    places = [at for at in beside if at < len(words.keys) and _could_be(words.keys[at])]
    if not places:
        return words
    read = list(words.keys)
    for at in places:
        read[at] = CLOCK
    return Words(words.text, read, words.starts, words.ends)


def _could_be(key: str) -> bool:
    return len(key) == _DIGITS and key.isascii() and key.isdigit() and int(key[:2]) < _HOURS and int(key[2:]) < _MINUTES
