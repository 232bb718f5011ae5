"""The demo server takes answers from an app that was granted it, and gives them back as part of the record."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from test_smart_launch import announced, asked, exchanged, returned

from sandbox_config.demo_fhir.scopes import granted, may_create, may_read

ANSWERS = "/demo/fhir/QuestionnaireResponse"
RESPONSE = {"resourceType": "QuestionnaireResponse", "status": "completed", "subject": {"reference": "Patient/myelopathy"}}


def bearer(demo: FlaskClient, scope: str) -> dict[str, str]:
    code = returned(asked(demo, launch=announced(demo), scope=f"openid launch {scope}"))["code"]
    return {"Authorization": f"Bearer {exchanged(demo, code).get_json()['access_token']}"}


@pytest.mark.parametrize("scope", ["patient/QuestionnaireResponse.c", "patient/QuestionnaireResponse.write"])
def test_what_is_created_is_read_and_searched(demo: FlaskClient, scope: str) -> None:
    created = demo.post(ANSWERS, json=RESPONSE, headers=bearer(demo, scope))
    assert created.status_code == 201
    own_id = created.get_json()["id"]
    assert demo.get(f"{ANSWERS}/{own_id}").get_json() == {**RESPONSE, "id": own_id}
    found = demo.get(f"{ANSWERS}?patient=myelopathy&status=completed").get_json()
    assert own_id in {entry["resource"]["id"] for entry in found["entry"]}
    assert demo.get(f"{ANSWERS}?patient=ms-relapse").get_json()["total"] == 0


@pytest.mark.parametrize(
    ("scope", "body", "status"),
    [
        ("patient/QuestionnaireResponse.rs", RESPONSE, 403),
        ("patient/Patient.rs", RESPONSE, 403),
        ("patient/QuestionnaireResponse.c", {**RESPONSE, "subject": {"reference": "Patient/ms-relapse"}}, 403),
        ("patient/QuestionnaireResponse.c", {**RESPONSE, "subject": {}}, 400),
        ("patient/QuestionnaireResponse.c", {**RESPONSE, "resourceType": "Condition"}, 400),
        ("patient/QuestionnaireResponse.c", [], 400),
    ],
)
def test_anything_else_is_refused(demo: FlaskClient, scope: str, body: Any, status: int) -> None:
    assert demo.post(ANSWERS, json=body, headers=bearer(demo, scope)).status_code == status


def test_without_a_token_nothing_is_created(demo: FlaskClient) -> None:
    assert demo.post(ANSWERS, json=RESPONSE).status_code == 401
    assert demo.post("/demo/fhir/Condition", json=RESPONSE).status_code == 405


def test_creating_is_no_reading() -> None:
    scopes = granted("patient/QuestionnaireResponse.c patient/Condition.cruds patient/Observation.write")
    assert scopes == ("patient/QuestionnaireResponse.c", "patient/Condition.rs")
    assert may_create(scopes, "QuestionnaireResponse")
    assert not may_create(scopes, "Condition")
    assert not may_read(scopes, "QuestionnaireResponse")
