"""The walk-through of the README: each row, as the public CDS Hooks Sandbox would send it, gives what the row says."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from walk_through import README, Row, rows

from cds_service.prefetch_templates import PREFETCH


def as_the_sandbox_sends_it(demo: FlaskClient, patient: str, study: str, reason: str) -> dict[str, Any]:
    code, reason_code = study.split()[0], reason.split()[0]
    order = {
        "resourceType": "ServiceRequest",
        "id": "example-request-id",
        "status": "draft",
        "intent": "plan",
        "code": {"coding": [{"code": code, "system": "http://www.ama-assn.org/go/cpt"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "reasonCode": [{"coding": [{"code": reason_code, "system": "http://snomed.info/sct"}]}],
    }
    paths = {key: template.replace("{{context.patientId}}", patient) for key, template in PREFETCH.items()}
    return {
        "hookInstance": "2eb9ff75-0ad2-4294-bd02-4a10fa335e89",
        "hook": "order-select",
        "fhirServer": "http://localhost/demo/fhir",
        "context": {
            "patientId": patient,
            "userId": "Practitioner/COREPRACTITIONER1",
            "selections": ["ServiceRequest/example-request-id"],
            "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": order}]},
        },
        "prefetch": {key: demo.get(f"/demo/fhir/{path}").get_json() for key, path in paths.items()},
    }


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.patient} {row.study}")
def test_a_row_holds(demo: FlaskClient, row: Row) -> None:
    request = as_the_sandbox_sends_it(demo, row.patient, row.study, row.reason)
    answer = demo.post("/cds-services/imaging-appropriateness-select", json=request).get_json()
    assert rated(answer) == row.rating
    cards = answer["cards"]
    assert [card["summary"][: len(row.begins)] for card in cards] == ([] if row.begins == "none" else [row.begins])
    assert first_change(cards) == row.makes


def rated(answer: dict[str, Any]) -> str:
    """What the Sandbox's rating box shows."""
    for action in answer.get("extension", {}).get("systemActions", []):
        for extension in action["resource"].get("extension", []):
            if extension["url"].endswith("/pama-rating"):
                return extension["valueCodeableConcept"]["coding"][0]["code"]
    return "none"


def first_change(cards: list[dict[str, Any]]) -> str:
    suggestions = [suggestion for card in cards for suggestion in card.get("suggestions", [])]
    if not suggestions:
        return "none"
    action = suggestions[0]["actions"][0]
    return "removal" if action["type"] == "delete" else action["resource"]["code"]["coding"][0]["code"]


def test_the_one_click_link_names_the_demo(demo: FlaskClient) -> None:
    link = next(word.strip("<>") for word in README.split() if word.startswith("<https://sandbox.cds-hooks.org/?"))
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert (query["hook"], query["screen"]) == ("order-select", "pama")
    local = "http://localhost:5000"
    assert demo.get(query["serviceDiscoveryURL"].removeprefix(local)).get_json()["services"]
    patient = f"{query['fhirServiceUrl'].removeprefix(local)}/Patient/{query['patientId']}"
    assert demo.get(patient).get_json()["id"] == query["patientId"]
