"""How the statements of one finding become one fact."""

from __future__ import annotations

from datetime import date

from imaging_rules import Library, Record
from imaging_rules.fact_conditions import In
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


def mri(day: date, kind: str) -> Finding:
    return Finding("cord_mri_date", State.PRESENT, Evidence(f"Report/{day}", "MRI", day, kind), day)


def test_of_several_days_the_latest_counts_whoever_tells_it() -> None:
    in_words, on_record = mri(NEW, "text"), mri(OLD, "value")
    found = FactBook(LIBRARY.vocabulary, Record(date(2026, 11, 20), (on_record, in_words))).finding("cord_mri_date")
    assert found.value == NEW


def test_the_site_of_a_past_cancer_is_its_site() -> None:
    past = Finding("cancer_site", State.HISTORY, Evidence("Condition/1", "breast CA", OLD), "breast")
    book = FactBook(LIBRARY.vocabulary, Record(date(2026, 11, 20), (past,)))
    assert book.fact("primary_cancer_site").value == "breast"


def films_made(*, mentioned: frozenset[str]) -> FactBook:
    made = Finding("si_imaging", State.PRESENT, Evidence("DiagnosticReport/1", "films", NEW), ("radiograph_done",))
    return FactBook(LIBRARY.vocabulary, Record(date(2026, 11, 20), (made,), mentioned=mentioned))


def test_a_set_to_which_a_study_that_was_not_read_may_add_is_open() -> None:
    done, negative = (
        In("sacroiliac_imaging", frozenset({"radiograph_done"})),
        In("sacroiliac_imaging", frozenset({"si_mri_negative"})),
    )
    read, unread = films_made(mentioned=frozenset()), films_made(mentioned=frozenset({"si_imaging"}))
    assert [done.evaluate(read).value, negative.evaluate(read).value] == [True, False]
    assert [done.evaluate(unread).value, negative.evaluate(unread).value] == [True, None]
