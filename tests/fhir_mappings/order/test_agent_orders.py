"""A contrast agent that an order names goes where the new study takes none of its kind; else the study is only advised."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.order.agents import WithoutAgents, without_other_agents
from fhir_mappings.order.replacement import replacement
from imaging_rules.study import study

PLAIN, CONTRAST = study("MRI lumbar spine without IV contrast"), study("MRI lumbar spine without and with IV contrast")


def draft(**rest: Any) -> dict[str, Any]:
    return {"resourceType": "ServiceRequest", "id": "a", "code": {"text": "MRI lumbar spine"}, **rest}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Gadavist 7 mL IV", ""),
        ("Gadavist (gadobutrol) 7,5 mL", ""),
        ("Gadavist, 7.5 mL IV", ""),
        ("0.1 mmol/kg gadobutrol; interpreter needed", "interpreter needed"),
        ("with Omnipaque 350", ""),
        ("Isovue-370 100 mL @ 3 mL/s", ""),
        ("contrast 100 mL IV", ""),
        ("without IV contrast 7 mL", "without IV contrast"),
    ],
)
def test_an_agent_and_its_dose_go_with_the_contrast(text: str, left: str) -> None:
    assert without_other_agents(text, PLAIN) == WithoutAgents(left)


@pytest.mark.parametrize(
    "text",
    ["no gadolinium", "without contrast", "allergic to Gadavist", "portable", "2 mm slices", "7 mL", "Gad reaction"],
)
def test_what_orders_no_agent_stays_to_the_letter(text: str) -> None:
    assert without_other_agents(text, PLAIN) == WithoutAgents(text)


@pytest.mark.parametrize("text", ["Gadavist if the GFR allows", "Dr X wants gadobutrol in the delayed phase"])
def test_an_agent_in_words_that_are_not_understood_is_not_told(text: str) -> None:
    assert without_other_agents(text, PLAIN) == WithoutAgents(text, told=False)


@pytest.mark.parametrize(("text", "left"), [("Omnipaque 350 100 mL", ""), ("Gadavist 7 mL", "Gadavist 7 mL")])
def test_a_study_keeps_the_agents_of_its_own_kind(text: str, left: str) -> None:
    assert without_other_agents(text, CONTRAST).text == left


def test_a_swap_takes_the_agent_off_the_order_details_and_nothing_else() -> None:
    coded = {
        "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "1", "display": "gadobutrol 1 MMOL/ML"}]
    }
    other = {"text": "under sedation"}
    details = [{"text": "with and without gadolinium"}, {"text": "Gadavist 7 mL IV"}, coded, other]
    swapped = replacement(draft(orderDetail=details, note=[{"text": "bring films"}]), PLAIN)
    assert swapped is not None
    assert swapped["orderDetail"] == [{"text": "without IV contrast"}, other]
    assert swapped["note"] == [{"text": "bring films"}]


@pytest.mark.parametrize(
    "asks",
    [
        {"orderDetail": [{"text": "Gadavist if the GFR allows"}]},
        {"note": [{"text": "give gadolinium please"}]},
        {"note": [{"text": "Follow-up in May. Gadavist 7 mL IV."}]},
        {"patientInstruction": "with Omnipaque 350"},
    ],
)
def test_where_the_order_would_keep_asking_for_it_the_study_is_only_advised(asks: dict[str, Any]) -> None:
    assert replacement(draft(**asks), PLAIN) is None


@pytest.mark.parametrize(
    "note", ["anaphylaxis to gadolinium 2019", "no gadolinium please", "CT with Omnipaque last year: normal", "call 555 1234"]
)
def test_a_note_that_orders_no_agent_keeps_no_study_from_the_order(note: str) -> None:
    swapped = replacement(draft(note=[{"text": note}]), PLAIN)
    assert swapped is not None
    assert swapped["note"] == [{"text": note}]
