"""An MRI of the neck whose reading leaves open whether the cord is ill: 'previous MRI: possible cord signal change, motion
degraded', 'neck scan described as indeterminate, a T2 focus that might be artefact'.

The study, what is read and the doubt stand in one sentence, with no 'now' between. The words stand in
`tables/text/cord_readings.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.result_words import ANY, is_of_a_past_year, place_of, word_set, words_to_come
from fhir_mappings.text.words import LEVEL, word_before
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_FINDING, _EQUIVOCAL, _NECK = "cervical_mri_for_cord", "equivocal", "cervical"
_PRESSED = "cord_compression"
_MARK = frozenset({"?"})
"""Of what is read, not whether the study was made: 'MRI last month: ?signal change'."""
_MRI = "mri"
_T2, _SIGNAL = f"t{LEVEL}", "signal"
_FAR, _NEAR, _JUST, _LEAD, _ASKED, _DENIED = 45, 6, 3, 4, 6, 2
"""Words of a reading; between the doubt and what is read, at most where the doubt is one word; before a study and behind it;
between a denial and a doubt."""


@dataclass(frozen=True)
class _Words:
    doubt: PhraseGroup
    study: frozenset[str]
    picture: frozenset[str]
    reader: frozenset[str]
    other_study: frozenset[str]
    cord: frozenset[str]
    by_mri_alone: frozenset[str]
    of_a_signal: frozenset[str]
    doubted: frozenset[str]
    made: frozenset[str]
    none_of_it: frozenset[str]
    ill: frozenset[str]
    not_then: frozenset[str]
    doubts: frozenset[str]
    """The words that a doubt may begin with."""
    pictures: frozenset[str]
    """The words for a study, for what it shows and for who reads it."""


def cord_readings(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """The MRI of the neck that left the cord in doubt, where the text says nothing else of it."""
    words, named = _words(), made.words.named
    if named.isdisjoint(words.pictures) or (named.isdisjoint(words.cord) and _T2 not in named):
        return
    if named.isdisjoint(words.doubts) or any(said.finding == _FINDING or _is_settled(said) for said in found):
        return
    ends, spelled = made.sentence_ends, _with_signals(made.words.keys)
    for at in made.words.where(words.pictures):
        doubt = _doubt_of(made, spelled, at, ends)
        if doubt is not None and made.is_of_patient(at):
            low, high = sorted((at, doubt))
            yield Said(_FINDING, State.PRESENT, made.slice(low, high), _EQUIVOCAL)
            return


def _is_settled(said: Said) -> bool:
    """Whether the cord is told as pressed, so that its signal leaves nothing open."""
    return said.finding == _PRESSED and said.state is State.PRESENT


def _with_signals(spelled: Sequence[str]) -> Sequence[str]:
    """The words with a T2 that is a signal as one, and no level of the spine."""
    words = _words()
    signals = [at for at, two in enumerate(pairwise(spelled)) if two[0] == _T2 and two[1] in words.of_a_signal]
    if not signals:
        return spelled
    told = list(spelled)
    for at in signals:
        told[at] = _SIGNAL
    return told


def _doubt_of(made: Text, spelled: Sequence[str], at: int, ends: Sequence[int]) -> int | None:
    """The place of the doubt about the cord in the reading of a study; None where there is none."""
    words = _words()
    place = bisect_left(ends, at)
    first = max(ends[place - 1] + 1 if place else 0, at - _FAR)
    after = ends[place] if place < len(ends) else len(spelled)
    last = min(after, at + _FAR)
    own = spelled[first:last]
    end = next((other for other in range(at + 1, last) if spelled[other] in words.other_study | words.not_then), last)
    study = at - first
    if not _is_of_the_neck(own, study, spelled[at:end]):
        return None
    if words_to_come(own, max(0, study - _LEAD), study, study + _ASKED) - _MARK:
        return None
    if is_of_a_past_year(own, made.as_of):
        return None
    for cord in (each for each in range(first, end) if spelled[each] in words.cord):
        low, high = max(first, cord - _NEAR), min(end, cord + _NEAR + 1)
        for doubt in range(low, high):
            if spelled[doubt] in words.doubted and (
                spelled[cord] in words.ill or not doubt < cord <= doubt + _JUST or not _is_made(spelled, at, doubt, first)
            ):
                continue
            if spelled[doubt] not in words.doubted and not words.doubt.ends(spelled, doubt, end):
                continue
            if words.none_of_it.isdisjoint(spelled[max(first, doubt - _DENIED) : doubt]):
                return doubt
    return None


def _is_made(spelled: Sequence[str], study: int, doubt: int, first: int) -> bool:
    """Whether a study is told as made, just before it or up to what is doubted of it."""
    return not _words().made.isdisjoint(spelled[max(first, min(study, doubt) - _LEAD) : max(study, doubt)])


def _is_of_the_neck(own: Sequence[str], at: int, reading: Sequence[str]) -> bool:
    """Whether the study at a place of its sentence is an MRI of the neck, or of no named place; a picture or its reader only
    beside the neck and what an MRI alone shows."""
    words, place = _words(), place_of(own, at, _MRI)
    if own[at] in words.study:
        return place in (_NECK, ANY) and word_before(own, at) not in ("cardiac", "brain")
    if words.by_mri_alone.isdisjoint({*own, *reading}) or not words.other_study.isdisjoint(own):
        return False
    return place == _NECK or (own[at] in words.reader and place == ANY)


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/cord_readings.yaml")
    lists = ("study", "picture", "reader", "other study", "of the cord", "shown by mri alone", "of a signal")
    doubts = ("doubted", "told as made", "none of it", "of an illness", "not then")
    doubt, named = PhraseGroup(content["doubt"]), {name: word_set(content[name]) for name in (*lists, *doubts)}
    together = (doubt.firsts | named["doubted"], named["study"] | named["picture"] | named["reader"])
    return _Words(doubt, *(*named.values(), *together))
