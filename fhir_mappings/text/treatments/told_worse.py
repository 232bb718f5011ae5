"""A word that tells that something got worse, or that it did not: 'worse', 'progressed', 'no worsening', 'unchanged'."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappings.text.said import PARTS, Text
from fhir_mappings.text.treatments.worse_of_what import is_of_the_neck_now
from fhir_mappings.text.treatments.worse_words import worse_words

WORSE = "conservative_worse"
_DENIES, _AFTER = 4, 3
"""Words before one of these in which it is denied, and after it in which it is told of what goes well."""


@dataclass(frozen=True, slots=True)
class ToldWorse:
    """A word of getting worse, or of no change, and whether it is denied."""

    at: int
    worse: bool


def told_at(made: Text, at: int, first: int) -> ToldWorse | None:
    """Whether a word says that something got worse, or that it did not. `first` is where its sentence begins."""
    words, key, spelled = worse_words(), made.words.keys[at], made.words.keys
    if key in words.calm:
        denied = is_denied(made, at, first)
        return None if denied else ToldWorse(at, False)
    if key in words.calm_denied:
        return ToldWorse(at, False) if is_denied(made, at, first) else None
    if key in words.worse or key in words.more:
        if is_denied(made, at, first):
            return ToldWorse(at, False) if _is_plain(made, at) else None
        if key in words.more and not words.unless.isdisjoint(spelled[at : at + 1 + _AFTER]):
            return None
        return ToldWorse(at, True)
    return None


def is_denied(made: Text, at: int, first: int) -> bool:
    """Whether one of these is denied just before it, in its own thought. `first` is where its sentence begins."""
    before = made.words.keys[max(first, at - _DENIES) : at]
    for comma in range(len(before) - 1, -1, -1):
        if before[comma] in PARTS:
            before = before[comma + 1 :]
            break
    return not worse_words().denies.isdisjoint(before)


def _is_plain(made: Text, at: int) -> bool:
    """Whether what is denied is that anything got worse, not that a certain deficit did: 'no worsening weakness'."""
    after = made.words.keys[at + 1 : at + 2]
    return not after or after[0] in PARTS or after[0] in worse_words().plain


def is_of_the_neck(made: Text, first: int, last: int) -> bool:
    """Whether what is told from one word to another may count: of the neck, of now, and lasting."""
    return is_of_the_neck_now(made.words, made.sentence_ends, first, last, made.as_of)
