"""The walk along the words of a text among the phrases: it finds the longest phrase that starts at a word.

Several phrases can be under way at once, for a word may go on as itself, as a member of a set, or be passed over. A place
stands for all of them together, so that each word leads to one next place; that is worked out once and then looked up. Where
two words lead is one look, for most words of a text begin no phrase, which the next word tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from fhir_mappings.text.phrases.phrase_trie import NUMBER, ROWS, SETS, Node, Row, Trie, the_one_that_counts

_DIGITS = frozenset("0123456789")
_NUMBERS = frozenset({NUMBER})
_NONE: frozenset[str] = frozenset()
_OTHER_NUMBER, _OTHER_WORD = "<other number>", "<other word>"
"""Stand for every number that is no word of a phrase, and for a word of none."""
_PASSED_IN_A_ROW = 3
_REMEMBERED = 150_000
"""Places, and with them what the trie has unfolded, about 100 MB; then both begin anew, for who writes long enough leads to
ever more. So many come together with some eight thousand indications of all kinds."""

_Under = tuple[tuple[Node, int], ...]
"""The phrases under way: where each has come to, and how many words were passed over just before."""


class Place(dict[str, "Place"]):
    """Where some words have led: what is `under` way, whether it `goes_on`, and the `row` of the longest phrase so far and its
    `size` in words. Holds the next place by the next word."""

    __slots__ = ("goes_on", "row", "size", "under")

    def __init__(self, under: _Under = (), row: Row | None = None, size: int = 0) -> None:
        super().__init__()
        self.under = under
        self.goes_on = bool(under)
        self.row = row
        self.size = size


_NOWHERE = Place()


class _First(NamedTuple):
    """Where the first word of a phrase leads."""

    place: Place
    alone: Place
    """The same where no phrase goes on with the next word."""
    in_small: Row | None
    """What the word says if it is not written as an abbreviation."""


class _Begun(dict[tuple[str, str], Place]):
    """By two words where they lead; `known` are the words of phrases."""

    __slots__ = ("_known", "_walk")

    def __init__(self, walk: PhraseWalk, known: frozenset[str]) -> None:
        super().__init__()
        self._walk, self._known = walk, known

    def __missing__(self, words: tuple[str, str]) -> Place:
        return self._walk.after_two(*words) if words[0] in self._known else _NOWHERE


class PhraseWalk:
    """Walks among the phrases of a trie, of which `words` are the words and sets."""

    def __init__(self, trie: Trie, words: Iterable[str]) -> None:
        self._trie = trie
        self._words = frozenset({*words, *trie.classes, *trie.passed})
        self._begin()

    def _begin(self) -> None:
        self._firsts: dict[str, _First] = {}
        self._begun = _Begun(self, self._words)
        self._remembered = 0

    def begins(self, spelled: Sequence[str]) -> list[tuple[int, Place]]:
        """Where among words a phrase of one word stands, or the first two words of a longer one, and where these lead."""
        after_two = map(self._begun.__getitem__, zip(spelled, (*spelled[1:], _OTHER_WORD), strict=False))
        return [(at, place) for at, place in enumerate(after_two) if place is not _NOWHERE]

    def led(self, spelled: Sequence[str], at: int) -> Place:
        """Where the words from one on lead."""
        second = spelled[at + 1] if at + 1 < len(spelled) else _OTHER_WORD
        return self.led_on(spelled, at, self._begun[spelled[at], second])

    def led_on(self, spelled: Sequence[str], at: int, place: Place) -> Place:
        """Where the words from one on lead, the first two of which lead to a place."""
        for last in range(at + 2, len(spelled)) if place.goes_on else ():
            after = place.get(spelled[last])
            if after is None:
                after = self._after(place, spelled[last], last - at + 1)
            if after is _NOWHERE:
                break
            place = after
            if not place.goes_on:
                break
        return place

    def longest(self, spelled: Sequence[str], at: int, capital: bool) -> tuple[int, Row] | None:
        """The last word of the longest phrase that starts at a word, and what it says. `capital` tells whether that word is
        written as an abbreviation."""
        place = self.led(spelled, at)
        row = place.row if capital or place.row is None or not place.row.capitals else self.in_small(spelled[at])
        return None if row is None else (at + place.size - 1, row)

    def in_small(self, key: str) -> Row | None:
        """What a word says that is not written as an abbreviation."""
        return self._first(key).in_small

    def after_two(self, first: str, second: str) -> Place:
        """The place that two words lead to, the first of them one of a phrase."""
        words = first, self._known(second)
        found = self._begun.get(words)
        if found is None:
            self._remember()
            begins = self._first(first)
            after = self._worked_out(begins.place, words[1], 2)
            self._begun[words] = found = begins.alone if after is _NOWHERE else after
        return found

    def _first(self, key: str) -> _First:
        found = self._firsts.get(key)
        if found is None:
            names = self._trie.classes.get(key, _NONE) - _NUMBERS
            under, rows = self._step(((self._trie.root, _PASSED_IN_A_ROW),), key, names)
            row, in_small = the_one_that_counts(rows), the_one_that_counts([row for row in rows if not row.capitals])
            alone = _NOWHERE if row is None else Place((), row, 1)
            self._firsts[key] = found = _First(Place(under, row, 1), alone, in_small)
        return found

    def _after(self, place: Place, key: str, size: int) -> Place:
        """The place that a word leads to from another; `size` words have led there."""
        key = self._known(key)
        if key == _OTHER_WORD:
            return _NOWHERE
        found = place.get(key)
        if found is None:
            self._remember()
            place[key] = found = self._worked_out(place, key, size)
        return found

    def _known(self, key: str) -> str:
        """A word; where it is none of a phrase, what stands for it."""
        if key in self._words:
            return key
        return _OTHER_NUMBER if key[0] in _DIGITS else _OTHER_WORD

    def _remember(self) -> None:
        """Counts what is remembered; where it is too much, all begins anew."""
        if self._remembered >= _REMEMBERED:
            self._trie.forget()
            self._begin()
        self._remembered += 1

    def _worked_out(self, place: Place, key: str, size: int) -> Place:
        names = self._trie.classes.get(key, _NONE)
        if key[0] in _DIGITS or key == _OTHER_NUMBER:  # a number is one also where a set names it
            names = names | _NUMBERS
        under, rows = self._step(place.under, key, names)
        row = the_one_that_counts(rows)
        if row is not None:
            return Place(under, row, size)
        return Place(under, place.row, place.size) if under else _NOWHERE

    def _step(self, under: _Under, key: str, names: AbstractSet[str]) -> tuple[_Under, list[Row]]:
        """What is under way behind one more word, of which `names` are the sets, and the rows of the phrases that end there."""
        after: list[tuple[Node, int]] = []
        rows: list[Row] = []
        for node, passed in under:
            self._trie.unfolded(node)
            going_on = [node[key]] if key in node else []
            if names and SETS in node:
                going_on += [node[name] for name in node[SETS] if name in names]
            rows += [row for child in going_on for row in (child.get(ROWS, ()) if isinstance(child, dict) else child)]
            after += [(child, 0) for child in reversed(going_on) if isinstance(child, dict)]
            if key in self._trie.passed and passed < _PASSED_IN_A_ROW:
                after.append((node, passed + 1))
        return tuple(after), rows
