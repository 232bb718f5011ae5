"""The orders placed before that still count beside the drafts of a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from fhir_mappings.reports.earlier_imaging import EarlierStudy
from imaging_rules.past.past_exam import PlacedOrder
from imaging_rules.periods import Period


def standing_orders(
    placed: Iterable[PlacedOrder], drafts: Iterable[str], log: Sequence[EarlierStudy], as_of: date, look_back: Period
) -> tuple[PlacedOrder, ...]:
    """Those placed within the look-back that are no draft of this session and have not been carried out, in a fixed order.

    Args:
        placed: the active orders on record.
        drafts: the references of all drafts, which a server may hold as well.
        log: the imaging on record; an order that some of it is based on has been carried out.
        as_of: the day of assessment.
        look_back: how long an order counts as one that will be carried out.
    """
    since, own = look_back.before(as_of), set(drafts)
    carried_out = {reference for entry in log for reference in entry.links.orders}
    standing = {each for each in placed if each.day >= since and each.source not in own | carried_out}
    return tuple(sorted(standing, key=lambda each: (each.day, each.source)))
