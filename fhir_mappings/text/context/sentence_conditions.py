"""Phrases that say something only beside another word of their sentence: 'two follow-ups, both unchanged', not 'scoliosis, both
unchanged'. The conditions stand in `tables/text/sentence_conditions.yaml`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.words import Words, has_phrase, keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_FAR = 60
"""Words of a sentence that are looked at on either side."""
_AFFIRMED = Meant.AFFIRMED
_TOLD = frozenset({Meant.AFFIRMED, Meant.SUSPECTED})
_NO_LEVEL = frozenset({"none", "lumbar"})
"""A level of feeling that points to no cord."""


@dataclass(frozen=True)
class _Condition:
    finding: str
    begins: frozenset[str]
    needs: frozenset[tuple[str, ...]]
    unless: frozenset[tuple[str, ...]]
    alone: bool
    """Whether only a phrase of one word is meant."""
    of_what_is_there: bool
    """Whether it leaves alone what a phrase denies by itself: 'anal tone normal'."""
    spared: frozenset[tuple[str, ...]]
    """Words beside which `unless` does not count: a wound of the knee in a text that speaks of the spine as well."""
    anywhere: bool
    """Whether the whole text is looked at, not the sentence alone."""
    unless_said: frozenset[str]
    """Findings of which no phrase of the text may say one: a level of the trunk takes a numb saddle to the cord."""


def of_their_sentences(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, those whose sentence does not bear them out as left open."""
    asked = [place for place, hit in enumerate(hits) if _conditions_of(hit.row) and meant[place] in _TOLD]
    if not asked:
        return meant
    ends, made, said = words.where(SENTENCE), list(meant), _said(hits, meant)
    for place in asked:
        hit, is_there = hits[place], made[place] is _AFFIRMED
        conditions = (each for each in _conditions_of(hit.row) if is_there or each.anywhere)
        if any(_fails(words, ends, hit, each) or _is_said(said, hit, each) for each in conditions):
            made[place] = Meant.LEFT_OPEN
    return made


@cache
def _conditions_of(row: Row) -> Sequence[_Condition]:
    """The conditions of what a phrase names."""
    return [each for finding in sorted(row.findings) for each in _by_finding().get(finding, ())]


def _said(hits: Sequence[Hit], meant: Sequence[Meant]) -> frozenset[str]:
    """The findings that some phrase says are there."""
    affirmed = [_told(hit.row) for hit, how in zip(hits, meant, strict=True) if how is _AFFIRMED]
    return frozenset().union(*affirmed)


def _is_said(said: frozenset[str], hit: Hit, condition: _Condition) -> bool:
    """Whether a phrase of the text says what a condition does not bear."""
    if not condition.unless_said or not _speaks_of(hit, condition) or (condition.alone and hit.first < hit.last):
        return False
    return not condition.unless_said.isdisjoint(said)


@cache
def _told(row: Row) -> frozenset[str]:
    """The findings that a phrase says are there."""
    return frozenset(each.finding for each in row.meanings if _is_told(each))


def _is_told(meaning: Meaning) -> bool:
    return meaning.state is State.PRESENT and meaning.value not in _NO_LEVEL


def _speaks_of(hit: Hit, condition: _Condition) -> bool:
    """Whether a phrase says that the finding of a condition is there, or names it at all where that is enough."""
    return not condition.of_what_is_there or condition.finding in _told(hit.row)


def _fails(words: Words, ends: Sequence[int], hit: Hit, condition: _Condition) -> bool:
    if condition.alone and hit.first < hit.last:
        return False
    if condition.begins and words.keys[hit.first] not in condition.begins:
        return False
    if not _speaks_of(hit, condition):
        return False
    place, after = bisect_left(ends, hit.first), bisect_right(ends, hit.last)
    first = max(ends[place - 1] + 1 if place else 0, hit.first - _FAR)
    end = min(ends[after] if after < len(ends) else len(words), hit.last + _FAR)
    if condition.anywhere:
        first, end = max(0, hit.first - _FAR), min(len(words), hit.last + _FAR)
    if condition.needs and not has_phrase(words.keys, condition.needs, first, end):
        return True
    if condition.spared and has_phrase(words.keys, condition.spared, first, end):
        return False
    against = (at for at in range(first, end) if has_phrase(words.keys, condition.unless, at, at + 1))
    return any(words.keys[at - 1] not in _not_before() for at in against)


@cache
def _by_finding() -> dict[str, tuple[_Condition, ...]]:
    found: dict[str, tuple[_Condition, ...]] = {}
    for each in _table():
        found[each.finding] = (*found.get(each.finding, ()), each)
    return found


@cache
def _table() -> Sequence[_Condition]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/sentence_conditions.yaml")

    def phrases(row: dict[str, Any], name: str) -> frozenset[tuple[str, ...]]:
        return frozenset(keys(str(each)) for each in row.get(name, ()))

    return [
        _Condition(
            str(row["finding"]),
            frozenset(map(str, row.get("begins", ()))),
            phrases(row, "needs"),
            phrases(row, "unless"),
            bool(row.get("alone", False)),
            bool(row.get("of what is there", False)),
            phrases(row, "spared by"),
            bool(row.get("in the whole text", False)),
            frozenset(map(str, row.get("unless said", ()))),
        )
        for row in content["conditions"]
    ]


@cache
def _not_before() -> frozenset[str]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/sentence_conditions.yaml")
    return frozenset(map(str, content["not before"]))
