"""Which combinations of a topic's presenting problems and discriminators no scenario of the library covers.

Per topic: every way to enter, every answer to what tells its scenarios apart, with no exclusion or one. The list is
reviewed once and frozen by a test; a line that appears or goes is a clinical change to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record, Value
from imaging_rules.guideline import Topic
from imaging_rules.library import Library
from imaging_rules.matching import fits
from imaging_rules.outlook import answer_values
from imaging_rules.satisfying import ADULT, ANY_DAY, CHILD, Assignment, ways_to_hold
from imaging_rules.verdict import Condition


def uncovered(library: Library, topic: Topic) -> Iterator[str]:
    """One line for each combination that fits no scenario of the whole library; what makes no difference is left out."""
    open_ones: set[Line] = set()
    possible: set[Line] = set()
    for facts in _combinations(library, topic):
        book = FactBook(library.vocabulary, Record(ANY_DAY, stated=dict(facts)))
        if book.impossible(facts):
            continue
        possible.add(frozenset(facts.items()))
        if not any(fit.candidate for fit in fits(library.scenarios.values(), book)):
            open_ones.add(frozenset(facts.items()))
    for line in _merged(open_ones, possible):
        yield ", ".join(_said(name, value) for name, value in _words(line))


Line = frozenset[tuple[str, Value]]


def _merged(lines: set[Line], possible: set[Line]) -> list[Line]:
    """Patterns that stand for the lines: a fact is left out where every possible line that has the rest is among them."""
    patterns: dict[Line, None] = {}
    for line in sorted(lines, key=_words):
        if any(pattern <= line for pattern in patterns):
            continue
        pattern = line
        for item in sorted(line, key=str):
            wider = pattern - {item}
            if all(other in lines for other in possible if wider <= other):
                pattern = wider
        patterns[pattern] = None
    return sorted(patterns, key=_words)


def _words(line: Line) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in line)


def combination_count(library: Library, topic: Topic) -> int:
    """How many combinations were looked at."""
    return sum(1 for _ in _combinations(library, topic))


def _combinations(library: Library, topic: Topic) -> Iterator[Assignment]:
    scenarios = list(topic.scenarios.values())
    entries = _distinct(way for s in scenarios for way in ways_to_hold(s.entry, library.vocabulary))
    telling = sorted({name for s in scenarios for condition in s.given for name in condition.names()})
    exclusions = _exclusions(library, topic)
    age = ADULT if any(_holds_at(ADULT, s.population, library) for s in scenarios) else CHILD
    for entry, answers in product(entries, product(*(_answers(library, name) for name in telling))):
        base: dict[str, Value] = {**dict(zip(telling, answers, strict=True)), **entry, "age_years": age}
        absent = {name: False for name in exclusions if name not in base}
        yield {**absent, **base}
        for name in exclusions:
            if name not in base:
                yield {**absent, **base, name: True}


def _answers(library: Library, name: str) -> list[Value]:
    values = answer_values(library.vocabulary, name)
    return [value for value in values if value != ()] or [1.0]


def _exclusions(library: Library, topic: Topic) -> list[str]:
    names = {n for s in topic.scenarios.values() for condition in s.unless for n in condition.names()}
    return sorted(name for name in names if library.vocabulary.entry(name).kind == "boolean")


def _distinct(ways: Iterator[Assignment]) -> list[Assignment]:
    seen: dict[tuple[tuple[str, str], ...], Assignment] = {}
    for way in ways:
        seen.setdefault(tuple(sorted((name, str(value)) for name, value in way.items())), way)
    return list(seen.values())


def _holds_at(age: float, population: Condition | None, library: Library) -> bool:
    book = FactBook(library.vocabulary, Record(ANY_DAY, stated={"age_years": age}))
    return population is None or population.evaluate(book).value is True


def _said(name: str, value: str) -> str:
    return {"True": name, "False": f"no {name}"}.get(value, f"{name} {value.strip('()').replace(chr(39), '').strip(',')}")
