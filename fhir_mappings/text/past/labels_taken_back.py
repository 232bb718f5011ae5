"""A diagnosis that a text tells and then takes back: 'still lists MS: that label was taken off in 2020' denies it, 'MS, listed
in error' and 'the MS label is in doubt' leave it open. The words stand in `tables/text/labels_taken_back.yaml`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from fhir_mappings.text.kinds import context_kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/labels_taken_back")

_FAR = 12
"""Words from a label, or a disease, to what takes it back."""
_LONGEST = 8
"""Words of what takes it back."""
_BACK = 16
"""Words from a disease to a label behind it that is its own."""
_WISHED = 5
"""Words before a label in which somebody only wants it taken back."""
_OF = "of"
_Told = Iterator[tuple[int, Meant]]
_THERE = (Meant.AFFIRMED, Meant.SUSPECTED, Meant.PAST)


def of_labels_taken_back(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, the diseases denied or left open that are taken back or doubted behind them."""
    if words.named.isdisjoint(_telling()):
        return meant
    kinds = context_kinds()
    diseases = {place: None for place, hit in enumerate(hits) if kinds.is_diagnosis(hit)}
    if not diseases:
        return meant
    ends, made = [*words.where(SENTENCE), len(words)], list(meant)
    taken: dict[frozenset[str], tuple[int, Meant]] = {}
    for place, how in [*_by_labels(words, hits, diseases, ends), *_by_themselves(words, hits, diseases)]:
        before = taken.get(hits[place].findings, (-1, how))
        if made[place] in _THERE and place >= before[0]:
            taken[hits[place].findings] = place, how
    for place in diseases if taken else ():
        last, how = taken.get(hits[place].findings, (-1, Meant.DENIED))
        if place <= last and made[place] in _THERE:  # 'Known MS. ... The MS label was removed'
            made[place] = how
    return made


def _by_labels(words: Words, hits: Sequence[Hit], diseases: Collection[int], ends: Sequence[int]) -> _Told:
    """The diseases whose label is taken back or doubted, and how they are meant."""
    for at in words.where(_WORDS["label"]):
        last = ends[bisect_left(ends, at)]
        if not _WORDS["not so"].isdisjoint(words.keys[max(0, at - _WISHED) : at]):
            continue
        place = _whose_label(words, hits, diseases, ends, at)
        if place is None:
            continue
        how = _told_behind(words, at, last) or _told_before(words, hits[place].first) or _told_before(words, at)
        if how is not None:
            yield place, how if how is Meant.LEFT_OPEN or not _is_given_anew(words, at) else Meant.LEFT_OPEN


def _by_themselves(words: Words, hits: Sequence[Hit], diseases: Collection[int]) -> Iterator[tuple[int, Meant]]:
    """The diseases that words right behind them take back, with no label."""
    groups, spelled = _groups(), words.keys
    firsts = groups["taken back by itself"].firsts | groups["a slip"].firsts
    for place in diseases:
        at = hits[place].last + 1
        end = min(at + _FAR, len(words))
        while at < end:
            if spelled[at] in firsts:
                if groups["taken back by itself"].ends(spelled, at, at + _LONGEST):
                    yield place, Meant.LEFT_OPEN if _is_given_anew(words, at) else Meant.DENIED
                    break
                if groups["a slip"].ends(spelled, at, at + _LONGEST):
                    yield place, Meant.LEFT_OPEN
                    break
            if not (spelled[at] in _WORDS["beside it"] or spelled[at].isdigit() or spelled[at] in SENTENCE):
                break
            at += 1


def _whose_label(words: Words, hits: Sequence[Hit], diseases: Collection[int], ends: Sequence[int], at: int) -> int | None:
    """The place of the disease whose label stands at a word: beside it, before it in its sentence or in the one before."""
    if words.keys[at + 1 : at + 2] == (_OF,):
        behind = [place for place in hits_between(hits, at + 2, at + 5) if place in diseases]
        if behind:
            return behind[0]
    ended = bisect_left(ends, at)
    begins = ends[ended - 2] if ended > 1 else -1  # where the sentence before begins
    before = [place for place in hits_between(hits, max(begins, at - _BACK), at) if place in diseases]
    return before[-1] if before else None


def _told_behind(words: Words, at: int, last: int) -> Meant | None:
    """How a disease is meant for what stands behind its label; None where nothing takes it back."""
    groups, plain = _groups(), True
    label = words.keys[at] in _WORDS["a label alone"]
    for word in range(at + 1, min(at + 1 + _FAR, last)):
        if groups["doubted"].ends(words.keys, word, last):
            return Meant.LEFT_OPEN
        if groups["taken back"].ends(words.keys, word, last) or (plain and groups["off the list"].ends(words.keys, word, last)):
            return Meant.DENIED
        if words.keys[word].isdigit() or words.keys[word] == ",":
            plain = plain and label
        elif words.keys[word] not in _WORDS["on to it"]:
            return None
    return None


def _told_before(words: Words, first: int) -> Meant | None:
    """How a disease is meant for what stands before it, or before its label: 'neurology removed the MS label'."""
    at = first - 1
    while at >= 0 and words.keys[at] in _WORDS["before the disease"]:
        at -= 1
    if at < 0 or words.keys[at] not in _WORDS["who takes back"]:
        return None
    return Meant.DENIED if _WORDS["not so"].isdisjoint(words.keys[max(0, at - 3) : at]) else None


def _is_given_anew(words: Words, at: int) -> bool:
    """Whether a text tells behind a word that a diagnosis was given again."""
    again = words.where(_WORDS["given anew"])
    return bool(again) and again[-1] > at


@cache
def _groups() -> Mapping[str, PhraseGroup]:
    phrases = packaged_yaml("fhir_mappings", "tables/text/labels_taken_back.yaml")["phrases"]
    return {name: PhraseGroup(written) for name, written in phrases.items()}


@cache
def _telling() -> frozenset[str]:
    """The words without which nothing is taken back."""
    return _WORDS["label"] | _WORDS["telling"]
