"""What the record says, as pieces of a line: each thing once, and briefly.

Of one fact the record often has the same words several times: a reason as a whole and a phrase out of it, a code and the words
beside it, a list and a note. Of a text that goes on to other things the words that matter are told, of two texts that say the
same the fuller one, and what a line has said it does not say again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from cards.plain_text import foreign
from cards.quoted import cut_to, quoted
from imaging_rules.facts import Evidence
from imaging_rules.yaml_files import packaged_yaml

LONGEST_EVIDENCE = 60
MOST_EVIDENCE = 4
_WORD = re.compile(r"\w+")
_GOES_ON = re.compile(r"[,;.:](?=\s)")
"""Between two of the things that a text says."""
_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class _Piece:
    text: str
    day: str
    source: str
    words: tuple[str, ...]
    noted: str = ""
    """`recorded ` before a day that is the one of writing it down, not known to be that of the beginning."""

    @property
    def goes_on(self) -> bool:
        """Whether it says more than one thing, or more than a line has room for."""
        return len(self.text) > LONGEST_EVIDENCE or _GOES_ON.search(self.text) is not None

    def says_more(self, other: _Piece) -> bool:
        """Whether the words of another stand within its own, one after the other, and are meant so: of another source 'fever'
        is not within 'no fever'."""
        size = len(other.words)
        if self.source != other.source and not _otherwise().isdisjoint(set(self.words) - set(other.words)):
            return False
        places = range(len(self.words) - size + 1) if size < len(self.words) else ()
        return any(self.words[at : at + size] == other.words for at in places)

    def wraps(self, other: _Piece) -> bool:
        """Whether it goes on to other things, and another text of the same source holds the words that matter."""
        return self.source == other.source and self.goes_on and self.says_more(other)


class Told:
    """What a line says: `every` of its facts, of which a text of one may hold the words of another, and what it has said."""

    def __init__(self, every: Iterable[Evidence] = ()) -> None:
        self._every = _pieces(every)
        self._said: list[_Piece] = []

    def is_wrapping(self, piece: _Piece) -> bool:
        """Whether a text holds the words of another of the line."""
        return any(piece.wraps(other) for other in self._every)

    def is_said(self, piece: _Piece) -> bool:
        """Whether its words were said, alone or within others, or it only goes on from there. With a day of its own it is
        another entry."""
        if any((piece.words, piece.day) == (said.words, said.day) or piece.wraps(said) for said in self._said):
            return True
        return not piece.day and any(said.words == piece.words or said.says_more(piece) for said in self._said)

    def say(self, piece: _Piece) -> None:
        """Note what is said now."""
        self._said.append(piece)


def evidence_words(
    evidence: Iterable[Evidence], told: Told | None = None, beside: str = "", most: int = MOST_EVIDENCE
) -> list[str]:
    """What the record says, each thing once, with its day: `Babinski reflex: positive (2026-11-18)`.

    Args:
        evidence: where a fact stands. Facts stated without a record have no words.
        told: the line that it is for; it takes what is said now.
        beside: the fact in our own words. What only repeats them is left out.
        most: how many pieces.
    """
    return list(islice(_each_once(_pieces(evidence), told or Told(), _words(_ASIDE.sub(" ", beside))), most))


def has_words(evidence: Iterable[Evidence]) -> bool:
    """Whether the record says anything of a fact."""
    return any(each.kind != "given" and _words(each.quote) for each in evidence)


def _each_once(pieces: Sequence[_Piece], told: Told, ours: tuple[str, ...]) -> Iterator[str]:
    brief = [one for one in pieces if not any(one.wraps(other) for other in pieces)]
    brief = [one for one in brief if not told.is_wrapping(one)] or brief
    for one in brief:
        again = not one.day and (one.words == ours or any(other.says_more(one) for other in brief))
        if not again and not told.is_said(one):
            told.say(one)
            text = foreign(cut_to(one.text, LONGEST_EVIDENCE), LONGEST_EVIDENCE)
            yield f"{text} ({one.noted}{one.day})" if one.day and one.day not in text else text


def _pieces(evidence: Iterable[Evidence]) -> list[_Piece]:
    """The texts that have words, each with a day once."""
    found: dict[tuple[tuple[str, ...], str], _Piece] = {}
    for each in evidence:
        text = quoted(each)
        words = _words(text)
        if each.kind != "given" and words:
            found.setdefault((words, each.day), _Piece(text, each.day, each.source, words, _noted(each)))
    return list(found.values())


def _noted(each: Evidence) -> str:
    return "recorded " if each.recorded is not None and each.recorded == each.date else ""


@cache
def _otherwise() -> frozenset[str]:
    return frozenset(packaged_yaml("cards", "meant_otherwise.yaml")["words"])


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))
