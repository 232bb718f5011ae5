"""`/questionnaires/…`: the questions for everybody, and answers to them wherever an EHR delivers them."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from flask.testing import FlaskClient

from cds_service.own_forms import forms
from cds_service.parts import KEY
from cds_service.settings import Settings

ASKED = "cervical_radiculopathy_symptoms"
SELECT = "/cds-services/imaging-appropriateness-select"


def request_body() -> dict[str, Any]:
    """Neck pain, an MRI ordered, and one fact missing."""
    file = files("sandbox_config") / "requests" / "neck-pain-new-mri-cervical.json"
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def answer_of(client: FlaskClient, words: str, **elements: Any) -> dict[str, Any]:
    own = client.application.extensions[KEY]
    made = forms(own.evaluator.library, own.settings.base_url).response({ASKED: words}, "neck-pain-new", "2026-11-19T10:00:00Z")
    assert made is not None
    return {**made, "id": "answers", **elements}


def asked(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    posted = client.post(SELECT, json=body)
    assert posted.status_code == 200
    content: dict[str, Any] = posted.get_json()
    return content


def ratings(content: dict[str, Any]) -> list[str]:
    return [action["description"] for action in content.get("systemActions", [])]


def test_a_questionnaire_is_served_under_its_own_address(client: FlaskClient) -> None:
    answer = client.get(f"/questionnaires/{ASKED}")
    assert (answer.status_code, answer.mimetype) == (200, "application/fhir+json")
    made = answer.get_json()
    assert made["url"] == f"{Settings().base_url}/questionnaires/{ASKED}"
    library = client.application.extensions[KEY].evaluator.library
    assert library.content_hash.startswith(made["version"])
    assert "no-store" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("name", ["no_such_question", "requested_contrast", f"{ASKED}.{ASKED}", "x" * 5000, "%00", "a.b.c"])
def test_any_other_address_is_a_short_404(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/questionnaires/{name}")
    assert answer.status_code == 404
    assert answer.get_json()["resourceType"] == "OperationOutcome"
    assert name not in answer.get_data(as_text=True)


@pytest.mark.parametrize("page", ["/guidelines/cervical-pain-2024", "/guidelines/cervical-pain-2024/v1"])
def test_a_guideline_page_leads_to_its_questions(client: FlaskClient, page: str) -> None:
    (link,) = re.findall(r'href="(/questionnaires/[^"]+)"', client.get(page).get_data(as_text=True))
    made = client.get(link).get_json()
    assert {ASKED, "neck_symptom_tempo"} <= {item["linkId"] for item in made["item"]}


def in_prefetch(body: dict[str, Any], response: dict[str, Any]) -> None:
    body["prefetch"]["answers"] = {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [{"resource": response}]}


def contained_in_the_order(body: dict[str, Any], response: dict[str, Any]) -> None:
    order = body["context"]["draftOrders"]["entry"][0]["resource"]
    order["contained"] = [*order.get("contained", []), response]
    order["supportingInfo"] = [{"reference": f"#{response['id']}"}]


def referenced_beside_the_order(body: dict[str, Any], response: dict[str, Any]) -> None:
    body["context"]["draftOrders"]["entry"].append({"resource": response})
    order = body["context"]["draftOrders"]["entry"][0]["resource"]
    order["supportingInfo"] = [{"reference": f"QuestionnaireResponse/{response['id']}"}]


WAYS = [in_prefetch, contained_in_the_order, referenced_beside_the_order]


@pytest.mark.parametrize("deliver", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(("words", "rating"), [("yes", "may be appropriate"), ("no", "usually not appropriate")])
def test_an_answer_is_read_wherever_it_is_delivered(client: FlaskClient, deliver: Any, words: str, rating: str) -> None:
    body = request_body()
    assert ratings(asked(client, body)) == []
    deliver(body, answer_of(client, words))
    assert ratings(asked(client, body)) == [f"Record the rating: {rating}"]


@pytest.mark.parametrize("deliver", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(
    "spoiled",
    [
        {"status": "in-progress"},
        {"status": "entered-in-error"},
        {"subject": {"reference": "Patient/somebody-else"}},
        {"questionnaire": "https://elsewhere.example/questionnaires/cervical_radiculopathy_symptoms"},
        {"authored": "2031-01-01"},
        {"item": [{"linkId": ASKED}]},
    ],
    ids=lambda spoiled: next(iter(spoiled)) + "-" + str(next(iter(spoiled.values())))[:14],
)
def test_what_is_no_finished_answer_of_this_patient_to_our_question_rates_nothing(
    client: FlaskClient, deliver: Any, spoiled: dict[str, Any]
) -> None:
    body = request_body()
    deliver(body, answer_of(client, "no", **spoiled))
    content = asked(client, body)
    assert ratings(content) == []
    assert len(content["cards"]) == 1, "it is still asked"


def test_two_answers_that_contradict_each_other_are_asked_about_again(client: FlaskClient) -> None:
    body = request_body()
    entries = [{"resource": answer_of(client, words, id=words)} for words in ("yes", "no")]
    body["prefetch"]["answers"] = {"resourceType": "Bundle", "type": "searchset", "total": 2, "entry": entries}
    content = asked(client, body)
    assert ratings(content) == []
    assert "To answer" in content["cards"][0]["detail"]


def test_an_order_comes_back_with_the_answers_it_holds(client: FlaskClient) -> None:
    body = request_body()
    contained_in_the_order(body, answer_of(client, "no"))
    order = body["context"]["draftOrders"]["entry"][0]["resource"]
    (action,) = asked(client, body)["systemActions"]
    assert action["resource"]["contained"] == order["contained"]
    assert action["resource"]["supportingInfo"] == order["supportingInfo"]
