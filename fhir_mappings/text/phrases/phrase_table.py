"""What phrases mean: those of the vocabulary's boolean findings, and those of `tables/text/phrases.csv`.

A phrase means one or several findings, each in a state and, where the finding has values, with a value. The longest phrase
wins, a row before what a family says. An abbreviation of up to three letters that is written in capitals (`MS`) counts in
capitals only, unless its row says `any` under `case`.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from fhir_mappings.codes.findings import table_value
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.phrases.abbreviations import Letters, is_abbreviation, letters_of
from fhir_mappings.text.phrases.phrase_families import families
from fhir_mappings.text.phrases.phrase_patterns import Pattern, words_of
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row, Trie, row_of
from fhir_mappings.text.phrases.phrase_walk import PhraseWalk, Place
from fhir_mappings.text.words import Words, keys
from fhir_mappings.text.writing.spelling import Spelling
from fhir_mappings.vocabulary import vocabulary_findings
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_SHORT = 3
_LONGEST_PHRASE = 8
_COURSES = frozenset(
    {
        "new",
        "worsening",
        "progressive",
        "increasing",
        "recurrent",
        "deteriorating",
        "progressing",
        "evolving",
        "progressively",
        "increasingly",
    }
)
_ASKS = frozenset({"?", "query"})
_RESULT = "conservative_result"
_SILENT = 1
"""The rank of families that keep their words from saying anything: behind rows, before the other families in their order."""
_DENIALS = frozenset({"no", "nil", "without", *keys("denies denied")})
_WITH_THE_REST = _COURSES | _DENIALS
"""Where a phrase begins with one of these, its other words count as well. A family denies no more than it says."""


@dataclass(slots=True, eq=False)
class Hit:
    """A phrase found in a text: words `first` to `last`, both included, and what it says."""

    first: int
    last: int
    meanings: tuple[Meaning, ...]
    findings: frozenset[str]
    """Their names."""
    row: Row
    """Both together, as the table holds them."""

    @classmethod
    def of(cls, first: int, last: int, row: Row) -> Hit:
        """Words that say what a row says."""
        return cls(first, last, row.meanings, row.findings, row)

    def saying(self, row: Row) -> Hit:
        """The same words, saying what another row says."""
        return Hit.of(self.first, self.last, row)


@dataclass(frozen=True)
class PhraseTable:
    """All phrases, and the spelling of their words."""

    walk: PhraseWalk
    short: frozenset[str]
    """Abbreviations that count in capitals only."""
    spelling: Spelling
    of_pain: frozenset[str] = frozenset()
    """Findings that tell how a pain is, not where."""
    passed: frozenset[str] = frozenset()
    """Words that may stand inside a phrase."""

    def hits(self, words: Words) -> list[Hit]:
        """The phrases of a text from left to right, none inside another."""
        found: list[Hit] = []
        spelled, letters = words.keys, letters_of(words.text)
        free, last = 0, len(spelled) - 1
        for at, begun in self.walk.begins(spelled):
            if at < free:
                continue
            led = self.walk.led_on(spelled, at, begun) if begun.goes_on else begun
            hit = self._hit(words, at, led, letters) if led.row else None
            if hit is None:
                continue
            key = spelled[at]
            if key in _ASKS and at < last:  # '?cord' is a phrase, but '?cord compression' asks about the longer one
                asked = self._at(words, at + 1, letters)
                if asked and asked.last > hit.last:
                    continue
            if key in _COURSES and at < hit.last:  # 'new numbness' gives way to 'numbness below T5'
                longer = self._at(words, at + 1, letters)
                hit = self._alone(words, at) or hit if longer and longer.last > hit.last else hit
            if at < hit.last and self.is_of_pain(hit):  # 'constant pain' leaves 'pain in the mid back' its word
                shared = self._at(words, hit.last, letters)
                hit = Hit.of(at, hit.last - 1, hit.row) if shared and shared.last > hit.last else hit
            found.append(hit)
            free = hit.last + 1
        return found

    def longest(self, spelled: Sequence[str], at: int, capital: bool) -> tuple[int, Row] | None:
        """The last word of the longest phrase that starts at a word, and what it says. `capital` tells whether that word is
        written as an abbreviation."""
        longest = self.walk.longest(spelled, at, capital)
        if longest is None or spelled[at] not in _WITH_THE_REST:
            return longest
        last, row = longest
        return last, self._with_the_rest(spelled, at, last, row)

    def _with_the_rest(self, spelled: Sequence[str], at: int, last: int, row: Row) -> Row:
        """What a phrase says that begins with a denial or a course, with what its other words say."""
        denies = spelled[at] in _DENIALS
        if last == at or not row.meanings or (denies and row.rank):
            return row
        rest = self._rest(spelled[at + 1 : last + 1])
        if rest is None:
            return row
        if denies:
            return _denying_too(row, rest)
        alone = self.walk.longest(spelled[at : at + 1], 0, capital=True)
        return _saying_all(row, alone[1], rest) if alone else row

    def _rest(self, spelled: Sequence[str]) -> Row | None:
        """What all of some words say together, those aside that may stand inside a phrase."""
        words = [word for word in spelled[:-1] if word not in self.passed] + [spelled[-1]]
        longest = self.walk.longest(words, 0, capital=True)
        return longest[1] if longest and longest[0] == len(words) - 1 else None

    def is_of_pain(self, hit: Hit) -> bool:
        """Whether a phrase tells how a pain is, and not where."""
        return bool(hit.findings) and hit.findings <= self.of_pain

    def _alone(self, words: Words, at: int) -> Hit | None:
        """What a word says by itself."""
        longest = self.walk.longest(words.keys[at : at + 1], 0, capital=True)
        return Hit.of(at, at, longest[1]) if longest else None

    def _at(self, words: Words, at: int, letters: Letters) -> Hit | None:
        return self._hit(words, at, self.walk.led(words.keys, at), letters)

    def _hit(self, words: Words, at: int, led: Place, letters: Letters) -> Hit | None:
        """The longest phrase of the words that start at one and lead to a place."""
        row = led.row
        if row is None:
            return None
        spelled, last = words.keys, at + led.size - 1
        if row.capitals and not is_abbreviation(words, at, letters):
            row = self.walk.in_small(spelled[at])
            if row is None:
                return None
        if spelled[at] in _WITH_THE_REST:
            row = self._with_the_rest(spelled, at, last, row)
        if _RESULT in row.findings:
            row = self._with_its_treatment(words, at, row, letters)
        return Hit(at, last, row.meanings, row.findings, row)

    def _with_its_treatment(self, words: Words, at: int, row: Row, letters: Letters) -> Row:
        """What a result of treatment says, and the treatment that its phrase begins with: 'physio without benefit'."""
        key = words.keys[at]
        capital = key not in self.short or is_abbreviation(words, at, letters)
        treatment = self.walk.longest((key,), 0, capital)
        return saying_both(row, treatment[1]) if treatment else row


@cache
def saying_both(row: Row, other: Row) -> Row:
    """What two rows say."""
    return row_of(tuple(dict.fromkeys((*row.meanings, *other.meanings))), 0, False)


@cache
def _context() -> dict[str, Any]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/context.yaml")
    return content


@cache
def phrase_table() -> PhraseTable:
    """The table that ships with the package, read once. Raises ValueError for a phrase of too many words.

    What a family says of some words gives way to a row of its own for them.
    """
    collects = gc.isenabled()
    gc.disable()  # hundreds of thousands of objects are made, and all of them stay
    try:
        return _phrase_table()
    finally:
        if collects:
            gc.enable()


def _phrase_table() -> PhraseTable:
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
    made = families()
    own: list[tuple[Pattern, Row]] = [
        (((words,),), row_of(tuple(said), 0, capitals[words])) for words, said in meanings.items()
    ]
    of_families = [
        (pattern, row_of(says, rank if says else _SILENT, False))
        for rank, (pattern, says) in enumerate(made.patterns, start=_SILENT + 1)
    ]
    trie = Trie([*own, *of_families], made.classes, frozenset(_context()["passed over inside a phrase"]))
    known = {*chain.from_iterable(meanings), *words_of(pattern for pattern, _ in made.patterns), *made.classes}
    short = frozenset(words[0] for words, counts in capitals.items() if counts)
    of_pain = frozenset(_context()["how a pain is"])
    return PhraseTable(PhraseWalk(trie, known), short, Spelling.of(known, _real_words()), of_pain, trie.passed)


@cache
def _denying_too(row: Row, denied: Row) -> Row:
    """What a phrase that begins with a denial says ('no relapse': stable), and the denial of what its other words say."""
    told = {meaning.finding for meaning in row.meanings}
    also = [
        Meaning(meaning.finding, State.REFUTED)
        for meaning in denied.meanings
        if meaning.state is State.PRESENT and meaning.value is None and meaning.finding not in told
    ]
    return row_of(tuple(dict.fromkeys((*row.meanings, *also))), row.rank, row.capitals)


@cache
def _saying_all(row: Row, course: Row, rest: Row) -> Row:
    """What a phrase that begins with a word such as 'new' or 'progressive' says, and what that word and its others say."""
    said = tuple(dict.fromkeys((*row.meanings, *course.meanings, *rest.meanings)))
    return row_of(said, row.rank, row.capitals)


def _of_vocabulary() -> Iterator[tuple[str, bool, Meaning | None]]:
    """The phrases of the boolean findings; an abbreviation that several findings list says none of them."""
    findings = vocabulary_findings()
    told = {row["phrase"].lower(): row for row in table("text/phrases")}
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
    for row in table("text/phrases"):
        if not row["finding"] and row["state"] != "none":
            continue
        said = Meaning(row["finding"], State(row["state"]), table_value(row["value"])) if row["finding"] else None
        yield row["phrase"], row["case"] == "any", said


def _real_words() -> frozenset[str]:
    return column("real_words", "word")
