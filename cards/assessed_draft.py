"""What goes into the cards: the assessed drafts of one request, the ids given out for it, and the client's dialect."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from imaging_rules.assessment_result import OrderAssessment

SystemActionsPlace = Literal["both", "top-level", "extension"]
AnswerSuggestions = Literal["none", "order-note"]


@dataclass(frozen=True)
class AssessedDraft:
    """One draft order: the ServiceRequest as it came, its reference (`ServiceRequest/abc`, empty where it has no id or
    another draft has the same), its assessment, and the words by which it names itself (client text)."""

    resource: Mapping[str, Any]
    reference: str
    assessment: OrderAssessment
    name: str = ""

    @property
    def can_be_changed(self) -> bool:
        """Whether an action can point to it: a client finds a draft by its type and id only."""
        return bool(self.reference)


@dataclass(frozen=True)
class Dialect:
    """How a client wants its answers.

    `system_actions`: at the top level (CDS Hooks 2.0), under `extension` (Argonaut PAMA guide, public Sandbox), or both.
    `qcdsm`: the G-code of the consulted mechanism, stated only where set. `preferred_systems`: short names of the code
    systems for a study where the draft has none that fits, best first. `answer_suggestions`: how a card that asks takes an
    answer in one tap: not at all, or as a `note` of the ServiceRequest, for a client that carries out `update` actions and
    sends the notes of its drafts along. `referral_note`: a swap leaves the reason for the radiologist as a note on the order.
    """

    system_actions: SystemActionsPlace = "both"
    qcdsm: str | None = None
    preferred_systems: tuple[str, ...] = ("cpt", "loinc")
    answer_suggestions: AnswerSuggestions = "none"
    referral_note: bool = False


@dataclass
class ConsultationIds:
    """Gives out the UUIDs of one answer; each order keeps one consultation id in all that is said of it.

    `orders` holds the consultation ids given out, by the order's reference.
    """

    make: Callable[[], str] = field(default=lambda: str(uuid.uuid4()))
    orders: dict[str, str] = field(default_factory=dict)

    def new(self) -> str:
        """A fresh UUID, for a card, a suggestion or an added order."""
        return self.make()

    def of_order(self, reference: str) -> str:
        """The consultation id of an order, the same each time."""
        if reference not in self.orders:
            self.orders[reference] = self.make()
        return self.orders[reference]
