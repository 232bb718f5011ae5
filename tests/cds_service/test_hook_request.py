"""The envelope of a hook request: what is required, what is tolerated, what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from cds_service.hook_request import read_hook_request
from cds_service.problems import RequestProblem
from cds_service.selection import asked_about


def request_with(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "hook": "order-select",
        "hookInstance": "8d3e5c1e-4c9c-4f0e-9b2e-0f8c1b7d9a11",
        "context": {
            "userId": "Practitioner/1",
            "patientId": "p1",
            "selections": ["ServiceRequest/a"],
            "draftOrders": {"resourceType": "Bundle", "entry": [draft("a"), draft("b")]},
        },
    }
    context = {**body["context"], **changes.pop("context", {})}
    return {**body, **changes, "context": {name: value for name, value in context.items() if value != "absent"}}


def draft(own_id: str, kind: str = "ServiceRequest", **more: Any) -> dict[str, Any]:
    return {"resource": {"resourceType": kind, "id": own_id, **more}}


def read(body: dict[str, Any]) -> Any:
    return read_hook_request(json.dumps(body).encode())


def test_a_request_is_read_with_null_members_as_if_they_were_not_sent() -> None:
    request = read(
        request_with(fhirServer=None, fhirAuthorization=None, prefetch=None, unknown={"x": 1}, context={"encounterId": None})
    )
    assert (request.patient_id, request.selections, request.fhir_server) == ("p1", ("ServiceRequest/a",), None)
    assert request.prefetch == {}


def test_a_patient_id_sent_as_a_reference_is_stripped() -> None:
    assert read(request_with(context={"patientId": "Patient/456"})).patient_id == "456"


@pytest.mark.parametrize(
    ("told", "may"),
    [
        ({}, True),
        ({"token_type": "bearer", "expires_in": 60, "patient": "p1"}, True),
        ({"patient": "Patient/p1"}, True),
        ({"access_token": ""}, False),
        ({"access_token": None}, False),
        ({"token_type": "mac"}, False),
        ({"expires_in": 0}, False),
        ({"patient": "p2"}, False),
        ({"expires_in": "60"}, True),
        ({"expires_in": "0"}, False),
        ({"expires_in": "soon"}, False),
        ({"access_token": 5}, False),
        ({"scope": 5, "subject": None}, True),
    ],
)
def test_nothing_is_read_with_a_token_that_does_not_open_this_patient(told: dict[str, Any], may: bool) -> None:
    granted = {"access_token": "t", **told}
    assert read(request_with(fhirAuthorization=granted)).may_read is may
    assert read(request_with()).may_read


@pytest.mark.parametrize("granted", ["token", 5, [], [{"access_token": "t"}], {"access_token": {}}])
def test_an_authorization_of_no_known_shape_opens_nothing_and_refuses_no_request(
    granted: Any, caplog: pytest.LogCaptureFixture
) -> None:
    request = read(request_with(fhirAuthorization=granted))
    assert (request.may_read, request.access_token) == (False, None)
    assert "fhirAuthorization cannot be used" in caplog.text


@pytest.mark.parametrize(
    "changes",
    [
        {"hook": "order-sign", "context": {"selections": "ServiceRequest/a"}},
        {"hook": "order-sign", "context": {"selections": [1]}},
        {"context": {"encounterId": 5}},
        {"context": {"encounterId": {"reference": "Encounter/1"}}},
        {"context": {"userId": 12}},
        {"hookInstance": 12},
        {"hookInstance": {}},
    ],
    ids=str,
)
def test_what_nothing_hangs_on_refuses_no_request(changes: dict[str, Any]) -> None:
    request = read(request_with(**changes))
    assert asked_about(request)
    assert isinstance(request.user_id, str)
    assert isinstance(request.hook_instance, str)


def test_the_numbers_of_a_draft_stay_as_written() -> None:
    text = json.dumps(request_with()).replace('"id": "a"', '"id": "a", "quantityQuantity": {"value": 1.00}')
    resource = read_hook_request(text.encode()).draft_orders["entry"][0]["resource"]
    assert str(resource["quantityQuantity"]["value"]) == "1.00"
    assert isinstance(resource["quantityQuantity"]["value"], Decimal)


@pytest.mark.parametrize(
    "changes",
    [
        {"hook": "patient-view"},
        {"hook": 5},
        {"context": {"patientId": "absent"}},
        {"context": {"patientId": ""}},
        {"context": {"patientId": 12}},
        {"context": {"draftOrders": "absent"}},
        {"context": {"draftOrders": []}},
        {"context": {"draftOrders": {"resourceType": "Bundle", "entry": {}}}},
        {"context": {"selections": "absent"}},
        {"context": {"selections": "ServiceRequest/a"}},
        {"context": {"selections": [1]}},
        {"prefetch": []},
    ],
    ids=str,
)
def test_a_request_of_the_wrong_shape_is_refused_with_400(changes: dict[str, Any]) -> None:
    with pytest.raises(RequestProblem) as refused:
        read(request_with(**changes))
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"hook": 5}, "hook: Expected `str`, got `int`"),
        ({"prefetch": []}, "prefetch: Expected `object | null`, got `array`"),
        ({"fhirServer": {}}, "fhirServer: "),
        ({"context": {"patientId": 12}}, "context.patientId: "),
        ({"context": {"patientId": "absent"}}, "context: Object missing required field `patientId`"),
        ({"context": {"draftOrders": []}}, "context.draftOrders: "),
        ({"context": {"selections": "ServiceRequest/a"}}, "context.selections: "),
        ({"context": {"selections": ["ServiceRequest/a", 1]}}, "context.selections[1]: "),
    ],
    ids=str,
)
def test_a_refusal_names_the_member(changes: dict[str, Any], member: str) -> None:
    with pytest.raises(RequestProblem) as refused:
        read(request_with(**changes))
    assert refused.value.text.startswith(f"wrong shape: {member}")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"not json",
        b"\xef\xbb\xbf{}",
        b'{"hook": NaN}',
        b'{"hook": "order-sign", "context": {"patientId": "\\ud800"}}',
        b'{"hook": "order-sign", "context": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        '{"hook": "order-sign"}'.encode("utf-16"),
        b'{"hook": "order-sign", "context": {"patientId": "1", "draftOrders": {"x": 1e99999999999999999999}}}',
        b'{"hook": "order-sign\xff"}',
        b"{} {}",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_not_json_we_take_is_refused_with_400(body: bytes) -> None:
    with pytest.raises(RequestProblem) as refused:
        read_hook_request(body)
    assert refused.value.status == 400


def test_a_refusal_never_quotes_the_request() -> None:
    body = request_with(context={"draftOrders": {"entry": "Jane Roe"}}, prefetch={"Jane Roe": 1})
    with pytest.raises(RequestProblem) as refused:
        read(body)
    assert "Jane" not in refused.value.text


def test_an_order_select_with_neither_drafts_nor_selections_asks_about_nothing() -> None:
    """The public Sandbox sends it when the imaging screen is opened once more."""
    request = read(request_with(context={"selections": "absent", "draftOrders": "absent"}))
    assert asked_about(request) == []


def test_order_select_asks_about_its_selections_only() -> None:
    assert [order["id"] for order in asked_about(read(request_with()))] == ["a"]


def test_order_sign_asks_about_every_draft() -> None:
    request = read(request_with(hook="order-sign", context={"selections": "absent"}))
    assert [order["id"] for order in asked_about(request)] == ["a", "b"]


def test_a_bare_id_selects_when_exactly_one_draft_has_it() -> None:
    assert [order["id"] for order in asked_about(read(request_with(context={"selections": ["b"]})))] == ["b"]
    twins = {"entry": [draft("b"), draft("b", "MedicationRequest")]}
    assert asked_about(read(request_with(context={"selections": ["b"], "draftOrders": twins}))) == []


def test_the_type_matters_where_two_drafts_share_an_id() -> None:
    twins = {"entry": [draft("b", "MedicationRequest"), draft("b")]}
    selected = asked_about(read(request_with(context={"selections": ["ServiceRequest/b"], "draftOrders": twins})))
    assert [order["resourceType"] for order in selected] == ["ServiceRequest"]


@pytest.mark.parametrize("entry", [None, 5, "x", [], {}, {"resource": None}, {"resource": []}, {"fullUrl": "x"}])
def test_an_entry_without_a_readable_resource_is_skipped(entry: Any) -> None:
    bundle = {"entry": [entry, draft("a")]}
    assert [order["id"] for order in asked_about(read(request_with(context={"draftOrders": bundle})))] == ["a"]


def test_a_selection_that_names_no_draft_is_no_error() -> None:
    assert asked_about(read(request_with(context={"selections": ["ServiceRequest/gone"]}))) == []
