"""Whose the resources of a request are: the implant of an unclear owner, the order for somebody else, the reason by address."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from test_http import SELECT, assert_conformant, post

REQUESTS = Path(__file__).parents[2] / "sandbox_config" / "requests"
URN = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"
MYELOPATHY = {
    "resourceType": "Condition",
    "id": "c9",
    "subject": {"reference": "Patient/myelopathy"},
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "202664003"}]},
}


def sample(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_text(encoding="utf-8"))
    return read


def searchset(resource: dict[str, Any], full_url: str | None = None) -> dict[str, Any]:
    addressed = {"fullUrl": full_url} if full_url else {}
    return {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [{**addressed, "resource": resource}]}


def with_pacemaker(owner: dict[str, Any]) -> dict[str, Any]:
    """A CT of the neck of somebody with myelopathy, and a pacemaker that is unsafe for MRI and belongs to `owner`."""
    request = sample("myelopathy-ct-cervical")
    pacemaker = sample("myelopathy-pacemaker-mri-cervical")["prefetch"]["devices"]["entry"][0]["resource"]
    request["prefetch"]["patient"] = searchset(request["prefetch"]["patient"], URN)
    request["prefetch"]["devices"] = searchset({**pacemaker, "patient": owner})
    return request


def order_of(request: dict[str, Any]) -> dict[str, Any]:
    order: dict[str, Any] = request["context"]["draftOrders"]["entry"][0]["resource"]
    return order


def the_card(client: FlaskClient, request: dict[str, Any]) -> dict[str, Any]:
    response = post(client, SELECT, request)
    assert_conformant(response)
    (card,) = response.get_json()["cards"]
    return dict(card)


@pytest.mark.parametrize("reference", [URN, URN.upper().replace("URN:UUID", "urn:uuid"), "Patient/myelopathy"])
def test_an_implant_is_the_patients_by_the_address_of_the_bundle_too(client: FlaskClient, reference: str) -> None:
    card = the_card(client, with_pacemaker({"reference": reference}))
    assert card["summary"].startswith("With MRI ruled out")
    assert all("MRI" not in suggestion["label"] for suggestion in card["suggestions"])


@pytest.mark.parametrize(
    "reference",
    ["urn:uuid:another", "Patient?identifier=urn:mrn|5", "Patient/MYELOPATHY", "Group/1", "RelatedPerson/1", "#p"],
)
def test_an_implant_of_unclear_owner_is_not_taken_for_no_implant(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, reference: str
) -> None:
    with caplog.at_level(logging.INFO):
        card = the_card(client, with_pacemaker({"reference": reference}))
    assert "**Not seen:** devices" in card["detail"]
    assert "dropped=0 unresolved=1" in caplog.text


def test_an_implant_that_is_clearly_another_patients_leaves_the_list_whole(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        card = the_card(client, with_pacemaker({"reference": "Patient/another"}))
    assert "Not seen" not in card["detail"]
    assert "dropped=1 unresolved=0" in caplog.text


def test_an_implant_under_an_id_linked_with_the_patient_is_not_taken_for_no_implant(client: FlaskClient) -> None:
    request = with_pacemaker({"reference": "Patient/merged"})
    patient = request["prefetch"]["patient"]["entry"][0]["resource"]
    patient["link"] = [{"type": "replaces", "other": {"reference": "Patient/merged"}}]
    assert "**Not seen:** devices" in the_card(client, request)["detail"]


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/zzz"},
        {"reference": " Patient/zzz"},
        {"reference": "Patient/zzz/_history/2"},
        {"reference": "https://ehr.example/fhir/Patient/zzz"},
        {"reference": "urn:uuid:9d1f0000-0000-4000-8000-000000000000"},
        {"reference": "Group/myelopathy"},
        {"reference": "Patient?identifier=urn:mrn|5"},
        {"reference": "#p"},
        "Patient/zzz",
    ],
)
def test_an_order_that_may_be_for_somebody_else_is_neither_rated_nor_spoken_about(client: FlaskClient, subject: Any) -> None:
    request = sample("myelopathy-ct-cervical")
    order_of(request)["subject"] = subject
    assert post(client, SELECT, request).get_json() == {"cards": []}


def test_a_mixed_session_is_answered_for_the_patient_alone(client: FlaskClient) -> None:
    request = sample("myelopathy-ct-cervical")
    another = {**order_of(request), "id": "another", "subject": {"reference": "Group/1"}}
    request["context"]["draftOrders"]["entry"].append({"resource": another})
    request["context"]["selections"].append("ServiceRequest/another")
    answer = post(client, SELECT, request).get_json()
    rated = [action["resource"]["id"] for action in answer["systemActions"]]
    assert (len(answer["cards"]), rated) == (1, [order_of(request)["id"]])


@pytest.mark.parametrize("subject", [None, {}, {"display": "The patient"}, {"reference": "urn:uuid:myelopathy"}])
def test_an_order_that_names_nobody_else_is_rated(client: FlaskClient, subject: Any) -> None:
    request = sample("myelopathy-ct-cervical")
    order_of(request)["subject"] = subject
    assert the_card(client, request)["suggestions"]


@pytest.mark.parametrize("place", ["prefetch", "drafts"])
def test_an_order_for_the_patient_of_a_bundle_entry_is_rated_and_goes_back_as_it_came(client: FlaskClient, place: str) -> None:
    request = sample("myelopathy-ct-cervical")
    patient = request["prefetch"]["patient"]
    if place == "prefetch":
        request["prefetch"]["patient"] = searchset(patient, URN)
    else:
        request["context"]["draftOrders"]["entry"].append({"fullUrl": URN, "resource": patient})
    order_of(request)["subject"] = {"reference": URN}
    answer = post(client, SELECT, request).get_json()
    assert len(answer["cards"]) == 1
    assert answer["systemActions"][0]["resource"]["subject"] == {"reference": URN}


@pytest.mark.parametrize("place", ["prefetch", "drafts"])
@pytest.mark.parametrize("with_id", [True, False])
def test_a_reason_by_the_address_of_an_entry_is_the_orders_reason(client: FlaskClient, place: str, with_id: bool) -> None:
    request = sample("myelopathy-ct-cervical")
    entry = {"fullUrl": URN, "resource": MYELOPATHY if with_id else {k: v for k, v in MYELOPATHY.items() if k != "id"}}
    request["prefetch"] |= {"observations": None, "conditions": None}
    if place == "prefetch":
        request["prefetch"]["conditions"] = {"resourceType": "Bundle", "type": "searchset", "entry": [entry]}
    else:
        request["context"]["draftOrders"]["entry"].append(entry)
    del order_of(request)["reasonCode"]
    order_of(request)["reasonReference"] = [{"reference": URN}]
    assert the_card(client, request)["summary"].startswith("MRI cervical spine without IV contrast is usually appropriate")
    order_of(request)["reasonReference"] = [{"reference": "urn:uuid:nothing"}]
    assert post(client, SELECT, request).get_json()["cards"] == []


def test_selections_are_never_matched_by_address(client: FlaskClient) -> None:
    request = sample("myelopathy-ct-cervical")
    request["context"]["draftOrders"]["entry"][0]["fullUrl"] = URN
    request["context"]["selections"] = [URN]
    assert post(client, SELECT, request).get_json() == {"cards": []}
