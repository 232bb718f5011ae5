"""Facts that make conditions true: used to find out whether two scenarios can both fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from imaging_rules.conditions import (
    All,
    AtLeast,
    Compares,
    Condition,
    Equals,
    In,
    IsTrue,
    Known,
    Not,
)
from imaging_rules.facts import State, Value
from imaging_rules.vocabulary import Vocabulary

Assignment = Mapping[str, Value]
MOST = 400
ANY_DAY = date(2026, 11, 20)


def ways_to_hold(condition: Condition, vocabulary: Vocabulary) -> list[Assignment]:
    """Sets of facts that make a condition true, at most a few hundred; not always all of them."""
    return list(_first(_ways(condition, vocabulary)))


def _first(items: Iterator[Assignment]) -> Iterator[Assignment]:
    for place, item in enumerate(items):
        if place >= MOST:
            return
        yield item


def _ways(condition: Condition, vocabulary: Vocabulary) -> Iterator[Assignment]:
    match condition:
        case IsTrue(name):
            yield {name: _affirmed(name, vocabulary)}
        case Known(name):
            yield {name: _affirmed(name, vocabulary)}
        case Equals(name, value):
            yield {name: _equal(name, value, vocabulary)}
        case In(name, values):
            yield from ({name: value} for value in _members(name, values, vocabulary))
        case Compares(name, test, number, _):
            yield {name: _beyond(test, number)}
        case All(parts):
            yield from combined([ways_to_hold(part, vocabulary) for part in parts])
        case AtLeast(count, parts):
            if count == 1:
                for part in parts:
                    yield from _ways(part, vocabulary)
            else:
                yield from combined([ways_to_hold(part, vocabulary) for part in parts[:count]])
        case Not(IsTrue(name)) | Not(Equals(name, True)):
            yield {name: False}
        case _:
            yield {}


def combined(choices: list[list[Assignment]]) -> Iterator[Assignment]:
    """Every way of taking one from each list that does not contradict itself."""
    for picked in product(*choices):
        merged: dict[str, Value] = {}
        if all(merged.setdefault(name, value) == value for item in picked for name, value in item.items()):
            yield merged


def _affirmed(name: str, vocabulary: Vocabulary) -> Value:
    entry = vocabulary.entry(name)
    if entry.kind == "code":
        return entry.values[-1]
    if entry.kind == "code set":
        return (entry.values[-1],)
    if entry.kind == "quantity":
        return 1.0
    return ANY_DAY if entry.kind == "date" else True


def _equal(name: str, value: bool | str, vocabulary: Vocabulary) -> Value:
    if isinstance(value, str) and value in {state.value for state in State}:
        return value
    return (str(value),) if vocabulary.entry(name).kind == "code set" else value


def _members(name: str, values: frozenset[str], vocabulary: Vocabulary) -> list[Value]:
    entry = vocabulary.entry(name)
    named = sorted(values - {"*"}) or (list(entry.values) if "*" in values else [])
    if entry.kind == "code set":
        return [(value,) for value in named] or [()]
    return list(named)


def _beyond(test: str, number: float) -> float:
    return {"lt": number - 1, "lte": number, "gt": number + 1, "gte": number}[test]
