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
    keys = words.keys
    places = frozenset([at for at, key in enumerate(keys) if len(key) == _DIGITS and _could_be(key) and _is_told(keys, at)])
    if not places:
        return words
    read = [CLOCK if at in places else key for at, key in enumerate(keys)]
    return Words(words.text, read, words.starts, words.ends)


def _could_be(key: str) -> bool:
    return key.isascii() and key.isdigit() and int(key[:2]) < _HOURS and int(key[2:]) < _MINUTES


def _is_told(keys: tuple[str, ...], at: int) -> bool:
    return (at > 0 and keys[at - 1] in _BEFORE) or (at + 1 < len(keys) and keys[at + 1] in _AFTER)
