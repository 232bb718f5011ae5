"""Phrases kept by their words, one after another; `phrase_walk` follows a text among them.

A phrase may hold a class of words (`<arm>`: arm, hand, finger …; `<number>`: any number). In the text, words that say nothing
of their own ('the', 'left', 'mild') may stand between its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from imaging_rules.facts import State, Value

NUMBER = "<number>"
"""The class of all numbers in digits."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One finding that a phrase says."""

    finding: str
    state: State = State.PRESENT
    value: Value | None = None


class Row:
    """What a phrase says. `capitals` is true for an abbreviation that counts in capitals only, `findings` are the names;
    of two phrases that fit alike the one of lower `rank` counts."""

    __slots__ = ("capitals", "findings", "meanings", "rank")

    def __init__(self, meanings: tuple[Meaning, ...], rank: int = 0, *, capitals: bool = False) -> None:
        self.meanings = meanings
        self.rank = rank
        self.capitals = capitals
        self.findings = frozenset(meaning.finding for meaning in meanings)


@cache
def row_of(meanings: tuple[Meaning, ...], rank: int, capitals: bool) -> Row:
    """What phrases say that say the same: one row for all of them, so that few are in use and each is looked into once."""
    return Row(meanings, rank, capitals=capitals)


Node = dict[str, Any]
"""A place in the phrases: by the next word or set another place, or the row where no phrase goes on; under `ROW` the row of
the words so far, under `SETS` the sets among what may come. Bare dictionaries, for there are tens of thousands of them."""
ROW, SETS = "", "<>"


def add(root: Node, path: Sequence[str], row: Row) -> None:
    """Adds a phrase; one that is there already stays."""
    node = root
    for key in path[:-1]:
        child = node.get(key)
        if not isinstance(child, dict):
            child = node[key] = {} if child is None else {ROW: child}
        node = child
    last = node.get(path[-1])
    if last is None:
        node[path[-1]] = row
    elif isinstance(last, dict):
        last.setdefault(ROW, row)


@dataclass(frozen=True)
class Trie:
    """All phrases. `classes` names the classes a word belongs to, `passed` the words that may stand inside a phrase."""

    root: Node
    classes: Mapping[str, frozenset[str]]
    passed: frozenset[str]

    @cached_property
    def names(self) -> frozenset[str]:
        """The sets."""
        return frozenset(name for names in self.classes.values() for name in names) | {NUMBER}

    def starts(self) -> frozenset[str]:
        """The words that a phrase can start with."""
        return frozenset(self.root) | {word for word, names in self.classes.items() if any(name in self.root for name in names)}

    def plain(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words of a phrase without those that may stand inside it anyway."""
        if self.passed.isdisjoint(words):
            return tuple(words)
        last = len(words) - 1
        return tuple(word for at, word in enumerate(words) if at in (0, last) or word not in self.passed)

    def row(self, words: Sequence[str]) -> Row | None:
        """What a phrase says by itself; None where the words are none."""
        found: Any = self.root
        for word in self.plain(words):
            found = found.get(word) if isinstance(found, dict) else None
        return found.get(ROW) if isinstance(found, dict) else found

    def say(self, words: Sequence[str], row: Row) -> None:
        """Lets a phrase say something else than it did."""
        path = self.plain(words)
        node = self.root
        for word in path[:-1]:
            node = node[word]
        if isinstance(node[path[-1]], dict):
            node[path[-1]][ROW] = row
        else:
            node[path[-1]] = row

    def words(self) -> frozenset[str]:
        """The words and sets that stand in any phrase, or may."""
        found, waiting = {*self.classes, *self.passed}, [self.root]
        while waiting:
            node = waiting.pop()
            found.update(node)
            waiting += [child for child in node.values() if type(child) is dict]
        return frozenset(found)

    def note_sets(self) -> None:
        """Notes at each place which sets go on from there; to be called once all phrases are in."""
        waiting, names = [self.root], self.names
        while waiting:
            node = waiting.pop()
            waiting += [child for child in node.values() if type(child) is dict]
            if not names.isdisjoint(node):
                node[SETS] = tuple(key for key in node if key in names)
