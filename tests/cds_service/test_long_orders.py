"""An order that holds a file: only so much of it is read, in a bounded time, and what is left unread is never a no."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from fhir_mappings.order.texts import MOST_CHARACTERS, MOST_TEXTS, is_read_whole, order_texts
from fhir_mappings.resource.elements import LONGEST_TEXT
from imaging_rules.library import Library

REQUESTS = Path(__file__).parents[2] / "sandbox_config" / "requests"
EVALUATOR = Evaluator(Library.load(), as_of=date(2026, 11, 20))
NOTHING = "The weather was fine and the visit was short; height 170, weight 70. "
SLOW = "Gadavist 7 mL given, contrast as needed, legs stiff for 9 months. "
"""Names an agent, a dose, a phase and a time in each sentence."""


def request_of(name: str, **elements: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8"))
    body["context"]["draftOrders"]["entry"][0]["resource"] |= elements
    return body


def answered(body: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The assessment of the order, and the cards."""
    answer = EVALUATOR.answer(read_hook_request(json.dumps(body).encode()), "imaging-appropriateness-select")
    (order,) = answer.assessment.to_json()["orders"]
    return order, answer.response["cards"]


def test_a_note_that_is_read_to_its_end_leaves_the_rating() -> None:
    order, _ = answered(request_of("low-back-pain-new-ct-lumbar", note=[{"text": (NOTHING * 300)[:LONGEST_TEXT]}]))
    assert order["rating"] == "usually-not-appropriate"


@pytest.mark.parametrize(
    "elements",
    [
        {"note": [{"text": (NOTHING * 300)[: LONGEST_TEXT + 1]}]},
        {"patientInstruction": (NOTHING * 300)[: LONGEST_TEXT + 1]},
        {"note": [{"text": NOTHING * 200 + str(number)} for number in range(6)]},
        {"note": [{"text": f"Seen on day {number}."} for number in range(MOST_TEXTS + 1)]},
        {"orderDetail": [{"text": f"slice {number}"} for number in range(MOST_TEXTS + 1)]},
    ],
    ids=["a long note", "a long instruction", "much in all", "many notes", "many details"],
)
def test_the_card_says_that_the_words_were_not_read_to_their_end(elements: dict[str, Any]) -> None:
    _, (card,) = answered(request_of("low-back-pain-new-ct-lumbar", **elements))
    assert "**Not recorded:**" not in card["detail"]
    assert "Not read whole: the words of the order." in card["detail"]


@pytest.mark.parametrize(
    "reason", ["Akute Rückenschmerzen, Harnverhalt, Reithosenanästhesie", "Mal de dos, fièvre, perte de poids inexpliquée"]
)
def test_words_in_another_language_beside_a_code_leave_nothing_to_be_taken_as_absent(reason: str) -> None:
    coded = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.50"}], "text": reason}
    order, cards = answered(request_of("low-back-pain-new-ct-lumbar", reasonCode=[coded]))
    assert order["rating"] is None
    assert not any(scenario["assumed"] for scenario in order["scenarios"])
    assert "Not read whole: the words of the order." in cards[0]["detail"]


@pytest.mark.parametrize(
    "elements",
    [
        {"note": [{"text": (NOTHING * 300)[: LONGEST_TEXT + 1]}]},
        {"patientInstruction": (NOTHING * 300)[: LONGEST_TEXT + 1]},
        {"note": [{"text": NOTHING * 200 + str(number)} for number in range(6)]},
        {"note": [{"text": f"Seen on day {number}."} for number in range(MOST_TEXTS + 1)]},
        {"orderDetail": [{"text": f"slice {number}"} for number in range(MOST_TEXTS + 1)]},
    ],
    ids=["a long note", "a long instruction", "much in all", "many notes", "many details"],
)
def test_what_is_left_unread_is_no_absence(elements: dict[str, Any]) -> None:
    assert not is_read_whole(elements)
    order, _ = answered(request_of("low-back-pain-new-ct-lumbar", **elements))
    assert order["rating"] is None
    assert not any(scenario["assumed"] for scenario in order["scenarios"])


def test_an_order_that_is_not_read_whole_is_changed_by_hand() -> None:
    order, (card,) = answered(request_of("myelopathy-ct-cervical", note=[{"text": NOTHING * 400 + "Gadavist 7 mL."}]))
    assert order["recommended"]
    assert all(action["type"] == "delete" for one in card.get("suggestions", ()) for action in one["actions"])
    assert "holds more text than is read here" in card["detail"]


def test_only_so_much_is_read() -> None:
    many = order_texts({"note": [{"text": f"note {number}"} for number in range(5000)]})
    assert len(many) == MOST_TEXTS
    much = order_texts({"note": [{"text": str(number) + NOTHING * 1000} for number in range(10)]})
    assert sum(len(each.text) for each in much) == MOST_CHARACTERS
    assert max(len(each.text) for each in much) == LONGEST_TEXT


@pytest.mark.parametrize(
    "elements",
    [
        {"note": [{"text": SLOW * 12_000}]},
        {"orderDetail": [{"text": SLOW * 12_000}]},
        {"note": [{"text": f"{SLOW}{number}"} for number in range(5000)]},
        {"reasonCode": [{"text": f"neck pain for {number} weeks"} for number in range(5000)]},
    ],
    ids=["note", "detail", "notes", "reasons"],
)
def test_the_time_is_bounded(elements: dict[str, Any]) -> None:
    """Each takes 10 to 40 ms; all of it would take two to ten seconds."""
    began = time.process_time()
    answered(request_of("myelopathy-ct-cervical", **elements))
    assert time.process_time() - began < 1
