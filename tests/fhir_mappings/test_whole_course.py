"""A course of treatment of which the record tells one part and the order another. The order's day is 2026-11-20."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fhir_mappings.chart.whole_course import in_one_course
from imaging_rules.facts import Evidence, Finding, Interval, State

TODAY = date(2026, 11, 20)
Kind = Literal["value", "text", "answer"]


def told(first: str, last: str | None, kind: Kind = "text", source: str = "ServiceRequest/1.note") -> Finding:
    lasted = Interval(date.fromisoformat(first), date.fromisoformat(last) if last else None)
    return Finding("conservative_period", State.PRESENT, Evidence(source, "PT", kind=kind), lasted)


def visits(first: str, last: str | None) -> Finding:
    return told(first, last, "value", "Procedure/1")


def periods(*found: Finding) -> set[object]:
    return {each.value for each in in_one_course(found, TODAY)}


def test_a_single_visit_on_file_does_not_shorten_what_the_note_tells() -> None:
    assert periods(visits("2026-09-10", "2026-09-10"), told("2026-08-03", "2026-09-28")) == {
        Interval(date(2026, 8, 3), date(2026, 9, 28))
    }


def test_parts_not_far_apart_make_one_course() -> None:
    assert periods(visits("2026-08-03", "2026-08-31"), told("2026-09-14", "2026-10-12")) == {
        Interval(date(2026, 8, 3), date(2026, 10, 12))
    }


def test_of_two_courses_the_latest_counts() -> None:
    assert periods(visits("2026-05-25", "2026-06-22"), told("2026-09-14", "2026-10-12")) == {
        Interval(date(2026, 9, 14), date(2026, 10, 12))
    }


def test_therapy_that_ended_on_file_and_goes_on_in_words_is_left_open() -> None:
    assert periods(visits("2026-09-01", "2026-10-12"), told("2026-09-01", None)) == set()


def test_an_answer_stands_for_itself() -> None:
    both = {Interval(date(2026, 9, 1), date(2026, 9, 10)), Interval(date(2026, 8, 3), date(2026, 9, 28))}
    assert periods(told("2026-09-01", "2026-09-10", "answer"), told("2026-08-03", "2026-09-28")) == both


def test_everything_else_stays_as_it_is() -> None:
    care = Finding("conservative_care", State.PRESENT, Evidence("Procedure/1", "PT"))
    one = told("2026-08-03", "2026-09-28")
    assert in_one_course((care, one), TODAY) == (care, one)
