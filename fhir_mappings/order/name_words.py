"""Order names cut into known phrases: the vocabulary of `tables/order_words.yaml` and the cutting.

Cutting looks at each word once and takes the longest known phrase that starts there; its time grows with the length of
the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fhir_mappings.remembered import remembered
from fhir_mappings.text.writing.spelling import Spelling
from imaging_rules.yaml_files import packaged_yaml

_WORD = re.compile(r"[^\W_]+|[/&+±,;?]")
_ULTRASOUND = "US"
_RADIOGRAPHY = "xr"
_ANSWERS = (":", "/", ".")
"""'Dx: …' is a label, 'DR. …' a person."""

_Token = tuple[str, int, int]
"""A word and its place in the text."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A known phrase, or one unknown word, and its place in the text. `kind` is a section of the vocabulary."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AlsoMeant:
    """The regions that a region's name serves for as well, with these modalities and not beside these words."""

    regions: tuple[str, ...]
    modalities: frozenset[str]
    not_beside: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases`: words → (kind, value); `studies`: the parts of a modality's name → the modalities they can mean;
    `naming`: parts that name imaging by themselves, whether or not the catalogue has it; `short_for`: words → the words they
    stand for; `spelling` mends slips of the pen, never one known word into another."""

    phrases: Mapping[tuple[str, ...], tuple[str, str]]
    longest: int
    short_for: Mapping[tuple[str, ...], tuple[str, ...]]
    studies: Mapping[frozenset[str], frozenset[str]]
    naming: frozenset[str]
    spelling: Spelling
    also_meant: Mapping[str, AlsoMeant]
    """By the name of a region."""
    codes: re.Pattern[str]
    """The codes by which sites number their imaging."""


@remembered
def cut(text: str) -> tuple[Phrase, ...]:
    """The phrases of a text from left to right; a word in no phrase is of kind `unknown`."""
    known = vocabulary()
    words = _written_out(_tokens(text, known.spelling), known.short_for)
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        size, (kind, value) = _longest(known, [word for word, _, _ in words[at : at + known.longest]])
        found.append(Phrase(kind, value, words[at][1], words[at + size - 1][2]))
        at += size
    return tuple(found)


def is_code_of_imaging(code: str | None) -> bool:
    """Whether a code of a system that we do not know has the shape in which sites number their imaging."""
    return code is not None and vocabulary().codes.fullmatch(code) is not None


def _tokens(text: str, spelling: Spelling) -> list[_Token]:
    found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    shouted = text.isupper()
    tokens = [
        ("ultrasound" if _is_ultrasound(word, at, shouted) else spelling.meant(word.lower()), first, last)
        for at, (word, first, last) in enumerate(found)
    ]
    if len(found) > 1 and _is_radiography(found[0], text):
        tokens[0] = (_RADIOGRAPHY, *tokens[0][1:])
    return tokens


def _is_radiography(token: _Token, text: str) -> bool:
    """Whether a name begins with the letters by which archives call films: 'DX lumbar spine 3 views'."""
    word, _, last = token
    return word.isupper() and word.lower() in _films_at_the_beginning() and not text.startswith(_ANSWERS, last)


@lru_cache(maxsize=1)
def _films_at_the_beginning() -> frozenset[str]:
    return frozenset(packaged_yaml("fhir_mappings", "tables/order_words.yaml")["radiography at the beginning"])


def _is_ultrasound(word: str, at: int, shouted: bool) -> bool:
    """Whether 'US' is the abbreviation: it stands first, or in capitals among small letters."""
    return word.upper() == _ULTRASOUND and (at == 0 or (word == _ULTRASOUND and not shouted))


def _written_out(tokens: list[_Token], short_for: Mapping[tuple[str, ...], tuple[str, ...]]) -> list[_Token]:
    """The words with those that stand for others replaced by them; each of these has the place of the whole."""
    longest = max(map(len, short_for), default=1)
    found: list[_Token] = []
    at = 0
    while at < len(tokens):
        words = tuple(word for word, _, _ in tokens[at : at + longest])
        size = next((size for size in range(len(words), 0, -1) if words[:size] in short_for), 0)
        if size:
            found += [(word, tokens[at][1], tokens[at + size - 1][2]) for word in short_for[words[:size]]]
        else:
            found.append(tokens[at])
        at += size or 1
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
    content = packaged_yaml("fhir_mappings", "tables/order_words.yaml")
    phrases: dict[tuple[str, ...], tuple[str, str]] = {}
    for kind in ("modality", "region", "contrast"):
        for value, names in content[kind].items():
            for name in names:
                _add(phrases, name, kind, value)
    for kind in ("indication", "complaint", "passed over", "no imaging", "some imaging", "beside imaging"):
        for name in content[kind]:
            _add(phrases, name, kind, name)
    short_for = {tuple(name.split()): tuple(words.split()) for name, words in content["short for"].items()}
    studies = {frozenset(row["parts"]): frozenset(row["modality"]) for row in content["studies"]}
    return Vocabulary(
        phrases=phrases,
        longest=max(map(len, phrases)),
        short_for=short_for,
        studies=studies,
        naming=frozenset(content["modality"]) - frozenset(content["not imaging by itself"]),
        also_meant={
            name: AlsoMeant(tuple(row["means"]), frozenset(row["for"]), frozenset(row["not beside"]))
            for name, row in content["also meant"].items()
        },
        spelling=Spelling.of(word for phrase in phrases for word in phrase),
        codes=re.compile("|".join(content["codes of imaging"]), re.IGNORECASE),
    )


def _add(phrases: dict[tuple[str, ...], tuple[str, str]], name: str, kind: str, value: str) -> None:
    words = tuple(name.split())
    if words in phrases:
        raise ValueError(f"the phrase '{name}' stands twice in the vocabulary")
    phrases[words] = (kind, value)
