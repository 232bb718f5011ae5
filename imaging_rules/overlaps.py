"""Pairs of scenarios that can both fit and rate a study differently: each must name which goes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record, State, Value
from imaging_rules.guideline import Scenario
from imaging_rules.library import Library
from imaging_rules.matching import fit
from imaging_rules.placement import bound_table, rows_for, spine_regions
from imaging_rules.satisfying import ADULT, ANY_DAY, Assignment, Way, combined, open_ways, settled
from imaging_rules.study import Study
from imaging_rules.verdict import Condition


@dataclass(frozen=True)
class Overlap:
    """Two scenarios that fit the same facts, and a study they rate differently."""

    one: Scenario
    other: Scenario
    facts: Assignment
    study: Study | None


def overlaps(library: Library) -> Iterator[Overlap]:
    """Every pair that can both fit and says different things about a study, whether or not an order is named."""
    ways = {name: _open_ways_to_fit(scenario, library) for name, scenario in library.scenarios.items()}
    for one, other in combinations(library.scenarios.values(), 2):
        study = _rated_differently(one, other)
        advising = "advised" in (one.entry_of.status, other.entry_of.status)
        if study is None and not (advising and _share_a_region(one, other)):
            continue
        facts = _both_fit(one, other, library, ways)
        if facts is not None:
            yield Overlap(one, other, facts, study)


def unordered(library: Library) -> Iterator[Overlap]:
    """The overlaps in which neither scenario yields to the other."""
    for overlap in overlaps(library):
        if overlap.other.id not in overlap.one.yields_to and overlap.one.id not in overlap.other.yields_to:
            yield overlap


def circles(library: Library) -> Iterator[tuple[str, ...]]:
    """Orders of precedence that run in a circle."""
    done: set[str] = set()
    for start in library.scenarios:
        path: list[str] = []
        yield from _walk(library, start, path, done)


def _walk(library: Library, name: str, path: list[str], done: set[str]) -> Iterator[tuple[str, ...]]:
    if name in path:
        yield tuple(path[path.index(name) :])
        return
    if name in done or name not in library.scenarios:
        return
    path.append(name)
    for further in sorted(library.scenarios[name].yields_to):
        yield from _walk(library, further, path, done)
    path.pop()
    done.add(name)


def ways_to_fit(scenario: Scenario, library: Library) -> list[Assignment]:
    """Sets of facts on which a scenario fits, age included; at most a few hundred."""
    return [settled(way) for way in _open_ways_to_fit(scenario, library)]


def _open_ways_to_fit(scenario: Scenario, library: Library) -> list[Way]:
    needed: list[Condition] = [scenario.entry, *scenario.given]
    if scenario.population is not None:
        needed.append(scenario.population)
    choices = [open_ways(condition, library.vocabulary) for condition in needed]
    return [way for way in combined(choices) if _fits(scenario, _book(settled(way), library))]


def _both_fit(one: Scenario, other: Scenario, library: Library, ways: dict[str, list[Way]]) -> Assignment | None:
    for way in combined([ways[one.id], ways[other.id]]):
        facts = settled(way)
        book = _book(facts, library)
        if not book.impossible(facts) and _fits(one, book) and _fits(other, book):
            return facts
    return None


def _book(way: Assignment, library: Library) -> FactBook:
    stated: dict[str, Value | State] = {
        name: State(value) if isinstance(value, str) and value in _STATES else value for name, value in way.items()
    }
    if "age_years" not in stated:
        stated["age_years"] = ADULT
    return FactBook(library.vocabulary, Record(ANY_DAY, stated=stated))


_STATES = {state.value for state in State}


def _fits(scenario: Scenario, book: FactBook) -> bool:
    return fit(scenario, book).fits


def _share_a_region(one: Scenario, other: Scenario) -> bool:
    def regions(scenario: Scenario) -> set[str]:
        rule = scenario.entry_of.region
        return set(rule.regions) or set(spine_regions())

    return bool(regions(one) & regions(other))


def _narrow(row_study: Study, study: Study) -> bool:
    """A row over the whole spine beside one for a part of it is no conflict: the narrower one goes first."""
    return len(row_study.regions) - len(study.regions) < len(spine_regions()) - 1


def _rated_differently(one: Scenario, other: Scenario) -> Study | None:
    never = {*one.entry_of.region.never, *other.entry_of.region.never}
    for area in spine_regions():
        if area in never:
            continue
        mine, theirs = bound_table(one, (area,)), bound_table(other, (area,))
        for bound in (*mine, *theirs):
            first = {row.row.rating.rank for row in rows_for(bound.study, mine) if _narrow(row.study, bound.study)}
            second = {row.row.rating.rank for row in rows_for(bound.study, theirs) if _narrow(row.study, bound.study)}
            if first and second and first != second:
                return bound.study
    return None
