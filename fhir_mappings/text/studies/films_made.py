"""Films that a text tells as made without a result that is understood: 'the lumbar films were looked at in clinic'.

They leave the finding open, so that what they showed is asked for and not taken for absent. A film that is to come, was not
made, or is of another part of the body leaves nothing open. Where an infection of the spine is spoken of, a CT or a film whose
result is not understood may have shown it. The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.result_words import (
    ANY,
    BREAKS,
    CT,
    ELSEWHERE,
    XR,
    end_of_aside,
    is_of_a_past_year,
    place_of,
    result_words,
    word_set,
    words_to_come,
)
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_INJURY = "spine_injury"
_NECK, _BACK = "cervical", frozenset({"thoracic", "lumbar"})
_SPINE = frozenset({"back", "spine", "spinal", "lowback", "midback"})
_SPOKEN_OF = frozenset({State.PRESENT, State.SUSPECTED})
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
    findings: Mapping[tuple[str, str], frozenset[str]]
    otherwise: frozenset[str]
    tells_nothing: frozenset[str]
    when: frozenset[str]
    names: frozenset[str]
    reads: frozenset[str]
    read_off: frozenset[str]
    of_an_infection: str
    """The finding that a study leaves open which may have shown an infection of the spine."""
    infections: frozenset[str]
    reassures: frozenset[str]
    later: frozenset[str]
    """What comes days after an injury, of somebody who is in `later_beside`."""
    later_beside: str
    later_leaves_open: frozenset[str]


def films_made(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """The findings that films leave open which were made, as a text tells. `found` is all that it says."""
    known, named, words = result_words(), made.words.named, _words()
    if named.isdisjoint(known.films | known.cts | words.later):
        return _NOTHING
    open_ones, there = set[str](), {said.finding for said in found if said.state is State.PRESENT}
    if _INJURY in there:
        if words.later_beside in there and not named.isdisjoint(words.later):
            open_ones |= words.later_leaves_open
        for part, at in _told_as_made(made, known.cts, words):
            open_ones |= words.findings.get((CT, place_of(part, at, CT)), _NOTHING)
    if any(_is_read_otherwise(said, words) for said in found):
        return frozenset(open_ones) - {said.finding for said in found}
    for part, at in _told_as_made(made, known.films, words):
        where = place_of(part, at, XR)
        if where != ANY or _may_be_of_the_spine(made):
            open_ones |= words.findings.get((XR, where), _NOTHING)
    spoken_of = any(said.finding in words.infections and said.state in _SPOKEN_OF for said in found)
    if spoken_of and _may_show_an_infection(made, words):
        open_ones.add(words.of_an_infection)
    return frozenset(open_ones) - {said.finding for said in found}


def _is_read_otherwise(said: Said, words: _Words) -> bool:
    """Whether a finding is what a film showed; that it is not normal tells of none."""
    return said.finding in words.otherwise and said.state is not State.SUSPECTED and said.value not in words.tells_nothing


def _told_as_made(made: Text, studies: frozenset[str], words: _Words) -> Iterator[tuple[Sequence[str], int]]:
    """The parts of sentences that tell one of some studies as made for this complaint, each with the place of the study."""
    spelled = made.words.keys
    places = made.words.where(studies)
    breaks = [-1, *made.words.where(BREAKS), len(spelled)] if places else []
    for at in places:
        place = bisect_left(breaks, at)
        first = max(breaks[place - 1] + 1, at - _FAR, _behind_a_question(made, at))
        part = spelled[first : min(end_of_aside(spelled, breaks, place), at + _FAR)]
        if _is_made(part, at - first, words) and not is_of_a_past_year(part, made.as_of) and made.is_of_patient(at):
            yield part, at - first


def _may_show_an_infection(made: Text, words: _Words) -> bool:
    """Whether a CT or a film of the spine is told as made whose part holds no word that reassures."""
    known = result_words()
    for part, at in _told_as_made(made, known.films | known.cts, words):
        of_the_spine = place_of(part, at, known.studies[part[at]]) != ELSEWHERE
        if of_the_spine and words.reassures.isdisjoint(part) and known.denies.isdisjoint(part):
            return True
    return False


def _behind_a_question(made: Text, study: int) -> int:
    """The place behind the mark of a question that has ended just before a study: 'discitis? CT done elsewhere'."""
    mark = study - 1 if made.words.keys[study - 1 : study] == ("?",) else study - 2
    if mark < 1 or made.words.keys[mark] != "?":
        return 0
    ended = made.words.starts[mark] == made.words.ends[mark - 1] and made.words.starts[mark + 1] > made.words.ends[mark]
    return mark + 1 if ended else 0


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
    findings: dict[tuple[str, str], frozenset[str]] = {}
    for study, place, name in content["left open"]:
        findings[study, place] = findings.get((study, place), _NOTHING) | {name}
    when, names = word_set(content["made when"]), word_set(content["names it"])
    reads, read_off = word_set(content["reads"]), word_set(content["read off"])
    infection, later = content["may show an infection"], content["later than the scan"]
    return _Words(
        made,
        itself,
        before,
        none,
        not_made,
        findings,
        frozenset(content["read otherwise"]),
        frozenset(content["tells nothing"]),
        when,
        names,
        reads,
        read_off,
        infection["leaves open"],
        frozenset(infection["beside"]),
        frozenset(key for key, kind in result_words().results.items() if kind in infection["unless"]),
        word_set(later["words"]),
        later["beside"],
        frozenset(later["leaves open"]),
    )
