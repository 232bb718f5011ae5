"""Slips of the pen: a long unknown word that is one slip away from exactly one known word is read as that word.

A slip is a letter too many, a letter missing, or two neighbours swapped; in very long words also one wrong letter. Short
words are left alone, for there one letter makes another word (`infection`, `injection`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_LONG, _VERY_LONG, _TOO_LONG = 7, 11, 40
_REMEMBERED = 20_000


@dataclass(frozen=True)
class Spelling:
    """The known words, and what their slips lead to. `real` are words that are no slip of anything."""

    known: frozenset[str]
    real: frozenset[str] = frozenset()
    shortest: int = _LONG
    """Shorter words are left as they are."""
    _remembered: dict[str, str] = field(default_factory=dict)
    _without_a_letter: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Iterable[str], real: Iterable[str] = ()) -> Spelling:
        """Prepared for these words."""
        words = frozenset(known)
        index: dict[str, list[str]] = defaultdict(list)
        for word in words:
            if len(word) >= _LONG:
                for shorter in _shorter(word):
                    index[shorter].append(word)
        return cls(words, frozenset(real), _without_a_letter=index)

    def meant(self, word: str) -> str:
        """The known word that a word stands for; itself where it is known, short, or no slip of just one word."""
        if word in self.known or word in self.real or not _LONG <= len(word) <= _TOO_LONG or not word.isalpha():
            return word
        if word not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = self._nearest(word)
        return self._remembered[word]

    def _nearest(self, word: str) -> str:
        shorter = _shorter(word)
        found = {*self._without_a_letter.get(word, ()), *self.known.intersection(shorter)}
        found |= self.known.intersection(_swapped(word))
        if len(word) >= _VERY_LONG:
            slips = shorter & self._without_a_letter.keys()
            found |= {each for slip in slips for each in self._without_a_letter[slip] if _one_off(each, word)}
        found = {each for each in found if each[0] == word[0] and len(each) >= _LONG}
        return found.pop() if len(found) == 1 else word


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _swapped(word: str) -> list[str]:
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def _one_off(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
