"""Levels of the thoracic spine that are called dorsal: 'collapse of D12' is one of T12.

A D with a number may as well be a day ('D8 post op', 'C1D8') or a vitamin; it is a level where the words beside it speak of a
vertebra, or where it is joined to a level that is one. The words stand in `tables/text/dorsal_levels.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import LEVEL, Words, word_at, word_before

_THORACIC = "t" + LEVEL
_LEVELS = frozenset({_THORACIC, "l" + LEVEL})
_DORSAL = frozenset(f"d{number}" for number in range(1, 13))
_SECOND = frozenset(map(str, range(1, 13)))
_RANGE = re.compile(r"\s?[-–/]\s?")
_TABLE = "text/dorsal_levels"


def with_dorsal_levels(words: Words) -> Words:
    """The words with every dorsal level as one of the thoracic spine."""
    at_first = words.where(_DORSAL)
    if not at_first:
        return words
    read = list(words.keys)
    for at in at_first:
        if _is_level(read, at):
            read[at] = _THORACIC
    for at in (*at_first, *reversed(at_first)):  # over a list from both ends: 'D10, D11 and D12 collapse'
        if read[at] in _DORSAL and (_joined(read, at, 1) or _joined(read, at, -1)):
            read[at] = _THORACIC
    return _without_second_numbers(Words(words.text, read, words.starts, words.ends)) if _THORACIC in read else words


def _is_level(read: Sequence[str], at: int) -> bool:
    lists = word_lists(_TABLE)
    after, before = word_at(read, at + 1), word_before(read, at)
    if after in _SECOND:
        after = word_at(read, at + 2)
    if after in lists["after"]:
        return True
    linked = before in lists["links"]
    told = word_before(read, at - 1) if linked else before
    if told in lists["before"]:
        return after not in lists["day"] or linked
    if told in lists["broken"]:
        return linked or word_before(read, at - 1) in lists["of bone"]
    return before in lists["over"] and after not in lists["day"]


def _joined(read: Sequence[str], at: int, step: int) -> bool:
    """Whether a level stands next to it on one side, or behind a sign that joins levels."""
    next_one = at + step
    if 0 <= next_one < len(read) and read[next_one] in word_lists(_TABLE)["joins"]:
        next_one += step
    return 0 <= next_one < len(read) and read[next_one] in _LEVELS


def _without_second_numbers(words: Words) -> Words:
    """The words without the second number of a range, which belongs to the first: 'D8-9', 'D11/12'."""
    kept, ends = list(range(len(words))), list(words.ends)
    for at in words.where({_THORACIC}):
        second = at + 2 if word_at(words.keys, at + 1) == "/" else at + 1
        joins = words.text[words.ends[at] : words.starts[second]] if second < len(words) else ""
        if joins and words.keys[second] in _SECOND and _RANGE.fullmatch(joins):
            ends[at] = words.ends[second]
            kept = [each for each in kept if not at < each <= second]
    if len(kept) == len(words):
        return words
    return Words(words.text, [words.keys[at] for at in kept], [words.starts[at] for at in kept], [ends[at] for at in kept])
