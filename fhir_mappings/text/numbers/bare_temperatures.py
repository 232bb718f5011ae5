"""A temperature without its name: '38.5, CRP 144', 'Back pain 5 days. 38.7 in triage'.

Only a number with one decimal that a fever can have, where it begins a thought, in a sentence that names no other quantity
before it (in 'CRP 60, 38.5 in May' it is a second value), and in a text that speaks of an infection or of a bedside. What is
lower than a fever says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from fhir_mappings.tables_csv import table
from fhir_mappings.text.numbers.measures import names_of_values
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/measures")
_NAME, _FEVER = "temp", "fever"
_TENTHS = 10


def bare_temperatures(made: Text) -> Iterator[Said]:
    """The fevers that a text tells by a number alone, unless it speaks of fever in words as well."""
    if _FEVER in made.findings or made.words.named.isdisjoint(_fevers()):
        return
    if _of_the_feverish().isdisjoint(made.findings) and _WORDS["of the feverish"].isdisjoint(made.words.named):
        return
    for at in made.words.where(_fevers()):
        if _stands_alone(made, at) and made.is_of_patient(at):
            yield Said(_FEVER, State.PRESENT, made.slice(at, at))


def _stands_alone(made: Text, at: int) -> bool:
    spelled = made.words.keys
    if at and spelled[at - 1] not in _WORDS["before a bare temperature"]:
        return False
    behind = word_at(spelled, at + 1)
    if behind and behind not in _WORDS["behind a bare temperature"]:
        return False
    first = next((place for place in range(at, 0, -1) if spelled[place - 1] in SENTENCE), 0)
    return _quantities().isdisjoint(spelled[first:at])


@cache
def _of_the_feverish() -> frozenset[str]:
    """Findings beside which a fever is to be expected."""
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/feverish.yaml")["findings"])


@cache
def _quantities() -> frozenset[str]:
    """What a number with a decimal may be a value of."""
    return names_of_values() | _WORDS["other quantities"]


@cache
def _fevers() -> frozenset[str]:
    """Every temperature of a fever, as it is written: '38.0' to '43.0' °C, '100.4' to '109.0' °F."""
    rows = [row for row in table("text/measures") if row["name"] == _NAME and row["says"] == _FEVER]
    return frozenset(
        f"{tenths // _TENTHS}.{tenths % _TENTHS}"
        for row in rows
        for tenths in range(int(float(row["raised_above"]) * _TENTHS) + 1, int(float(row["highest"]) * _TENTHS) + 1)
    )
