"""An MRI of the neck that ended before it showed anything: 'MRI neck 2/11 stopped halfway, movement', 'MR cervical spine last
month, no usable images'.

It answers nothing, as one that is degraded does. That it was cut short stands in the sentence of the study or at the beginning
of the next. What may be said of anything ('stopped early', 'could not complete') is so of the scan only where nothing else
stands between, and none but the scan behind it; and where no images are told of, something has to tell that it was made. One
that is still to come, that showed something, that a narrow room ended, or that was of another part says nothing here. The
words stand in `tables/text/scans_cut_short.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import BREAKS, SENTENCE, Said, Text
from fhir_mappings.text.studies.result_words import is_of_a_past_year, place_of, result_words, word_set
from fhir_mappings.text.words import word_at
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_FINDING, _EQUIVOCAL, _NECK, _MRI = "cervical_mri_for_cord", "equivocal", "cervical", "mri"
_PRESSED = "cord_compression"
_FAR, _NEXT, _LEAD, _DENIED, _REASON = 30, 4, 4, 2, 4
"""Words between a study and what failed; of the next sentence; before a study, and before and behind what failed."""


@dataclass(frozen=True)
class _Words:
    failed: PhraseGroup
    broken_off: PhraseGroup
    left_undone: PhraseGroup
    firsts: frozenset[str]
    """The words that any of them begins with."""
    study: frozenset[str]
    denied: frozenset[str]
    not_of_it: frozenset[str]
    narrow_room: frozenset[str]
    of_the_scan: frozenset[str]
    made: frozenset[str]
    why_it_ended: frozenset[str]
    goes_on: frozenset[str]
    goes_on_without_object: frozenset[str]
    articles: frozenset[str]
    scan: frozenset[str]
    result: frozenset[str]


def scans_cut_short(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """The MRI of the neck that ended before it showed anything, where the text says nothing else of it."""
    words, named = _words(), made.words.named
    if named.isdisjoint(words.study) or named.isdisjoint(words.firsts) or not named.isdisjoint(words.narrow_room):
        return
    if any(said.finding == _FINDING or (said.finding == _PRESSED and said.state is State.PRESENT) for said in found):
        return
    spelled, studies = made.words.keys, made.words.where(words.study)
    for group in (words.failed, words.broken_off, words.left_undone):
        for at in group.begins(made.words):
            ends = group.ends(spelled, at, len(spelled))
            if not ends or not words.denied.isdisjoint(spelled[max(0, at - _DENIED) : at]):
                continue
            study = _study_of(made, studies, at)
            if study is None or not _is_of_the_neck(made, study) or not made.is_of_patient(study):
                continue
            if _is_of_the_scan(made, study, at, ends[-1], group) and _showed_nothing(made, study, ends[-1]):
                yield Said(_FINDING, State.PRESENT, made.slice(study, ends[-1] - 1), _EQUIVOCAL)
                return


def _is_of_the_scan(made: Text, study: int, at: int, end: int, group: PhraseGroup) -> bool:
    """Whether it is the scan that failed, from `at` up to `end`, and no other thing that stands between or behind."""
    words, spelled = _words(), made.words.keys
    known = _necks() | words.of_the_scan
    alone = all(
        key in known or not key[:1].isalpha() or place in made.places_of_days
        for place, key in enumerate(spelled[study + 1 : at], study + 1)
    )
    low, high = max(made.sentence(study)[0], study - _LEAD), min(end, study + _FAR)
    told_as_made = bool(made.days) and not made.places_of_days.isdisjoint(range(low, end))
    told_as_made = told_as_made or not words.made.isdisjoint(spelled[low:high]) or word_at(spelled, end) in words.made
    if group is words.failed:
        return (alone or told_as_made) and _goes_on(spelled, end, words.goes_on)
    if group is words.broken_off:
        return alone and _goes_on(spelled, end, words.goes_on)
    behind = spelled[end : end + _REASON]
    told_as_made = told_as_made or not words.made.isdisjoint(behind) or not words.why_it_ended.isdisjoint(behind)
    return alone and told_as_made and _goes_on(spelled, end, words.goes_on_without_object)


def _goes_on(spelled: Sequence[str], end: int, words: frozenset[str]) -> bool:
    """Whether a thought ends at a place or goes on with some words."""
    key = word_at(spelled, end)
    if key in _words().articles and word_at(spelled, end + 1) in _words().scan:
        return True
    return key == "" or key in BREAKS or key in words or spelled[end - 1] in words or spelled[end - 1] in BREAKS


def _showed_nothing(made: Text, study: int, end: int) -> bool:
    """Whether no result of a study stands in its sentence, nor in the one in which it failed."""
    last = min(made.sentence(end - 1)[1], end + _FAR)
    return _words().result.isdisjoint(made.words.keys[max(made.sentence(study)[0], study - _LEAD) : last])


def _study_of(made: Text, studies: Sequence[int], at: int) -> int | None:
    """The study before a place, in its sentence or in one that ends just before; None where one that is to come stands there,
    or something else is told of between."""
    words, spelled = _words(), made.words.keys
    place = bisect_left(studies, at)
    if not place or at - studies[place - 1] > _FAR:
        return None
    study = studies[place - 1]
    between = spelled[study + 1 : at]
    ended = [each for each, key in enumerate(between) if key in SENTENCE]
    if len(ended) > 1 or (ended and len(between) - ended[0] > _NEXT):
        return None
    before = spelled[max(made.sentence(study)[0], study - _LEAD) : study]
    places = result_words().places
    if any(places.get(key, _NECK) != _NECK for key in between):
        return None
    return study if words.not_of_it.isdisjoint(between) and words.not_of_it.isdisjoint(before) else None


def _is_of_the_neck(made: Text, study: int) -> bool:
    """Whether the part of a sentence around a study names the neck nearest to it, and no earlier complaint's year."""
    place = bisect_left(made.breaks, study)
    first, end = max(made.breaks[place - 1] + 1, study - _FAR), min(made.breaks[place], study + _FAR)
    part = made.words.keys[first:end]
    return place_of(part, study - first, _MRI) == _NECK and not is_of_a_past_year(part, made.as_of)


@cache
def _necks() -> frozenset[str]:
    return frozenset(key for key, place in result_words().places.items() if place == _NECK)


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/scans_cut_short.yaml")
    failed, broken_off, left_undone = (PhraseGroup(content[name]) for name in ("failed", "broken off", "left undone"))
    lists = (
        "study",
        "denied",
        "not of it",
        "narrow room",
        "of the scan",
        "made",
        "why it ended",
        "goes on",
        "goes on without an object",
        "articles",
        "scan",
        "result",
    )
    firsts = failed.firsts | broken_off.firsts | left_undone.firsts
    return _Words(failed, broken_off, left_undone, firsts, *(word_set(content[name]) for name in lists))
