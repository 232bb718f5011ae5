"""A text cut into words: lower case, without plural s, spinal levels and their ranges as one word each.

Words and short terms that mean the same ('upper limb', 'UE') become one word, from `tables/text/words.csv`. Cutting looks at
each character a fixed number of times; its time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain, compress, count
from sys import intern
from typing import NamedTuple

from fhir_mappings.tables_csv import table
from fhir_mappings.text.writing.minus_signs import DASHES, MinusSigns

_PIECE = re.compile(
    r"(\d+(?:[.,]\d+)?"  # a number
    r"|[xX](?=\d)"  # x3 wks
    r"|(?:[cC][rR][pP]|[eE][sS][rR]|[wW][bBcC][cC]|[tT]emp|[eE]?[gG][fF][rR]|[cC][rR]|INR)(?=\d)"  # CRP186
    r"|[tT](?=\d{2,3}\.\d)"  # T38.4
    r"|[^\W\d_]+\d{0,3}(?:['’][^\W\d_]{1,3})?"  # a word, a level (C5), a name (NF1)
    r"|\.(?=[\"'’”]*(?:\s|\Z))"  # the end of a sentence, also of one in quotation marks
    r"|\.{2,}"  # what is left out
    r"|(?<!\w)(?:\*{3,}|_{2,})(?=[,.;)\n]|\Z)"  # what a template leaves to be filled in: fever ***
    r"|[-–—−]+(?=[\s),.;]|\Z)"  # a dash between two thoughts, a minus: fever (-), fever -,
    r"|[-–—−](?=\d)|(?<![^\s(,;:])[-–−](?=[^\W\d_])"  # a dash inside a range, a minus: -fever
    r"|[^\w\s.\"'’`*_–—−-]|\n)"  # a sign that means something
)
_LEVEL = re.compile(r"([a-z]{1,2})(\d{1,2})")
_JOINS_LEVELS = DASHES | {"/", "to"}
_SMALL = frozenset({*map(str, range(1, 13)), *(f"0{number}" for number in range(1, 10))})
"""The second number of a range may stand without its letter: `C5-6`."""

_PLURALS = frozenset(
    {"hours", "weeks", "months", "years", "minutes", "fortnights", "hands", "fingers", "falls", "trips", "excludes"}
)
"""These keep their s: `months` are several, a `month` is one; numb `hands` are both; `falls` are no one injury, and who `trips`
may do so often; a study that `excludes` a disease was done, one to `exclude` it is asked for."""

_DOWN = frozenset({"down", "downs"})
"""With a capital and its s this is the name of the syndrome."""

_REMEMBERED, _LONGEST_REMEMBERED = 32_768, 24
"""So many parts of texts, of so many characters at most, are not cut anew each time."""

BLANK = "***"
"""How a place that a template leaves to be filled in is written: `***`, `____`."""

LEVEL = "#"
"""Stands for the number of a spinal level: `c#` is any cervical level or range of them."""


_SADDLE = "s2" + LEVEL
"""The levels of the saddle, apart from S1, which is a root of the leg."""

_LEVELS = frozenset({*(letter + LEVEL for letter in "ctls"), _SADDLE, LEVEL})
_NOT_PLAIN = _LEVELS | DASHES


class Words:
    """The words of a text: `keys` as phrases know them and `named` each of them once, where each starts and ends in it, and the
    text itself."""

    __slots__ = ("_places", "ends", "keys", "named", "starts", "text")

    def __init__(self, text: str, keys: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> None:
        self.text, self.keys, self.starts, self.ends = text, tuple(keys), starts, ends
        self.named = frozenset(self.keys)
        self._places: Mapping[str, Sequence[int]] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def read_as(self, meant: Mapping[str, str]) -> Words:
        """The same words, some of them read as others."""
        return Words(self.text, [meant.get(key, key) for key in self.keys], self.starts, self.ends)

    def where(self, wanted: AbstractSet[str]) -> Sequence[int]:
        """The places of some words, from left to right."""
        named = self.named & wanted
        return self.places_of(named) if named else ()

    def places_of(self, named: AbstractSet[str]) -> Sequence[int]:
        """The places of some words that are all in the text, from left to right."""
        if not self._places:
            self._places = _by_word(self.keys)
        if len(named) == 1:
            (key,) = named
            return self._places[key]
        return sorted(chain.from_iterable(map(self._places.__getitem__, named)))

    def written(self, at: int) -> str:
        """A word as it stands in the text."""
        return self.text[self.starts[at] : self.ends[at]]

    def slice(self, first: int, last: int) -> str:
        """The text from one word to another."""
        said = self.text[self.starts[first] : self.ends[last]]
        return said if said.isprintable() and "  " not in said else " ".join(said.split())


def _by_word(keys: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """The places of each word, from left to right."""
    found: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        if key in found:
            found[key].append(at)
        else:
            found[key] = [at]
    return found


def places(keys: Sequence[str], wanted: Container[str]) -> list[int]:
    """The places of some words among others, from left to right."""
    return [*compress(count(), map(wanted.__contains__, keys))]


def word_at(spelled: Sequence[str], at: int) -> str:
    """The word at a place; "" behind the last."""
    return spelled[at] if at < len(spelled) else ""


def word_before(spelled: Sequence[str], at: int) -> str:
    """The word before a place; "" before the first."""
    return spelled[at - 1] if at else ""


def has_phrase(spelled: Sequence[str], phrases: frozenset[tuple[str, ...]], first: int, end: int) -> bool:
    """Whether one of some phrases begins between two places."""
    by_first = _by_first(phrases)
    if by_first.keys().isdisjoint(spelled[first:end]):
        return False
    begins = (at for at in range(first, min(end, len(spelled))) if spelled[at] in by_first)
    return any(tuple(spelled[at : at + len(each)]) == each for at in begins for each in by_first[spelled[at]])


@cache
def _by_first(phrases: frozenset[tuple[str, ...]]) -> Mapping[str, Sequence[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for each in phrases:
        found[each[0]].append(each)
    return found


def cut(text: str) -> Words:
    """The words of a text from left to right."""
    found = _with_terms(_pieces(text, _OF_TEXTS), _same_words())
    return Words(text, found.keys, found.starts, found.ends)


def keys(text: str) -> tuple[str, ...]:
    """The keys of a phrase."""
    return tuple(_with_terms(_pieces(text, _OF_TABLES), _same_words()).keys)


@dataclass(slots=True, eq=False)
class _Found:
    """Words on the way to being cut."""

    keys: list[str]
    starts: list[int]
    ends: list[int]

    def add(self, key: str, start: int, end: int) -> None:
        self.keys.append(key)
        self.starts.append(start)
        self.ends.append(end)

    def copy(self, other: _Found, first: int, end: int) -> None:
        """Adds the words of another from one place up to a second."""
        self.keys.extend(other.keys[first:end])
        self.starts.extend(other.starts[first:end])
        self.ends.extend(other.ends[first:end])


class _Term(NamedTuple):
    """Some words, and those that they are read as."""

    words: tuple[str, ...]
    read_as: tuple[str, ...]


_Terms = Mapping[str, Mapping[str, Sequence[_Term]]]
"""By its first and then its second word what stands for another word, the longest first; a single word by itself and ""."""


_Chunk = str | tuple[tuple[str, int, int], ...]
"""What stands between two spaces: the key of the word that it is, or words with where each starts and ends in it."""


class _Chunks(dict[str, _Chunk]):
    """By what stands between two spaces its words, remembered where it is short."""

    def __missing__(self, chunk: str) -> _Chunk:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = _pieces_of_chunk(chunk)
        if len(chunk) <= _LONGEST_REMEMBERED:
            self[found if found == chunk else chunk] = found  # one string for both is found faster
        return found


_OF_TEXTS, _OF_TABLES = _Chunks(), _Chunks()
"""Apart, for the words that texts are made of are found faster among few."""


def _pieces(text: str, known: _Chunks) -> _Found:
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, chunks = 0, text.split(" ")  # a space parts words wherever it stands
    for chunk, cut_up in zip(chunks, map(known.__getitem__, chunks), strict=True):
        if isinstance(cut_up, str):
            keys.append(cut_up)
            starts.append(at)
            at += len(chunk)
            ends.append(at)
        else:
            for key, start, end in cut_up:
                keys.append(key)
                starts.append(at + start)
                ends.append(at + end)
            at += len(chunk)
        at += 1
    found = _Found(keys, starts, ends)
    return found if _NOT_PLAIN.isdisjoint(keys) else _with_levels(found, text)


def _pieces_of_chunk(chunk: str) -> _Chunk:
    parts = _PIECE.split(chunk)  # at odd places the words, at even ones what stands between them
    if parts == ["", chunk, ""]:
        return _key(chunk)
    edges = list(accumulate(map(len, parts)))
    return tuple(zip(map(_key, parts[1::2]), edges[:-1:2], edges[1::2], strict=True))


def _with_levels(found: _Found, text: str) -> _Found:
    """The words with each range of levels as one; a dash is a comma or a minus, and nothing elsewhere."""
    made, done = _Found([], [], []), 0
    minus = MinusSigns(text)
    for at in places(found.keys, _NOT_PLAIN):
        if at < done:
            continue
        made.copy(found, done, at)
        if found.keys[at] in _LEVELS:
            done = _add_range(made, found, at, text)
        else:
            read_as = minus.read_as(found.starts[at], found.ends[at])
            if read_as:
                made.add(read_as, found.starts[at], found.ends[at])
            done = at + 1
    made.copy(found, done, len(found.keys))
    return made


def _is_comma(found: _Found, at: int, text: str) -> bool:
    """Whether a dash stands between two thoughts."""
    end = found.ends[at]
    return found.keys[at] in DASHES and text[end : end + 1].isspace()


def _add_range(made: _Found, found: _Found, at: int, text: str) -> int:
    """Adds the levels that begin at a place, and a sign that joins nothing to them; the place after them."""
    read, last, size = found.keys, at, len(found.keys)
    after = at + 1
    while after < size and read[after] in _JOINS_LEVELS and not _is_comma(found, after, text):
        if after + 1 < size and (read[after + 1] in _LEVELS or read[after + 1] in _SMALL):
            last = after + 1
            after += 2
        elif read[after] in DASHES:
            after += 1
        else:
            break
    made.add(read[at], found.starts[at], found.ends[last])
    if after < size and read[after] in _JOINS_LEVELS - DASHES:
        made.add(read[after], found.ends[last], found.starts[after + 1] if after + 1 < size else len(text))
        return after + 1
    return after


def _with_terms(found: _Found, terms: _Terms) -> _Found:
    """The words with each term that stands for another read as that."""
    made, done, keys = _Found([], [], []), 0, found.keys
    following = [*keys[1:], ""]
    for at in places(keys, terms):
        by_second = terms[keys[at]]
        if at < done or not (following[at] in by_second or "" in by_second):
            continue
        term = _term_at(keys, at, by_second)
        if term is None:
            continue
        made.copy(found, done, at)
        done = at + len(term.words)
        for key in term.read_as:
            made.add(key, found.starts[at], found.ends[done - 1])
    if not done:
        return found
    made.copy(found, done, len(keys))
    return made


def _term_at(keys: Sequence[str], at: int, by_second: Mapping[str, Sequence[_Term]]) -> _Term | None:
    """The longest of some terms that stands at a place."""
    second = keys[at + 1] if at + 1 < len(keys) else ""
    for term in by_second.get(second, ()):
        if tuple(keys[at : at + len(term.words)]) == term.words:
            return term
    return next(iter(by_second.get("", ())), None)


@cache
def _same_words() -> _Terms:
    by_first: dict[str, dict[str, list[_Term]]] = {}
    for row in table("text/words"):
        term = _Term(tuple(_pieces(row["written"], _OF_TABLES).keys), tuple(_pieces(row["read"], _OF_TABLES).keys))
        by_second = by_first.setdefault(term.words[0], {})
        by_second.setdefault("".join(term.words[1:2]), []).append(term)
    for by_second in by_first.values():
        for rows in by_second.values():
            rows.sort(key=lambda each: -len(each.words))
    return by_first


@lru_cache(maxsize=32_768)
def _key(written: str) -> str:
    """Lower case, American spelling, without the possessive and the plural s of longer words; a spinal level by its region."""
    if written.startswith(".."):
        return "."
    if written[0] in "*_":
        return BLANK
    low = written.lower().replace("’", "'")
    low = low.removesuffix("'s").replace("'", "")
    if low in _DOWN and written[0] == "D" and written[-1] in "sS":
        return "downs"
    level = _LEVEL.fullmatch(low)
    letter = _letters().get(level[1]) if level else None
    if level and letter and 1 <= int(level[2]) <= _highest()[letter]:
        return _SADDLE if letter == "s" and int(level[2]) > 1 else intern(letter + LEVEL)
    if len(low) > 4 and low not in _PLURALS and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        low = low[:-1]
    return intern(_american(low) if len(low) > 5 else low)


@cache
def _highest() -> Mapping[str, int]:
    """The number of the lowest level of each part of the spine, by its letter."""
    return {row["letter"]: int(row["highest"]) for row in table("spine_levels")}


@cache
def _letters() -> Mapping[str, str]:
    """By what is written before its number the letter of a level: `Th12` and `T12` are one."""
    return {letter: letter for letter in _highest()} | {row["written"]: row["letter"] for row in table("text/level_letters")}


def _american(low: str) -> str:
    """`haemorrhage` and `hemorrhage`, `tumour` and `tumor`, `localise` and `localize` are one word."""
    low = low.replace("ae", "e").replace("oe", "e")
    if low.endswith("our"):
        return low[:-3] + "or"
    for british in ("ise", "ised", "ising"):
        if low.endswith(british):
            return low.removesuffix(british) + british.replace("s", "z", 1)
    return low
