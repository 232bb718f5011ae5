"""What became of a chart: matched right, matched wrong, or abstained."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from benchmarks.matching.charts import AS_OF, Chart, hook_request
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.assessment_result import Match, OrderAssessment, Status
from imaging_rules.library import Library
from imaging_rules.placement import bound_table, rows_for

SERVICE = "imaging-appropriateness-select"
_SURE = (Match.DEFINITE, Match.PROVISIONAL)


class Outcome(StrEnum):
    """Right is the scenario that fits, or the scenarios left open; or the rating, given because every scenario left open gives
    it, one that is expected among them.
    Wrong is to be sure of a scenario that does not fit. Silence, or an open question, where one fits is an abstention.
    Nobody is sure of a scenario that comes after an open one: whether it counts hangs on the question.
    Second is an order rated by a scenario that fits and comes second, because the one that goes first, named beside it, does
    not rate such a study at all (decision 0001): neither right nor wrong."""

    RIGHT = "right"
    SECOND = "second"
    WRONG = "wrong"
    ABSTAINED = "abstained"


@dataclass(frozen=True)
class Scored:
    """A chart, what became of it, and what the service said."""

    chart: Chart
    outcome: Outcome
    said: str


def scored(evaluator: Evaluator, chart: Chart) -> Scored:
    """Answers the chart's request as the service does and compares. `evaluator` assesses as of `AS_OF`."""
    assert evaluator.as_of().isoformat() == AS_OF
    request = read_hook_request(json.dumps(hook_request(chart)).encode())
    orders = evaluator.answer(request, SERVICE).assessment.orders
    order = orders[0] if orders else None
    made = outcome_of(chart, order)
    if made is Outcome.WRONG and order is not None and _does_not_rate(evaluator.library, chart.expects, order):
        made = Outcome.SECOND
    return Scored(chart, made, _said(order))


def _does_not_rate(library: Library, expected: str | tuple[str, ...] | None, order: OrderAssessment) -> bool:
    """Whether the scenario expected fits and is named, and its table has no row for the study ordered; of several left open,
    whether that is so of all that are named and not sure, and one that is sure is among them."""
    if order.status not in (Status.RATED, Status.ADVISED) or order.study is None or expected is None:
        return False
    sure, study = _sure(order), order.study
    passed_over: tuple[str, ...]
    if isinstance(expected, str):
        passed_over, named = (expected,), expected in sure
    else:
        passed_over = tuple(each for each in expected if each not in sure)
        named = bool(sure) and {sure[0], *passed_over} <= {*expected} & {found.id for found in order.scenarios}
    if not named:
        return False
    scenarios = [each for each in library.in_force(date.fromisoformat(AS_OF)) if each.id in passed_over]
    return not any(rows_for(study, bound_table(scenario, study.regions)) for scenario in scenarios)


def outcome_of(chart: Chart, order: OrderAssessment | None) -> Outcome:
    """What became of a chart whose order was assessed so; None where no imaging order was read."""
    sure, left_open = _sure(order), [*_matches(order, (Match.OPEN,)), *_open_elsewhere(order)]
    if isinstance(chart.expects, str):
        if (
            order is not None
            and chart.expects in left_open
            and (_robust(order, (chart.expects,)) or (order.rating and not sure))
        ):
            return Outcome.RIGHT
        if not sure:
            return Outcome.ABSTAINED
        return Outcome.RIGHT if sure[0] == chart.expects else Outcome.WRONG
    if sure:
        return Outcome.RIGHT if _robust(order, chart.expects or ()) else Outcome.WRONG
    if chart.expects is None or set(left_open) & set(chart.expects):
        return Outcome.RIGHT
    return Outcome.ABSTAINED


def _robust(order: OrderAssessment | None, expected: tuple[str, ...]) -> bool:
    """Whether the order is rated although the scenario that goes first, an expected one, is open."""
    if order is None or order.status is not Status.RATED:
        return False
    first = order.scenarios[0]
    return first.match is Match.OPEN and first.id in expected


def _sure(order: OrderAssessment | None) -> list[str]:
    """The scenarios that fit; none where the order is not rated because an open one goes before them. Of an order that no
    table rates, the one that its reason fits."""
    if order is not None and order.status is Status.NO_CRITERIA and not order.scenarios and order.nearest is not None:
        return [near.id for near in order.nearest.scenarios if near.fits]
    if order is not None and order.status is Status.NEEDS_INFORMATION and order.scenarios:
        return _matches(order, _SURE) if order.scenarios[0].match is not Match.OPEN else []
    return _matches(order, _SURE)


def _open_elsewhere(order: OrderAssessment | None) -> list[str]:
    """The scenarios that an order of another part of the body, or of a patient of unknown age, leaves open."""
    if order is None or order.scenarios or order.nearest is None:
        return []
    return [near.id for near in order.nearest.scenarios if near.open_on]


def _matches(order: OrderAssessment | None, of: tuple[Match, ...]) -> list[str]:
    return [found.id for found in order.scenarios if found.match in of] if order else []


def _said(order: OrderAssessment | None) -> str:
    if order is None:
        return "no imaging order was read"
    matches = ", ".join(f"{found.id} {found.match}" for found in order.scenarios) or ", ".join(_sure(order)) or "no scenario"
    return f"{order.status}: {matches}"
