"""Groups of phrases that are looked for among the words of a text, written in patterns such as `[not|never] known`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from fhir_mappings.text.phrases.phrase_patterns import patterns_of
from fhir_mappings.text.phrases.phrase_trie import RESTS, ROWS, Row, Trie
from fhir_mappings.text.words import Words, word_at

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
            for at in words.where(first)
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

    __slots__ = ("_by_first", "_firsts", "_groups")

    def __init__(self, groups: Mapping[str, PhraseGroup]) -> None:
        self._groups = groups
        by_first: dict[str, _Begun] = defaultdict(lambda: ([], defaultdict(list)))
        for name, group in groups.items():
            for first in group.firsts:
                alone, by_second = by_first[first]
                seconds = group.second_words(first)
                if seconds is None:
                    alone.append(name)
                else:
                    for second in seconds:
                        by_second[second].append(name)
        self._by_first: Mapping[str, _Begun] = {key: (alone, dict(seconds)) for key, (alone, seconds) in by_first.items()}
        self._firsts = frozenset(by_first)

    def __getitem__(self, name: str) -> PhraseGroup:
        return self._groups[name]

    def begin(self, words: Words) -> Mapping[str, Sequence[int]]:
        """By each group that may stand in a text the places where a phrase of one word stands, or the first two words of a
        longer one."""
        found: dict[str, list[int]] = defaultdict(list)
        by_first, spelled = self._by_first, words.keys
        for at in words.where(self._firsts):
            alone, by_second = by_first[spelled[at]]
            for name in alone:
                found[name].append(at)
            for name in by_second.get(word_at(spelled, at + 1), ()) if by_second else ():
                found[name].append(at)
        return found


_Begun = tuple[list[str], Mapping[str, list[str]]]
"""The groups of which a first word is a phrase by itself, and by the second word those of which it begins a longer one."""
