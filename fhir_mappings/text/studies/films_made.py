"""Films that a text tells as made without a result that is understood: 'the lumbar films were looked at in clinic'.

They leave the finding open, so that what they showed is asked for and not taken for absent. A film that is to come, was not
made, or is of another part of the body leaves nothing open. The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.result_words import (
    ANY,
    BREAKS,
    ELSEWHERE,
    XR,
    end_of_aside,
    is_of_a_past_year,
    place_of,
    result_words,
    word_set,
    words_to_come,
)
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_NECK, _BACK = "cervical", frozenset({"thoracic", "lumbar"})
_SPINE = frozenset({"back", "spine", "spinal", "lowback", "midback"})
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
    finding: Mapping[tuple[str, str], str]
    otherwise: frozenset[str]
    when: frozenset[str]
    names: frozenset[str]
    reads: frozenset[str]
    read_off: frozenset[str]


def films_made(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """The findings that films leave open which were made, as a text tells. `found` is all that it says."""
    known, named = result_words(), made.words.named
    if named.isdisjoint(known.films):
        return _NOTHING
    words = _words()
    if not words.otherwise.isdisjoint([said.finding for said in found]):
        return _NOTHING
    spelled = made.words.keys
    breaks = [-1, *made.words.where(BREAKS), len(spelled)]
    open_ones = set()
    for at in made.words.where(known.films):
        place = bisect_left(breaks, at)
        first = max(breaks[place - 1] + 1, at - _FAR)
        end = min(end_of_aside(spelled, breaks, place), at + _FAR)
        part = spelled[first:end]
        if not _is_made(part, at - first, words) or is_of_a_past_year(part, made.as_of) or not made.is_of_patient(at):
            continue
        where = place_of(part, at - first, XR)
        if where != ANY or _may_be_of_the_spine(made):
            open_ones.add(words.finding.get((XR, where)))
    return frozenset(name for name in open_ones if name) - {said.finding for said in found}


def _is_made(part: Sequence[str], study: int, words: _Words) -> bool:
    """Whether a study is told as made in its part of a sentence."""
    before = part[max(0, study - _JUST_BEFORE) : study]
    first, end = max(0, study - _JUST_BEFORE), len(part)
    if not (words.none | words.not_made).isdisjoint(before):
        return False
    if part[study] in words.itself:
        return not words_to_come(part, first, study, study)
    if not words.before.isdisjoint(before) and not words_to_come(part, first, study, end):
        return True
    if _is_dated(part, study, words):
        return not words_to_come(part, first, study, end)
    told = next((at for at in range(study + 1, end) if part[at] in words.made or _is_shown(part, at, words)), None)
    if told is None or not words.not_made.isdisjoint(part[study + 1 : told]):
        return False
    return not words_to_come(part, first, study, told + 1)


def _is_dated(part: Sequence[str], study: int, words: _Words) -> bool:
    """Whether a time that is over stands just behind a study: 'XR L-spine 3/52 ago', but not 'XR L-spine, pain 3/52 ago'."""
    places = result_words().places
    for key in part[study + 1 :]:
        if key in words.when:
            return True
        if key not in words.names and key not in places and not key.isdigit():
            return False
    return False


def _is_shown(part: Sequence[str], at: int, words: _Words) -> bool:
    """Whether a result stands at a place, or what is read off a film behind a colon: no film shows one before it is made."""
    known = result_words()
    if part[at] in known.results or part[at] in known.alarms["normal"]:
        return True
    return part[at] in words.read_off and part[at - 1] in words.reads


def _may_be_of_the_spine(made: Text) -> bool:
    """Whether a film of no named place may be of the back: the text speaks of no other part that films are made of."""
    places = result_words().places
    named = frozenset([places[key] for key in made.words.named & places.keys()])
    of_the_back = not _BACK.isdisjoint(named | made.regions) or not _SPINE.isdisjoint(made.words.named)
    return of_the_back and named.isdisjoint({ELSEWHERE, _NECK}) and _NECK not in made.regions


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")
    lists = ("made", "made by itself", "made before", "none before", "not made")
    made, itself, before, none, not_made = (word_set(content[name]) for name in lists)
    finding = {(study, place): name for study, place, name in content["left open"]}
    when, names = word_set(content["made when"]), word_set(content["names it"])
    reads, read_off = word_set(content["reads"]), word_set(content["read off"])
    return _Words(
        made, itself, before, none, not_made, finding, frozenset(content["read otherwise"]), when, names, reads, read_off
    )
