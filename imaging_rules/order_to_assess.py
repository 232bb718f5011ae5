"""What is asked about: a draft order, and the other studies on their way beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from imaging_rules.past.past_exam import PlacedOrder
from imaging_rules.study import Study


@dataclass(frozen=True)
class OrderToAssess:
    """One draft order: its reference, its study (None where it could not be read), whether it is imaging at all, and its
    priority (routine, urgent, asap, stat)."""

    reference: str
    study: Study | None
    imaging: bool = True
    priority: str | None = None
    elsewhere: Study | None = None
    """Of a part of the body that the catalogue lacks: modality and phase, for the safety limits."""


@dataclass(frozen=True)
class Basket:
    """The other studies on their way: `drafted` beside the order in the same session, `placed` before it."""

    drafted: tuple[Study, ...] = field(default=())
    placed: tuple[PlacedOrder, ...] = ()
