"""The scenario that an order's own reason fits, whatever study was ordered.

An order of another part of the body, or of a study that no table knows, is neither rated nor advised. That the findings it
states are those of a scenario is told all the same: it explains, and raises no card.
"""

from __future__ import annotations

from collections.abc import Sequence

from imaging_rules.judging import by_its_reason
from imaging_rules.matching import Fit, leading


def fitting_the_reason(every: Sequence[Fit]) -> Fit | None:
    """The scenario that goes first among those entered by the order's own reason; None where none is, where an open one may
    go first, or where the site has silenced one of them."""
    entered = [fit for fit in every if fit.candidate and by_its_reason(fit)]
    first = leading(entered)
    if not first or not all(fit.fits for fit in first) or any(fit.scenario.silenced_by for fit in entered):
        return None
    return first[0]


def open_to_the_reason(every: Sequence[Fit]) -> tuple[Fit, ...]:
    """The scenarios that go first for the order's own reason where each hangs on a fact that is not on record; none where one
    of them fits, or is silenced by the site."""
    entered = [fit for fit in every if fit.candidate and by_its_reason(fit)]
    first = leading(entered)
    if any(fit.fits for fit in first) or any(fit.scenario.silenced_by for fit in entered):
        return ()
    return tuple(first)
