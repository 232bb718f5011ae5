"""An MRI of the neck that ended before it showed anything: 'MRI neck 2/11 stopped halfway, movement', 'MR cervical spine last
month, no usable images'.

It answers nothing, as one that is degraded does. That it was cut short stands in the sentence of the study or at the beginning
of the next; one that is still to come, that a narrow room ended, or that was of another part says nothing here. The words
stand in `tables/text/scans_cut_short.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.studies.result_words import is_of_a_past_year, place_of, word_set
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_FINDING, _EQUIVOCAL, _NECK, _MRI = "cervical_mri_for_cord", "equivocal", "cervical", "mri"
_PRESSED = "cord_compression"
_FAR, _NEXT, _LEAD, _DENIED = 30, 4, 4, 2
"""Words between a study and what failed; of the next sentence; before a study, and before what failed."""


@dataclass(frozen=True)
class _Words:
    failed: PhraseGroup
    study: frozenset[str]
    denied: frozenset[str]
    not_of_it: frozenset[str]
    narrow_room: frozenset[str]


def scans_cut_short(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """The MRI of the neck that ended before it showed anything, where the text says nothing else of it."""
    words, named = _words(), made.words.named
    if named.isdisjoint(words.study) or named.isdisjoint(words.failed.firsts) or not named.isdisjoint(words.narrow_room):
        return
    if any(said.finding == _FINDING or (said.finding == _PRESSED and said.state is State.PRESENT) for said in found):
        return
    spelled, studies = made.words.keys, made.words.where(words.study)
    for at in words.failed.begins(made.words):
        ends = words.failed.ends(spelled, at, len(spelled))
        if not ends or not words.denied.isdisjoint(spelled[max(0, at - _DENIED) : at]):
            continue
        study = _study_of(made, studies, at)
        if study is not None and _is_of_the_neck(made, study) and made.is_of_patient(study):
            yield Said(_FINDING, State.PRESENT, made.slice(study, ends[-1] - 1), _EQUIVOCAL)
            return


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
    return study if words.not_of_it.isdisjoint(between) and words.not_of_it.isdisjoint(before) else None


def _is_of_the_neck(made: Text, study: int) -> bool:
    """Whether the part of a sentence around a study names the neck nearest to it, and no earlier complaint's year."""
    place = bisect_left(made.breaks, study)
    first, end = max(made.breaks[place - 1] + 1, study - _FAR), min(made.breaks[place], study + _FAR)
    part = made.words.keys[first:end]
    return place_of(part, study - first, _MRI) == _NECK and not is_of_a_past_year(part, made.as_of)


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/scans_cut_short.yaml")
    lists = ("study", "denied", "not of it", "narrow room")
    return _Words(PhraseGroup(content["failed"]), *(word_set(content[name]) for name in lists))
