"""The service over HTTP: every error is an OperationOutcome, every answer is conformant, nothing leaks."""

from __future__ import annotations

import io
import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from published_fixtures import FOLDER, RECORDS, fixture_requests, needs_fixtures
from werkzeug.test import TestResponse

from cds_service.application import create_app
from cds_service.parts import KEY
from cds_service.prefetch_templates import PREFETCH
from cds_service.services import SERVICES
from cds_service.settings import Settings

SELECT = "/cds-services/imaging-appropriateness-select"
SIGN = "/cds-services/imaging-appropriateness-sign"
ORIGIN = "https://sandbox.cds-hooks.org"
REQUESTS = fixture_requests()
ACCEPTED = {
    "card": "c1",
    "outcome": "accepted",
    "acceptedSuggestions": [{"id": "s1"}],
    "outcomeTimestamp": "2026-11-21T00:01:28.126Z",
}
OVERRIDDEN = {
    "card": "c2",
    "outcome": "overridden",
    "overrideReason": {"reason": {"code": "patient-refuses"}, "userComment": "Canary said no"},
    "outcomeTimestamp": "2026-11-21T00:02:28Z",
}


def order_select(**context: Any) -> dict[str, Any]:
    order = {
        "resourceType": "ServiceRequest",
        "id": "a",
        "status": "draft",
        "intent": "order",
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72131"}]},
        "subject": {"reference": "Patient/p1"},
        "reasonCode": [{"coding": [{"system": "http://snomed.info/sct", "code": "279039007"}]}],
    }
    return {
        "hook": "order-select",
        "hookInstance": "1",
        "context": {
            "userId": "Practitioner/1",
            "patientId": "p1",
            "selections": ["ServiceRequest/a"],
            "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": order}]},
            **context,
        },
    }


def post(client: FlaskClient, path: str, body: Any, **more: Any) -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, data=data, **{"content_type": "application/json", **more})


def is_outcome(response: TestResponse, status: int) -> bool:
    content = response.get_json()
    issue = content["issue"][0]
    return (
        response.status_code == status
        and content["resourceType"] == "OperationOutcome"
        and set(issue) == {"severity", "code", "diagnostics"}
        and "Traceback" not in issue["diagnostics"]
    )


def empty_members(value: Any, path: str = "$") -> list[str]:
    """Null and empty members outside the resources that go back (CH-03 to CH-05); `cards` may be empty."""
    if isinstance(value, dict):
        rows = [(f"{path}.{name}", member) for name, member in value.items() if name != "resource"]
    elif isinstance(value, list):
        rows = [(f"{path}[{place}]", member) for place, member in enumerate(value)]
    else:
        return []
    bad = [where for where, member in rows if member in (None, "", [], {}) and where != "$.cards"]
    return bad + [where for name, member in rows for where in empty_members(member, name)]


def assert_conformant(response: TestResponse) -> None:
    answer = response.get_json()
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert isinstance(answer["cards"], list)
    assert empty_members(answer) == []
    for card in answer["cards"]:
        assert len(card["summary"]) < 140
        assert card["indicator"] in ("info", "warning", "critical")
        assert card["source"]["label"]
        assert card["uuid"]
        assert ("suggestions" in card) <= (card.get("selectionBehavior") in ("at-most-one", "any"))
        for suggestion in card.get("suggestions", []):
            assert suggestion["label"]
            assert suggestion["uuid"]
            assert all(action["description"] for action in suggestion.get("actions", []))


@needs_fixtures
@pytest.mark.parametrize("path", [SELECT, SIGN])
@pytest.mark.parametrize("name", REQUESTS)
def test_every_known_request_gets_a_conformant_answer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, name: str
) -> None:
    monkeypatch.setattr("cds_service.views.hooks.log_fault", loud)
    body = REQUESTS[name]
    response = post(client, path, body)
    if body["hook"] in ("order-select", "order-sign") and "draftOrders" in body["context"]:
        assert_conformant(response)
    else:
        assert is_outcome(response, 400)


@needs_fixtures
@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.name)
def test_every_known_patient_can_ride_along_as_prefetch(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    record = json.loads(file.read_text(encoding="utf-8"))
    entries = record.get("entry", []) if isinstance(record, dict) else []
    patients = [each["resource"]["id"] for each in entries if each.get("resource", {}).get("resourceType") == "Patient"]
    monkeypatch.setattr("cds_service.views.hooks.log_fault", loud)
    body = {**order_select(patientId=(patients or ["p1"])[0]), "prefetch": {"everything": record, "conditions": record}}
    body["context"]["draftOrders"]["entry"][0]["resource"].pop("subject")
    assert_conformant(post(client, SELECT, body))


def loud(fault: BaseException) -> None:
    """The service hides its own faults from clinicians; here they count as failures."""
    raise fault


def test_discovery_lists_both_services(client: FlaskClient) -> None:
    listed = client.get("/cds-services").get_json()["services"]
    assert [(row["id"], row["hook"]) for row in listed] == [(each.id, each.hook) for each in SERVICES]
    assert all(row["prefetch"] == PREFETCH and row["description"] and row["title"] for row in listed)
    assert client.get("/cds-services/").status_code == 200


def test_a_request_is_served_by_its_own_hook_at_either_address(client: FlaskClient) -> None:
    signing = {**order_select(), "hook": "order-sign"}
    del signing["context"]["selections"]
    for path in (SELECT, SIGN):
        assert_conformant(post(client, path, order_select()))
        assert_conformant(post(client, path, signing))


def test_without_an_imaging_order_the_answer_is_empty_and_no_prefetch_is_read(client: FlaskClient) -> None:
    body = order_select(selections=["MedicationRequest/m"])
    body["prefetch"] = {"conditions": "this would be counted as unreadable"}
    assert post(client, SELECT, body).data == b'{"cards":[]}'


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("post", "/cds-services/unknown", 404),
        ("post", "/cds-services/unknown/feedback", 404),
        ("get", "/nothing", 404),
        ("get", "/cds-services//x", 404),
        ("get", SELECT, 405),
        ("put", SELECT, 405),
        ("delete", f"{SELECT}/feedback", 405),
        ("post", "/cds-services", 405),
    ],
)
def test_a_wrong_address_or_method(client: FlaskClient, method: str, path: str, status: int) -> None:
    assert is_outcome(client.open(path, method=method.upper(), json={}), status)


@pytest.mark.parametrize("path", [SELECT, f"{SELECT}/feedback"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_a_body_that_does_not_say_it_is_json_is_415(client: FlaskClient, path: str, kind: str) -> None:
    assert is_outcome(post(client, path, order_select(), content_type=kind), 415)


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/fhir+json", "APPLICATION/JSON"])
def test_json_may_be_named_with_parameters(client: FlaskClient, kind: str) -> None:
    assert_conformant(post(client, SELECT, order_select(), content_type=kind))


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, identity"])
def test_a_compressed_body_is_415(client: FlaskClient, encoding: str) -> None:
    assert is_outcome(post(client, SELECT, order_select(), headers={"Content-Encoding": encoding}), 415)


@pytest.mark.parametrize("path", [SELECT, SIGN, f"{SELECT}/feedback"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b"[" * 200_000,
        b'{"a":' * 50_000,
        b"\x00",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_that_is_no_request_is_400(client: FlaskClient, path: str, body: bytes) -> None:
    assert is_outcome(post(client, path, body), 400)


class TestTooLarge:
    @pytest.fixture(autouse=True)
    def _small_cap(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        parts = app.extensions[KEY]
        monkeypatch.setitem(
            app.extensions,
            KEY,
            replace(parts, settings=parts.settings.model_copy(update={"body_cap": 2000})),
        )

    def test_a_declared_length_beyond_the_cap_is_413(self, client: FlaskClient) -> None:
        assert is_outcome(post(client, SELECT, b" " * 2001), 413)

    def test_a_chunked_body_beyond_the_cap_is_413_and_not_cut_off(self, client: FlaskClient) -> None:
        body = json.dumps(order_select()).encode()
        assert is_outcome(chunked(client, body + b" " * (2001 - len(body))), 413)

    def test_a_chunked_body_up_to_the_cap_is_read_whole(self, client: FlaskClient) -> None:
        body = json.dumps(order_select()).encode()
        assert_conformant(chunked(client, body + b" " * (2000 - len(body))))


def chunked(client: FlaskClient, body: bytes) -> TestResponse:
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    return client.post(SELECT, input_stream=io.BytesIO(body), content_type="application/json", environ_overrides=environ)


@pytest.mark.parametrize("origin", [ORIGIN, "http://localhost:8080", "http://127.0.0.1:3000"])
def test_a_listed_origin_may_read_every_answer_errors_included(client: FlaskClient, origin: str) -> None:
    headers = {"Origin": origin}
    answers = [
        client.get("/cds-services", headers=headers),
        post(client, SELECT, order_select(), headers=headers),
        post(client, SELECT, b"{", headers=headers),
        post(client, "/cds-services/unknown", b"{}", headers=headers),
        client.get(SELECT, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 400, 404, 405]
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers} == {origin}
    assert not any("Access-Control-Allow-Credentials" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    "origin", ["https://evil.org", "null", f"{ORIGIN}.evil.org", "http://localhost:80.evil.org", "https://localhost:1"]
)
def test_any_other_origin_may_not(client: FlaskClient, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/cds-services", headers={"Origin": origin}).headers


@pytest.mark.parametrize("origin", [ORIGIN, "https://evil.org", "null", None])
def test_every_answer_says_that_it_hangs_on_the_origin(client: FlaskClient, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    answers = [
        client.get("/cds-services", headers=headers),
        post(client, SELECT, order_select(), headers=headers),
        post(client, SELECT, b"{", headers=headers),
        client.options(SELECT, headers={**headers, "Access-Control-Request-Method": "POST"}),
    ]
    assert [answer.headers.getlist("Vary") for answer in answers] == [["Origin"]] * 4


def test_where_no_origin_is_allowed_nothing_hangs_on_it(tmp_path: Path) -> None:
    storage = f"sqlite:///{tmp_path / 'none.sqlite'}"
    closed = create_app(Settings(database_url=storage, cors_origins=()))
    closed.extensions[KEY].store.close()
    answer = closed.test_client().get("/cds-services", headers={"Origin": ORIGIN})
    assert "Vary" not in answer.headers
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/cds-services", SELECT, f"{SIGN}/feedback"])
def test_a_preflight_needs_no_token_and_names_the_headers(client: FlaskClient, path: str) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    answer = client.options(path, headers={"Origin": ORIGIN, **asks})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Headers"].lower() == "authorization, content-type"
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "POST", "OPTIONS"}
    assert answer.headers["Access-Control-Max-Age"] == "600"


def test_a_fault_of_ours_shows_no_card_and_logs_no_patient_data(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("Jane Roe")

    monkeypatch.setattr(app.extensions[KEY].evaluator, "answer", broken)
    with caplog.at_level(logging.DEBUG):
        response = post(client, SELECT, order_select())
    assert (response.status_code, response.data) == (200, b'{"cards":[]}')
    assert "incident=" in caplog.text
    assert "KeyError" in caplog.text
    assert "Jane" not in caplog.text


def test_no_patient_data_reaches_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    body = order_select()
    body["prefetch"] = {"patient": {"resourceType": "Patient", "id": "p1", "name": [{"family": "Canary"}]}}
    body["fhirAuthorization"] = {"access_token": "Canary"}
    body["hookInstance"] = "Canary"
    with caplog.at_level(logging.DEBUG):
        post(client, SELECT, body)
        post(client, SELECT, {**body, "context": {**body["context"], "patientId": ["Canary"]}})
    assert caplog.records
    assert "Canary" not in caplog.text


class TestFeedback:
    def test_a_report_is_stored_once_and_comments_are_not_kept(self, app: Flask, client: FlaskClient) -> None:
        for _ in range(3):
            answer = post(client, f"{SELECT}/feedback", {"feedback": [ACCEPTED, OVERRIDDEN]})
            assert (answer.status_code, answer.get_json()) == (200, {})
        kept = [row for row in app.extensions[KEY].store.feedback() if row["card"] in ("c1", "c2")]
        assert sorted((row["card"], row["outcome"], row["reason_code"]) for row in kept) == [
            ("c1", "accepted", ""),
            ("c2", "overridden", "patient-refuses"),
        ]
        assert "Canary" not in repr(kept)

    @needs_fixtures
    @pytest.mark.parametrize("name", ["accepted", "overridden-bare", "overridden-reason"])
    def test_the_examples_of_the_specification_are_taken(self, client: FlaskClient, name: str) -> None:
        body = (FOLDER / "cds-hooks" / f"spec-feedback-{name}.json").read_bytes()
        assert post(client, f"{SIGN}/feedback", body).status_code == 200

    @pytest.mark.parametrize(
        "item",
        [
            {},
            {**ACCEPTED, "card": ""},
            {**ACCEPTED, "card": 5},
            {**ACCEPTED, "card": "x" * 201},
            {**ACCEPTED, "outcome": "ignored"},
            {**ACCEPTED, "outcomeTimestamp": "yesterday"},
            {**ACCEPTED, "acceptedSuggestions": [{}]},
            "text",
        ],
        ids=str,
    )
    def test_a_malformed_report_is_400(self, client: FlaskClient, item: Any) -> None:
        assert is_outcome(post(client, f"{SELECT}/feedback", {"feedback": [item]}), 400)

    @pytest.mark.parametrize("reason", ["because", 5, [], {"reason": "because"}, {"reason": {"code": 5}}, None])
    def test_a_reason_that_cannot_be_read_loses_not_the_outcome(self, app: Flask, client: FlaskClient, reason: Any) -> None:
        item = {**OVERRIDDEN, "card": f"odd-reason-{reason}", "overrideReason": reason}
        assert post(client, f"{SELECT}/feedback", {"feedback": [item]}).status_code == 200
        (kept,) = [row for row in app.extensions[KEY].store.feedback() if row["card"] == item["card"]]
        assert (kept["outcome"], kept["reason_code"], kept["reason_system"]) == ("overridden", "", "")

    def test_an_item_that_cannot_be_read_loses_none_of_the_others(self, app: Flask, client: FlaskClient) -> None:
        odd = {**ACCEPTED, "card": "odd", "outcome": "ignored"}
        assert post(client, f"{SELECT}/feedback", {"feedback": [odd, {**ACCEPTED, "card": "even"}]}).status_code == 200
        kept = {row["card"] for row in app.extensions[KEY].store.feedback()}
        assert "even" in kept
        assert "odd" not in kept

    def test_a_report_without_an_item_that_can_be_read_says_where(self, client: FlaskClient) -> None:
        answer = post(client, f"{SELECT}/feedback", {"feedback": [{**ACCEPTED, "acceptedSuggestions": [{}]}]})
        assert (
            "feedback[0].acceptedSuggestions[0]: Object missing required field `id`"
            in answer.get_json()["issue"][0]["diagnostics"]
        )

    @pytest.mark.parametrize("body", [{}, {"feedback": {}}, {"feedback": None}, []])
    def test_a_body_without_a_list_of_reports_is_400(self, client: FlaskClient, body: Any) -> None:
        assert is_outcome(post(client, f"{SELECT}/feedback", body), 400)


def test_health_says_ok(client: FlaskClient) -> None:
    assert client.get("/health/live").get_json() == {"status": "ok"}
    assert client.get("/health/ready").get_json() == {"status": "ok"}


def test_readiness_is_503_while_the_database_is_away(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.extensions[KEY].store, "ready", lambda: False)
    answer = client.get("/health/ready")
    assert is_outcome(answer, 503)
    assert answer.headers["Retry-After"]


def test_the_home_page_explains_itself_and_lists_the_library(app: Flask, client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    text = page.get_data(as_text=True)
    for topic in app.extensions[KEY].evaluator.library.topics.values():
        assert all(f"<code>{scenario}</code>" in text for scenario in topic.scenarios)
    assert "<style" not in text
    assert "style=" not in text
    assert client.get("/static/style.css").mimetype == "text/css"
