"""What every answer to the unknown facts would lead to: whether a rating holds in any case, and which questions decide.

The unknowns of the leading scenarios are answered one after the other, in every way their question and their kind allow;
each answer re-reads all scenarios, so that it can bring in a sibling. What each way ends in is an outcome. Answers that
leave no scenario do not count, but where the record itself raises what is asked: a weak leg beside back pain is no plain back
pain before somebody has said that it is old. Exclusions that may not be assumed are tried one at a time against the others
absent, not in every combination.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from imaging_rules.assessment_result import Offer
from imaging_rules.deciding import fewest_that_decide
from imaging_rules.factbook import FactBook
from imaging_rules.facts import State, Value
from imaging_rules.judging import Judgement, Says
from imaging_rules.matching import Fit
from imaging_rules.offers import Offers
from imaging_rules.placement import Place
from imaging_rules.rating import Rating
from imaging_rules.study import Study
from imaging_rules.vocabulary import FeatureEntry, Vocabulary

Sets: TypeAlias = tuple[tuple[str, Value | State], ...]
"""What one answer states: its own fact, and those that its words say besides."""

MOST_WAYS = 96
MOST_QUESTIONS = 3


@dataclass(frozen=True)
class Decision:
    """What one set of facts leads to. `rating` is None where the scenario gives none, or more than one."""

    facts: FactBook
    judgement: Judgement
    rating: Rating | None
    offers: Offers

    @property
    def counts(self) -> bool:
        """False for facts that leave no scenario; one that is silenced is left, and says nothing."""
        return bool(self.judgement.lead) or self.judgement.says is Says.SILENCED

    @property
    def best(self) -> tuple[tuple[Study, ...], ...]:
        """The studies offered first."""
        return tuple(offer.studies for offer in self.offers.recommended if offer.preferred)

    @property
    def outcome(self) -> tuple[str, Rating | None, tuple[tuple[Study, ...], ...]]:
        """What a clinician would be told: the kind of word, the rating, the best study."""
        return (self.judgement.says.value, self.rating, self.best)


@dataclass(frozen=True)
class Way:
    """The answers given on the way, by the fact asked about, and where they led. `given` are those of them that a leading
    scenario demands, asked before anything that could exclude one. `undecided` where an unknown cannot be gone through,
    `raised` where something on record raises what was answered with there. `unheard_of` are the exclusions supposed there
    about which all that arrived is silent: nothing but a part that did not arrive keeps them from being assumed absent."""

    answers: tuple[tuple[str, Sets], ...]
    decision: Decision
    given: tuple[str, ...] = ()
    undecided: bool = False
    raised: bool = False
    unheard_of: frozenset[str] = frozenset()

    @property
    def counts(self) -> bool:
        """False for answers that leave no scenario, unless the record raises what they affirm."""
        return self.raised or self.decision.counts


Decide = Callable[[FactBook], Decision]


@dataclass(frozen=True)
class Outlook:
    """All ways on from an open assessment."""

    ways: tuple[Way, ...]
    complete: bool
    start: Decision

    @property
    def counting(self) -> tuple[Way, ...]:
        """The ways that leave a scenario. Another complaint of the same patient, which had nothing to say on the order's
        regions before, is none: only what an answer brings in counts without a rating of the study."""
        return tuple(way for way in self.ways if way.counts and not self._beside_the_point(way.decision))

    def _beside_the_point(self, decision: Decision) -> bool:
        if not decision.counts or decision.judgement.says in (
            Says.RATES,
            Says.ADVISES,
            Says.SILENCED,
            self.start.judgement.says,
        ):
            return False
        start = self.start.judgement
        before = {fit.id for fit in start.others if start.placement(fit).place is not Place.UNLISTED}
        return all(fit.id in before for fit in decision.judgement.lead)

    @property
    def robust_rating(self) -> Rating | None:
        """The category the ordered study has whatever the answers; None where they differ."""
        ratings = {way.decision.rating for way in self.counting}
        rated = all(way.decision.judgement.says is Says.RATES for way in self.counting)
        undecided = any(way.undecided for way in self.ways)
        if not self.complete or undecided or not rated or len(ratings) != 1:
            return None
        return next(iter(ratings))

    @property
    def every_answer_leaves_criteria(self) -> bool:
        """False where some answer leads out of the criteria: the rating does not hold there."""
        return all(way.decision.counts for way in self.ways)

    @property
    def shared_offers(self) -> Offers:
        """What is offered whatever the answers; for an order that is ruled out at least what all of them leave."""
        first, *others = [way.decision.offers for way in self.counting] or [Offers()]
        kept = _in_all(first.recommended, [offers.recommended for offers in others])
        kept = kept or _left_in_all(first.left, [offers.left for offers in others])
        everywhere = all(offers.nothing_usually_appropriate for offers in (first, *others))
        return Offers(
            recommended=kept,
            may_be=_in_all(first.may_be, [offers.may_be for offers in others]) if everywhere else (),
            ruled_out=first.ruled_out,
            barred=first.barred,
            screened=first.screened,
            drafted=first.drafted,
            not_available=first.not_available,
            nothing_usually_appropriate=everywhere,
        )

    def questions(self) -> tuple[str, ...]:
        """The fewest unknowns whose answers decide between the outcomes: first what something on record raises by itself, then
        what a scenario demands before what could exclude it, and of these the earliest asked; none where nothing changes."""
        asked = dict.fromkeys(name for way in self.counting for name, _ in way.answers)
        demanded = {name for way in self.counting for name in way.given}
        raised = {name for name in asked if self.start.facts.hints_at(name)}
        ranked = sorted(asked, key=lambda name: (name not in raised, name not in demanded))
        ends = [(dict(way.answers), way.decision.outcome) for way in self.counting]
        return fewest_that_decide(ranked, ends, MOST_QUESTIONS)

    def after(self, name: str, sets: Sets) -> list[Decision]:
        """The decisions still possible after one answer, told without what nobody has spoken of: that a cord disease, of
        which nothing is on record, would ask for another study is no consequence of an answer about the back."""
        left = [way for way in self.counting if dict(way.answers).get(name, sets) == sets]
        plain = [way for way in left if way.unheard_of <= {name}]
        return [way.decision for way in plain or left]


def _in_all(offers: Sequence[Offer], others: Sequence[Sequence[Offer]]) -> tuple[Offer, ...]:
    """The offers whose studies and rating every other list has too."""
    kept = []
    for offer in offers:
        if all((offer.studies, offer.rating) in [(o.studies, o.rating) for o in other] for other in others):
            kept.append(offer)
    return tuple(kept)


def _left_in_all(left: Sequence[Offer], others: Sequence[Sequence[Offer]]) -> tuple[Offer, ...]:
    """The best of the studies that every list leaves, with the lowest rating it has in any; recommended where all rate it
    alike, for else its rating hangs on what is still open."""
    found = []
    for offer in left:
        alike = [[o for o in other if o.studies == offer.studies] for other in others]
        if all(alike):
            same = [offer, *(each[0] for each in alike)]
            lowest = max(same, key=lambda o: o.rating.order if o.rating else (1, ""))
            found.append(replace(lowest, preferred=len({o.rating for o in same}) == 1))
    return tuple(sorted(found, key=lambda o: (o.rating.rank if o.rating else 1, not o.preferred)))[:1]


def look_ahead(start: Decision, decide: Decide) -> Outlook:
    """The outlook from an open decision."""
    ways: list[Way] = []
    for way in _ways(Way((), start), decide):
        ways.append(way)
        if len(ways) >= MOST_WAYS:
            return Outlook(tuple(ways), complete=False, start=start)
    return Outlook(tuple(ways), complete=True, start=start)


def _ways(so_far: Way, decide: Decide) -> Iterator[Way]:
    given = _first_open(so_far.decision.judgement.open_leads)
    if given is not None:
        yield from _answering(given, so_far, decide)
    elif any(fit.open_unless for fit in so_far.decision.judgement.open_leads):
        yield from _excluding(so_far, decide)
    else:
        yield so_far


def _answering(given: str, so_far: Way, decide: Decide) -> Iterator[Way]:
    """On with every answer to what a scenario demands."""
    facts = so_far.decision.facts
    answers = possible_answers(facts.vocabulary, given)
    if not answers:
        yield replace(so_far, undecided=True)
    first = len(so_far.given) == len(so_far.answers)  # no exclusion has been weighed yet
    asked = replace(so_far, given=(*so_far.given, given)) if first else so_far
    for sets in answers:
        yield from _onward(asked, facts, given, sets, decide)


def _excluding(so_far: Way, decide: Decide) -> Iterator[Way]:
    """On with all open exclusions absent, then with each of them there and the others absent."""
    at = so_far.decision
    unknown = list(dict.fromkeys(name for fit in at.judgement.open_leads for name in fit.open_unless))
    exclusions = _asked_for_themselves(at, unknown)
    absent = {name: _absent(at, name) for name in exclusions}
    none_there = decide(at.facts.presuming_absent(unknown))
    yield from _ways(replace(so_far, answers=(*so_far.answers, *absent.items()), decision=none_there), decide)
    for name in exclusions:
        others = tuple((other, sets) for other, sets in absent.items() if other != name)
        facts = at.facts.presuming_absent(other for other in unknown if other != name)
        there = replace(
            so_far,
            answers=(*so_far.answers, *others),
            raised=so_far.raised or at.facts.hints_at(name),
            unheard_of=so_far.unheard_of | {name} if at.facts.nothing_said_of(name) else so_far.unheard_of,
        )
        for sets in possible_answers(facts.vocabulary, name):
            if sets != absent[name]:
                yield from _onward(there, facts, name, sets, decide)


def _onward(so_far: Way, facts: FactBook, name: str, sets: Sets, decide: Decide) -> Iterator[Way]:
    supposed = facts.supposing(dict(sets))
    if not supposed.impossible(own for own, _ in sets):
        answers = (*so_far.answers, (name, sets))
        yield from _ways(replace(so_far, answers=answers, decision=decide(supposed)), decide)


def _asked_for_themselves(at: Decision, names: list[str]) -> list[str]:
    """Without those that are unknown only because they rest on another of them: its answer settles both."""
    kept = []
    for name in names:
        deeper = [other for other in names if other != name and other in at.facts.vocabulary.rests_on(name)]
        below = dict(pair for other in deeper for pair in _absent(at, other))
        if not below or not at.facts.supposing(below).may_assume_absent(name):
            kept.append(name)
    return kept or names


def _first_open(open_leads: Sequence[Fit]) -> str | None:
    for fit in open_leads:
        asked_first = [name for name in fit.scenario.entry_of.questions if name in fit.open_given]
        for name in (*asked_first, *fit.open_given):
            return name
    return None


def _absent(at: Decision, name: str) -> Sets:
    """The answer that leaves the exclusion out."""
    for sets in reversed(possible_answers(at.facts.vocabulary, name)):
        facts = at.facts.supposing(dict(sets))
        if not any(
            condition.evaluate(facts).value is True
            for fit in at.judgement.open_leads
            for condition in fit.scenario.unless
            if name in condition.names()
        ):
            return sets
    return ((name, False),)


def possible_answers(vocabulary: Vocabulary, name: str) -> list[Sets]:
    """Every answer an unknown can have, value by value: those of its question with all that they state, and the bare value
    where no answer states it. A number has those its question names, such as a score of 0-1 or 2-8; empty where there are
    none, for then it cannot be gone through."""
    entry = vocabulary.entry(name)
    rows = entry.question.answers if isinstance(entry, FeatureEntry) and entry.question is not None else []
    worded = [tuple((own, vocabulary.value_of(own, value)) for own, value in row.sets.items()) for row in rows]
    found: list[Sets] = list(worded) if entry.kind == "quantity" else []
    for value in answer_values(vocabulary, name):
        found += [sets for sets in worded if dict(sets).get(name) == value] or [((name, value),)]
    return found


def answer_values(vocabulary: Vocabulary, name: str) -> list[Value]:
    """Every answer an unknown can have; empty for a number or a date, which cannot be gone through."""
    entry = vocabulary.entry(name)
    match entry.kind:
        case "boolean":
            return [True, False]
        case "code":
            return list(entry.values)
        case "code set":
            return [*((value,) for value in entry.values), ()]
    return []
