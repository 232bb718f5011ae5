"""How a payer's criteria are decided on whole charts: what the policy says of an order, against what its author expects.

A line of `payer.jsonl` is a chart like the others; `expects` holds the `status` of the order and the criteria that are `met`
among others, `also` the other ServiceRequests of the session. More information is asked for where the readers miss what a
chart tells: that is an abstention. Met or not met is wrong where the author expects something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from benchmarks.matching.charts import AS_OF, Chart, hook_request
from benchmarks.matching.outcome import SERVICE, Outcome
from cds_service.clients import Client
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.payer.verdict import PayerStatus, PayerVerdict

POLICY = "nia-cervical-mri-2022"
_CLIENT = Client(id="benchmark", payer_policies=(POLICY,))


@dataclass(frozen=True)
class PayerChart:
    """One order with its chart, and what a reviewer of the payer would answer."""

    id: str
    why: str
    status: PayerStatus
    met: frozenset[str]
    line: Mapping[str, Any]


@dataclass(frozen=True)
class PayerScored:
    """A chart, what became of it, and what the policy said."""

    chart: PayerChart
    outcome: Outcome
    said: str


def payer_charts() -> list[PayerChart]:
    """The charts. Raises ValueError for an id that stands twice."""
    rows = [json.loads(line) for line in (files(__package__) / "payer.jsonl").read_text(encoding="utf-8").splitlines()]
    if len({row["id"] for row in rows}) < len(rows):
        raise ValueError("a chart id stands twice")
    return [
        PayerChart(row["id"], row["why"], PayerStatus(row["expects"]["status"]), frozenset(row["expects"]["met"]), row)
        for row in rows
    ]


def payer_request(chart: PayerChart) -> dict[str, Any]:
    """The order-select request of a chart, with every order of the session among the drafts and selections."""
    request = hook_request(Chart(chart.id, "", "", None, chart.why, chart.line))
    for place, given in enumerate(chart.line.get("also", ()), 1):
        other = hook_request(Chart(chart.id, "", "", None, "", {"order": {**given, "id": f"also{place}"}}))
        request["context"]["draftOrders"]["entry"] += other["context"]["draftOrders"]["entry"]
        request["context"]["selections"] += other["context"]["selections"]
    return request


def payer_scored(evaluator: Evaluator, chart: PayerChart) -> PayerScored:
    """Answers the chart's request as the service does for a client with the policy. `evaluator` assesses as of `AS_OF`."""
    assert evaluator.as_of().isoformat() == AS_OF
    request = read_hook_request(json.dumps(payer_request(chart)).encode())
    orders = evaluator.answer(request, SERVICE, _CLIENT).assessment.orders
    verdict = next((each for order in orders for each in order.payer), None)
    return PayerScored(chart, _outcome(chart, verdict), _said(verdict))


def _outcome(chart: PayerChart, verdict: PayerVerdict | None) -> Outcome:
    if verdict is None or (verdict.status is PayerStatus.MORE_INFORMATION and verdict.status is not chart.status):
        return Outcome.ABSTAINED
    if verdict.status is not chart.status:
        return Outcome.WRONG
    return Outcome.RIGHT if chart.status is not PayerStatus.MET or chart.met <= set(verdict.criteria_met) else Outcome.SECOND


def _said(verdict: PayerVerdict | None) -> str:
    if verdict is None:
        return "no verdict"
    return f"{verdict.status}: met {', '.join(verdict.criteria_met) or 'none'}; owed {', '.join(verdict.owed) or 'none'}"


def payer_table(results: Sequence[PayerScored]) -> str:
    """Lines of counts and shares by what is expected, the sum last."""
    rows = [(status.value, [each for each in results if each.chart.status is status]) for status in PayerStatus]
    lines = [
        "| expected | charts | right | met by another criterion | wrong | asked although told |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_row(name, found) for name, found in [*rows, ("all", list(results))] if found)])


def _row(name: str, results: Sequence[PayerScored]) -> str:
    counts = [sum(each.outcome is outcome for each in results) for outcome in Outcome]
    shares = (f"{count} ({100 * count / len(results):.1f} %)" for count in counts)
    return f"| {name} | {len(results)} | {' | '.join(shares)} |"
