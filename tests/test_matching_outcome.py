"""What counts as right, wrong and abstained in the match rate."""

from __future__ import annotations

import pytest

from benchmarks.matching.charts import Chart
from benchmarks.matching.outcome import Outcome, outcome_of
from imaging_rules.assessment_result import Match, OrderAssessment, ScenarioMatch, Status

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
