"""Silent mode: orders of a guideline are assessed and kept, and nothing of it is shown, until the site goes live.

A safety constraint on the order is said all the same, as it would be without the guideline; with `all`, nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cards.assessed_draft import AssessedDraft
from cards.grouping import grouped
from cards.summary import SITUATIONS
from cds_service.assessed_request import AssessedRequest
from cds_service.consultations.consultation import SilentOrder
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.safety_alone import safety_alone

ALL = "all"


@dataclass(frozen=True, slots=True)
class SilentMode:
    """The topics a client does not see yet; `everything` where it sees nothing at all."""

    topics: frozenset[str] = frozenset()
    everything: bool = False

    def covers(self, made: OrderAssessment) -> bool:
        """Whether an assessment is one that the client does not see."""
        return self.everything or (made.source is not None and made.source.topic_id in self.topics)

    def shown(self, draft: AssessedDraft) -> AssessedDraft:
        """The draft as the client sees it."""
        return replace(draft, assessment=safety_alone(draft.assessment)) if self.covers(draft.assessment) else draft

    def heard(self, assessed: AssessedRequest) -> tuple[PayerAnswer, ...]:
        """What the client hears of its payer policies: nothing as long as one of the orders is assessed silently, for whether
        an order is right comes before what a payer wants of it."""
        return () if any(self.covers(draft.assessment) for draft in assessed.drafts) else assessed.payer

    def kept(self, drafts: Sequence[AssessedDraft]) -> tuple[SilentOrder, ...]:
        """The orders of criteria that were assessed silently, each with what would have been seen. Drafts that one card
        would have spoken about are counted as one card."""
        quiet = [draft for draft in drafts if self.covers(draft.assessment)]
        heads = {id(group.members[0]) for group in grouped(quiet) if group.assessment.situation in SITUATIONS}
        return tuple(
            _silent_order(draft.assessment, id(draft) in heads)
            for draft in quiet
            if draft.assessment.scenarios or id(draft) in heads
        )


def _silent_order(made: OrderAssessment, card: bool) -> SilentOrder:
    return SilentOrder(
        topic=made.source.topic_id if made.source else "",
        scenario=made.scenarios[0].id if made.scenarios else "",
        rating=made.rating.value if made.rating else "",
        situation=made.situation,
        card=card,
    )
