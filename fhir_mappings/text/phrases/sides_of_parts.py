"""Sides that are those of the word behind them: in 'thoracic scoliosis, left leg pain' the leg is on the left, not the curve.

The words stand in `tables/text/sides_of_parts.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.phrases.phrase_table import Hit, phrase_table
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at

_WORDS = word_lists("text/sides_of_parts")
_SIDES = _WORDS["sides"]


def is_side_of_what_follows(spelled: Sequence[str], at: int) -> bool:
    """Whether a word tells the side of the part of the body, or of the trouble, behind it."""
    if spelled[at] not in _SIDES:
        return False
    after = word_at(spelled, at + 1)
    return after in _WORDS["parts"] or (after in _WORDS["regions"] and word_at(spelled, at + 2) in _WORDS["troubles"])


def without_sides_of_parts(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, each without the side of what stands behind it."""
    if words.named.isdisjoint(_SIDES):
        return hits
    spelled = words.keys
    return [_without_its_side(spelled, hit) if is_side_of_what_follows(spelled, hit.last) else hit for hit in hits]


def _without_its_side(spelled: Sequence[str], hit: Hit) -> Hit:
    """What the first phrase says among the other words of one whose last word is a side of something else; the same where
    there is none."""
    for at in range(hit.first, hit.last):
        longest = phrase_table().longest(spelled[at : hit.last], 0, capital=True)
        if longest is not None:
            return Hit.of(at, at + longest[0], longest[1])
    return hit
