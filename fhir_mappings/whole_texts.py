"""Reading a short text as a whole: `Neck pain` is a finding, a sentence that mentions neck pain is not (yet).

A text becomes a finding only when all of it, apart from case, spaces and punctuation, is a phrase of the vocabulary. A
question mark or a leading `r/o` makes it a suspicion.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from fhir_mappings.remembered import remembered
from fhir_mappings.vocabulary import vocabulary_findings

_ABBREVIATION = 3
_LONGEST_PHRASE = 120
_QUESTION = re.compile(r"^\s*(\?|r/o\b|rule[ -]?out\b|suspected\b|possible\b|query\b)\s*|\?\s*$", re.IGNORECASE)
_FAMILY = re.compile(
    r"\b(family\s+(medical\s+)?history|family\s+hx|fam\s+hx|fhx?"
    r"|famili(en|e)anamnese|famili[äa]re belastung|belaste familie\w*|anamn[eè]se familiale|ant[eé]c[eé]dents familiaux"
    r"|antecedentes familiares|anamnesi familiare)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[^\w+/]+")
_READING = re.compile(r"(.+?) \((refuted|as suspected)\)")


@dataclass(frozen=True)
class Phrases:
    """The phrases of the vocabulary: normal text to (finding, state), and abbreviations of up to three letters, which
    count only in capitals and only when one finding lists them."""

    by_text: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    abbreviations: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def read_whole_text(text: str, phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """The findings (name, state) that a whole text says; empty for any text that is not a phrase."""
    if len(text) > _LONGEST_PHRASE:
        return ()
    bare = _QUESTION.sub("", text)
    found = phrases.by_text.get(normal_text(bare)) or phrases.abbreviations.get(bare.strip(), ())
    if bare == text:
        return found
    return tuple((name, "suspected" if state == "present" else state) for name, state in found if state != "refuted")


def asks(text: str) -> bool:
    """Whether a text only asks or rules out what it names: `? MS`, `r/o MS`, `possible MS`."""
    return bool(_QUESTION.search(text[:_LONGEST_PHRASE]))


def is_family_history(text: str) -> bool:
    """Whether a text calls itself family history."""
    return bool(_FAMILY.search(text[:_LONGEST_PHRASE]))


@remembered
def normal_text(text: str) -> str:
    """Lower case, every run of other characters than letters, digits, + and / one space."""
    return _BETWEEN.sub(" ", text.lower().replace("'", "").replace("’", "")).strip()


def phrases_of(given: Mapping[str, Iterable[str]], readings: Mapping[str, Iterable[str]] | None = None) -> Phrases:
    """Phrases from {finding: [phrase]}; `readings` are exceptions of the vocabulary, such as `afebrile (refuted)`."""
    long: dict[str, set[tuple[str, str]]] = defaultdict(set)
    short: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for finding, phrases in given.items():
        exceptions = _exceptions((readings or {}).get(finding, ()))
        for phrase in phrases:
            state = exceptions.get(phrase, "present")
            plain = _QUESTION.sub("", phrase)
            if plain != phrase:
                state = "suspected"
            target, key = (short, plain.strip()) if len(plain.strip()) <= _ABBREVIATION else (long, normal_text(plain))
            target[key].add((finding, state))
    return Phrases(
        {text: tuple(sorted(said)) for text, said in long.items()},
        {text: tuple(said) for text, said in short.items() if len(said) == 1 and text.isupper()},
    )


def _exceptions(readings: Iterable[str]) -> dict[str, str]:
    found = (_READING.fullmatch(reading) for reading in readings)
    return {each[1]: "refuted" if each[2] == "refuted" else "suspected" for each in found if each}


@cache
def library_phrases() -> Phrases:
    """The phrases of the boolean findings in the library's vocabulary; a value cannot be told from a phrase alone."""
    plain = {name: row for name, row in vocabulary_findings().items() if row.get("kind") == "boolean"}
    return phrases_of(
        {name: row.get("phrases") or () for name, row in plain.items()},
        {name: row.get("reading") or () for name, row in plain.items()},
    )
