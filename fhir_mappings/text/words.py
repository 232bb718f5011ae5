"""A text cut into words: lower case, without plural s, spinal levels and their ranges as one word each.

Cutting looks at each character a fixed number of times; its time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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

_TIMES = frozenset({"hours", "weeks", "months", "years", "minutes", "fortnights"})
"""These keep their plural: `months` are several, a `month` is one."""

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
        return " ".join(self.text[self.spans[first][0] : self.spans[last][1]].split())


def cut(text: str) -> Words:
    """The words of a text from left to right."""
    found: list[str] = []
    spans: list[tuple[int, int]] = []
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
    return Words(text, tuple(found), tuple(spans))


def keys(text: str) -> tuple[str, ...]:
    """The keys of a phrase."""
    return cut(text).keys


def _put_back(sign: str, before: int, found: list[str], spans: list[tuple[int, int]]) -> None:
    """A sign after a level that joined nothing."""
    if sign not in _DASHES:
        found.append(sign)
        spans.append((spans[-1][1], before))


def _is_small(key: str) -> bool:
    return len(key) <= 2 and key.isascii() and key.isdigit() and 1 <= int(key) <= 12


@lru_cache(maxsize=32_768)
def _key(written: str) -> str:
    """Lower case, without the possessive and the plural s of longer words; a spinal level by its region."""
    low = written.lower().replace("’", "'")
    low = low.removesuffix("'s").replace("'", "")
    level = _LEVEL.fullmatch(low)
    if level and 1 <= int(level[2]) <= _HIGHEST[level[1]]:
        return level[1] + LEVEL
    if len(low) > 4 and low not in _TIMES and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    return low
