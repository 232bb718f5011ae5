"""Phrases that mean something else beside certain words, or without them: MS beside 'mitral' is no multiple sclerosis, and who
turns over in bed without being dizzy has no vertigo.

From `tables/text/ambiguous.csv` and `tables/text/only_beside.csv`. A phrase that may be meant otherwise says nothing, which is
safer than the wrong thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from fhir_mappings.tables_csv import table
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.words import Words, keys


class _Beside(NamedTuple):
    """Words that give another meaning, and how many words away at most in the same sentence; None for anywhere in the text."""

    words: frozenset[str]
    within: int | None


def without_other_meanings(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text without those that its other words, or their absence, give another meaning."""
    if not _begin_only_beside().isdisjoint(words.named):
        hits = [hit for hit in hits if _has_its_words(words, hit)]
    ambiguous = _ambiguous()
    if ambiguous.isdisjoint(words.named):
        return hits
    return [hit for hit in hits if words.keys[hit.first] not in ambiguous or _is_meant(words, hit)]


def _is_meant(words: Words, hit: Hit) -> bool:
    """Whether an ambiguous word means what the table of phrases says; a longer phrase stands whatever is beside it."""
    return not _means_other(words, hit) and (hit.first < hit.last or not _is_beside(words, hit))


def _is_beside(words: Words, hit: Hit) -> bool:
    """Whether a word stands in the text, or as near as its row asks in the same sentence, that gives another meaning: 'MS:
    alert and oriented', but not 'known MS. Alert and oriented'."""
    rows = _other_meanings().get(words.keys[hit.first], ())
    return any(not row.words.isdisjoint(words.named) and _is_near(words, hit.first, row) for row in rows)


def _is_near(words: Words, at: int, row: _Beside) -> bool:
    if row.within is None:
        return True
    before = words.keys[max(0, at - row.within) : at]
    after = words.keys[at + 1 : at + 1 + row.within]
    ends = [place for place, key in enumerate(before) if key in SENTENCE]
    end = next((place for place, key in enumerate(after) if key in SENTENCE), len(after))
    near = (*before[ends[-1] + 1 if ends else 0 :], *after[:end])
    return not row.words.isdisjoint(near)


def _means_other(words: Words, hit: Hit) -> bool:
    """Whether what follows an abbreviation, beyond its phrase, gives it another meaning: 'PT denies', 'PT failed NSAIDs'."""
    behind = hit.first + 1
    return any(
        words.keys[behind : behind + len(phrase)] == phrase
        for phrase in _other_before().get(words.keys[hit.first], ())
        if hit.first + len(phrase) > hit.last
    )


def _has_its_words(words: Words, hit: Hit) -> bool:
    """Whether the words stand in a text without which a phrase says nothing: `rolling over in bed` asks for `dizzy`."""
    rows = _only_beside().get(words.keys[hit.first], ())
    return not any(finding in hit.findings and beside.isdisjoint(words.named) for finding, beside in rows)


_NONE: frozenset[str] = frozenset()


@cache
def _only_beside() -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
    """By the first word of some phrases the findings that they say only beside certain words, and these."""
    found: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
    for row in table("text/only_beside"):
        beside = frozenset(word for each in row["beside"].split(";") for word in keys(each))
        for (first,) in map(keys, row["begins"].split(";")):
            found[first] = (*found.get(first, ()), (row["finding"], beside))
    return found


@cache
def _begin_only_beside() -> frozenset[str]:
    return frozenset(_only_beside())


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(_other_meanings())


@cache
def _other_meanings() -> Mapping[str, tuple[_Beside, ...]]:
    """By abbreviation the words beside which it means something else."""
    found: dict[str, tuple[_Beside, ...]] = {}
    for row in table("text/ambiguous"):
        (abbreviation,) = keys(row["abbreviation"])
        beside = frozenset(word for each in row["beside"].split(";") for word in keys(each))
        within = int(row["within"]) if row["within"] else None
        found[abbreviation] = (*found.get(abbreviation, ()), _Beside(beside, within))
    return found


@cache
def _other_before() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By abbreviation the words just before which it means something else."""
    rows = [row for row in table("text/ambiguous") if row["before"]]
    return {keys(row["abbreviation"])[0]: tuple(keys(each) for each in row["before"].split(";")) for row in rows}
