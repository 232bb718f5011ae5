"""Groups of phrases that are looked for among the words of a text, written in patterns such as `[not|never] known`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fhir_mappings.text.phrases.phrase_patterns import patterns_of
from fhir_mappings.text.phrases.phrase_trie import ROWS, Row, Trie

_THERE = Row(())


class PhraseGroup:
    """Phrases that mean the same to the one who asks; `firsts` are the words that they begin with."""

    __slots__ = ("_trie", "firsts")

    def __init__(self, written: Iterable[object]) -> None:
        said = ((pattern, _THERE) for each in written for pattern in patterns_of(str(each)))
        self._trie = Trie(said, {}, frozenset())
        self.firsts = self._trie.starts()

    def ends(self, spelled: Sequence[str], at: int, before: int) -> Iterator[int]:
        """The place behind each phrase that begins at a word and ends before another, the shortest first."""
        node = self._trie.root
        for end in range(at + 1, min(before, len(spelled)) + 1):
            child = node.get(spelled[end - 1])
            if isinstance(child, dict):
                node = self._trie.unfolded(child)
                if ROWS in node:
                    yield end
                continue
            if child is not None:
                yield end
            return
