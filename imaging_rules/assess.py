"""From a record and an order to an assessment: match, rate, limit by safety, offer, ask.

The same evaluation that decides also explains: everything an `OrderAssessment` says about why comes from the trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from imaging_rules.already_there import done_for_this_complaint, held_by, standing_for, there_by_order
from imaging_rules.asking import contrast_question, in_one_line, leads_to, of_the_ordered, plain_question, question_about
from imaging_rules.assessment_result import (
    AppliedConstraint,
    Conflict,
    Note,
    OrderAssessment,
    Question,
    Rating,
    ScenarioMatch,
    Source,
    Status,
    UsedFact,
)
from imaging_rules.beside_the_past import beside_the_past
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record, State, Value
from imaging_rules.fit_trace import fit_trace
from imaging_rules.fitting_reason import fitting_the_reason, open_to_the_reason
from imaging_rules.guideline import Scenario
from imaging_rules.imaging_before import AlreadyThere
from imaging_rules.judging import Judgement, Says, judge
from imaging_rules.library import Library
from imaging_rules.local_policy import (
    NOT_AVAILABLE,
    SILENCED,
    applied_policy,
    replaced_ratings,
    says_first_what_is_lacking,
    silencing_policy,
)
from imaging_rules.matching import Fit, fits
from imaging_rules.nearest import elsewhere, nearest_topic, open_elsewhere, unrated_by
from imaging_rules.offers import NO_RATING, OfferFinder, Offers
from imaging_rules.outlook import Decision, Outlook, look_ahead
from imaging_rules.past_exam import PlacedOrder
from imaging_rules.placement import Place
from imaging_rules.safety import Active, Limits
from imaging_rules.situation import any_call, held_back, situation_of
from imaging_rules.study import Phase, Study, catalogue
from imaging_rules.used_facts import used_facts
from imaging_rules.wrong_segment import wrong_segment


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
    assessor = _Assessor(library, order, order.study, record, basket or Basket())
    return assessor.beside_the_past(assessor.assessment())


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
    against = library.safety.limits(facts).of(barred, "absolute") if barred is not None else []
    if barred is None or not against:
        return made
    held = tuple(_applied(each, (barred,), barred, False) for each in against)
    return replace(made, study=barred, situation="ruled-out", constraints=held, source=SAFETY_SOURCE, nearest=None)


SAFETY_SOURCE = Source("Safety limits", "safety", "implants, contrast, pregnancy", "2026", "")
"""Named where a constraint speaks and no guideline does; the publications behind each stand in `safety.yaml`."""


class _Assessor:
    """One order on one record."""

    def __init__(
        self,
        library: Library,
        order: OrderToAssess,
        ordered: Study,
        record: Record,
        basket: Basket,
        came_from: frozenset[Study] = frozenset(),
    ) -> None:
        self._library = library
        self._order = order
        self._record = record
        self._basket = basket
        self._came_from = came_from
        self._ordered = ordered
        self._there = there_by_order(basket.drafted, basket.placed)
        stated = _stated_by_order(order, (ordered, *basket.drafted))
        self._facts = FactBook(library.vocabulary, record.supposing({**stated, **record.stated}))
        self._scenarios: list[Scenario] = list(library.in_force(record.as_of))
        self._limits: Limits = library.safety.limits(self._facts)
        self._emergency = library.safety.emergency(self._facts)

    def assessment(self) -> OrderAssessment:
        """Decide, look ahead where something is open, and say it."""
        decision = self._decide(self._facts)
        judgement = decision.judgement
        if judgement.says is Says.SILENCED:
            return self._cautioned(self._silenced(judgement))
        if not judgement.lead:
            return self._cautioned(self._without_scenario(judgement))
        if done := self._done(judgement):
            self._there = (*self._there, *done)
            decision = self._decide(self._facts)
        outlook = None if judgement.settled else look_ahead(decision, self._decide)
        return self._cautioned(self._under_policy(self._speaking(decision, outlook), decision, outlook))

    def _cautioned(self, made: OrderAssessment) -> OrderAssessment:
        """The assessment of an order that stands, with a caution that it is warned of all the same."""
        held = self._limits.warned_of(self._ordered)
        if made.situation not in ("silent", "kept") or not held:
            return made
        told = tuple(_applied(one, (self._ordered,), self._ordered, False) for one in held)
        return replace(
            made,
            situation="caution",
            constraints=(*told, *made.constraints),
            source=made.source or SAFETY_SOURCE,
        )

    def _speaking(self, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
        judgement = decision.judgement
        if judgement.says is Says.RATES:
            return self._rated(decision, outlook)
        if judgement.says is Says.UNLISTED:
            made = self._said(decision, Status.NO_CRITERIA, None, Offers())
            return replace(made, nearest=unrated_by(judgement.primary.scenario, self._ordered))
        return self._advised(decision, outlook)

    def beside_the_past(self, made: OrderAssessment) -> OrderAssessment:
        """The assessment with what stands on record of earlier imaging and of contrast."""
        return beside_the_past(made, self._library, self._facts, self._ordered)

    def _done(self, judgement: Judgement) -> tuple[AlreadyThere, ...]:
        """What was done since the complaint began and need not be done again."""
        imaging = self._facts.record.imaging
        if not imaging:
            return ()
        return done_for_this_complaint(imaging, self._facts, used_facts(judgement.primary), self._library.imaging_history)

    def _decide(self, facts: FactBook) -> Decision:
        judgement = judge(self._library.entry_index.possible(self._scenarios, facts), facts, self._ordered)
        if not judgement.lead:
            return Decision(facts, judgement, None, Offers())
        finder = self._finder(judgement, facts)
        if judgement.says is Says.ADVISES:
            return Decision(facts, judgement, None, finder.advised())
        ratings = judgement.ratings(judgement.primary) if judgement.says is Says.RATES else set()
        rating = next(iter(ratings)) if len(ratings) == 1 else None
        if judgement.says is Says.UNLISTED:
            return Decision(facts, judgement, None, Offers())
        return Decision(facts, judgement, rating, finder.find(rating.rank if rating else NO_RATING))

    def _finder(self, judgement: Judgement, facts: FactBook) -> OfferFinder:
        there = [study for each in self._there for study in held_by(each)]
        availability, beside = self._library.availability, self._basket.drafted
        return OfferFinder(judgement, facts, self._limits, self._ordered, there, availability, beside)

    def _rated(self, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
        if outlook is None:
            if decision.rating is None:
                return self._phase_unstated(decision)
            return self._said(decision, Status.RATED, decision.rating, self._lasting(decision.judgement, decision.offers))
        rating = outlook.robust_rating
        asked = self._asked(outlook)
        if rating is None:
            return self._said(decision, Status.NEEDS_INFORMATION, None, self._left_of(outlook), asked)
        offers = self._lasting(decision.judgement, outlook.shared_offers)
        return self._said(decision, Status.RATED, rating, offers, asked)

    def _left_of(self, outlook: Outlook) -> Offers:
        """Nothing is offered before the rating is known, but in place of an order that is ruled out whatever the answers."""
        sure = outlook.complete and not any(way.undecided for way in outlook.ways)
        return outlook.shared_offers if sure and self._limits.rules_out(self._ordered) else Offers()

    def _lasting(self, judgement: Judgement, offers: Offers) -> Offers:
        """The offers that stand once they are ordered. A scenario without a word on this order may go before the one that
        rates it and judge the offered study otherwise: what it would offer then is offered at once."""
        primary = judgement.primary
        others = [fit for fit in (*judgement.lead, *judgement.others) if fit is not primary]
        if not offers.recommended or all(primary.id in fit.scenario.yields_to for fit in others):
            return offers
        first = offers.recommended[0].studies[0]
        seen = self._came_from | {self._ordered}
        order = replace(self._order, study=first)
        again = _Assessor(self._library, order, first, self._record, self._basket, seen).assessment()
        if again.recommended and not seen & set(again.recommended[0].studies):
            return replace(offers, recommended=again.recommended)
        return replace(offers, recommended=offers.recommended[1:]) if again.rating is Rating.USUALLY_NOT else offers

    def _phase_unstated(self, decision: Decision) -> OrderAssessment:
        """Contrast is not stated and the phases rate differently: ask for it, and offer the ones that fit best."""
        rows = decision.judgement.placement(decision.judgement.primary).rows
        by_phase = {bound.study.phase: bound.row.rating for bound in rows}
        question = contrast_question(self._library.vocabulary, by_phase)
        asked = () if self._emergency else (question,)
        return self._said(decision, Status.NEEDS_INFORMATION, None, decision.offers, asked)

    def _advised(self, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
        asked = self._asked(outlook) if outlook else self._asked_by_advice(decision)
        offers = outlook.shared_offers if outlook else decision.offers
        return self._said(decision, Status.ADVISED, None, offers, asked)

    def _asked_by_advice(self, decision: Decision) -> tuple[Question, ...]:
        """What an advising scenario leaves open between its studies."""
        if decision.judgement.says is not Says.ADVISES:
            return ()
        names: dict[str, None] = {}
        for when, _ in decision.judgement.primary.scenario.advise:
            if when is not None and when.evaluate(self._facts).value is None:
                names.update(dict.fromkeys(sorted(when.names())))
        return tuple(plain_question(self._library.vocabulary, name) for name in names)

    def _asked(self, outlook: Outlook) -> tuple[Question, ...]:
        if self._emergency:
            return ()
        return tuple(question_about(self._library.vocabulary, name, outlook) for name in outlook.questions())

    def _without_scenario(self, judgement: Judgement) -> OrderAssessment:
        """No scenario speaks about the order; a constraint that rules it out is said all the same."""
        refused = judgement.others
        age_unknown = judgement.says is Says.AGE_UNKNOWN
        condemned = self._limits.rules_out(self._ordered)
        source = _source(refused[0].scenario) if refused else None
        every = fits(self._scenarios, self._facts)
        fitting = fitting_the_reason(every) if judgement.says is Says.NOTHING else None
        possible = open_to_the_reason(every) if judgement.says is Says.NOTHING and not fitting else ()
        told = fitting or next(iter(possible), None)
        return OrderAssessment(
            self._order.reference,
            self._ordered,
            Status.NEEDS_INFORMATION if age_unknown else Status.NO_CRITERIA,
            situation="ruled-out" if condemned else "silent",
            because="the patient's age is not recorded" if age_unknown else "",
            claimed=judgement.says is Says.REFUSED,
            constraints=self._constraints(()),
            cautions=(*self._cautions(), *_unplaced(refused)),
            emergency=self._emergency,
            facts=used_facts(told) if told and not condemned else (),
            source=SAFETY_SOURCE if condemned else source,
            nearest=elsewhere(fitting.scenario, self._facts, self._ordered)
            if fitting
            else open_elsewhere(possible, self._facts, self._ordered) or nearest_topic(every, self._facts, self._ordered),
            trace=self._trace(refused),
        )

    def _silenced(self, judgement: Judgement) -> OrderAssessment:
        """The scenario that would speak is silenced here: no rating, no advice, no claim. Safety is said all the same."""
        bare = replace(self._without_scenario(replace(judgement, others=())), nearest=None, trace=self._trace(judgement.others))
        return replace(bare, because=SILENCED, site_policy=silencing_policy(fit.scenario for fit in judgement.others))

    def _said(
        self,
        decision: Decision,
        status: Status,
        rating: Rating | None,
        offers: Offers,
        questions: tuple[Question, ...] = (),
    ) -> OrderAssessment:
        primary = _giving(decision.judgement, rating)
        placement = decision.judgement.placement(primary)
        row = placement.rows[0].row if len({b.row.rating for b in placement.rows}) == 1 else None
        scenario = primary.scenario
        condemned = self._limits.rules_out(self._ordered)
        emergency = self._emergency or (scenario.entry_of.emergency and primary.fits)
        questions = (*questions, *self._screening_questions(offers), *self._presumed_questions(decision, rating))[:4]
        made = OrderAssessment(
            order=self._order.reference,
            study=self._ordered,
            status=status,
            scenarios=tuple(_scenario_match(fit) for fit in _first(primary, decision.judgement)),
            rating=rating,
            rating_by=primary.id if rating else None,
            recommended=offers.recommended,
            constraints=(constraints := self._constraints((*offers.ruled_out, *offers.barred, *offers.screened), emergency)),
            way_out=self._finder(decision.judgement, decision.facts).way_out() if any_call(constraints) else (),
            cautions=(*self._cautions(), *self._lower_co_match(decision, rating)),
            questions=() if emergency or condemned else questions,
            median=row.median if row and rating else None,
            radiation=row.radiation if row else None,
            because=_because(decision, self._ordered),
            source=_source(scenario),
            claimed=True,
            emergency=emergency,
            may_be_appropriate=offers.may_be if condemned or rating is Rating.USUALLY_NOT else (),
            unseen=self._unseen(offers),
            ruled_out_better=offers.ruled_out,
            waiting=offers.screened,
            already_there=standing_for(self._there, offers.drafted),
            lacks_ordered=self._library.availability.lacking(self._ordered) is not None,
            not_available=offers.not_available,
            facts=used_facts(primary),
            conflicts=self._conflicts(used_facts(primary), offers),
            meanwhile=tuple(Note(p.id, p.says) for p in scenario.entry_of.pitfalls if p.meanwhile),
            pitfalls=tuple(Note(p.id, f"{p.when}: {p.says}") for p in scenario.entry_of.pitfalls),
            next_steps=tuple(Note(name, text or "") for name, text in scenario.entry_of.next.items()),
            trace=self._trace((primary, *decision.judgement.others)),
        )
        return self._situated(held_back(made, condemned, decision.judgement), decision, offers, condemned)

    def _situated(self, made: OrderAssessment, decision: Decision, offers: Offers, condemned: bool) -> OrderAssessment:
        if says_first_what_is_lacking(made, offers, decision.judgement):
            return replace(made, situation=NOT_AVAILABLE, may_be_appropriate=made.may_be_appropriate or offers.may_be)
        return replace(made, situation=situation_of(made, decision, offers, condemned))

    def _under_policy(self, made: OrderAssessment, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
        """The assessment with the site's own policy named wherever it made a difference."""
        if not self._library.overlays:
            return made
        judgements = (decision.judgement, *(way.decision.judgement for way in (outlook.counting if outlook else ())))
        rows = [bound for each in judgements if each.says is Says.RATES for bound in each.placement(each.primary).rows]
        replaces = replaced_ratings(rows) if made.rating else ()
        return replace(made, replaces=replaces, site_policy=applied_policy(made, judgements, self._library.availability))

    def _constraints(self, better: Iterable[Study], emergency: bool = False) -> tuple[AppliedConstraint, ...]:
        """The constraints that touch the ordered study or one that would have been better; in an emergency with what to do
        at once where it is the ordered one."""
        at_stake = (self._ordered, *better)
        return tuple(
            _applied(held, at_stake, self._ordered, emergency)
            for held in self._limits.active
            if held.constraint.strength != "relative" and any(held.covers(one) for one in at_stake)
        )

    def _cautions(self) -> tuple[Note, ...]:
        held = self._limits.of(self._ordered, "relative")
        return tuple(Note(active.constraint.id, active.constraint.entry.says) for active in held)

    def _unseen(self, offers: Offers) -> tuple[str, ...]:
        """The record parts that were not delivered and could hold a constraint on what is offered."""
        offered = [one for offer in offers.recommended for one in offer.studies]
        parts: set[str] = set()
        for constraint in self._library.safety.constraints:
            if any(constraint.target.covers(one) for one in offered):
                parts |= {part for name in constraint.when.names() for part in self._library.vocabulary.record_parts(name)}
        return tuple(sorted(parts - self._facts.record.delivered))

    def _conflicts(self, used: Iterable[UsedFact], offers: Offers) -> tuple[Conflict, ...]:
        """The contradictions that the match, or a constraint on what is ordered or offered, rests on."""
        found = self._facts.conflicts()
        if not found:
            return ()
        at_stake = (self._ordered, *(one for offer in offers.recommended for one in offer.studies))
        limits = (one for one in self._library.safety.constraints if any(one.target.covers(study) for study in at_stake))
        names = {fact.feature for fact in used} | {name for limit in limits for name in limit.when.names()}
        below = frozenset[str]().union(*(self._library.vocabulary.rests_on(name) for name in names))
        return tuple(conflict for conflict in found if conflict.finding in below)

    def _lower_co_match(self, decision: Decision, rating: Rating | None) -> tuple[Note, ...]:
        """A second scenario that fits and rates the order lower is said in one line."""
        if rating is None:
            return ()
        judgement = decision.judgement
        lower = [
            (fit, worst)
            for fit in judgement.fitting[1:]
            if judgement.placement(fit).place is Place.LISTED
            and (worst := max(judgement.ratings(fit), key=lambda r: r.order)).rank > rating.rank
        ]
        return tuple(Note(fit.id, f"For {fit.scenario.title} {of_the_ordered([worst])}.") for fit, worst in lower[:1])

    def _screening_questions(self, offers: Offers) -> tuple[Question, ...]:
        """What has to be asked before an ordered or a better study: the label of a device, the agent of a reaction."""
        at_stake = (self._ordered, *offers.screened)
        names = [
            held.constraint.entry.ask
            for held in self._limits.active
            if held.constraint.strength == "screening" and any(held.covers(one) for one in at_stake)
        ]
        asked = (plain_question(self._library.vocabulary, name) for name in dict.fromkeys(names) if name)
        return tuple(replace(question, of_safety=True) for question in asked)

    def _presumed_questions(self, decision: Decision, rating: Rating | None) -> tuple[Question, ...]:
        """An assumption that the presenting problem itself rests on is asked as well, where its answer changes the rating:
        whether a cancer of the past still counts. It raises no card of its own."""
        primary = decision.judgement.primary
        resting = {deeper for name in primary.scenario.entry.names() for deeper in self._library.vocabulary.rests_on(name)}
        asked = []
        for name in primary.assumed if rating is not None else ():
            if name in resting and self._decide(self._facts.supposing({name: True})).rating is not rating:
                question = plain_question(self._library.vocabulary, name)
                told = {a.text: leads_to([self._decide(self._facts.supposing(dict(a.sets)))]) for a in question.answers}
                asked.append(replace(question, changes=in_one_line(told)))
        return tuple(asked)

    def _trace(self, fits: Iterable[Fit]) -> dict[str, object]:
        return {
            "as_of": self._facts.as_of.isoformat(),
            "scenarios": [fit_trace(fit) for fit in fits],
            "constraints": [{"id": a.constraint.id, **a.verdict.to_json()} for a in self._limits.active],
            "contradictions": [conflict.to_json() for conflict in self._facts.conflicts()],
        }


def _giving(judgement: Judgement, rating: Rating | None) -> Fit:
    """The scenario a rating stands in: the primary, unless those still open agree on another one whatever the answers."""
    if rating is None or rating in judgement.ratings(judgement.primary):
        return judgement.primary
    return next((fit for fit in judgement.open_leads if judgement.ratings(fit) == {rating}), judgement.primary)


def _first(primary: Fit, judgement: Judgement) -> list[Fit]:
    return [primary, *(fit for fit in (*judgement.lead, *judgement.others) if fit is not primary)]


def _scenario_match(fit: Fit) -> ScenarioMatch:
    return ScenarioMatch(fit.id, fit.match, fit.assumed, fit.scenario.title, fit.open_on)


def _applied(held: Active, at_stake: Sequence[Study], ordered: Study, emergency: bool) -> AppliedConstraint:
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
        in_emergency=held.constraint.entry.in_emergency if emergency and held.covers(ordered) else "",
    )


def _because(decision: Decision, ordered: Study) -> str:
    judgement = decision.judgement
    if judgement.says is Says.WRONG_REGION:
        return wrong_segment(judgement.primary.scenario, decision.facts, ordered) or (
            f"the complaint is about the {_area(judgement)}"
        )
    if judgement.says is Says.TOO_WIDE:
        return f"the question is about the {_area(judgement)} alone"
    if judgement.says is Says.LEVEL_UNSTATED:
        return f"the level of the spine is not stated; the question is about the {_area(judgement)}"
    return judgement.primary.scenario.title


def _area(judgement: Judgement) -> str:
    return catalogue().region_name(judgement.placement(judgement.primary).regions)


def _source(scenario: Scenario) -> Source:
    file = scenario.topic.file
    return Source(file.collection, file.id, file.topic, file.edition, scenario.topic.address or "")


def _unplaced(refused: Sequence[Fit]) -> tuple[Note, ...]:
    """A warning fact that leads out of every scenario: name the suspicion, or examine first."""
    for fit in refused:
        verdict = fit.refused_by
        names = {leaf.fact.name for leaf in verdict.leaves() if leaf.fact} if verdict else set()
        if verdict is not None and verdict.value is True and any(name.endswith("red_flag") for name in names):
            return (Note("red-flag-without-suspicion", "A warning sign is recorded; name the suspicion or examine first."),)
    return ()


_PHASES = {Phase.WITHOUT: "without", Phase.WITH: "with", Phase.WITHOUT_AND_WITH: "without-and-with"}


def _stated_by_order(order: OrderToAssess, studies: Sequence[Study]) -> dict[str, Value | State]:
    """The facts that are read from the drafts themselves."""
    stated: dict[str, Value | State] = {
        "requested_studies": tuple(sorted({form for one in studies for form in catalogue().payer_forms(one)})),
    }
    if order.study is not None:
        stated["requested_contrast"] = _PHASES.get(order.study.phase, "unspecified")
    if order.priority:
        stated["order_priority"] = order.priority
    return stated
