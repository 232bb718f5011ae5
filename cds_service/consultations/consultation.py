"""What is kept of one assessed request, and what a client reports about its cards. Ids, codes and ratings only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from imaging_rules.library import Library


@dataclass(frozen=True, slots=True)
class AnswerId:
    """An id given out in an answer: of a card, of a suggestion (`of` is its card), or the consultation id that a rated
    order carries (`of` is the order's reference)."""

    id: str
    kind: Literal["card", "suggestion", "order"]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What the details app needs of a consultation: the orders and findings as text (`kept_tasks`), found by a random
    handle. Patient data; kept for a few hours only."""

    handle: str = field(repr=False)
    tasks: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a replay needs of a consultation (`replay.facts_to_text`), and the library it was assessed with. Findings without
    words; kept as long as the site says."""

    library: Library = field(repr=False)
    tasks: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SilentOrder:
    """An order that was assessed and of which nothing was shown: by which scenario, and what would have been seen. `card`
    is true where it would have had a card of its own, or led one."""

    topic: str
    scenario: str
    rating: str
    situation: str
    card: bool


@dataclass(frozen=True, slots=True)
class Consultation:
    """The record of one assessed request. `assessment` is its JSON form, `ids` what was given out in the answer; `silent`
    are the orders of it of which nothing was shown."""

    id: str
    client: str
    service: str
    hook: str
    hook_instance: str
    patient_id: str
    user_id: str
    as_of: str
    assessment: dict[str, Any]
    ids: tuple[AnswerId, ...] = ()
    details: Details | None = None
    facts: Facts | None = None
    silent: tuple[SilentOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class Feedback:
    """What became of one card. `suggestions` are the ids of the accepted ones."""

    service: str
    card: str
    outcome: str
    outcome_timestamp: str
    suggestions: tuple[str, ...] = ()
    reason_system: str = ""
    reason_code: str = ""

    @property
    def id(self) -> str:
        """The same for every repeat of the same report."""
        parts = [self.service, self.card, self.outcome, self.outcome_timestamp, *sorted(self.suggestions)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeptDetails:
    """The details of a consultation as they are kept; `order_ids` maps each order's reference to the id it carries."""

    consultation: str
    client: str
    patient_id: str
    service: str
    made_at: str
    order_ids: dict[str, str]
    tasks: str = field(repr=False)
