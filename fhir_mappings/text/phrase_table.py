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
from fhir_mappings.text.phrase_families import family_phrases
from fhir_mappings.text.spelling import Spelling
from fhir_mappings.text.words import Words, keys
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import read_yaml

_SHORT = 3
_LONGEST_PHRASE = 8
_DENIALS = frozenset({"no", "nil", "without", "denie", "denied", "denies"})


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


_Row = tuple[int, tuple[str, ...], bool, tuple[Meaning, ...]]


@dataclass(frozen=True)
class PhraseTable:
    """Phrases by their first two words, the longest first; those of one word by that."""

    by_pair: Mapping[tuple[str, str], tuple[_Row, ...]]
    by_word: Mapping[str, _Row]
    firsts: frozenset[str]
    spelling: Spelling

    def hits(self, words: Words) -> list[Hit]:
        """The phrases of a text from left to right, none inside another."""
        found: list[Hit] = []
        spelled = words.keys
        shouted = words.text.isupper()
        free, last = 0, len(spelled) - 1
        for at, key in enumerate(spelled):
            if at < free or key not in self.firsts:
                continue
            hit = self._at(words, at, shouted)
            if (
                hit and key == "?" and at < last
            ):  # '?cord' is a phrase, but of '?cord compression' the question is about the longer one
                asked = self._at(words, at + 1, shouted)
                hit = None if asked and asked.last > hit.last else hit
            if hit:
                found.append(hit)
                free = hit.last + 1
        return found

    def _at(self, words: Words, at: int, shouted: bool) -> Hit | None:
        rows = self.by_pair.get((words.keys[at], words.keys[at + 1]), ()) if at + 1 < len(words) else ()
        return self._longest(words, at, shouted, rows)

    def _longest(self, words: Words, at: int, shouted: bool, rows: Sequence[_Row]) -> Hit | None:
        for size, phrase, _, meanings in rows:
            if words.keys[at : at + size] == phrase:
                return Hit(at, at + size - 1, meanings)
        row = self.by_word.get(words.keys[at])
        if row is None or (row[2] and not _is_abbreviation(words.written(at), shouted)):
            return None
        return Hit(at, at, row[3])


def _is_abbreviation(written: str, shouted: bool) -> bool:
    """Whether a word is written as an abbreviation; in a text all in capitals a common short word is none."""
    return written.isupper() and not (shouted and written.lower() in _common_words())


@cache
def _common_words() -> frozenset[str]:
    return frozenset(read_yaml(files("fhir_mappings") / "tables" / "text_context.yaml")["common short words"])


@cache
def phrase_table() -> PhraseTable:
    """The table that ships with the package, read once. Raises ValueError for a phrase of too many words.

    What a family says of some words gives way to a row of its own for them.
    """
    meanings: dict[tuple[str, ...], dict[Meaning, None]] = defaultdict(dict)
    capitals: dict[tuple[str, ...], bool] = {}
    for phrase, any_case, meaning in (*_of_vocabulary(), *_of_table()):
        words = keys(phrase)
        if not words or len(words) > _LONGEST_PHRASE:
            raise ValueError(f"not a phrase of one to {_LONGEST_PHRASE} words: {phrase!r}")
        said = meanings[words]
        if meaning is not None:
            said[meaning] = None
        abbreviation = len(words) == 1 and len(words[0]) <= _SHORT and phrase.isupper()
        capitals[words] = abbreviation and not any_case and capitals.get(words, True)
    for words, says in family_phrases():
        if words not in meanings:
            meanings[words] = dict.fromkeys(Meaning(*each) for each in says)
            capitals[words] = False
    _say_what_they_deny(meanings)
    by_pair: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    by_word: dict[str, _Row] = {}
    for words in sorted(meanings, key=lambda each: (-len(each), each)):
        row = (len(words), words, capitals[words], tuple(meanings[words]))
        if len(words) == 1:
            by_word[words[0]] = row
        else:
            by_pair[words[:2]].append(row)  # type: ignore[index]
    known = {word for words in meanings for word in words}
    firsts = frozenset(words[0] for words in meanings)
    pairs = {pair: tuple(rows) for pair, rows in by_pair.items()}
    return PhraseTable(pairs, by_word, firsts, Spelling.of(known, _real_words()))


def _say_what_they_deny(meanings: Mapping[tuple[str, ...], dict[Meaning, None]]) -> None:
    """A phrase that begins with a denial ('no relapse': stable) also denies what its other words say."""
    for words, said in meanings.items():
        if words[0] not in _DENIALS or len(words) == 1 or not said:
            continue
        told = {meaning.finding for meaning in said}
        for meaning in meanings.get(words[1:], ()):
            if meaning.state is State.PRESENT and meaning.value is None and meaning.finding not in told:
                said[Meaning(meaning.finding, State.REFUTED)] = None


def _of_vocabulary() -> Iterator[tuple[str, bool, Meaning | None]]:
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


def _of_table() -> Iterator[tuple[str, bool, Meaning | None]]:
    """A row without a finding silences that phrase of the vocabulary; with the state `none` it also keeps its words from
    saying anything else: 'hip fracture'."""
    for row in table("text_phrases"):
        if not row["finding"] and row["state"] != "none":
            continue
        said = Meaning(row["finding"], State(row["state"]), table_value(row["value"])) if row["finding"] else None
        yield row["phrase"], row["case"] == "any", said


def _real_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("real_words"))
