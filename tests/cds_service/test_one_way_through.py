"""One order all the way: the card, the rating on the order, the record of it, and the feedback that refers to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from test_evaluation import whole_record
from test_http import SELECT, assert_conformant, order_select, post

from cds_service.parts import KEY


@pytest.fixture
def body() -> dict[str, Any]:
    made = {**order_select(), "prefetch": whole_record()}
    order = made["context"]["draftOrders"]["entry"][0]["resource"]
    order["extension"] = [{"url": "https://ehr.example.org/weight", "valueDecimal": "HERE"}]
    order["_status"] = {"id": "kept"}
    return made


def answered(client: FlaskClient, body: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(body).replace('"HERE"', "72.50")
    response = post(client, SELECT, text.encode())
    assert_conformant(response)
    assert b"72.50" in response.data
    return dict(response.get_json())


def test_the_rating_comes_back_on_the_order_with_everything_else_as_it_came(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = answered(client, body)
    (action,) = answer["systemActions"]
    assert answer["extension"]["systemActions"] == [action]
    draft = body["context"]["draftOrders"]["entry"][0]["resource"]
    returned = action["resource"]
    assert {name: value for name, value in returned.items() if name != "extension"} == {
        name: value for name, value in draft.items() if name != "extension"
    }
    assert returned["extension"][0] == {"url": "https://ehr.example.org/weight", "valueDecimal": 72.5}


def test_feedback_finds_the_consultation_of_its_card_and_of_the_marked_order(
    app: Flask, client: FlaskClient, body: dict[str, Any]
) -> None:
    answer = answered(client, body)
    (card,) = answer["cards"]
    (suggestion,) = card["suggestions"]
    report = {
        "card": card["uuid"],
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": suggestion["uuid"]}],
        "outcomeTimestamp": "2026-11-21T00:01:28.126Z",
    }
    assert post(client, f"{SELECT}/feedback", {"feedback": [report]}).status_code == 200
    store = app.extensions[KEY].store
    (row,) = [row for row in store.feedback() if row["card"] == card["uuid"]]
    kept = {each["id"]: each for each in store.consultations()}
    assert json.loads(kept[row["consultation"]]["assessment"])["orders"][0]["order"] == "ServiceRequest/a"
    extensions = answer["systemActions"][0]["resource"]["extension"]
    (consult_id,) = [each["valueUri"] for each in extensions if each["url"].endswith("consult-id")]
    assert store.consultation_of(consult_id.removeprefix("urn:uuid:")) == row["consultation"]
    assert store.consultation_of("unheard-of") is None
