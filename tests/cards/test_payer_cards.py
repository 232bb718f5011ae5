"""A payer's word over every case of every policy: it fits its place, adds nothing to what is rated, and never fails."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import DAY, library

from cards.assessed_draft import AssessedDraft, ConsultationIds, Dialect
from cards.compose import compose
from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import OrderAssessment, Status
from imaging_rules.facts import Evidence, Finding, Record, State
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.payer.cases import PayerCase, policy_cases
from imaging_rules.payer.request import PayerAnswer, payer_answer
from imaging_rules.rating import Rating
from imaging_rules.study import study
from tests.conformance import nonconformities

CASES = [(policy, case) for policy in library().policies for _, case in policy_cases(policy)]
MARKUP = "**MS** [here](https://evil.example) <img src=x>"
TAPPED = Dialect(answer_suggestions="order-note")


def composed(policy: str, case: PayerCase, payer: bool = True) -> dict[str, Any]:
    record, studies = case.record(library()), [study(name) for name in case.studies]
    drafts = []
    for place, ordered in enumerate(studies):
        order = OrderToAssess(f"ServiceRequest/o{place}", ordered)
        made = assess_order(library(), order, record, Basket(tuple(one for one in studies if one is not ordered)))
        drafts.append(AssessedDraft(_draft(place), order.reference, made))
    answer = payer_answer(library().policies[policy], library().vocabulary, [record], studies) if payer else None
    return compose(drafts, ConsultationIds(), TAPPED, payer=[answer] if answer else [])


def _draft(place: int) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest", "id": f"o{place}", "status": "draft", "intent": "order",
        "subject": {"reference": "Patient/p"}, "code": {"text": "as ordered"},
    }  # fmt: skip


def test_the_word_of_every_case_fits_and_changes_nothing_else() -> None:
    spoken = acted = 0
    for policy, case in CASES:
        told, plain = composed(policy, case), composed(policy, case, payer=False)
        assert nonconformities(told) == []
        own = [card for card in told["cards"] if card["source"]["topic"]["code"] == policy]
        lines = [card for card in told["cards"] if "**Payer** (" in card["detail"]]
        assert len(own) + len(lines) <= 1
        assert [card["summary"] for card in told["cards"] if card not in own] == [card["summary"] for card in plain["cards"]]
        assert _without_ids(told) == _without_ids(plain)
        acted += "systemActions" in told
        for card in own:
            spoken += 1
            assert not card["summary"].endswith("…"), card["summary"]
            assert "_" not in card["summary"] + card["detail"].replace("\\_", "")
            assert "overrideReasons" not in card
            for suggestion in card.get("suggestions", []):
                assert {action["type"] for action in suggestion["actions"]} == {"update"}
    assert spoken > 20
    assert acted > 0


def _without_ids(answer: dict[str, Any]) -> list[Any]:
    return [(action["description"], action["resource"]["id"]) for action in answer.get("systemActions", [])]


def _owing() -> tuple[list[AssessedDraft], PayerAnswer]:
    """A usually appropriate order in known multiple sclerosis; new symptoms are owed."""
    policy, ordered = library().policies["nia-cervical-mri-2022"], study("mri-cervical")
    record = Record(DAY, (Finding("multiple_sclerosis", State.PRESENT, Evidence("Condition/c", MARKUP)),))
    made = OrderAssessment("ServiceRequest/o0", ordered, Status.RATED, rating=Rating.USUALLY)
    answer = payer_answer(policy, library().vocabulary, [record], [ordered])
    assert answer is not None
    return [AssessedDraft(_draft(0), "ServiceRequest/o0", made)], answer


def test_words_of_the_record_are_escaped_on_a_payers_card() -> None:
    drafts, answer = _owing()
    (card,) = compose(drafts, ConsultationIds(), payer=[answer])["cards"]
    assert "&lt;img" in card["detail"]
    assert "https://evil" not in card["detail"]
    assert "**MS**" not in card["detail"]


@pytest.mark.parametrize("dialect", [Dialect(), TAPPED])
def test_answers_stand_on_the_card_only_where_the_dialect_takes_them(dialect: Dialect) -> None:
    drafts, answer = _owing()
    (card,) = compose(drafts, ConsultationIds(), dialect, payer=[answer])["cards"]
    assert bool(card.get("suggestions")) is (dialect is TAPPED)
