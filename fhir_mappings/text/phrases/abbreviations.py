"""Whether a word is written as an abbreviation: in capitals, or small in a text that has no capital at all.

Which count in small letters stands in `tables/text/abbreviations.yaml`.
"""

from __future__ import annotations

from enum import Enum

from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/abbreviations")


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
    if letters is Letters.SMALL:
        return key in _WORDS["in small letters"] or (key in _WORDS["in small letters beside"] and _is_beside(words, at))
    return words.written(at).isupper() and not (letters is Letters.CAPITALS and key in _WORDS["common short words"])


def _is_beside(words: Words, at: int) -> bool:
    """Whether the words around an abbreviation tell that it is one: 'known ms', but not 'ms jones'."""
    before, after = word_before(words.keys, at), word_at(words.keys, at + 1)
    if before in _WORDS["behind these"] or after in _WORDS["before these"]:
        return True
    return before in _WORDS["behind these before no name"] and (not after.isalpha() or after in _WORDS["no name"])
