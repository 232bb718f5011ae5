"""Whether a word is written as an abbreviation: in capitals, small in a text that has no capital at all, or small where the
words around it tell of a treatment.

Which count in small letters stands in `tables/text/abbreviations.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/abbreviations")
_TREATMENT = "pt"
"""Physical therapy, or the patient: 'failed 8 weeks pt', 'pt has neck pain'."""


class Letters(Enum):
    """The letters a text is written in."""

    BOTH = "both"
    CAPITALS = "capitals"
    SMALL = "small"


def letters_of(text: str) -> Letters:
    """Whether a text is all in capitals, all in small letters, or in both."""
    if text.isupper():
        return Letters.CAPITALS
    return Letters.SMALL if text.islower() else Letters.BOTH


def is_abbreviation(words: Words, at: int, letters: Letters) -> bool:
    """Whether a word is written as an abbreviation; in a text all in capitals a common short word is none."""
    key = words.keys[at]
    if key == _TREATMENT and _is_treatment(words.keys, at):
        return True
    if letters is Letters.SMALL:
        return key in _WORDS["in small letters"] or (key in _WORDS["in small letters beside"] and _is_beside(words, at))
    return words.written(at).isupper() and not (letters is Letters.CAPITALS and key in _WORDS["common short words"])


def _is_beside(words: Words, at: int) -> bool:
    """Whether the words around an abbreviation tell that it is one: 'known ms', but not 'ms jones'."""
    before, after = word_before(words.keys, at), word_at(words.keys, at + 1)
    if before in _WORDS["behind these"] or after in _WORDS["before these"]:
        return True
    return before in _WORDS["behind these before no name"] and (not after.isalpha() or after in _WORDS["no name"])


def _is_treatment(keys: Sequence[str], at: int) -> bool:
    """Whether a small 'pt' is a treatment: 'failed pt', 'after 8 weeks pt', 'pt and nsaids'."""
    if word_at(keys, at + 1) in _WORDS["and"] and word_at(keys, at + 2) in _WORDS["treatments"]:
        return True
    if word_at(keys, at + 1) in _WORDS["does"]:
        return False
    before = word_before(keys, at)
    if before in _WORDS["lengths"] and word_before(keys, at - 1).isdigit():
        return word_before(keys, at - 2) in _WORDS["was given so long"]
    return before in _WORDS["was given"]
