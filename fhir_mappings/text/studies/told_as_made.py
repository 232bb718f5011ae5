"""Films and scans that a text tells as made for its complaint, and none that is to come or was not made.

The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.said import Text
from fhir_mappings.text.studies.result_words import (
    end_of_aside,
    is_of_a_past_year,
    result_words,
    word_set,
    words_to_come,
)
from imaging_rules.yaml_files import packaged_yaml

_JUST_BEFORE = 3
_FAR = 40
"""Words around a film in which it is told as made."""


@dataclass(frozen=True)
class _Words:
    made: frozenset[str]
    itself: frozenset[str]
    before: frozenset[str]
    none: frozenset[str]
    not_made: frozenset[str]
    when: frozenset[str]
    names: frozenset[str]
    reads: frozenset[str]
    read_off: frozenset[str]


def told_as_made(made: Text, studies: frozenset[str]) -> Iterator[tuple[Sequence[str], int]]:
    """The parts of sentences that tell one of some studies as made for this complaint, each with the place of the study."""
    spelled = made.words.keys
    places = made.words.where(studies)
    for at in places:
        breaks = made.breaks
        place = bisect_left(breaks, at)
        first = max(breaks[place - 1] + 1, at - _FAR, _behind_a_question(made, at))
        part = spelled[first : min(end_of_aside(spelled, breaks, place), at + _FAR)]
        if _is_made(part, at - first) and not is_of_a_past_year(part, made.as_of) and made.is_of_patient(at):
            yield part, at - first


def _behind_a_question(made: Text, study: int) -> int:
    """The place behind the mark of a question that has ended just before a study: 'discitis? CT done elsewhere'."""
    mark = study - 1 if made.words.keys[study - 1 : study] == ("?",) else study - 2
    if mark < 1 or made.words.keys[mark] != "?":
        return 0
    ended = made.words.starts[mark] == made.words.ends[mark - 1] and made.words.starts[mark + 1] > made.words.ends[mark]
    return mark + 1 if ended else 0


def _is_made(part: Sequence[str], study: int) -> bool:
    """Whether a study is told as made in its part of a sentence."""
    words = _words()
    before = part[max(0, study - _JUST_BEFORE) : study]
    first, end = max(0, study - _JUST_BEFORE), len(part)
    if not (words.none | words.not_made).isdisjoint(before):
        return False
    if part[study] in words.itself:
        return not words_to_come(part, first, study, study)
    if not words.before.isdisjoint(before) and not words_to_come(part, first, study, end):
        return True
    if _is_dated(part, study):
        return not words_to_come(part, first, study, end)
    told = next((at for at in range(study + 1, end) if part[at] in words.made or _is_shown(part, at)), None)
    if told is None or not words.not_made.isdisjoint(part[study + 1 : told]):
        return False
    return not words_to_come(part, first, study, told + 1)


def _is_dated(part: Sequence[str], study: int) -> bool:
    """Whether a time that is over stands just behind a study: 'XR L-spine 3/52 ago', but not 'XR L-spine, pain 3/52 ago'."""
    words, places = _words(), result_words().places
    for key in part[study + 1 :]:
        if key in words.when:
            return True
        if key not in words.names and key not in places and not key.isdigit():
            return False
    return False


def _is_shown(part: Sequence[str], at: int) -> bool:
    """Whether a result stands at a place, or what is read off a film behind a colon: no film shows one before it is made."""
    words, known = _words(), result_words()
    if part[at] in known.results or part[at] in known.alarms["normal"]:
        return True
    return part[at] in words.read_off and part[at - 1] in words.reads


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")
    lists = ("made", "made by itself", "made before", "none before", "not made", "made when", "names it", "reads", "read off")
    return _Words(*(word_set(content[name]) for name in lists))
