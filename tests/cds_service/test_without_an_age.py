"""A request from which the patient's age cannot be had: what is missing is said, and what rules a study out all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from published_fixtures import fixture_requests, needs_fixtures
from test_http import SELECT, assert_conformant, post

REQUESTS = Path(__file__).parents[2] / "sandbox_config" / "requests"
FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
PAMA = fixture_requests().get("pama-scenario-01-outbound-request.json")


def sample(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8"))
    return read


def without_age(name: str, patient: Any = FAILED) -> dict[str, Any]:
    request = sample(name)
    request["prefetch"]["patient"] = patient
    return request


def order_of(request: dict[str, Any]) -> dict[str, Any]:
    order: dict[str, Any] = request["context"]["draftOrders"]["entry"][0]["resource"]
    return order


def answer(client: FlaskClient, request: dict[str, Any]) -> dict[str, Any]:
    response = post(client, SELECT, request)
    assert_conformant(response)
    return dict(response.get_json())


def the_card(client: FlaskClient, request: dict[str, Any]) -> dict[str, Any]:
    got = answer(client, request)
    assert "systemActions" not in got
    (card,) = got["cards"]
    return dict(card)


@pytest.mark.parametrize(
    "patient",
    [FAILED, None, {"resourceType": "Patient", "id": "low-back-pain-new"}, {"resourceType": "Patient", "id": "other"}],
)
def test_a_missing_age_is_said_and_not_rated_around(client: FlaskClient, patient: Any) -> None:
    card = the_card(client, without_age("low-back-pain-new-ct-lumbar", patient))
    assert card["indicator"] == "info"
    assert card["summary"].startswith(
        "CT lumbar spine without IV contrast is not rated: the criteria hang on the patient's age"
    )
    assert "'62-year-old'" in card["detail"]
    assert "suggestions" not in card


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ms-relapse-on-dialysis", "Contrast is ruled out (kidney function too low for gadolinium)"),
        ("cancer-neck-pain-pacemaker-radiograph", "MRI is ruled out (implant or metal unsafe for MRI)"),
    ],
)
def test_what_is_ruled_out_at_any_age_is_said_first(client: FlaskClient, name: str, first: str) -> None:
    card = the_card(client, without_age(name))
    assert card["summary"].startswith(first)
    assert "**Safety:**" in card["detail"]


def test_what_needs_no_age_is_answered_as_with_one(client: FlaskClient) -> None:
    with_age, without = answer(client, sample("myelopathy-ct-cervical")), answer(client, without_age("myelopathy-ct-cervical"))
    assert [card["summary"] for card in without["cards"]] == [card["summary"] for card in with_age["cards"]]
    assert without["systemActions"]


def test_an_age_in_the_orders_words_leads_on(client: FlaskClient) -> None:
    request = without_age("cancer-neck-pain-radiograph")
    order_of(request)["note"] = [{"text": "45-year-old"}]
    told = answer(client, request)
    assert [card["summary"] for card in told["cards"]] == [
        card["summary"] for card in answer(client, sample("cancer-neck-pain-radiograph"))["cards"]
    ]
    assert told["systemActions"]


def test_an_order_that_no_age_would_have_rated_gets_no_card(client: FlaskClient) -> None:
    request = without_age("low-back-pain-new-ct-lumbar")
    order_of(request)["code"] = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "73502"}]}
    assert answer(client, request) == {"cards": []}


def test_nobody_asks_the_age_of_the_deceased(client: FlaskClient) -> None:
    patient = {"resourceType": "Patient", "id": "low-back-pain-new", "birthDate": "1980-01-01", "deceasedBoolean": True}
    assert answer(client, without_age("low-back-pain-new-ct-lumbar", patient)) == {"cards": []}


@needs_fixtures
def test_the_published_acceptance_case_leads_to_what_is_missing_and_then_to_a_question(client: FlaskClient) -> None:
    assert PAMA is not None
    assert "is not rated" in the_card(client, PAMA)["summary"]
    told = json.loads(json.dumps(PAMA))
    order_of(told)["note"] = [{"text": "62-year-old"}]
    assert the_card(client, told)["summary"].startswith("Before CT lumbar spine")


def test_discovery_says_what_happens_without_the_patient(client: FlaskClient) -> None:
    for service in client.get("/cds-services").get_json()["services"]:
        assert "without the Patient" in service["usageRequirements"]
