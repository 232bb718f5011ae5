"""Reading from a client's FHIR server: the deadline is kept, the token stays home, any failure means 'not delivered'."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses
from slow_server import Misbehaving, misbehaving_server

from cds_service.clients import Client, allowed_base, client_of
from cds_service.fhir_access import FhirAccess, FhirSource, ReadFailed, get_json, own_address, query_for

BASE = "https://fhir.example.org/r4"
SOURCE = FhirSource(BASE, "secret-token")


@pytest.fixture
def access() -> FhirAccess:
    return FhirAccess(deadline=20.0, cap=1_000_000, pages=5)


@pytest.fixture
def hurried() -> FhirAccess:
    """One whose deadline passes while the server still drips."""
    return FhirAccess(deadline=1.5, cap=1_000_000, pages=5)


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with misbehaving_server() as running:
        yield running


def bundle(*ids: str, next_page: str | None = None) -> dict[str, Any]:
    entries = [{"resource": {"resourceType": "Condition", "id": each}} for each in ids]
    links = [{"relation": "next", "url": next_page}] if next_page else []
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, "link": links}


@responses.activate
def test_a_missing_part_is_read_with_the_token_of_the_request(access: FhirAccess) -> None:
    responses.get(f"{BASE}/Condition", json=bundle("c1"))
    pages = access.read(SOURCE, {"conditions": "Condition?patient=p1"})
    assert json.loads(pages["conditions"][0])["entry"][0]["resource"]["id"] == "c1"
    sent = responses.calls[0].request
    assert sent.headers["Authorization"] == "Bearer secret-token"
    assert sent.url == f"{BASE}/Condition?patient=p1"
    assert sent.method == "GET"


@responses.activate
def test_next_pages_are_followed_on_the_same_origin(access: FhirAccess) -> None:
    responses.get(f"{BASE}/Condition", json=bundle("c1", next_page=f"{BASE}?page=2"))
    responses.get(BASE, json=bundle("c2"))
    assert len(access.read(SOURCE, {"conditions": "Condition?patient=p1"})["conditions"]) == 2


@responses.activate
def test_a_next_page_on_another_server_is_not_followed_and_gets_no_token(access: FhirAccess) -> None:
    responses.get(f"{BASE}/Condition", json=bundle("c1", next_page="https://evil.example.org/r4?page=2"))
    assert len(access.read(SOURCE, {"conditions": "Condition?patient=p1"})["conditions"]) == 1
    assert len(responses.calls) == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.org/r4?page=2",
        "http://fhir.example.org/r4?page=2",
        "https://fhir.example.org:8443/r4?page=2",
        "https://fhir.example.org@evil.example.org/",
        "//evil.example.org/r4",
        "file:///etc/passwd",
    ],
)
def test_only_the_own_origin_is_an_own_address(address: str) -> None:
    with pytest.raises(ReadFailed):
        own_address(BASE, address)


@responses.activate
@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404, 410, 429, 500, 503])
def test_any_other_status_means_not_delivered(access: FhirAccess, status: int) -> None:
    responses.get(f"{BASE}/Condition", json={}, status=status, headers={"Location": f"{BASE}/elsewhere"})
    assert access.read(SOURCE, {"conditions": "Condition?patient=p1"}) == {"conditions": []}
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize("body", ["<html>log in</html>", "", "[]", "{", "null", '{"resourceType": 5}'])
def test_an_answer_that_is_no_fhir_means_not_delivered(access: FhirAccess, body: str) -> None:
    responses.get(f"{BASE}/Condition", body=body)
    assert access.read(SOURCE, {"conditions": "Condition?patient=p1"}) == {"conditions": []}


@responses.activate
@pytest.mark.parametrize("fault", [requests.ConnectionError("refused"), requests.Timeout(), RuntimeError("odd")])
def test_a_server_that_cannot_be_reached_means_not_delivered(access: FhirAccess, fault: Exception) -> None:
    responses.get(f"{BASE}/Condition", body=fault)
    assert access.read(SOURCE, {"conditions": "Condition?patient=p1"}) == {"conditions": []}


@responses.activate
def test_a_token_that_is_no_header_means_not_delivered(access: FhirAccess) -> None:
    assert access.read(FhirSource(BASE, "a\r\nX: b"), {"conditions": "Condition?patient=p1"}) == {"conditions": []}


@pytest.mark.parametrize("how", ["held", "drip"])
def test_one_deadline_holds_for_all_reads_together(hurried: FhirAccess, server: Misbehaving, how: str) -> None:
    wanted = {"conditions": f"{how}/1", "observations": f"{how}/2", "patient": "plain/3"}
    pages = hurried.read(FhirSource(server.base), wanted)
    assert (pages["conditions"], pages["observations"], len(pages["patient"])) == ([], [], 1)


@pytest.mark.parametrize("how", ["drip", "drip-head"])
def test_a_server_that_drips_holds_no_thread_beyond_the_deadline(hurried: FhirAccess, server: Misbehaving, how: str) -> None:
    hurried.read(FhirSource(server.base), {"conditions": f"{how}/1"})
    for _ in range(100):
        if server.left:
            break
        time.sleep(0.05)
    assert server.left == [f"/{how}/1"]


@pytest.mark.parametrize("how", ["flood", "gzip", "redirect"])
def test_floods_compressed_answers_and_redirects_are_left_alone(access: FhirAccess, server: Misbehaving, how: str) -> None:
    assert access.read(FhirSource(server.base, "t"), {"conditions": f"{how}/1"}) == {"conditions": []}
    assert server.seen == [f"/{how}/1"]


def test_a_server_that_drips_its_headers_ends_a_launch_at_its_deadline(server: Misbehaving) -> None:
    began = time.monotonic()
    with pytest.raises(ReadFailed):
        get_json(f"{server.base}/drip-head/1", {server.base}, 0.5)
    assert time.monotonic() - began < 8, "the headers would take more than ten seconds"


def test_no_read_of_one_request_waits_for_those_of_another(access: FhirAccess, server: Misbehaving) -> None:
    every = {f"part-{number}": "held/1" for number in range(12)}
    held = [threading.Thread(target=access.read, args=(FhirSource(server.base), every)) for _ in range(7)]
    for each in held:
        each.start()
    assert len(access.read(FhirSource(server.base), {"conditions": "plain/1"})["conditions"]) == 1
    server.released.set()
    for each in held:
        each.join()


def test_pages_that_go_round_in_circles_end_at_the_cap(access: FhirAccess, server: Misbehaving) -> None:
    assert len(access.read(FhirSource(server.base), {"conditions": "cycle/1"})["conditions"]) == 5


def test_proxies_and_netrc_of_the_machine_are_ignored(
    access: FhirAccess, server: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert len(access.read(FhirSource(server.base), {"conditions": "plain/1"})["conditions"]) == 1
    assert server.tokens == [None]


def test_only_listed_base_addresses_belong_to_a_client() -> None:
    client = Client(id="one", fhir_bases=(BASE,))
    assert allowed_base(client, f"{BASE}/") == BASE
    for asked in (None, "", "https://fhir.example.org", f"{BASE}/../x", "http://fhir.example.org/r4", f"{BASE}@evil"):
        assert allowed_base(client, asked) is None
        assert client_of([client], asked).id == "unlisted"


@pytest.mark.parametrize("patient_id", [".", "..", "..."])
def test_an_id_that_would_climb_the_path_is_not_asked_for(patient_id: str) -> None:
    assert query_for("patient", patient_id) is None


def test_an_odd_id_is_quoted() -> None:
    assert query_for("conditions", "a/b?c&d=e") == "Condition?patient=a%2Fb%3Fc%26d%3De"


def test_the_token_is_in_no_representation() -> None:
    assert "secret-token" not in repr(SOURCE)
