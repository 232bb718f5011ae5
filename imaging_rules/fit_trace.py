"""The trace of one scenario."""

from __future__ import annotations

from imaging_rules.assessment_result import Match
from imaging_rules.matching import Fit
from imaging_rules.verdict import Verdict


def fit_trace(fit: Fit) -> dict[str, object]:
    """How a scenario came to fit, or not: every condition with its value and the facts that decided it, as plain data."""

    def told(verdict: Verdict | None) -> object:
        return None if verdict is None else verdict.to_json()

    return {
        "id": fit.id,
        "match": fit.match.value if fit.candidate else Match.NO.value,
        "entry": told(fit.entry),
        "given": [verdict.to_json() for verdict in fit.given],
        "unless": [verdict.to_json() for verdict in fit.unless],
        "assumed": list(fit.assumed),
        "open_on": list(fit.open_on),
    }
