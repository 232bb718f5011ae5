"""Groups of phrases that are looked for among the words of a text, written in patterns such as `[not|never] known`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, count, pairwise

from fhir_mappings.text.phrases.phrase_patterns import patterns_of
from fhir_mappings.text.phrases.phrase_trie import RESTS, ROWS, Row, Trie
from fhir_mappings.text.words import Words

_THERE = Row(())


class PhraseGroup:
    """Phrases that mean the same to the one who asks; `firsts` are the words that they begin with."""

    __slots__ = ("_begins", "_seconds", "_trie", "firsts")

    def __init__(self, written: Iterable[object]) -> None:
        said = ((pattern, _THERE) for each in written for pattern in patterns_of(str(each)))
        self._trie = Trie(said, {}, frozenset())
        self._begins = self._trie.root
        self.firsts = self._trie.starts()
        self._seconds: dict[str, frozenset[str] | None] = {}

    def begins(self, words: Words) -> list[int]:
        """The places of the words of a text where a phrase of one word stands, or the first two words of a longer one."""
        first = self.firsts & words.named
        if not first:
            return []
        seconds, spelled = self._seconds, words.keys
        for key in first:
            if key not in seconds:
                seconds[key] = self.second_words(key)
        last = len(spelled) - 1
        return [
            at
            for at in words.places_of(first)
            if (known := seconds[spelled[at]]) is None or (at < last and spelled[at + 1] in known)
        ]

    def second_words(self, first: str) -> frozenset[str] | None:
        """The words that may stand behind a first one; None where that is a phrase by itself."""
        child = self._begins[first]
        if not isinstance(child, dict):
            return None
        node = self._trie.unfolded(child)
        return None if ROWS in node else frozenset(node)

    def ends(self, spelled: Sequence[str], at: int, before: int) -> list[int]:
        """The place behind each phrase that begins at a word and ends before another, the shortest first."""
        found: list[int] = []
        end, last = at, min(before, len(spelled))
        child = self._begins.get(spelled[at])
        while child is not None:
            end += 1
            if not isinstance(child, dict):
                found.append(end)
                break
            node = self._trie.unfolded(child) if RESTS in child else child
            if ROWS in node:
                found.append(end)
            child = node.get(spelled[end]) if end < last else None
        return found


class PhraseGroups:
    """Named groups of phrases that are looked for in one walk along the words of a text."""

    __slots__ = ("_alone", "_groups", "_pairs", "_words")

    def __init__(self, groups: Mapping[str, PhraseGroup]) -> None:
        self._groups = groups
        alone: dict[str, list[str]] = defaultdict(list)
        pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name, group in groups.items():
            for first in group.firsts:
                seconds = group.second_words(first)
                if seconds is None:
                    alone[first].append(name)
                for second in seconds or ():
                    pairs[first, second].append(name)
        self._alone, self._pairs = dict(alone), dict(pairs)
        self._words = frozenset(alone)

    def __getitem__(self, name: str) -> PhraseGroup:
        return self._groups[name]

    def begin(self, words: Words) -> Mapping[str, Sequence[int]]:
        """By each group that may stand in a text the places where a phrase of one word stands, or the first two words of a
        longer one."""
        found: dict[str, list[int]] = defaultdict(list)
        spelled, alone, pairs = words.keys, self._alone, self._pairs
        for at in words.where(self._words):
            for name in alone[spelled[at]]:
                found[name].append(at)
        for at in compress(count(), map(pairs.__contains__, pairwise(spelled))):
            for name in pairs[spelled[at], spelled[at + 1]]:
                found[name].append(at)
        for places in found.values():
            places.sort()
        return dict(found)
