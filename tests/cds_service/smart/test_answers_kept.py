"""Answers given in the app, as a file and in the chart: by a tap, and only where the launch granted it."""

from __future__ import annotations

import copy
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from fake_ehr import ACCESS_TOKEN, ISS, SELECT, saved_request
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from flask import Flask
from flask.testing import FlaskClient
from test_details_page import Page, opened, send

from cds_service.clients import SmartApp
from cds_service.parts import KEY
from cds_service.sealed_tokens import seal, unsealed
from cds_service.smart.launch import scopes

ASKED = "cervical_radiculopathy_symptoms"
GRANTED = {"scope": "openid fhirUser launch patient/Patient.rs patient/QuestionnaireResponse.c"}
CHART = f"{ISS}/QuestionnaireResponse"
SAVE = "Save the answers to the chart"


def answered(client: FlaskClient, app: Flask, **granted: Any) -> tuple[str, Page]:
    """The page after its question was answered with no."""
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"), **granted)
    send(client, address, page, "answer", order=0, feature=ASKED, answer=1)
    return address, Page(client.get(address))


@responses.activate
def test_the_answers_are_a_valid_questionnaire_response_to_our_form(client: FlaskClient, app: Flask) -> None:
    address, page = answered(client, app)
    assert f"{address}/answers.json" in {link["href"] for link in page.all("a")}
    file = client.get(f"{address}/answers.json")
    assert (file.mimetype, file.headers["Cache-Control"]) == ("application/fhir+json", "no-store")
    made = file.get_json()
    QuestionnaireResponse.model_validate(copy.deepcopy(made))
    assert made["status"] == "completed"
    assert made["subject"] == {"reference": "Patient/neck-pain-new"}
    assert made["questionnaire"].startswith("http://localhost:5000/questionnaires/" + ASKED + "|")
    (item,) = made["item"]
    assert (item["linkId"], item["answer"]) == (ASKED, [{"valueBoolean": False}])


@responses.activate
def test_what_was_downloaded_rates_the_order_once_the_record_holds_it(client: FlaskClient, app: Flask) -> None:
    address, _ = answered(client, app)
    body = saved_request("neck-pain-new-mri-cervical")
    held = {**client.get(f"{address}/answers.json").get_json(), "id": "r"}
    body["prefetch"]["answers"] = {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [{"resource": held}]}
    (action,) = client.post(SELECT, json=body).get_json()["systemActions"]
    assert action["description"] == "Record the rating: usually not appropriate"


@responses.activate
def test_without_an_answer_there_is_nothing_to_keep(client: FlaskClient, app: Flask) -> None:
    address, page = opened(client, app, saved_request("neck-pain-new-mri-cervical"), **GRANTED)
    assert "Download" not in page.text
    assert SAVE not in page.text
    assert client.get(f"{address}/answers.json").status_code == 404
    send(client, address, page, "to-chart")
    assert not [call for call in responses.calls if call.request.url == CHART]


@responses.activate
def test_a_tap_saves_the_answers_to_the_chart_once(client: FlaskClient, app: Flask) -> None:
    address, page = answered(client, app, **GRANTED)
    assert SAVE in page.text
    responses.post(CHART, status=201, json={})
    assert not [call for call in responses.calls if call.request.url == CHART], "nothing is saved without the tap"
    for _ in range(2):
        send(client, address, page, "to-chart")
    (call,) = [call for call in responses.calls if call.request.url == CHART]
    assert call.request.headers["Authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert json.loads(call.request.body) == client.get(f"{address}/answers.json").get_json()
    after = Page(client.get(address))
    assert "Saved to the chart" in after.text
    assert SAVE not in after.text


@responses.activate
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"status": 403}, "did not take the answers; nothing was saved"),
        ({"status": 422, "json": {"resourceType": "OperationOutcome"}}, "did not take the answers; nothing was saved"),
        ({"status": 307, "headers": {"Location": "https://elsewhere.example"}}, "did not take the answers"),
        ({"status": 500}, "did not confirm. Look in the chart"),
        ({"body": requests.ConnectionError("canary")}, "did not confirm. Look in the chart"),
    ],
    ids=["forbidden", "refused", "elsewhere", "fault", "no answer"],
)
def test_what_went_wrong_is_said_and_the_file_is_still_there(
    client: FlaskClient, app: Flask, answer: dict[str, Any], says: str
) -> None:
    address, page = answered(client, app, **GRANTED)
    responses.post(CHART, **answer)
    assert send(client, address, page, "to-chart").status_code == 303
    after = Page(client.get(address))
    assert says in after.text
    assert SAVE in after.text
    assert "Download" in after.text
    assert "canary" not in after.text


@responses.activate
@pytest.mark.parametrize(
    "granted",
    [
        {},
        {"scope": "openid patient/QuestionnaireResponse.rs"},
        {"scope": "openid patient/QuestionnaireResponse.read"},
        {"scope": "openid patient/Observation.write"},
        {**GRANTED, "expires_in": 0},
        {**GRANTED, "expires_in": "300"},
    ],
    ids=str,
)
def test_without_the_grant_the_answers_are_only_offered_as_a_file(
    client: FlaskClient, app: Flask, granted: dict[str, Any]
) -> None:
    address, page = answered(client, app, **granted)
    assert SAVE not in page.text
    assert "Download" in page.text
    send(client, address, page, "to-chart")
    assert not [call for call in responses.calls if call.request.url == CHART]


@responses.activate
def test_a_new_answer_can_be_saved_again(client: FlaskClient, app: Flask) -> None:
    address, page = answered(client, app, **GRANTED)
    responses.post(CHART, status=201, json={})
    send(client, address, page, "to-chart")
    send(client, address, page, "take-back", given=0)
    send(client, address, page, "answer", order=0, feature=ASKED, answer=0)
    assert SAVE in Page(client.get(address)).text


@responses.activate
def test_the_token_is_read_from_the_database_by_nobody(client: FlaskClient, app: Flask, database: Path) -> None:
    answered(client, app, **GRANTED)
    app.extensions[KEY].store.close()
    with sqlite3.connect(database) as read:
        assert ACCESS_TOKEN not in "\n".join(read.iterdump())


def test_a_sealed_token_opens_with_its_own_secret_only() -> None:
    sealed = seal("token", "secret")
    assert unsealed(sealed, "secret") == "token"
    assert unsealed(sealed, "another") is None
    assert unsealed("", "secret") is None
    assert unsealed(sealed[:-4] + "AAAA", "secret") is None
    assert "token" not in sealed


def test_the_scope_is_asked_for_only_where_the_registry_says_so() -> None:
    assert "QuestionnaireResponse" not in scopes(second_version=True, by_ehr=True)
    assert scopes(second_version=True, by_ehr=True, writes_answers=True).endswith(" patient/QuestionnaireResponse.c")
    assert scopes(second_version=False, by_ehr=True, writes_answers=True).endswith(" patient/QuestionnaireResponse.write")
    assert SmartApp(client_id="x").writes_answers is False


@responses.activate
def test_a_form_of_another_page_saves_nothing(client: FlaskClient, app: Flask) -> None:
    address, _ = answered(client, app, **GRANTED)
    assert client.post(f"{address}/to-chart", data={"form_key": "made-up"}).status_code == 403
    assert app.test_client().post(f"{address}/to-chart", data={"form_key": "made-up"}).status_code == 400
