"""One order on one record: the facts and the limits that both its decision and what is said of it rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record, State, Value
from imaging_rules.guideline import Scenario
from imaging_rules.judging import Judgement, Says, judge
from imaging_rules.library import Library
from imaging_rules.offers import NO_RATING, OfferFinder, Offers
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.outlook import Decision
from imaging_rules.past.already_there import held_by, there_by_order
from imaging_rules.past.imaging_before import AlreadyThere
from imaging_rules.safety import Limits
from imaging_rules.study import Phase, Study, catalogue


@dataclass(frozen=True)
class OrderOnRecord:
    """An order of a known study, and all that bears on it. `there` is what need not be ordered again."""

    library: Library
    order: OrderToAssess
    ordered: Study
    record: Record
    basket: Basket
    facts: FactBook
    scenarios: tuple[Scenario, ...]
    limits: Limits
    emergency: bool
    there: tuple[AlreadyThere, ...]
    came_from: frozenset[Study] = frozenset()
    """The orders it would be the swap of."""

    @classmethod
    def of(
        cls,
        library: Library,
        order: OrderToAssess,
        ordered: Study,
        record: Record,
        basket: Basket,
        came_from: frozenset[Study] = frozenset(),
    ) -> OrderOnRecord:
        """The order with what the drafts themselves state among its facts; what is on record goes before."""
        stated = _stated_by_order(order, (ordered, *basket.drafted))
        facts = FactBook(library.vocabulary, record.supposing({**stated, **record.stated}))
        return cls(
            library,
            order,
            ordered,
            record,
            basket,
            facts,
            scenarios=tuple(library.in_force(record.as_of)),
            limits=library.safety.limits(facts, library.safety_index),
            emergency=library.safety.emergency(facts, library.safety_index),
            there=there_by_order(basket.drafted, basket.placed),
            came_from=came_from,
        )

    def decide(self, facts: FactBook) -> Decision:
        """What a set of facts leads to: those on record, or those with something supposed."""
        judgement = judge(self.library.entry_index.possible(self.scenarios, facts), facts, self.ordered)
        if not judgement.lead:
            return Decision(facts, judgement, None, Offers())
        finder = self.finder(judgement, facts)
        if judgement.says is Says.ADVISES:
            return Decision(facts, judgement, None, finder.advised())
        ratings = judgement.ratings(judgement.primary) if judgement.says is Says.RATES else set()
        rating = next(iter(ratings)) if len(ratings) == 1 else None
        if judgement.says is Says.UNLISTED:
            return Decision(facts, judgement, None, Offers())
        return Decision(facts, judgement, rating, finder.find(rating.rank if rating else NO_RATING))

    def finder(self, judgement: Judgement, facts: FactBook) -> OfferFinder:
        """What looks for the studies instead."""
        there = [study for each in self.there for study in held_by(each)]
        return OfferFinder(
            judgement, facts, self.limits, self.ordered, there, self.library.availability, self.basket.drafted, self.emergency
        )


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
