"""The radiation of earlier examinations: bands, not doses, and never more certain than the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from earlier_exams import CORD, CT, LIBRARY, MRI, assessed, exam

from imaging_rules.checks import problems
from imaging_rules.past.imaging_before import RadiationHistory
from imaging_rules.past.past_exam import PastExam
from imaging_rules.study import study

CHILD: dict[str, Any] = {**CORD, "age_years": 12.0}
FILM, PET = "Radiography cervical spine", "FDG-PET/CT whole body"


def history(*exams: PastExam, facts: dict[str, Any] | None = None, ordered: str = CT) -> RadiationHistory | None:
    return assessed(ordered, exams, facts).radiation_history


def sum_of(*exams: PastExam, facts: dict[str, Any] | None = None) -> tuple[float | None, float | None, int]:
    made = history(*exams, facts=facts)
    assert made is not None
    return made.low, made.high, made.without_band


def test_the_bands_of_an_adult_are_added() -> None:
    assert sum_of(exam(CT, 10), exam(FILM, 100, "b"), exam(PET, 200, "c")) == (11.1, 41.0, 0)


def test_a_child_has_bands_and_levels_of_its_own() -> None:
    assert sum_of(exam(CT, 10), facts=CHILD) == (3.0, 10.0, 0)  # four symbols in a child, three in an adult
    assert sum_of(exam(FILM, 10), facts=CHILD) == (0.03, 0.3, 0)


def test_whoever_came_of_age_since_was_a_child_then() -> None:
    young = {**CORD, "age_years": 18.0}
    assert sum_of(exam(CT, 200), facts=young)[:2] == (3.0, 10.0)
    assert sum_of(exam(CT, 0), facts=young)[:2] == (1.0, 10.0)


def test_without_an_age_no_band_is_chosen() -> None:
    assert sum_of(exam(CT, 10), facts={name: value for name, value in CORD.items() if name != "age_years"}) == (None, None, 1)


def test_an_open_contrast_phase_spans_the_bands_of_all_phases() -> None:
    adult = LIBRARY.radiation_table.adult
    assert adult[study("CT lumbar spine without IV contrast")] == (1, 10)
    assert adult[study("CT lumbar spine without and with IV contrast")] == (10, 30)
    assert sum_of(exam("CT lumbar spine", 10)) == (1.0, 30.0, 0)


def test_an_open_contrast_phase_has_no_band_where_a_phase_has_none() -> None:
    assert study("CTA neck with IV contrast") in LIBRARY.radiation_table.adult
    assert sum_of(exam("CTA neck", 10)) == (None, None, 1)


def test_a_study_without_a_published_level_is_counted_and_left_out_of_the_sum() -> None:
    made = history(exam("CT hip without IV contrast", 10), exam(CT, 20, "b"))
    assert made is not None
    assert (len(made.exams), made.low, made.high, made.without_band, made.at_least) == (2, 1.0, 10.0, 1, True)


def test_a_level_that_varies_is_not_zero() -> None:
    assert study("Arteriography spine area of interest") not in LIBRARY.radiation_table.adult
    assert sum_of(exam("Radiography spine", 10)) == (None, None, 1)


@pytest.mark.parametrize("ordered", [MRI, "MRI cervical spine without and with IV contrast"])
def test_an_order_without_radiation_adds_nothing_and_says_nothing(ordered: str) -> None:
    assert history(exam(CT, 10), ordered=ordered) is None


def test_examinations_without_radiation_do_not_count() -> None:
    assert history(exam(MRI, 10)) is None


def test_what_may_lie_in_the_look_back_is_not_counted_but_said_to_be_possible() -> None:
    undated = PastExam("u", (study(CT),))
    year = PastExam("y", (study(CT),), date(2025, 1, 1), date(2025, 12, 31))
    for unsure in (undated, year):
        made = history(exam(CT, 10), unsure)
        assert made is not None
        assert len(made.exams) == 1
        assert made.more_possible
    old = history(exam(CT, 10), exam(CT, 400, "old"))
    assert old is not None
    assert len(old.exams) == 1
    assert not old.more_possible


def test_reports_that_did_not_arrive_may_hold_more() -> None:
    made = assessed(CT, [exam(CT, 10)], delivered=frozenset({"order", "patient"})).radiation_history
    assert made is not None
    assert made.more_possible


def test_past_radiation_never_changes_what_is_rated_or_offered() -> None:
    many = [exam(PET, days, f"r{days}") for days in range(1, 200)]
    plain, beside = assessed(CT, []), assessed(CT, many)
    assert (plain.rating, plain.recommended, plain.constraints, plain.cautions, plain.situation) == (
        beside.rating, beside.recommended, beside.constraints, beside.cautions, beside.situation,
    )  # fmt: skip


def test_the_levels_of_a_childs_topic_are_the_childs() -> None:
    listed = set(LIBRARY.imaging_history.file.radiation.child_tables)
    assert listed == {name for name, topic in LIBRARY.topics.items() if "child" in name}
    assert study("Radiography complete spine") in LIBRARY.radiation_table.child
    assert study("Radiography complete spine") not in LIBRARY.radiation_table.adult


def test_the_library_has_nothing_against_it_and_every_time_its_reason() -> None:
    assert [line for line in problems(LIBRARY) if "imaging history" in line] == []
    times = LIBRARY.imaging_history.look_back
    for each in (times.shown, times.radiation, times.placed_order, *times.repeat):
        assert each.because
        assert each.sources or each.basis == "convention"
