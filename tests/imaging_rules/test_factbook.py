"""How the statements of one finding become one fact."""

from __future__ import annotations

from datetime import date

from imaging_rules import Library, Record
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Evidence, Finding, State

LIBRARY = Library.load()
OLD, NEW = date(2019, 3, 1), date(2026, 11, 19)


def injury(state: State, region: str, day: date) -> Finding:
    return Finding("injury_region", state, Evidence(f"Condition/{region}", region, day), (region,))


def fact_of(*findings: Finding) -> tuple[object, object]:
    found = FactBook(LIBRARY.vocabulary, Record(date(2026, 11, 20), findings)).finding("injury_region")
    return found.value, found.state


def test_an_injury_that_is_over_leaves_a_new_one_there() -> None:
    new, old = injury(State.PRESENT, "cervical", NEW), injury(State.HISTORY, "thoracic", OLD)
    assert fact_of(new, old) == fact_of(old, new) == fact_of(new) == (("cervical",), State.PRESENT)


def test_an_injury_that_is_over_is_history() -> None:
    assert fact_of(injury(State.HISTORY, "thoracic", OLD)) == (None, State.HISTORY)
