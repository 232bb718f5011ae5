"""Whether what got worse under treatment is a complaint of the neck, of now, and stayed worse: not 'knee worse despite PT',
'worse with PT in 2019', 'PT made it worse at first'.

A part named in the thought of the word wins over 'pain'. The words stand in `tables/text/treatment_worse.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.text.past.past_years import is_past_year
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.words import Words, has_phrase, keys
from imaging_rules.yaml_files import packaged_yaml

_ENDS = SENTENCE | {",", ":"}
_FAR, _REACH = 40, 6
"""Words of a sentence that are looked at around one, and before a part in which it is told that the pain only reaches there."""
_BY_SINCE = 2


def is_of_the_neck_now(words: Words, ends: Sequence[int], first: int, last: int, as_of: date) -> bool:
    """Whether getting worse, told from one word to another, may count. `ends` are the places where sentences end."""
    begin, end = _sentence(words, ends, first, last)
    known, spelled = _words(), words.keys
    if has_phrase(spelled, known.in_passing, begin, end) or _is_of_a_past_year(spelled[begin:end], as_of):
        return False
    return _is_of_the_neck(spelled, begin, first, last, end)


def _sentence(words: Words, ends: Sequence[int], first: int, last: int) -> tuple[int, int]:
    """The sentence around some words, of which no more than some words on either side are looked at."""
    place, after = bisect_left(ends, first), bisect_left(ends, last)
    begin = ends[place - 1] + 1 if place else 0
    end = ends[after] if after < len(ends) else len(words)
    return max(begin, first - _FAR), min(end, last + 1 + _FAR)


def _is_of_a_past_year(spelled: Sequence[str], as_of: date) -> bool:
    """Whether a year that is over is named, not after 'since'."""
    return any(
        is_past_year(key, as_of) and "since" not in spelled[max(0, at - _BY_SINCE) : at] for at, key in enumerate(spelled)
    )


def _is_of_the_neck(spelled: Sequence[str], begin: int, first: int, last: int, end: int) -> bool:
    known = _words()
    if known.elsewhere.isdisjoint(spelled[begin:end]) and known.reached.isdisjoint(spelled[begin:end]):
        return True
    thought = next((at + 1 for at in range(first - 1, begin - 1, -1) if spelled[at] in _ENDS), begin)
    after = next((at for at in range(last + 1, end) if spelled[at] in _ENDS), end)
    named = [at for at in (*range(first - 1, thought - 1, -1), *range(first, after)) if spelled[at] in known.parts]
    for at in named:
        if spelled[at] in known.neck:
            return True
        if spelled[at] in known.elsewhere or not _is_reached(spelled, thought, at):
            return False
    return True if named else not known.neck.isdisjoint(spelled[begin:end]) or known.elsewhere.isdisjoint(spelled[begin:end])


def _is_reached(spelled: Sequence[str], thought: int, at: int) -> bool:
    """Whether a pain only goes on to a part: 'radiating to the shoulder', 'neck and shoulder pain'."""
    before = spelled[max(thought, at - _REACH) : at]
    return not _words().reaches.isdisjoint(before)


@dataclass(frozen=True)
class _Words:
    in_passing: frozenset[tuple[str, ...]]
    elsewhere: frozenset[str]
    reached: frozenset[str]
    reaches: frozenset[str]
    neck: frozenset[str]
    parts: frozenset[str]


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/treatment_worse.yaml")

    def cut(name: str) -> frozenset[str]:
        return frozenset(" ".join(keys(str(each))) for each in content[name])

    elsewhere, reached, neck = cut("parts elsewhere"), cut("parts it reaches"), cut("part of the neck")
    return _Words(
        in_passing=frozenset(keys(str(each)) for each in content["in passing"]),
        elsewhere=elsewhere,
        reached=reached,
        reaches=cut("reaches") | neck,
        neck=neck,
        parts=elsewhere | reached | neck,
    )
