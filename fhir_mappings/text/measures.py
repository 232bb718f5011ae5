"""Numbers with a name: `CRP 186`, `temp 38.4`, `ESR of 96`, from `tables/text_measures.csv`.

A number outside what its row can hold says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from fhir_mappings.tables_csv import table
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.words import keys
from imaging_rules.facts import State

_BETWEEN = "of is was = : > < ~ at now score ( up to raised elevated high rising on came back volume"
_LITTLE = frozenset(keys(_BETWEEN))
_MOST_BETWEEN = 3
_FEVER = "fever"


@dataclass(frozen=True, slots=True)
class _Measure:
    name: tuple[str, ...]
    finding: str
    lowest: float
    highest: float
    raised_above: float | None
    says: str


def measures(made: Text) -> Iterator[Said]:
    """The measured values of a text, and what a raised one says; a temperature below fever denies it."""
    spelled, by_first = made.words.keys, _measures()
    for at in made.words.where(by_first.keys()):
        key = spelled[at]
        for measure in by_first[key]:
            if spelled[at : at + len(measure.name)] != measure.name or not made.is_of_patient(at):
                continue
            place = _number_after(spelled, at + len(measure.name))
            number = float(spelled[place].replace(",", ".")) if place is not None else -1.0
            if place is None or not measure.lowest <= number <= measure.highest:
                continue
            if len(measure.name) == 1 and len(key) == 1 and "." not in spelled[place]:
                continue  # 'T 38.7' is a temperature, 'T 10' is a level
            told = any(hit.first <= at <= hit.last and measure.says in hit.findings for hit in made.hits)
            yield from _said(measure, number, made.slice(at, place), told)
            break


def _said(measure: _Measure, number: float, words: str, told: bool) -> Iterator[Said]:
    """The value, and what it says unless a phrase has `told` it: that one knows whether it is denied."""
    if measure.finding:
        yield Said(measure.finding, State.PRESENT, words, number)
    if measure.raised_above is None or told:
        return
    if number > measure.raised_above:
        yield Said(measure.says, State.PRESENT, words)
    elif measure.says == _FEVER:
        yield Said(measure.says, State.REFUTED, words)


def _number_after(spelled: tuple[str, ...], at: int) -> int | None:
    for place in range(at, min(len(spelled), at + _MOST_BETWEEN + 1)):
        if spelled[place][:1].isdigit() and spelled[place].isascii():
            return place if spelled[place + 1 : place + 2] != ("/",) else None
        if spelled[place] not in _LITTLE:
            return None
    return None


@cache
def _measures() -> Mapping[str, tuple[_Measure, ...]]:
    found: dict[str, tuple[_Measure, ...]] = {}
    for row in table("text_measures"):
        name, above = keys(row["name"]), row["raised_above"]
        measure = _Measure(
            name, row["finding"], float(row["lowest"]), float(row["highest"]), float(above) if above else None, row["says"]
        )
        found[name[0]] = (*found.get(name[0], ()), measure)
    return found
