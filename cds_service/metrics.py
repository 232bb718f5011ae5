"""What the service counts of itself, for a Prometheus server. Numbers only: no patient, no order, no client.

Every label has a short list of values written by this program, so that no caller can add series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from cards.card_types import Indicator
from cds_service.consultations.consultation import Feedback
from cds_service.evaluation import Answer
from cds_service.services import BY_ID
from imaging_rules.assessment_result import Status

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_ANSWERED, _REFUSED, _FAILED = "answered", "refused", "failed"
_OUTCOMES = ("accepted", "overridden")

_Bound = dict[tuple[str, str], Counter]


class Metrics:
    """The counters of one application. `dropped` tells how many consultations found no room in the queue to be kept."""

    def __init__(self, dropped: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        seconds = Histogram(
            "imaging_cds_hook_seconds",
            "Time from the arrival of a hook call to its answer",
            ["service"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._seconds = {service: seconds.labels(service) for service in BY_ID}
        self._calls = self._bound("hook_calls", "Hook calls", "result", (_ANSWERED, _REFUSED, _FAILED))
        faults = Counter("imaging_cds_faults", "Faults of ours, answered without cards", ["service"], registry=self.registry)
        self._faults = {service: faults.labels(service) for service in BY_ID}
        self._orders = self._bound("orders", "Orders assessed, by what came of it", "status", Status)
        self._cards = self._bound("cards", "Cards sent", "indicator", Indicator)
        self._feedback = self._bound("feedback", "Cards reported on", "outcome", _OUTCOMES)
        lost = Gauge("imaging_cds_consultations_dropped", "Consultations not kept since the start", registry=self.registry)
        lost.set_function(dropped)

    def call(self, service: str, status: int, seconds: float) -> None:
        """Count a hook call with its HTTP status and how long it took."""
        result = _ANSWERED if status < 400 else _REFUSED if status < 500 else _FAILED
        _count(self._calls, service, result)
        self._seconds[service].observe(seconds)

    def fault(self, service: str) -> None:
        """Count a fault of ours behind an answer without cards."""
        self._faults[service].inc()

    def answer(self, service: str, answer: Answer) -> None:
        """Count the orders and the cards of an answer."""
        for order in answer.assessment.orders:
            _count(self._orders, service, order.status)
        for card in answer.response["cards"]:
            _count(self._cards, service, card["indicator"])

    def feedback(self, service: str, items: Iterable[Feedback]) -> None:
        """Count cards reported on. A report that is sent again counts again: a trend, not a record."""
        for item in items:
            _count(self._feedback, service, item.outcome)

    def _bound(self, name: str, says: str, label: str, values: Iterable[str]) -> _Bound:
        """A counter by service and one label, bound to every pair: binding costs more than counting."""
        counter = Counter(f"imaging_cds_{name}", says, ["service", label], registry=self.registry)
        return {(service, value): counter.labels(service, value) for service in BY_ID for value in values}


def _count(counters: _Bound, service: str, value: str) -> None:
    """A value without a series is not counted: a number must never cost anybody an answer."""
    counter = counters.get((service, value))
    if counter is not None:
        counter.inc()
