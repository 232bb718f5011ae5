"""From a record and an order to an assessment: match, rate, limit by safety, offer, ask."""

from __future__ import annotations

from dataclasses import replace

from imaging_rules.applied_limits import SAFETY_SOURCE, applied, warned
from imaging_rules.asking import contrast_question, plain_question, question_about
from imaging_rules.assessment_result import OrderAssessment, Question, Status
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record
from imaging_rules.fitting_reason import fitting_the_reason, open_to_the_reason
from imaging_rules.judging import Judgement, Says
from imaging_rules.library import Library
from imaging_rules.matching import fits
from imaging_rules.nearest import elsewhere, open_elsewhere, unrated_by
from imaging_rules.offers import Offers
from imaging_rules.order_on_record import OrderOnRecord
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.outlook import Decision, Outlook, look_ahead
from imaging_rules.past.already_there import done_for_this_complaint
from imaging_rules.past.beside_the_past import beside_the_past
from imaging_rules.past.imaging_before import AlreadyThere
from imaging_rules.rating import Rating
from imaging_rules.saying import said, silenced, under_policy, without_scenario
from imaging_rules.used_facts import used_facts
from imaging_rules.want_of_age import for_want_of_age


def assess_order(library: Library, order: OrderToAssess, record: Record, basket: Basket | None = None) -> OrderAssessment:
    """The assessment of one order for one patient.

    Args:
        library: what is known.
        order: the draft.
        record: all that is recorded of the patient, this order's indication included.
        basket: the other drafts and the active orders, so that nothing already there is offered.

    Returns:
        The assessment; it never raises for a record, however odd.
    """
    if not order.imaging:
        return OrderAssessment(order.reference, None, Status.NOT_IMAGING)
    if order.study is None:
        return _of_no_known_study(library, order, record)
    at = OrderOnRecord.of(library, order, order.study, record, basket or Basket())
    return beside_the_past(_assessment(at), library, at.facts, at.ordered)


def _of_no_known_study(library: Library, order: OrderToAssess, record: Record) -> OrderAssessment:
    """An order of a study that the catalogue does not have, or that was not understood: it is not rated, and the scenario that
    its reason fits is named. What rules its modality out is said."""
    facts = FactBook(library.vocabulary, record)
    possible = library.entry_index.possible(library.in_force(record.as_of), facts)
    every = fits(possible, facts)
    fitting = fitting_the_reason(every)
    nearest = elsewhere(fitting.scenario, facts, None) if fitting else open_elsewhere(open_to_the_reason(every), facts, None)
    because = "the order names no study of the catalogue"
    made = OrderAssessment(order.reference, None, Status.NO_CRITERIA, because=because, nearest=nearest)
    barred = order.elsewhere
    against = library.safety.limits(facts, library.safety_index).of(barred, "absolute") if barred is not None else []
    if barred is None or not against:
        return made
    held = tuple(applied(each, (barred,), barred) for each in against)
    return replace(made, study=barred, situation="ruled-out", constraints=held, source=SAFETY_SOURCE, nearest=None)


def _assessment(at: OrderOnRecord) -> OrderAssessment:
    """Decide, look ahead where something is open, and say it."""
    decision = at.decide(at.facts)
    judgement = decision.judgement
    if judgement.says is Says.SILENCED:
        return warned(at, silenced(at, judgement))
    if not judgement.lead:
        made = without_scenario(at, judgement)
        return warned(at, for_want_of_age(at, made, _assessment) if judgement.says is Says.AGE_UNKNOWN else made)
    if done := _done(at, judgement):
        at = replace(at, there=(*at.there, *done))
        decision = at.decide(at.facts)
    outlook = None if judgement.settled else look_ahead(decision, at.decide)
    return warned(at, under_policy(at, _speaking(at, decision, outlook), decision, outlook))


def _speaking(at: OrderOnRecord, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
    judgement = decision.judgement
    if judgement.says is Says.RATES:
        return _rated(at, decision, outlook)
    if judgement.says is Says.UNLISTED:
        made = said(at, decision, Status.NO_CRITERIA, None, Offers())
        return replace(made, nearest=unrated_by(judgement.primary.scenario, at.ordered))
    return _advised(at, decision, outlook)


def _done(at: OrderOnRecord, judgement: Judgement) -> tuple[AlreadyThere, ...]:
    """What was done since the complaint began and need not be done again."""
    imaging = at.facts.record.imaging
    if not imaging:
        return ()
    return done_for_this_complaint(imaging, at.facts, used_facts(judgement.primary, at.facts), at.library.imaging_history)


def _rated(at: OrderOnRecord, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
    if outlook is None:
        if decision.rating is None:
            return _phase_unstated(at, decision)
        return said(at, decision, Status.RATED, decision.rating, _lasting(at, decision.judgement, decision.offers))
    rating = outlook.robust_rating
    asked = _asked(at, outlook)
    if rating is None:
        return said(at, decision, Status.NEEDS_INFORMATION, None, _left_of(at, outlook), asked)
    offers = _lasting(at, decision.judgement, outlook.shared_offers)
    made = said(at, decision, Status.RATED, rating, offers, asked)
    return replace(made, holds_either_way=outlook.every_answer_leaves_criteria)


def _left_of(at: OrderOnRecord, outlook: Outlook) -> Offers:
    """Nothing is offered before the rating is known, but in place of an order that is ruled out whatever the answers."""
    sure = outlook.complete and not any(way.undecided for way in outlook.ways)
    return outlook.shared_offers if sure and at.limits.rules_out(at.ordered) else Offers()


def _lasting(at: OrderOnRecord, judgement: Judgement, offers: Offers) -> Offers:
    """The offers that stand once they are ordered. A scenario without a word on this order may go before the one that
    rates it and judge the offered study otherwise: what it would offer then is offered at once."""
    primary = judgement.primary
    others = [fit for fit in (*judgement.lead, *judgement.others) if fit is not primary]
    if not offers.recommended or all(primary.id in fit.scenario.yields_to for fit in others):
        return offers
    first = offers.recommended[0].studies[0]
    seen = at.came_from | {at.ordered}
    order = replace(at.order, study=first)
    again = _assessment(OrderOnRecord.of(at.library, order, first, at.record, at.basket, seen))
    if again.recommended and not seen & set(again.recommended[0].studies):
        return replace(offers, recommended=again.recommended)
    return replace(offers, recommended=offers.recommended[1:]) if again.rating is Rating.USUALLY_NOT else offers


def _phase_unstated(at: OrderOnRecord, decision: Decision) -> OrderAssessment:
    """Contrast is not stated and the phases rate differently: ask for it, and offer the ones that fit best."""
    rows = decision.judgement.placement(decision.judgement.primary).rows
    by_phase = {bound.study.phase: bound.row.rating for bound in rows}
    question = contrast_question(at.library.vocabulary, by_phase, at.ordered)
    asked = () if at.emergency else (question,)
    return said(at, decision, Status.NEEDS_INFORMATION, None, decision.offers, asked)


def _advised(at: OrderOnRecord, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
    asked = _asked(at, outlook) if outlook else _asked_by_advice(at, decision)
    offers = outlook.shared_offers if outlook else decision.offers
    return said(at, decision, Status.ADVISED, None, offers, asked)


def _asked_by_advice(at: OrderOnRecord, decision: Decision) -> tuple[Question, ...]:
    """What an advising scenario leaves open between its studies."""
    if decision.judgement.says is not Says.ADVISES:
        return ()
    names: dict[str, None] = {}
    for when, _ in decision.judgement.primary.scenario.advise:
        if when is not None and when.evaluate(at.facts).value is None:
            names.update(dict.fromkeys(sorted(when.names())))
    return tuple(plain_question(at.library.vocabulary, name) for name in names)


def _asked(at: OrderOnRecord, outlook: Outlook) -> tuple[Question, ...]:
    if at.emergency:
        return ()
    return tuple(question_about(at.library.vocabulary, name, outlook) for name in outlook.questions())
