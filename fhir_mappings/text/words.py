"""A text cut into words: lower case, without plural s, spinal levels and their ranges as one word each.

Words and short terms that mean the same ('upper limb', 'UE') become one word, from `tables/text_words.csv`. Cutting looks at
each character a fixed number of times; its time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from fhir_mappings.tables_csv import table

_PIECE = re.compile(
    r"\d+(?:[.,]\d+)?"  # a number
    r"|[xX](?=\d)"  # x3 wks
    r"|[^\W\d_]+\d{0,3}(?:['’][^\W\d_]{1,3})?"  # a word, a level (C5), a name (NF1)
    r"|\.(?=\s|\Z)"  # the end of a sentence
    r"|(?<=\s)[-–—]+(?=\s)"  # a dash between two thoughts
    r"|[^\w\s.\"'’`*_–—-]|[-–—](?=\d)|\n"  # a sign that means something; a dash only inside a range
)
_LEVEL = re.compile(r"([ctls])(\d{1,2})")
_HIGHEST = {"c": 8, "t": 12, "l": 5, "s": 5}
_JOINS_LEVELS = frozenset("-–—/") | {"to"}
_DASHES = frozenset("-–—")

_PLURALS = frozenset({"hours", "weeks", "months", "years", "minutes", "fortnights", "hands", "fingers"})
"""These keep their plural: `months` are several, a `month` is one; numb `hands` are both."""

LEVEL = "#"
"""Stands for the number of a spinal level: `c#` is any cervical level or range of them."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: `keys` as phrases know them, `spans` their characters, and the text itself."""

    text: str
    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.keys)

    def written(self, at: int) -> str:
        """A word as it stands in the text."""
        start, end = self.spans[at]
        return self.text[start:end]

    def slice(self, first: int, last: int) -> str:
        """The text from one word to another."""
        said = self.text[self.spans[first][0] : self.spans[last][1]]
        return said if said.isprintable() and "  " not in said else " ".join(said.split())


def cut(text: str) -> Words:
    """The words of a text from left to right."""
    found, spans = _pieces(text)
    table = _same_words()
    if not table.keys().isdisjoint(found):
        found, spans = _with_terms(found, spans, table)
    return Words(text, tuple(found), tuple(spans))


def keys(text: str) -> tuple[str, ...]:
    """The keys of a phrase."""
    return cut(text).keys


_Spans = list[tuple[int, int]]
_Terms = Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
"""By its first word what stands for another word: its words and those it is read as, the longest first."""


def _pieces(text: str) -> tuple[list[str], _Spans]:
    found: list[str] = []
    spans: _Spans = []
    pending = ""  # a sign that would join a level to the number before it
    for match in _PIECE.finditer(text):
        key = _key(match.group())
        if key in _DASHES and text[match.end() : match.end() + 1].isspace():
            key = ","
        if pending and found[-1][-1:] == LEVEL and (key[-1:] == LEVEL or _is_small(key)):
            spans[-1] = (spans[-1][0], match.end())
            pending = ""
            continue
        if pending:
            _put_back(pending, match.start(), found, spans)
            pending = ""
        if key in _JOINS_LEVELS and found and found[-1][-1:] == LEVEL:
            pending = key
        elif key not in _DASHES:
            found.append(key)
            spans.append(match.span())
    if pending:
        _put_back(pending, len(text), found, spans)
    return found, spans


def _with_terms(found: list[str], spans: _Spans, table: _Terms) -> tuple[list[str], _Spans]:
    """The words with each term that stands for another read as that."""
    made: list[str] = []
    places: _Spans = []
    done = 0
    for at in [at for at, key in enumerate(found) if key in table]:
        for term, read_as in table[found[at]] if at >= done else ():
            end = at + len(term)
            if len(term) == 1 or tuple(found[at:end]) == term:
                made += found[done:at]
                places += spans[done:at]
                made += read_as
                places += [(spans[at][0], spans[end - 1][1])] * len(read_as)
                done = end
                break
    return made + found[done:], places + spans[done:]


@cache
def _same_words() -> _Terms:
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for row in table("text_words"):
        term, read_as = tuple(_pieces(row["written"])[0]), tuple(_pieces(row["read"])[0])
        by_first.setdefault(term[0], []).append((term, read_as))
    return {first: tuple(sorted(rows, key=lambda each: -len(each[0]))) for first, rows in by_first.items()}


def _put_back(sign: str, before: int, found: list[str], spans: _Spans) -> None:
    """A sign after a level that joined nothing."""
    if sign not in _DASHES:
        found.append(sign)
        spans.append((spans[-1][1], before))


def _is_small(key: str) -> bool:
    return len(key) <= 2 and key.isascii() and key.isdigit() and 1 <= int(key) <= 12


@lru_cache(maxsize=32_768)
def _key(written: str) -> str:
    """Lower case, American spelling, without the possessive and the plural s of longer words; a spinal level by its region."""
    low = written.lower().replace("’", "'")
    low = low.removesuffix("'s").replace("'", "")
    level = _LEVEL.fullmatch(low)
    if level and 1 <= int(level[2]) <= _HIGHEST[level[1]]:
        return level[1] + LEVEL
    if len(low) > 4 and low not in _PLURALS and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
    return _american(low) if len(low) > 5 else low


def _american(low: str) -> str:
    """`haemorrhage` and `hemorrhage`, `tumour` and `tumor`, `localise` and `localize` are one word."""
    low = low.replace("ae", "e").replace("oe", "e")
    if low.endswith("our"):
        return low[:-3] + "or"
    for british in ("ise", "ised", "ising"):
        if low.endswith(british):
            return low.removesuffix(british) + british.replace("s", "z", 1)
    return low
