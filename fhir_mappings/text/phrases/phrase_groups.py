"""Groups of phrases that are looked up in the words of a text, by their first word and the number of their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from fhir_mappings.text.phrases.phrase_families import phrases_of
from fhir_mappings.text.words import keys

PhraseGroup: TypeAlias = Mapping[str, Mapping[int, frozenset[tuple[str, ...]]]]


def phrase_group(patterns: Iterable[object]) -> PhraseGroup:
    """The phrases that patterns such as `[not|never] known` stand for."""
    group: dict[str, dict[int, set[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(set))
    for phrase in (keys(written) for pattern in patterns for written in phrases_of(str(pattern))):
        group[phrase[0]][len(phrase)].add(phrase)
    return {word: {size: frozenset(those) for size, those in by_size.items()} for word, by_size in group.items()}
