"""A diagnosis that a text tells and then takes back, right beside its name: 'MS: that label was taken off in 2020' denies it,
'MS, listed in error' and 'the MS label is in doubt' leave it open. The words stand in `tables/text/labels_taken_back.yaml`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from fhir_mappings.text.known_of_findings import context_kinds
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.hits_between import hits_between
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/labels_taken_back")

_NEAR = 6
"""Words between a disease and its label, or between its label and what takes that back."""
_ANEW = 16
"""Words behind a label in which it may be given again."""
_LONGEST = 8
"""Words of the name of a disease."""
_WISHED = 5
"""Words before a label in which somebody only wants it taken back."""
_OF = "of"
_JOINS = frozenset({",", ":", "-", "(", ";"})
_THERE = (Meant.AFFIRMED, Meant.SUSPECTED, Meant.PAST)


def of_labels_taken_back(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, the diseases denied or left open that are taken back or doubted beside their names."""
    if words.named.isdisjoint(_WORDS["telling"]) and words.named.isdisjoint(_WORDS["label"]):
        return meant
    kinds = context_kinds()
    diseases = {place for place, hit in enumerate(hits) if kinds.is_diagnosis(hit)}
    if not diseases:
        return meant
    ends, made = [*words.where(SENTENCE), len(words)], list(meant)
    taken = {
        _named(words, hits[place]): how
        for place, how in [*_by_labels(words, hits, diseases, ends), *_by_themselves(words, hits, diseases, ends)]
    }
    for place in diseases if taken else ():  # 'Known MS. ... The MS label was removed'
        how = taken.get(_named(words, hits[place]), made[place])
        made[place] = how if made[place] in _THERE else made[place]
    return made


def _named(words: Words, hit: Hit) -> tuple[str, ...]:
    return tuple(words.keys[hit.first : hit.last + 1])


def _by_labels(
    words: Words, hits: Sequence[Hit], diseases: Collection[int], ends: Sequence[int]
) -> Iterator[tuple[int, Meant]]:
    """The diseases whose label is taken back or doubted, and how they are meant."""
    for at in words.where(_WORDS["label"]):
        place = _whose_label(words, hits, diseases, at)
        if place is None or not _WORDS["not so"].isdisjoint(words.keys[max(0, at - _WISHED) : at]):
            continue
        first = min(at, hits[place].first)
        how = _told_behind(words, max(at, hits[place].last), at, ends) or _told_before(words, first)
        if how is not None:
            yield place, how if _WORDS["given anew"].isdisjoint(words.keys[at + 1 : at + _ANEW]) else Meant.LEFT_OPEN


def _by_themselves(
    words: Words, hits: Sequence[Hit], diseases: Collection[int], ends: Sequence[int]
) -> Iterator[tuple[int, Meant]]:
    """The diseases that words right behind them take back, with no label."""
    groups, spelled = _groups(), words.keys
    for place in diseases:
        at = hits[place].last + 1
        while at < len(spelled) and (spelled[at] in _JOINS or spelled[at] in _WORDS["on the list"]):
            at += 1
        last = ends[bisect_left(ends, at)] if at < len(spelled) else at
        if at >= last:
            continue
        if groups["a slip"].ends(spelled, at, last):
            yield place, Meant.LEFT_OPEN
        elif last in groups["taken back by itself"].ends(spelled, at, last):
            yield place, Meant.DENIED if _WORDS["given anew"].isdisjoint(spelled[last : last + _ANEW]) else Meant.LEFT_OPEN


def _whose_label(words: Words, hits: Sequence[Hit], diseases: Collection[int], at: int) -> int | None:
    """The place of the disease beside whose name a label stands: 'MS label', 'MS. The label', 'label of MS'."""
    if words.keys[at + 1 : at + 2] == (_OF,):
        behind = [place for place in hits_between(hits, at + 2, at + 4) if place in diseases]
        return min(behind, key=lambda place: hits[place].first, default=None)
    begun = (place for place in hits_between(hits, at - _NEAR - _LONGEST, at) if place in diseases)
    before = [place for place in begun if at - _NEAR <= hits[place].last + 1 <= at]
    last = max(before, key=lambda place: hits[place].last, default=None)
    plain = last is not None and all(
        key in _WORDS["beside it"] or key.isdigit() for key in words.keys[hits[last].last + 1 : at]
    )
    return last if plain else None


def _told_behind(words: Words, at: int, label: int, ends: Sequence[int]) -> Meant | None:
    """How a disease is meant for what stands behind its label; None where nothing takes it back."""
    groups, spelled, last = _groups(), words.keys, ends[bisect_left(ends, at + 1)]
    names = ["taken back"] if spelled[label] in _WORDS["a diagnosis"] else ["taken back", "off the list"]
    for word in range(at + 1, min(at + 1 + _NEAR, last)):
        if last in groups["doubted"].ends(spelled, word, last):
            return Meant.LEFT_OPEN
        for name in names:
            if any(_is_all(words, end, last) for end in groups[name].ends(spelled, word, last)):
                return Meant.DENIED
            if name == "off the list" and groups[name].ends(spelled, word, last):
                return Meant.LEFT_OPEN
        if spelled[word] not in _WORDS["on to it"]:
            return None
    return None


def _is_all(words: Words, at: int, last: int) -> bool:
    """Whether nothing is told from a place on but when it was, or who did it."""
    for word in range(at, last):
        key = words.keys[word]
        if key in _JOINS:
            return True
        if not (key.isdigit() or key in _WORDS["when or who"] or key in _WORDS["who"]):
            return False
    return True


def _told_before(words: Words, first: int) -> Meant | None:
    """How a disease is meant for what stands before it and its label: 'neurology removed the MS label'."""
    at = first - 1
    while at >= 0 and words.keys[at] in _WORDS["before the disease"]:
        at -= 1
    if at < 0 or words.keys[at] not in _WORDS["who takes back"]:
        return None
    return Meant.DENIED if _WORDS["not so"].isdisjoint(words.keys[max(0, at - 3) : at]) else None


@cache
def _groups() -> Mapping[str, PhraseGroup]:
    phrases = packaged_yaml("fhir_mappings", "tables/text/labels_taken_back.yaml")["phrases"]
    return {name: PhraseGroup(written) for name, written in phrases.items()}
