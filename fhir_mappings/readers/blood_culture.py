"""A culture of blood: what grew in it, of an Observation by its value and of a report by its conclusion.

A germ that is none of the skin's is a bacteremia of this illness; a germ of the skin, or one that is called a contaminant,
leaves it open; nothing grown denies it. Words stand in `tables/blood_cultures.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fhir_mappings.readers.observation_value import written
from fhir_mappings.readers.reading import Reading
from fhir_mappings.remembered import remembered
from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import Days, texts
from fhir_mappings.tables_csv import words_by_role
from fhir_mappings.word_match import has_any_word
from imaging_rules.facts import Finding, State

_FINDING = "sepsis_or_bacteraemia"
_LONGEST = 400
"""Characters; a longer text is a letter."""


def is_blood_culture(names: Sequence[str]) -> bool:
    """Whether these names are of a culture of blood."""
    return any(map(_names_a_culture, names))


@remembered
def _names_a_culture(name: str) -> bool:
    return _says("name", name) and not _says("not a culture of today", name)


def read_culture(
    name: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> list[Finding] | None:
    """What an Observation of a blood culture, called so, says; None where its words are not known."""
    return _told(name, " ".join(written(part)), resource, days, reading)


def read_culture_report(report: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """What a report of a blood culture concludes."""
    names = texts(report.get("code"))
    if is_blood_culture(names):
        yield from _told(names[0], report_words(report), report, days, reading) or ()


def _told(name: str, words: str, resource: Mapping[str, Any], days: Days | None, reading: Reading) -> list[Finding] | None:
    state = _state(words) if len(words) <= _LONGEST else None
    if state is None:
        return None
    if state is State.SUSPECTED:
        reading.mention(frozenset({_FINDING}), resource, f"{name}: {words}")
        return []
    evidence = reading.evidence(resource, f"{name}: {words}", days, "value")
    return list(reading.kept(Finding(_FINDING, state, evidence), days, "Observation"))


def _state(words: str) -> State | None:
    """What a result says: grown, sterile, or left open; None where no word is known."""
    if _says("left open", words):
        return State.SUSPECTED
    grown, sterile = _says("grown", words), _says("sterile", words)
    if grown and sterile:
        return None if not _says("grown", _without("sterile", words)) else State.PRESENT
    return State.PRESENT if grown else State.REFUTED if sterile else None


def _without(role: str, words: str) -> str:
    """Without what says that nothing grew: a 'gram negative' rod is none of it."""
    low = words.lower()
    for word in sorted(_words(role) - {"negative"}, key=len, reverse=True):
        low = low.replace(word, " ")
    return low


def _says(role: str, words: str) -> bool:
    return has_any_word(_words(role), words)


@cache
def _words(role: str) -> frozenset[str]:
    return words_by_role("blood_cultures")[role]
