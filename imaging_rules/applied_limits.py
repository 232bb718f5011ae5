"""What the safety limits say of an order and of what would be offered instead: constraints, cautions, and what to ask first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from imaging_rules.asking import plain_question
from imaging_rules.assessment_result import AppliedConstraint, Note, OrderAssessment, Question, Source
from imaging_rules.offers import Offers
from imaging_rules.order_on_record import OrderOnRecord
from imaging_rules.rating import Rating
from imaging_rules.safety import Active
from imaging_rules.study import Study

SAFETY_SOURCE = Source("Safety limits", "safety", "implants, contrast, pregnancy", "2026", "")
"""Named where a constraint speaks and no guideline does; the publications behind each stand in `safety.yaml`."""


def applied_constraints(
    at: OrderOnRecord, better: Iterable[Study], call_about: Iterable[Study] = ()
) -> tuple[AppliedConstraint, ...]:
    """The constraints that touch the ordered study or one that would have been better; with what to do at once where they
    touch a study of `call_about`, those that somebody has to settle on the phone as time decides."""
    at_stake, by_phone = (at.ordered, *better), tuple(call_about)
    return tuple(
        applied(held, at_stake, at.ordered, by_phone)
        for held in at.limits.active
        if held.constraint.strength != "relative" and any(held.covers(one) for one in at_stake)
    )


def applied(held: Active, at_stake: Sequence[Study], ordered: Study, by_phone: Sequence[Study] = ()) -> AppliedConstraint:
    """One constraint that holds, with what it does to the studies at stake."""
    absolute = held.constraint.strength == "absolute"
    return AppliedConstraint(
        id=held.constraint.id,
        strength=held.constraint.strength,
        says=held.constraint.entry.says,
        features=tuple(dict.fromkeys(leaf.fact.name for leaf in held.verdict.leaves() if leaf.fact)),
        rules_out=tuple(dict.fromkeys(one for one in at_stake if absolute and held.covers(one))),
        condemns=absolute and held.covers(ordered),
        evidence=held.verdict.evidence(),
        basis=held.constraint.entry.basis,
        in_emergency=held.constraint.entry.in_emergency if any(held.covers(one) for one in by_phone) else "",
    )


def cautions_on(at: OrderOnRecord) -> tuple[Note, ...]:
    """What is to be borne in mind of the ordered study, and rules nothing out."""
    held = at.limits.of(at.ordered, "relative")
    return tuple(active.caution for active in held)


def screening_questions(at: OrderOnRecord, offers: Offers) -> tuple[Question, ...]:
    """What has to be asked before an ordered or a better study: the label of a device, the agent of a reaction."""
    at_stake = (at.ordered, *offers.screened)
    names = [
        held.constraint.entry.ask
        for held in at.limits.active
        if held.constraint.strength == "screening" and any(held.covers(one) for one in at_stake)
    ]
    asked = (plain_question(at.library.vocabulary, name) for name in dict.fromkeys(names) if name)
    return tuple(replace(question, of_safety=True) for question in asked)


def unseen_parts(at: OrderOnRecord, offers: Offers) -> tuple[str, ...]:
    """The record parts that were not delivered and could hold a constraint on what is offered."""
    offered = {one for offer in offers.recommended for one in offer.studies}
    limits = (limit.id for one in offered for limit in at.library.safety.about(one))
    parts = frozenset[str]().union(*map(at.library.parts_of_limits.__getitem__, limits))
    return tuple(sorted(parts - at.facts.record.delivered))


def warned(at: OrderOnRecord, made: OrderAssessment) -> OrderAssessment:
    """The assessment of an order that stands, with a caution that it is warned of all the same."""
    held = [one for one in at.limits.warned_of(at.ordered) if _is_told(one, made)]
    if made.situation not in ("silent", "kept") or not held:
        return made
    told = tuple(applied(one, (at.ordered,), at.ordered) for one in held)
    return replace(
        made,
        situation="caution",
        constraints=(*told, *made.constraints),
        source=made.source or SAFETY_SOURCE,
    )


def _is_told(held: Active, made: OrderAssessment) -> bool:
    """Whether a warning is for this order: one that another study goes before only where the order rates well, and nothing else
    is said of it."""
    entry = held.constraint.entry
    if entry.warns != "always" and made.emergency:
        return False
    return not entry.another_first or (made.situation == "silent" and made.rating is not Rating.USUALLY_NOT)
