"""Which situation an assessed order is in: whether it is spoken about at all, and which kind of card says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from imaging_rules.assessment_result import AppliedConstraint, OrderAssessment, Status
from imaging_rules.factbook import FactBook
from imaging_rules.judging import Judgement, Says
from imaging_rules.offers import Offers
from imaging_rules.outlook import Decision
from imaging_rules.rating import Rating
from imaging_rules.study import Study, study


def any_call(constraints: Iterable[AppliedConstraint]) -> bool:
    """Whether a device on record calls for the phone: time decides, and no form may take the place of a radiologist."""
    return any(one.in_emergency for one in constraints)


def looks_beside(judgement: Judgement, facts: FactBook, ordered: Study) -> bool:
    """Whether an order looks at none of the parts that the signs come from: the head for a level in the trunk."""
    primary = judgement.primary
    also = (region for region, when in primary.scenario.also_regions if when.evaluate(facts).value is True)
    return not set(ordered.regions) & {*judgement.placement(primary).regions, *also}


def held_back(made: OrderAssessment, condemned: bool, judgement: Judgement, cannot_show: bool) -> OrderAssessment:
    """The assessment as an emergency hears it: one offer, and only where the ordered study `cannot_show` the answer."""
    if not made.emergency:
        return made
    against = [study(name) for name in judgement.primary.scenario.entry_of.against]
    blind = cannot_show and made.rating is not Rating.USUALLY and not any(one.fallback for one in made.recommended[:1])
    cannot_answer = judgement.says is Says.WRONG_REGION or made.study in against or blind
    if condemned or made.rating is Rating.USUALLY_NOT or cannot_answer:
        by_phone = any_call(made.constraints)
        first = (replace(one, one_tap=False, preferred=False) if by_phone else one for one in made.recommended[:1])
        return replace(made, recommended=tuple(first), way_out=() if condemned else made.way_out)
    return replace(made, recommended=(), may_be_appropriate=())


def situation_of(made: OrderAssessment, decision: Decision, offers: Offers, condemned: bool) -> str:
    """Which row of the card table holds; the names are those of `cards`."""
    if condemned:
        needless = made.rating is Rating.USUALLY_NOT and offers.nothing_usually_appropriate
        return "nothing-usually-appropriate" if needless else "ruled-out"
    if made.status is Status.ADVISED:
        wrong = decision.judgement.says is not Says.ADVISES and not made.emergency
        if offers.drafted or not (made.recommended or offers.ruled_out or offers.screened or wrong):
            return "call-now" if any_call(made.constraints) else "silent"
        return "advised"
    if made.status is Status.NO_CRITERIA:
        return "silent"
    if made.status is Status.NEEDS_INFORMATION:
        return "question" if made.questions else "call-now" if any_call(made.constraints) else "silent"
    if made.recommended:
        return "better" if made.rating is not Rating.USUALLY else "silent"
    return _kept(made, offers)


def _kept(made: OrderAssessment, offers: Offers) -> str:
    if made.emergency:
        return "call-now" if any_call(made.constraints) else "silent"
    if offers.drafted and made.rating is Rating.USUALLY_NOT:
        return "already-drafted"
    if offers.nothing_usually_appropriate and made.rating is Rating.USUALLY_NOT:
        return "nothing-usually-appropriate"
    if made.questions and (offers.screened or made.rating is Rating.USUALLY_NOT):
        return "question"
    if offers.ruled_out:
        return "kept"
    return "question" if made.questions and any(c.strength == "screening" for c in made.constraints) else "silent"
