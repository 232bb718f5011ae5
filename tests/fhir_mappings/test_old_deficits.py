"""Deficits on record that are older than the complaint are history; where nobody knows, they are left open."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.chart.old_deficits import without_old_deficits
from imaging_rules.facts import Evidence, Finding, State, Value

TODAY = date(2026, 11, 20)


def problem(day: date | None, name: str = "weakness") -> Finding:
    return Finding(name, State.PRESENT, Evidence("Condition/1", "left leg weakness", day))


def examined(words: str, name: str = "weakness") -> Finding:
    return Finding(name, State.PRESENT, Evidence("Observation/1", f"Power of the leg: {words}", date(2026, 11, 18), "text"))


def of_order(name: str, value: Value | None = None) -> Finding:
    return Finding(name, State.PRESENT, Evidence("ServiceRequest/1.reasonCode", name, None, "text", True), value)


def states(*found: Finding) -> tuple[list[str], set[str]]:
    """The states of what is on record, and what is left open."""
    made = without_old_deficits(found, TODAY)
    return [str(each.state) for each in made.findings if not each.evidence.of_order], set(made.open)


TEN_DAYS = (of_order("low_back_pain"), of_order("symptom_onset", 10.0))


def test_a_problem_of_years_ago_is_no_deficit_of_a_new_complaint() -> None:
    assert states(*TEN_DAYS, problem(date(2017, 4, 1))) == (["history"], set())
    assert states(*TEN_DAYS, problem(date(2012, 4, 1), "bladder_dysfunction")) == (["history"], set())


@pytest.mark.parametrize("day", [date(2026, 11, 14), date(2026, 9, 20), None])
def test_one_of_these_weeks_or_of_no_told_day_stands(day: date | None) -> None:
    assert states(*TEN_DAYS, problem(day)) == (["present"], set())


def test_one_as_old_as_the_complaint_stands() -> None:
    long = (of_order("low_back_pain"), of_order("symptom_onset", 900.0))
    assert states(*long, problem(date(2024, 6, 1))) == (["present"], set())


def test_where_the_complaint_has_no_onset_a_year_is_long_ago() -> None:
    assert states(of_order("spine_infection"), problem(date(2024, 6, 1))) == (["history"], set())
    assert states(of_order("spine_infection"), problem(date(2026, 6, 1))) == (["present"], set())


@pytest.mark.parametrize("asked", ["myelopathy", "multiple_sclerosis", "spasticity"])
def test_a_long_course_belongs_to_the_cord(asked: str) -> None:
    assert states(*TEN_DAYS, of_order(asked), problem(date(2017, 4, 1))) == (["present"], set())


@pytest.mark.parametrize(
    "words",
    [
        "3/5, long-standing",
        "4/5 (old polio)",
        "4/5, residual from stroke",
        "4-/5, at baseline",
        "4/5, not new",
        "known foot drop",
    ],
)
def test_an_examination_that_calls_it_old_finds_nothing_new(words: str) -> None:
    assert states(examined(words)) == (["history"], set())


@pytest.mark.parametrize(
    "words",
    ["4/5", "4/5, worse than before", "3/5, new on top of old polio", "3/5, not at baseline", "4/5, longstanding but worse"],
)
def test_one_that_does_not_or_calls_it_new_stands(words: str) -> None:
    assert states(examined(words)) == (["present"], set())


@pytest.mark.parametrize(
    "words", ["4/5, baseline unknown", "4/5 ?old ?new", "3/5, unclear whether new", "4/5, premorbid level not recorded"]
)
def test_where_nobody_knows_it_is_left_open(words: str) -> None:
    assert states(examined(words)) == ([], {"weakness"})


def test_an_examination_that_finds_what_is_an_old_problem_too_leaves_it_open() -> None:
    old = problem(date(2017, 4, 1))
    assert states(*TEN_DAYS, old, examined("4/5")) == (["history"], {"weakness"})
    assert states(*TEN_DAYS, old, examined("2/5, new since Monday")) == (["history", "present"], set())


def test_a_volume_left_in_the_bladder_is_not_residual_weakness() -> None:
    assert states(examined("residual 600 mL", "bladder_dysfunction")) == (["present"], set())


def test_what_the_order_says_stands() -> None:
    said = Finding("weakness", State.PRESENT, Evidence("ServiceRequest/1", "longstanding weak leg", None, "text", True))
    assert without_old_deficits([said], TODAY).findings == (said,)
