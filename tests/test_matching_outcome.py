"""What counts as right, wrong and abstained in the match rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.matching.charts import AS_OF, Chart, charts
from benchmarks.matching.outcome import Outcome, outcome_of, scored
from cds_service.evaluation import Evaluator
from imaging_rules.assessment_result import Match, OrderAssessment, ScenarioMatch, Status
from imaging_rules.library import Library

ONE, OTHER = "topic/v1", "topic/v2"


def chart(expects: str | tuple[str, ...] | None) -> Chart:
    return Chart("x", "topic", "positive", expects, "", {})


def answer(status: Status, *matches: tuple[str, Match]) -> OrderAssessment:
    scenarios = tuple(ScenarioMatch(name, match) for name, match in matches)
    return OrderAssessment("ServiceRequest/x", None, status, scenarios=scenarios)


@pytest.mark.parametrize(
    ("expects", "given", "outcome"),
    [
        (ONE, answer(Status.RATED, (ONE, Match.PROVISIONAL), (OTHER, Match.DEFINITE)), Outcome.RIGHT),
        (OTHER, answer(Status.RATED, (ONE, Match.PROVISIONAL), (OTHER, Match.DEFINITE)), Outcome.WRONG),
        (ONE, answer(Status.NEEDS_INFORMATION, (ONE, Match.DEFINITE)), Outcome.RIGHT),  # only the contrast phase is asked
        # an open scenario leads: nobody is sure of the one behind it
        (OTHER, answer(Status.NEEDS_INFORMATION, (ONE, Match.OPEN), (OTHER, Match.PROVISIONAL)), Outcome.ABSTAINED),
        ((ONE, OTHER), answer(Status.NEEDS_INFORMATION, (ONE, Match.OPEN), (OTHER, Match.PROVISIONAL)), Outcome.RIGHT),
        ((OTHER,), answer(Status.NEEDS_INFORMATION, (ONE, Match.OPEN)), Outcome.ABSTAINED),
        ((ONE, OTHER), answer(Status.RATED, (ONE, Match.PROVISIONAL)), Outcome.WRONG),
        # the rating is the same whatever the open one turns out to be
        ((ONE, OTHER), answer(Status.RATED, (ONE, Match.OPEN), (OTHER, Match.PROVISIONAL)), Outcome.RIGHT),
        ((OTHER,), answer(Status.RATED, (ONE, Match.OPEN), (OTHER, Match.PROVISIONAL)), Outcome.WRONG),
        (None, answer(Status.RATED, (ONE, Match.PROVISIONAL)), Outcome.WRONG),
        (None, answer(Status.NO_CRITERIA), Outcome.RIGHT),
        (ONE, answer(Status.NO_CRITERIA), Outcome.ABSTAINED),
    ],
)
def test_an_answer_is_compared_with_what_the_author_expects(
    expects: str | tuple[str, ...] | None, given: OrderAssessment, outcome: Outcome
) -> None:
    assert outcome_of(chart(expects), given) is outcome


def test_an_order_that_the_first_scenario_has_no_row_for_is_second_where_another_rates_it() -> None:
    """Earlier kyphoplasty and new low back pain: the fracture topic goes first and rates no films."""
    (line,) = (chart for chart in charts("coded") if chart.id == "ward-083")
    evaluator = Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))
    made = scored(evaluator, line)
    assert (line.expects, made.outcome) == ("vertebral-compression-fracture-2022/v3", Outcome.SECOND)
    mri = {**line.line, "order": {**line.line["order"], "code": "cpt 72148 | MRI lumbar spine"}}
    assert scored(evaluator, replace(line, line=mri)).outcome is Outcome.RIGHT
    wrong = replace(line, expects="low-back-pain-2021/v1")
    assert scored(evaluator, wrong).outcome is Outcome.WRONG, "a scenario that does not fit is no second"


def test_advice_that_stands_whichever_way_an_open_question_falls_is_second() -> None:
    """An unclear neck MRI and a myelogram: the myelopathy topic, which hangs on the tempo, rates no myelogram by films."""
    (line,) = (chart for chart in charts("coded") if chart.id == "followup-013")
    evaluator = Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))
    assert scored(evaluator, line).outcome is Outcome.SECOND
    assert scored(evaluator, replace(line, expects=("myelopathy-2020/v1", "myelopathy-2020/v2"))).outcome is Outcome.WRONG


def test_an_order_of_another_part_that_names_what_is_open_is_right() -> None:
    (line,) = (chart for chart in charts("coded") if chart.id == "myelopathy-034")
    evaluator = Evaluator(Library.load(), as_of=date.fromisoformat(AS_OF))
    assert scored(evaluator, line).outcome is Outcome.RIGHT
    assert scored(evaluator, replace(line, expects=("cervical-pain-2024/v1",))).outcome is Outcome.ABSTAINED
