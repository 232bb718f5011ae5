"""Phrases kept by their words, one after another; `phrase_walk` follows a text among them.

A phrase may hold a class of words (`<arm>`: arm, hand, finger …; `<number>`: any number). In the text, words that say nothing
of their own ('the', 'left', 'mild') may stand between its words. Patterns stand for more phrases than could ever be held; their
choices are unfolded only where a text comes by, and forgotten from time to time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

from fhir_mappings.text.phrases.phrase_patterns import Path, Pattern
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
"""A place in the phrases: by the next word or set another place, or the rows where no phrase goes on; under `ROWS` the rows of
the words so far, under `SETS` the sets among what may come, under `RESTS` the patterns that go on and are not unfolded yet.
Bare dictionaries, for there are tens of thousands of them."""
ROWS, SETS, RESTS = "", "<>", "[]"
_MARKS = frozenset({ROWS, SETS, RESTS})


class _Rest(NamedTuple):
    """What is left of a pattern behind some words: `words` of the choice made last, and the choices from a place on."""

    words: Path
    pattern: Pattern
    at: int
    row: Row

    def may_end(self) -> bool:
        """Whether the phrase may end here."""
        if self.words:
            return False
        return self.at == len(self.pattern) or all(() in choice for choice in self.pattern[self.at :])

    def goes_on(self) -> bool:
        """Whether more words may come."""
        return bool(self.words) or self.at < len(self.pattern)

    def steps(self) -> Iterator[tuple[str, _Rest]]:
        """The words that may come next, each with what is left behind it."""
        words, pattern, at, row = self
        if words:
            yield words[0], _Rest(words[1:], pattern, at, row)
        elif at < len(pattern):
            for option in pattern[at]:
                if option:
                    yield option[0], _Rest(option[1:], pattern, at + 1, row)
                else:
                    yield from _Rest((), pattern, at + 1, row).steps()


class Trie:
    """All phrases, as patterns with what they say. `classes` names the classes a word belongs to, `passed` the words that may
    stand inside a phrase."""

    def __init__(
        self, said: Iterable[tuple[Pattern, Row]], classes: Mapping[str, frozenset[str]], passed: frozenset[str]
    ) -> None:
        self.classes, self.passed = classes, passed
        self._rests = [_Rest((), pattern, 0, row) for pattern, row in said]
        self._names = frozenset(name for names in classes.values() for name in names) | {NUMBER}
        self._unfolds = Lock()
        self.forget()

    def forget(self) -> None:
        """Folds all up again, so that what texts have led to takes no room any more. Who still reads there may go on."""
        root: Node = {RESTS: self._rests}
        self._unfold(root, first=True)
        self.root = root

    def starts(self) -> frozenset[str]:
        """The words that a phrase can start with."""
        words = frozenset(self.root) - self._names - _MARKS
        return words | {word for word, names in self.classes.items() if any(name in self.root for name in names)}

    def unfolded(self, node: Node) -> Node:
        """A place with all that may come next. Threads wait for the one that unfolds it."""
        if RESTS in node:
            with self._unfolds:
                if RESTS in node:
                    self._unfold(node)
        return node

    def _unfold(self, node: Node, *, first: bool = False) -> None:
        for rest in node[RESTS]:
            for word, after in rest.steps() if first else self._without_passed(rest):
                _lead(node, word, after)
        sets = tuple(self._names.intersection(node))
        if sets:
            node[SETS] = sets
        del node[RESTS]  # the last: who finds none left may read

    def _without_passed(self, rest: _Rest) -> Iterator[tuple[str, _Rest]]:
        """The steps from inside a phrase: a word that may stand there anyway counts at its end only."""
        for word, after in rest.steps():
            if word not in self.passed or self._counts(after):
                yield word, after
                continue
            if after.may_end():
                yield word, _Rest((), (), 0, after.row)
            yield from self._without_passed(after)

    def _counts(self, after: _Rest) -> bool:
        """Whether the word before a rest is one of a choice that has to be made and says something: the A of 'ASIA [A|B|C]'."""
        choice = after.pattern[after.at - 1]
        return () not in choice and not all(self.passed.issuperset(option) for option in choice) and len(choice) > 1


def _lead(node: Node, word: str, after: _Rest) -> None:
    """Lets a word lead from a place to what is left of a pattern behind it."""
    child = node.get(word)
    if after.goes_on():
        if not isinstance(child, dict):
            child = node[word] = {} if child is None else {ROWS: child}
        child.setdefault(RESTS, []).append(after)
    if not after.may_end():
        return
    rows = child.get(ROWS, ()) if isinstance(child, dict) else child or ()
    if after.row in rows:
        return
    if isinstance(child, dict):
        child[ROWS] = (*rows, after.row)
    else:
        node[word] = (*rows, after.row)


def the_one_that_counts(rows: Sequence[Row]) -> Row | None:
    """Of rows for the same words the one of lowest rank; of families the first that says all that this one says, and knows
    more. What is only suspected besides is not more."""
    if not rows:
        return None
    first = min(rows, key=_rank)
    if not first.rank or not first.meanings:
        return first
    return min((row for row in rows if _knows_more(row, first)), key=_rank, default=first)


def _knows_more(row: Row, first: Row) -> bool:
    more = set(row.meanings) - set(first.meanings)
    return set(first.meanings) < set(row.meanings) and all(meaning.state is not State.SUSPECTED for meaning in more)


def _rank(row: Row) -> int:
    return row.rank
