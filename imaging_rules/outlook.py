"""What every answer to the unknown facts would lead to: whether a rating holds in any case, and which questions decide.

The unknowns of the leading scenarios are answered one after the other, in every way their kind allows; each answer re-reads
all scenarios, so that it can bring in a sibling. What each way ends in is an outcome. Answers that leave no scenario do
not count. Exclusions that may not be assumed are tried one at a time against all absent, not in every combination.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from imaging_rules.assessment_result import Offer, Rating
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Value
from imaging_rules.judging import Judgement, Says
from imaging_rules.matching import Fit
from imaging_rules.offers import Offers
from imaging_rules.study import Study
from imaging_rules.vocabulary import Vocabulary

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
        """False for facts that leave no scenario."""
        return bool(self.judgement.lead)

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
    """The answers given on the way, and where they led. `undecided` where an unknown cannot be enumerated."""

    answers: tuple[tuple[str, Value], ...]
    decision: Decision
    undecided: bool = False


Decide = Callable[[FactBook], Decision]


@dataclass(frozen=True)
class Outlook:
    """All ways on from an open assessment."""

    ways: tuple[Way, ...]
    complete: bool
    start: Decision

    @property
    def counting(self) -> tuple[Way, ...]:
        """The ways that leave a scenario. Another complaint of the same patient, which had nothing to say on the order
        before, is none: only what an answer brings in counts without a rating of the study."""
        return tuple(way for way in self.ways if way.decision.counts and not self._beside_the_point(way.decision))

    def _beside_the_point(self, decision: Decision) -> bool:
        if decision.judgement.says in (Says.RATES, Says.ADVISES, self.start.judgement.says):
            return False
        before = {fit.id for fit in self.start.judgement.others}
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
    def shared_offers(self) -> Offers:
        """What is offered whatever the answers."""
        first, *others = [way.decision.offers for way in self.counting] or [Offers()]
        kept = _in_all(first.recommended, [offers.recommended for offers in others])
        everywhere = all(offers.nothing_usually_appropriate for offers in (first, *others))
        return Offers(
            recommended=kept,
            may_be=_in_all(first.may_be, [offers.may_be for offers in others]) if everywhere else (),
            ruled_out=first.ruled_out,
            barred=first.barred,
            screened=first.screened,
            drafted=first.drafted,
            nothing_usually_appropriate=everywhere,
        )

    def questions(self) -> tuple[str, ...]:
        """The fewest unknowns whose answers decide between the outcomes, the earliest asked first; none where nothing
        changes."""
        ways = self.counting
        if len({way.decision.outcome for way in ways}) < 2:
            return ()
        every = dict.fromkeys(name for way in ways for name, _ in way.answers)
        names = [name for name in every if self._tells(name)] or list(every)
        for size in range(1, min(MOST_QUESTIONS, len(names)) + 1):
            for chosen in combinations(names, size):
                if _decides(chosen, ways):
                    return chosen
        return tuple(names[:MOST_QUESTIONS])

    def _tells(self, name: str) -> bool:
        """Whether different answers to this question alone leave different outcomes possible."""
        answered = {value for way in self.counting for known, value in way.answers if known == name}
        left = {frozenset(decision.outcome for decision in self.after(name, value)) for value in answered}
        return len(left) > 1

    def after(self, name: str, value: Value) -> list[Decision]:
        """The decisions still possible after one answer."""
        return [way.decision for way in self.counting if dict(way.answers).get(name, value) == value]


def _in_all(offers: Sequence[Offer], others: Sequence[Sequence[Offer]]) -> tuple[Offer, ...]:
    """The offers whose studies and rating every other list has too."""
    kept = []
    for offer in offers:
        if all((offer.studies, offer.rating) in [(o.studies, o.rating) for o in other] for other in others):
            kept.append(offer)
    return tuple(kept)


def _decides(names: Sequence[str], ways: Sequence[Way]) -> bool:
    """Whether the answers to these alone leave one outcome each."""
    for way in ways:
        for other in ways:
            mine, theirs = dict(way.answers), dict(other.answers)
            alike = all(name not in mine or name not in theirs or mine[name] == theirs[name] for name in names)
            if alike and way.decision.outcome != other.decision.outcome:
                return False
    return True


def look_ahead(start: Decision, decide: Decide) -> Outlook:
    """The outlook from an open decision."""
    ways: list[Way] = []
    for way in _ways(start, decide, ()):
        ways.append(way)
        if len(ways) >= MOST_WAYS:
            return Outlook(tuple(ways), complete=False, start=start)
    return Outlook(tuple(ways), complete=True, start=start)


def _ways(at: Decision, decide: Decide, answers: tuple[tuple[str, Value], ...]) -> Iterator[Way]:
    open_leads = at.judgement.open_leads
    given = _first_open(open_leads)
    if given is not None:
        name, values = given, answer_values(at.facts.vocabulary, given)
        if not values:
            yield Way(answers, at, undecided=True)
        for value in values:
            yield from _onward(at, decide, answers, {name: value})
        return
    exclusions = _asked_for_themselves(at, list(dict.fromkeys(name for fit in open_leads for name in fit.open_unless)))
    if not exclusions:
        yield Way(answers, at)
        return
    presuming = decide(at.facts.presuming_absence())
    absent = {name: _absent(at, name) for name in exclusions}
    yield from _ways(presuming, decide, (*answers, *absent.items()))
    for name in exclusions:
        for value in answer_values(at.facts.vocabulary, name):
            if value != absent[name]:
                yield from _onward(presuming, decide, answers, {name: value})


def _asked_for_themselves(at: Decision, names: list[str]) -> list[str]:
    """Without those that are unknown only because they rest on another of them: its answer settles both."""
    kept = []
    for name in names:
        deeper = {other: _absent(at, other) for other in names if other != name} if len(names) > 1 else {}
        below = {other: value for other, value in deeper.items() if other in at.facts.vocabulary.rests_on(name)}
        if not below or not at.facts.supposing(below).may_assume_absent(name):
            kept.append(name)
    return kept or names


def _onward(at: Decision, decide: Decide, answers: tuple[tuple[str, Value], ...], more: Mapping[str, Value]) -> Iterator[Way]:
    facts = at.facts.supposing(dict(more))
    if facts.impossible(more):
        return
    yield from _ways(decide(facts), decide, (*answers, *more.items()))


def _first_open(open_leads: Sequence[Fit]) -> str | None:
    for fit in open_leads:
        asked_first = [name for name in fit.scenario.entry_of.questions if name in fit.open_given]
        for name in (*asked_first, *fit.open_given):
            return name
    return None


def _absent(at: Decision, name: str) -> Value:
    """The answer that leaves the exclusion out."""
    values = answer_values(at.facts.vocabulary, name)
    for value in reversed(values):
        facts = at.facts.supposing({name: value})
        if not any(
            condition.evaluate(facts).value is True
            for fit in at.judgement.open_leads
            for condition in fit.scenario.unless
            if name in condition.names()
        ):
            return value
    return False


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
