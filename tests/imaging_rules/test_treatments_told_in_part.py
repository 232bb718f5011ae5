"""A list of treatments names some of what was done; of the other kinds it says nothing."""

from __future__ import annotations

from datetime import date

from imaging_rules.fact_conditions import In
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Evidence, Finding, Record, State
from imaging_rules.library import Library

ACTIVE, INACTIVE = "conservative_active_modalities", "conservative_inactive_modalities"
THERAPY = Finding("conservative_kind", State.PRESENT, Evidence("order", "six weeks of physio"), ("physical_therapy",))
TABLETS = Finding("conservative_kind", State.PRESENT, Evidence("order", "naproxen since June"), ("medication",))


def told(*findings: Finding) -> FactBook:
    return FactBook(Library.load().vocabulary, Record(as_of=date(2026, 11, 20), findings=findings, indication="read"))


def test_one_kind_of_treatment_denies_no_other() -> None:
    book = told(THERAPY)
    assert book.fact(ACTIVE).value == ("physical_therapy",)
    assert not book.fact(INACTIVE).known
    assert In(INACTIVE, frozenset({"medication"})).evaluate(book).value is None
    assert In(ACTIVE, frozenset({"chiropractic"})).evaluate(book).value is None


def test_each_kind_stands_on_its_own_words() -> None:
    book = told(THERAPY, TABLETS)
    assert [each.text for each in book.fact(ACTIVE).evidence] == ["six weeks of physio"]
    assert [each.text for each in book.fact(INACTIVE).evidence] == ["naproxen since June"]
