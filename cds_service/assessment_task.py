"""One order of a request with all that its assessment rests on, so that it can be assessed again with an answer more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cards.assessed_draft import AssessedDraft
from fhir_mappings.questions.answer_notes import ABOUT_ONE_ORDER
from imaging_rules.assessing import assess_order
from imaging_rules.facts import Record, State, Value
from imaging_rules.library import Library
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.study import Phase


@dataclass(frozen=True)
class AssessmentTask:
    """A draft as it came, the words it names itself by, its reference for actions (empty where it has none of its own),
    and what the engine is asked. `policies` are the payer policies that its client names."""

    resource: Mapping[str, Any]
    reference: str
    name: str
    order: OrderToAssess
    record: Record
    basket: Basket
    policies: tuple[str, ...] = ()

    def assessed(self, library: Library) -> AssessedDraft:
        """The draft with its assessment."""
        made = assess_order(library, self.order, self.record, self.basket)
        return AssessedDraft(self.resource, self.reference, made, self.name)

    def answering(self, answers: Mapping[str, Value | State]) -> AssessmentTask:
        """The task with questions answered; the contrast phase is a matter of the order, all else of the patient."""
        order = self.order
        if ABOUT_ONE_ORDER in answers and order.study is not None:
            order = replace(order, study=order.study.in_phase(_PHASES[str(answers[ABOUT_ONE_ORDER])]))
        facts = {name: value for name, value in answers.items() if name != ABOUT_ONE_ORDER}
        return replace(self, order=order, record=self.record.supposing(facts))


_PHASES = {"without": Phase.WITHOUT, "with": Phase.WITH, "without-and-with": Phase.WITHOUT_AND_WITH}
