"""What a payer's answer has to do with the drafts of a request: whether a word of it is due, and of which kind.

First things first: as long as an order about which the payer says something is clinically wrong, an emergency, or not known
to be right, the payer has no word. The rating of a guideline and the answer of a payer never change each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cards.assessed_draft import AssessedDraft
from cards.grouping import DraftGroup
from fhir_mappings.order.replacement import carries_rating
from imaging_rules.assessment_result import OrderAssessment, Status
from imaging_rules.payer.policy import Clash
from imaging_rules.payer.request import PayerAnswer
from imaging_rules.payer.verdict import PayerStatus, StudyVerdict
from imaging_rules.rating import Rating

_LEAVES_THE_ORDER = frozenset({"silent", "kept", "question"})
_SILENCES = ("silence", "switched-off")
"""The kinds of a site's policy under which the scenario that fits says nothing: whether the order is right is not known."""
_REFUSES = (PayerStatus.NOT_MET, PayerStatus.OUTSIDE)


@dataclass(frozen=True)
class PayerView:
    """A draft with what the payer says of its study (several verdicts where the study has several regions)."""

    draft: AssessedDraft
    verdicts: tuple[StudyVerdict, ...]

    @property
    def made(self) -> OrderAssessment:
        """The guideline's side."""
        return self.draft.assessment

    @property
    def refused(self) -> bool:
        """Whether the criteria are not met for a part of it."""
        return any(each.status in _REFUSES for each in self.verdicts)

    @property
    def owes_proof(self) -> bool:
        """Whether the criteria are not refused, and facts are owed for one that is in play."""
        return not self.refused and any(each.status is PayerStatus.MORE_INFORMATION for each in self.verdicts)

    @property
    def clashes_with_rating(self) -> bool:
        """Whether the guideline rates the study usually appropriate and the payer's criteria are not met."""
        return self.refused and self.made.rating is self.made.guideline_rating is Rating.USUALLY


@dataclass(frozen=True)
class PayerWord:
    """What one policy has to say in an answer, and of which drafts."""

    answer: PayerAnswer
    views: tuple[PayerView, ...]

    @property
    def due(self) -> tuple[PayerView, ...]:
        """The drafts that call for a card: refused against the rating, or right without proof."""
        return tuple(view for view in self.views if view.clashes_with_rating or view.owes_proof)

    @property
    def verdicts(self) -> tuple[StudyVerdict, ...]:
        """All that is said, each study once."""
        return tuple({each.study: each for view in self.views for each in view.verdicts}.values())

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """Where the guideline behind one of these ratings says otherwise, unless the criteria are met all the same."""
        told = (clash for clash in self.answer.verdict.clashes if not clash.entry_of.page_only)
        return tuple(clash for clash in told if any(_concerns(clash, view) for view in self.views))

    def only_due(self) -> PayerWord:
        """The word about the drafts that call for a card alone."""
        return PayerWord(self.answer, self.due)

    def is_about(self, group: DraftGroup) -> bool:
        """Whether one of a card's drafts is among those spoken of."""
        return any(view.draft is member for view in self.views for member in group.members)


def payer_words(drafts: Sequence[AssessedDraft], answers: Iterable[PayerAnswer]) -> list[PayerWord]:
    """The word of each policy that may speak, in the order the client names them."""
    words = (_word(drafts, answer) for answer in answers)
    return [word for word in words if word is not None and word.views]


def told_before(word: PayerWord) -> bool:
    """Whether every order that calls for the card carries our rating of an earlier call, when the card was shown."""
    return all(_carries_our_rating(view) for view in word.due)


def _word(drafts: Sequence[AssessedDraft], answer: PayerAnswer) -> PayerWord | None:
    judged = [(draft, answer.verdict.of(draft.assessment.study)) for draft in drafts if draft.assessment.study]
    judged = [(draft, verdicts) for draft, verdicts in judged if verdicts]
    if not all(_clinically_done(draft.assessment) for draft, _ in judged):
        return None
    views = (PayerView(d, tuple(v for v in verdicts if _says_something(answer, v))) for d, verdicts in judged)
    return PayerWord(answer, tuple(view for view in views if view.verdicts))


def _says_something(answer: PayerAnswer, verdict: StudyVerdict) -> bool:
    """Not where another policy of the payer is about the study, nor where nothing on record raises a criterion yet: what
    would have to be shown is then anybody's guess."""
    undecided = verdict.status is PayerStatus.MORE_INFORMATION
    return answer.verdict.speaks_of(verdict) and (not undecided or bool(verdict.open or verdict.gates))


def _clinically_done(made: OrderAssessment) -> bool:
    """Whether nothing speaks against the order: it is right, or kept as what is left, or not rated for want of criteria. One
    that waits for an answer may turn out needless."""
    if made.emergency or made.situation not in _LEAVES_THE_ORDER or any(one.condemns for one in made.constraints):
        return False
    if any(policy.kind in _SILENCES for policy in made.site_policy):
        return False
    if Rating.USUALLY_NOT in (made.rating, made.guideline_rating) or made.already_there:
        return False
    return made.status is not Status.NEEDS_INFORMATION


def _carries_our_rating(view: PayerView) -> bool:
    made = view.made
    return made.guideline_rating is not None and carries_rating(view.draft.resource, made.guideline_rating, made.local_rating)


def _concerns(clash: Clash, view: PayerView) -> bool:
    if view.made.rating_by not in clash.entry_of.scenarios:
        return False
    unmet = {each.study for each in view.verdicts if each.status is not PayerStatus.MET}
    return bool(unmet & set(clash.entry_of.studies))
