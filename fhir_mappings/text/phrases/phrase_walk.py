"""The walk along the words of a text among the phrases: it finds the longest phrase that starts at a word.

Several phrases can be under way at once, for a word may go on as itself, as a member of a set, or be passed over. A place
stands for all of them together, so that each word leads to one next place; that is worked out once and then looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fhir_mappings.text.phrases.phrase_trie import NUMBER, ROWS, SETS, Node, Row, Trie, the_one_that_counts
from fhir_mappings.text.words import places

_DIGITS = frozenset("0123456789")
_NUMBERS = frozenset({NUMBER})
_NONE: frozenset[str] = frozenset()
_OTHER_NUMBER, _OTHER_WORD = "<other number>", "<other word>"
"""Stand for every number that is no word of a phrase, and for a word of none."""
_PASSED_IN_A_ROW = 3
_REMEMBERED = 50_000
"""Places, and with them what the trie has unfolded; then both begin anew, for who writes long enough leads to ever more."""

_Under = tuple[tuple[Node, int], ...]
"""The phrases under way: where each has come to, and how many words were passed over just before."""


class Place(dict[str, "Place"]):
    """Where some words have led: what is `under` way, and the row of the words so far, also where the first of them is not
    written as an abbreviation. Holds the next place by the next word."""

    __slots__ = ("_walk", "row", "row_in_small", "under")

    def __init__(self, walk: PhraseWalk, under: _Under, rows: Sequence[Row] = ()) -> None:
        super().__init__()
        self._walk = walk
        self.under = under
        self.row = the_one_that_counts(rows)
        self.row_in_small = the_one_that_counts([row for row in rows if not row.capitals])

    def __missing__(self, key: str) -> Place:
        return self._walk.after(self, key)


class PhraseWalk:
    """Walks among the phrases of a trie, of which `words` are the words and sets."""

    def __init__(self, trie: Trie, words: Iterable[str]) -> None:
        self._trie = trie
        self._words, self._starts = frozenset({*words, *trie.classes, *trie.passed}), trie.starts()
        self._nowhere = Place(self, ())
        self._begin()

    def _begin(self) -> None:
        self._start = Place(self, ((self._trie.root, _PASSED_IN_A_ROW),))
        self._remembered = 0

    def longest(self, spelled: Sequence[str], at: int, capital: bool) -> tuple[int, Row] | None:
        """The last word of the longest phrase that starts at a word, and what it says. `capital` tells whether that word is
        written as an abbreviation."""
        place = self._start[spelled[at]]
        row = place.row if capital else place.row_in_small
        found = None if row is None else (at, row)
        for last in range(at + 1, len(spelled)) if place.under else ():
            place = place[spelled[last]]
            row = place.row if capital else place.row_in_small
            if row is not None:
                found = last, row
            if not place.under:
                break
        return found

    def begins(self, spelled: Sequence[str]) -> list[int]:
        """Where among words a phrase of one word stands, or the first two words of a longer one."""
        start, nowhere, seconds = self._start, self._nowhere, (*spelled[1:], _OTHER_WORD)
        return [
            at
            for at in places(spelled, self._starts)
            if (first := start[spelled[at]]).row is not None or first[seconds[at]] is not nowhere
        ]

    def after(self, place: Place, key: str) -> Place:
        """The place that a word leads to."""
        if key not in self._words:
            if key[0] not in _DIGITS:
                return self._nowhere
            key = _OTHER_NUMBER
            if key in place:
                return place[key]
        if self._remembered >= _REMEMBERED:
            self._trie.forget()
            self._begin()
        self._remembered += 1
        place[key] = found = self._worked_out(place, key)
        return found

    def _worked_out(self, place: Place, key: str) -> Place:
        names = self._trie.classes.get(key, _NONE)
        if key[0] in _DIGITS or key == _OTHER_NUMBER:  # a number is one also where a set names it
            names = names | _NUMBERS
        root, under = self._trie.root, list[tuple[Node, int]]()
        rows: list[Row] = []
        for node, passed in place.under:
            self._trie.unfolded(node)
            going_on = [node[key]] if key in node else []
            if names and SETS in node:
                going_on += [node[name] for name in node[SETS] if name in names and (node is not root or name != NUMBER)]
            rows += [row for child in going_on for row in (child.get(ROWS, ()) if isinstance(child, dict) else child)]
            under += [(child, 0) for child in reversed(going_on) if isinstance(child, dict)]
            if key in self._trie.passed and passed < _PASSED_IN_A_ROW:
                under.append((node, passed + 1))
        return Place(self, tuple(under), rows) if under or rows else self._nowhere
