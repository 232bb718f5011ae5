"""What is said of an order once it is decided: the assessment with its reason, its limits, and what else a reader needs.

Everything it says about why comes from the trace of the very evaluation that decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from imaging_rules.applied_limits import SAFETY_SOURCE, applied_constraints, cautions_on, screening_questions, unseen_parts
from imaging_rules.asking import in_one_line, leads_to, of_the_ordered, plain_question
from imaging_rules.assessment_result import Note, OrderAssessment, Question, ScenarioMatch, Source, Status, UsedFact
from imaging_rules.conflict import Conflict
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Evidence
from imaging_rules.fit_trace import fit_trace
from imaging_rules.fitting_reason import fitting_the_reason, open_to_the_reason
from imaging_rules.guideline import Scenario
from imaging_rules.judging import Judgement, Says
from imaging_rules.matching import Fit, fits
from imaging_rules.nearest import elsewhere, nearest_topic, open_elsewhere
from imaging_rules.offers import Offers
from imaging_rules.order_on_record import OrderOnRecord
from imaging_rules.outlook import Decision, Outlook
from imaging_rules.overlays.local_policy import (
    NOT_AVAILABLE,
    SILENCED,
    applied_policy,
    replaced_ratings,
    says_first_what_is_lacking,
    silencing_policy,
)
from imaging_rules.past.already_there import standing_for
from imaging_rules.placement import Place
from imaging_rules.rating import Rating
from imaging_rules.situation import any_call, held_back, looks_beside, situation_of
from imaging_rules.study import Study, catalogue
from imaging_rules.used_facts import known_fact, used_facts
from imaging_rules.wrong_segment import wrong_segment


def said(
    at: OrderOnRecord,
    decision: Decision,
    status: Status,
    rating: Rating | None,
    offers: Offers,
    questions: tuple[Question, ...] = (),
) -> OrderAssessment:
    """The assessment of an order that a scenario speaks about, with the rating, the offers and the questions decided on."""
    primary = _giving(decision.judgement, rating)
    placement = decision.judgement.placement(primary)
    row = placement.rows[0].row if len({b.row.rating for b in placement.rows}) == 1 else None
    scenario, used = primary.scenario, used_facts(primary, at.facts)
    condemned = at.limits.rules_out(at.ordered)
    emergency = at.emergency or (scenario.entry_of.emergency and primary.fits)
    questions = (*questions, *screening_questions(at, offers), *_presumed_questions(at, decision, rating))[:4]
    constraints = applied_constraints(
        at, (*offers.ruled_out, *offers.barred, *offers.screened), _by_phone(at, offers) if emergency else ()
    )
    made = OrderAssessment(
        order=at.order.reference,
        study=at.ordered,
        status=status,
        scenarios=tuple(_scenario_match(fit) for fit in _first(primary, decision.judgement)),
        rating=rating,
        rating_by=primary.id if rating else None,
        recommended=offers.recommended,
        constraints=constraints,
        way_out=at.finder(decision.judgement, decision.facts).way_out(offers.recommended) if any_call(constraints) else (),
        cautions=(*cautions_on(at), *(() if emergency else _lower_co_match(decision, rating))),
        questions=() if emergency or condemned else questions,
        median=row.median if row and rating else None,
        radiation=row.radiation if row else None,
        because=_because(decision, at.ordered),
        because_of=_sign_behind(_because(decision, at.ordered), decision.facts),
        source=_source(scenario),
        claimed=True,
        emergency=emergency,
        may_be_appropriate=offers.may_be if condemned or rating is Rating.USUALLY_NOT else (),
        unseen=unseen_parts(at, offers),
        ruled_out_better=offers.ruled_out,
        waiting=offers.screened,
        already_there=standing_for(at.there, offers.drafted),
        lacks_ordered=at.library.availability.lacking(at.ordered) is not None,
        not_available=offers.not_available,
        facts=used,
        urgent_facts=_urgent_facts(at),
        conflicts=_conflicts(at, used, offers),
        limit_facts=_limit_facts(at),
        meanwhile=tuple(Note(p.id, p.says) for p in scenario.entry_of.pitfalls if p.meanwhile),
        pitfalls=tuple(Note(p.id, f"{p.when}: {p.says}") for p in scenario.entry_of.pitfalls),
        next_steps=tuple(Note(name, text or "") for name, text in scenario.entry_of.next.items()),
        trace=_trace(at, (primary, *decision.judgement.others)),
    )
    cannot_show = at.library.safety.cannot_show(at.facts, at.library.safety_index, at.ordered)
    cannot_show = cannot_show or looks_beside(decision.judgement, decision.facts, at.ordered)
    return _situated(held_back(made, condemned, decision.judgement, cannot_show), decision, offers, condemned)


def _urgent_facts(at: OrderOnRecord) -> tuple[UsedFact, ...]:
    return tuple(map(known_fact, at.library.safety.urgent_facts(at.facts, at.library.safety_index))) if at.emergency else ()


def _by_phone(at: OrderOnRecord, offers: Offers) -> tuple[Study, ...]:
    """What a device is to be asked about on the phone in an emergency: the order, and the better study that a fallback
    would stand in for."""
    in_its_stead = any(offer.fallback for offer in offers.recommended[:1])
    return (at.ordered, *((*offers.ruled_out, *offers.screened) if in_its_stead else ()))


def _situated(made: OrderAssessment, decision: Decision, offers: Offers, condemned: bool) -> OrderAssessment:
    if says_first_what_is_lacking(made, offers, decision.judgement):
        return replace(made, situation=NOT_AVAILABLE, may_be_appropriate=made.may_be_appropriate or offers.may_be)
    return made.but(situation=situation_of(made, decision, offers, condemned))


def without_scenario(at: OrderOnRecord, judgement: Judgement) -> OrderAssessment:
    """No scenario speaks about the order; a constraint that rules it out is said all the same."""
    refused = judgement.others
    age_unknown = judgement.says is Says.AGE_UNKNOWN
    condemned = at.limits.rules_out(at.ordered)
    source = _source(refused[0].scenario) if refused else None
    every = fits(at.scenarios, at.facts)
    fitting = _fitting_the_reason_in_part(every, judgement, at.ordered)
    possible = open_to_the_reason(every) if judgement.says is Says.NOTHING and not fitting else ()
    told = fitting or next(iter(possible), None)
    return OrderAssessment(
        at.order.reference,
        at.ordered,
        Status.NEEDS_INFORMATION if age_unknown else Status.NO_CRITERIA,
        situation="ruled-out" if condemned else "silent",
        because="the patient's age is not recorded" if age_unknown else "",
        claimed=judgement.says is Says.REFUSED,
        constraints=applied_constraints(at, ()),
        cautions=(*cautions_on(at), *_unplaced(refused)),
        emergency=at.emergency,
        facts=used_facts(told, at.facts) if told and not condemned else (),
        urgent_facts=_urgent_facts(at),
        limit_facts=_limit_facts(at),
        source=SAFETY_SOURCE if condemned else source,
        nearest=elsewhere(fitting.scenario, at.facts, at.ordered)
        if fitting
        else open_elsewhere(possible, at.facts, at.ordered) or nearest_topic(every, at.facts, at.ordered),
        trace=_trace(at, refused),
    )


def _fitting_the_reason_in_part(every: Sequence[Fit], judgement: Judgement, ordered: Study) -> Fit | None:
    """The scenario that the order's reason fits, where none speaks about the order. Where one of the ordered region is refused,
    only a scenario of that same topic that rates a part of the order: head and orbits for a new deficit in a known disease,
    whose surveillance alone is about the head."""
    found = fitting_the_reason(every) if judgement.says in (Says.NOTHING, Says.REFUSED) else None
    if found is None or judgement.says is Says.NOTHING:
        return found
    rows, asked = (row.study for row in found.scenario.rows), set(ordered.regions)
    rates_a_part = any(row.modality == ordered.modality and set(row.regions) < asked for row in rows)
    same_topic = all(fit.scenario.topic is found.scenario.topic for fit in judgement.others)
    return found if rates_a_part and same_topic else None


def silenced(at: OrderOnRecord, judgement: Judgement) -> OrderAssessment:
    """The scenario that would speak is silenced here: no rating, no advice, no claim. Safety is said all the same."""
    bare = replace(without_scenario(at, replace(judgement, others=())), nearest=None, trace=_trace(at, judgement.others))
    return replace(bare, because=SILENCED, site_policy=silencing_policy(fit.scenario for fit in judgement.others))


def under_policy(at: OrderOnRecord, made: OrderAssessment, decision: Decision, outlook: Outlook | None) -> OrderAssessment:
    """The assessment with the site's own policy named wherever it made a difference."""
    if not at.library.overlays:
        return made
    judgements = (decision.judgement, *(way.decision.judgement for way in (outlook.counting if outlook else ())))
    rows = [bound for each in judgements if each.says is Says.RATES for bound in each.placement(each.primary).rows]
    replaces = replaced_ratings(rows) if made.rating else ()
    return replace(made, replaces=replaces, site_policy=applied_policy(made, judgements, at.library.availability))


def _conflicts(at: OrderOnRecord, used: Iterable[UsedFact], offers: Offers) -> tuple[Conflict, ...]:
    """The contradictions that the match, or a constraint on what is ordered or offered, rests on."""
    found = at.facts.conflicts()
    if not found:
        return ()
    at_stake = (at.ordered, *(one for offer in offers.recommended for one in offer.studies))
    limits = (limit for study in at_stake for limit in at.library.safety.about(study))
    names = {fact.feature for fact in used}.union(*(limit.names for limit in limits))
    below = frozenset[str]().union(*(at.library.vocabulary.rests_on(name) for name in names))
    return tuple(conflict for conflict in found if conflict.finding in below)


def _lower_co_match(decision: Decision, rating: Rating | None) -> tuple[Note, ...]:
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


def _presumed_questions(at: OrderOnRecord, decision: Decision, rating: Rating | None) -> tuple[Question, ...]:
    """An assumption that the presenting problem itself falls with is asked as well, where its answer changes the rating:
    whether a cancer of the past still counts. What could only be one more sign of a problem that is there without it is
    assumed like all others. It raises no card of its own."""
    primary = decision.judgement.primary
    entry = primary.scenario.entry
    resting = {deeper for name in entry.names() for deeper in at.library.vocabulary.rests_on(name)}
    asked = []
    for name in primary.assumed if rating is not None else ():
        if name not in resting:
            continue
        supposed = at.facts.supposing({name: True})
        if entry.evaluate(supposed).value is not True and at.decide(supposed).rating is not rating:
            question = plain_question(at.library.vocabulary, name)
            told = {a.text: leads_to([at.decide(at.facts.supposing(dict(a.sets)))]) for a in question.answers}
            asked.append(replace(question, changes=in_one_line(told)))
    return tuple(asked)


def _limit_facts(at: OrderOnRecord) -> dict[str, tuple[str, ...]]:
    """By each safety limit that holds the facts for which it does."""
    decided = {held.constraint.id: (leaf.fact for leaf in held.verdict.leaves()) for held in at.limits.active}
    return {name: tuple(dict.fromkeys(fact.name for fact in facts if fact)) for name, facts in decided.items()}


def _trace(at: OrderOnRecord, fits: Iterable[Fit]) -> dict[str, object]:
    return {
        "as_of": at.facts.as_of.isoformat(),
        "scenarios": [fit_trace(fit) for fit in fits],
        "constraints": [{"id": a.constraint.id, **a.verdict.to_json()} for a in at.limits.active],
        "contradictions": [conflict.to_json() for conflict in at.facts.conflicts()],
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


def _sign_behind(because: str, facts: FactBook) -> tuple[Evidence, ...]:
    """Where the sign of the cord stands that tells the level."""
    told = (line for line in facts.localising("cord signs") if line.because == because)
    return next((line.when.evaluate(facts).evidence() for line in told), ())


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
