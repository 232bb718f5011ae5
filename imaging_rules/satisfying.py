"""Facts that make conditions true: used to find out whether two scenarios can both fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import inf

from imaging_rules.fact_conditions import Compares, Equals, In, IsTrue, Known
from imaging_rules.facts import State, Value
from imaging_rules.joined_conditions import All, AtLeast, Not
from imaging_rules.verdict import Condition
from imaging_rules.vocabulary import Vocabulary

Assignment = Mapping[str, Value]
MOST = 400
ANY_DAY = date(2026, 11, 20)
ADULT, CHILD = 50.0, 10.0
"""The ages of somebody of whom no age is asked."""


@dataclass(frozen=True)
class Between:
    """Any whole number of a range, both ends counted: what a test on a quantity leaves open."""

    low: float = 0
    high: float = inf

    def and_also(self, other: Between) -> Between | None:
        """The numbers of both ranges; None where there are none."""
        both = Between(max(self.low, other.low), min(self.high, other.high))
        return both if both.low <= both.high else None

    @property
    def one(self) -> float:
        """The last number of the range, the first where it has no end."""
        return self.low if self.high == inf else self.high


Way = Mapping[str, Value | Between]
"""Facts that make a condition true, with the quantities still open."""


def ways_to_hold(condition: Condition, vocabulary: Vocabulary) -> list[Assignment]:
    """Sets of facts that make a condition true, at most a few hundred; not always all of them."""
    return [settled(way) for way in open_ways(condition, vocabulary)]


def settled(way: Way) -> Assignment:
    """The facts with one number for each quantity left open."""
    return {name: value.one if isinstance(value, Between) else value for name, value in way.items()}


def open_ways(condition: Condition, vocabulary: Vocabulary) -> list[Way]:
    """The same ways with the quantities left open, so that they can be combined with others."""
    return list(_first(_ways(condition, vocabulary)))


def _first(items: Iterator[Way]) -> Iterator[Way]:
    for place, item in enumerate(items):
        if place >= MOST:
            return
        yield item


def _ways(condition: Condition, vocabulary: Vocabulary) -> Iterator[Way]:
    match condition:
        case IsTrue(name):
            yield {name: _affirmed(name, vocabulary)}
        case Known(name, _):
            yield {name: _affirmed(name, vocabulary)}
        case Equals(name, value):
            yield {name: _equal(name, value, vocabulary)}
        case In(name, values):
            yield from ({name: value} for value in _members(name, values, vocabulary))
        case Compares(name, test, number):
            yield {name: _beyond(test, number)}
        case All(parts):
            yield from combined([open_ways(part, vocabulary) for part in parts])
        case AtLeast(count, parts):
            if count == 1:
                for part in parts:
                    yield from _ways(part, vocabulary)
            else:
                yield from combined([open_ways(part, vocabulary) for part in parts[:count]])
        case Not(IsTrue(name)) | Not(Equals(name, True)):
            yield {name: False}
        case _:
            yield {}


def combined(choices: list[list[Way]]) -> Iterator[Way]:
    """Every way of taking one from each list that does not contradict itself."""
    for picked in product(*choices):
        merged: dict[str, Value | Between] = {}
        for name, value in (item for way in picked for item in way.items()):
            both = _both(merged[name], value) if name in merged else value
            if both is None:
                break
            merged[name] = both
        else:
            yield merged


def _both(one: Value | Between, other: Value | Between) -> Value | Between | None:
    """What agrees with both: the common numbers of two ranges, the members of two code sets; None where nothing does."""
    if isinstance(one, Between) and isinstance(other, Between):
        return one.and_also(other)
    if isinstance(one, tuple) and isinstance(other, tuple) and bool(one) == bool(other):
        return tuple(sorted({*one, *other}))
    return one if one == other else None


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


def _beyond(test: str, number: float) -> Between:
    return {
        "lt": Between(high=number - 1),
        "lte": Between(high=number),
        "gt": Between(low=number + 1),
        "gte": Between(low=number),
    }[test]
