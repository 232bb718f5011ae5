"""What phrases mean: those of the vocabulary's boolean findings, and those of `tables/text_phrases.csv`.

A phrase means one or several findings, each in a state and, where the finding has values, with a value. The longest
phrase wins. An abbreviation of up to three letters that is written in capitals (`MS`) counts in capitals only, unless its
row says `any` under `case`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fhir_mappings.finding_codes import table_value
from fhir_mappings.tables_csv import table
from fhir_mappings.text.spelling import Spelling
from fhir_mappings.text.words import Words, keys
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import read_yaml

_SHORT = 3
_LONGEST_PHRASE = 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """One finding that a phrase says."""

    finding: str
    state: State = State.PRESENT
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text: words `first` to `last`, both included, and what it says."""

    first: int
    last: int
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True)
class PhraseTable:
    """Phrases by their first word, the longest first."""

    by_first: Mapping[str, tuple[tuple[int, tuple[str, ...], bool, tuple[Meaning, ...]], ...]]
    spelling: Spelling

    def hits(self, words: Words) -> list[Hit]:
        """The phrases of a text from left to right, none inside another."""
        found: list[Hit] = []
        spelled, by_first = words.keys, self.by_first
        free = 0
        for at, key in enumerate(spelled):
            rows = by_first.get(key)
            if rows is None or at < free:
                continue
            for size, phrase, in_capitals, meanings in rows:
                if spelled[at : at + size] == phrase and (not in_capitals or words.written(at).isupper()):
                    free = at + size
                    found.append(Hit(at, free - 1, meanings))
                    break
        return found


@cache
def phrase_table() -> PhraseTable:
    """The table that ships with the package, read once. Raises ValueError for a phrase of too many words."""
    meanings: dict[tuple[str, ...], dict[Meaning, None]] = defaultdict(dict)
    capitals: dict[tuple[str, ...], bool] = {}
    for phrase, any_case, meaning in (*_of_vocabulary(), *_of_table()):
        words = keys(phrase)
        if not words or len(words) > _LONGEST_PHRASE:
            raise ValueError(f"not a phrase of one to {_LONGEST_PHRASE} words: {phrase!r}")
        meanings[words][meaning] = None
        abbreviation = len(words) == 1 and len(words[0]) <= _SHORT and phrase.isupper()
        capitals[words] = abbreviation and not any_case and capitals.get(words, True)
    by_first: dict[str, list[tuple[int, tuple[str, ...], bool, tuple[Meaning, ...]]]] = defaultdict(list)
    for words in sorted(meanings, key=lambda each: (-len(each), each)):
        by_first[words[0]].append((len(words), words, capitals[words], tuple(meanings[words])))
    known = {word for words in meanings for word in words}
    return PhraseTable({first: tuple(rows) for first, rows in by_first.items()}, Spelling.of(known, _real_words()))


def _of_vocabulary() -> Iterator[tuple[str, bool, Meaning]]:
    """The phrases of the boolean findings; an abbreviation that several findings list says none of them."""
    findings: dict[str, dict[str, Any]] = read_yaml(files("imaging_rules") / "library" / "vocabulary.yaml")["findings"]
    told = {row["phrase"].lower(): row for row in table("text_phrases")}
    listed: dict[str, list[str]] = defaultdict(list)
    for name, row in findings.items():
        for phrase in row.get("phrases") or () if row.get("kind") == "boolean" else ():
            listed[phrase].append(name)
    for phrase, names in listed.items():
        settled = told.get(phrase.lower())
        if settled is not None or (len(names) > 1 and len(phrase) <= _SHORT):
            continue  # the table says what it means
        for name in names:
            yield phrase, False, Meaning(name, _state(findings[name].get("reading") or (), phrase))


def _state(readings: Sequence[str], phrase: str) -> State:
    for reading in readings:
        if reading == f"{phrase} (refuted)":
            return State.REFUTED
        if reading == f"{phrase} (as suspected)":
            return State.SUSPECTED
    return State.PRESENT


def _of_table() -> Iterator[tuple[str, bool, Meaning]]:
    for row in table("text_phrases"):
        if row["finding"]:
            yield row["phrase"], row["case"] == "any", Meaning(row["finding"], State(row["state"]), table_value(row["value"]))


def _real_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("real_words"))
