"""Order names cut into known phrases: the vocabulary of `tables/order_words.yaml` and the cutting.

Cutting looks at each word once and takes the longest known phrase that starts there; its time grows with the length of
the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fhir_mappings.text.spelling import Spelling
from imaging_rules.yaml_files import read_yaml

_WORD = re.compile(r"[A-Za-z0-9]+|[/&+±,;]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A known phrase, or one unknown word, and its place in the text. `kind` is a section of the vocabulary."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases`: words → (kind, value); `studies`: the parts of a modality's name → the modalities they can mean;
    `naming`: parts that name imaging by themselves, whether or not the catalogue has it; `spelling` mends slips of the pen,
    never one known word into another."""

    phrases: Mapping[tuple[str, ...], tuple[str, str]]
    longest: int
    studies: Mapping[frozenset[str], frozenset[str]]
    naming: frozenset[str]
    spelling: Spelling


def cut(text: str) -> list[Phrase]:
    """The phrases of a text from left to right; a word in no phrase is of kind `unknown`."""
    known = vocabulary()
    meant = known.spelling.meant
    words = [(meant(match.group().lower()), match.start(), match.end()) for match in _WORD.finditer(text)]
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        size, (kind, value) = _longest(known, [word for word, _, _ in words[at : at + known.longest]])
        found.append(Phrase(kind, value, words[at][1], words[at + size - 1][2]))
        at += size
    return found


def _longest(known: Vocabulary, words: list[str]) -> tuple[int, tuple[str, str]]:
    for size in range(len(words), 0, -1):
        meant = known.phrases.get(tuple(words[:size]))
        if meant:
            return size, meant
    return 1, ("unknown", words[0])


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with the package, read once. Raises YamlProblem, ValueError for a phrase said twice."""
    content = read_yaml(files("fhir_mappings") / "tables" / "order_words.yaml")
    phrases: dict[tuple[str, ...], tuple[str, str]] = {}
    for kind in ("modality", "region", "contrast"):
        for value, names in content[kind].items():
            for name in names:
                _add(phrases, name, kind, value)
    for kind in ("indication", "complaint"):
        for name in content[kind]:
            _add(phrases, name, kind, name)
    studies = {frozenset(row["parts"]): frozenset(row["modality"]) for row in content["studies"]}
    return Vocabulary(
        phrases=phrases,
        longest=max(map(len, phrases)),
        studies=studies,
        naming=frozenset(content["modality"]) - frozenset(content["not imaging by itself"]),
        spelling=Spelling.of(word for phrase in phrases for word in phrase),
    )


def _add(phrases: dict[tuple[str, ...], tuple[str, str]], name: str, kind: str, value: str) -> None:
    words = tuple(name.split())
    if words in phrases:
        raise ValueError(f"the phrase '{name}' stands twice in the vocabulary")
    phrases[words] = (kind, value)
