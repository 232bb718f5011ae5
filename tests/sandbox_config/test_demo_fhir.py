"""The demo FHIR server: what our prefetch templates and the public CDS Hooks Sandbox ask of it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.prefetch_templates import PREFETCH
from sandbox_config.demo_fhir.records import TYPES
from sandbox_config.demo_fhir.search import SEARCH_PARAMETERS

SANDBOX = "https://sandbox.cds-hooks.org"


def ids(bundle: dict) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", [])]


def test_metadata_states_r4_and_where_to_sign_in(demo: FlaskClient) -> None:
    statement = demo.get("/demo/fhir/metadata").get_json()
    assert statement["fhirVersion"] == "4.0.1"
    oauth = statement["rest"][0]["security"]["extension"][0]
    assert {part["url"] for part in oauth["extension"]} == {"authorize", "token"}
    assert all(part["valueUri"].startswith("http://localhost/demo/fhir/auth/") for part in oauth["extension"])


def test_a_patient_is_read_as_the_sandbox_needs_it(demo: FlaskClient) -> None:
    answer = demo.get("/demo/fhir/Patient/myelopathy")
    assert answer.mimetype == "application/fhir+json"
    assert isinstance(answer.get_json()["name"][0]["given"], list)


def test_every_patient_has_a_given_name_or_the_sandbox_lists_none(demo: FlaskClient) -> None:
    patients = [entry["resource"] for entry in demo.get("/demo/fhir/Patient").get_json()["entry"]]
    assert len(patients) >= 12
    assert all(patient["name"][0]["given"] and patient["name"][0]["family"] for patient in patients)


@pytest.mark.parametrize("key", [key for key in PREFETCH if key != "patient"])
def test_a_prefetch_search_answers_by_address_and_by_form_with_a_total(demo: FlaskClient, key: str) -> None:
    kind, _, query = PREFETCH[key].replace("{{context.patientId}}", "myelopathy-pacemaker").partition("?")
    by_address = demo.get(f"/demo/fhir/{kind}?{query}").get_json()
    form = demo.post(f"/demo/fhir/{kind}/_search", data=query, content_type="application/x-www-form-urlencoded")
    assert by_address["total"] == len(by_address.get("entry", []))
    assert form.get_json() == by_address
    assert all(name.startswith("myelopathy-pacemaker-") for name in ids(by_address))


def test_a_search_holds_nobody_elses_record(demo: FlaskClient) -> None:
    conditions = demo.get("/demo/fhir/Condition?patient=myelopathy").get_json()
    assert conditions["total"] == 3
    assert {entry["resource"]["subject"]["reference"] for entry in conditions["entry"]} == {"Patient/myelopathy"}
    same = demo.get("/demo/fhir/Condition?subject=Patient/myelopathy").get_json()
    assert ids(same) == ids(conditions)


def test_an_unknown_patient_has_nothing(demo: FlaskClient) -> None:
    answer = demo.get("/demo/fhir/Condition?patient=nobody").get_json()
    assert answer["total"] == 0
    assert "entry" not in answer


def test_a_search_by_code_takes_a_system_or_none(demo: FlaskClient) -> None:
    for code in ("279039007", "http://snomed.info/sct|279039007", "279039007,nothing"):
        found = demo.get("/demo/fhir/Condition", query_string={"code": code, "patient": "cauda-equina"}).get_json()
        assert found["total"] == 1, code
    assert demo.get("/demo/fhir/Condition?code=http://loinc.org|279039007").get_json()["total"] == 0


def test_newest_first_and_page_by_page(demo: FlaskClient) -> None:
    first = demo.get("/demo/fhir/Condition?patient=cancer-neck-pain&_sort=-onset-date&_count=2").get_json()
    assert first["total"] == 3
    onsets = [entry["resource"]["onsetDateTime"] for entry in first["entry"]]
    assert onsets == sorted(onsets, reverse=True)
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    second = demo.get(following.removeprefix("http://localhost")).get_json()
    assert len(second["entry"]) == 1
    assert not set(ids(first)) & set(ids(second))


def test_since_a_day(demo: FlaskClient) -> None:
    old = demo.get("/demo/fhir/Condition?patient=cancer-neck-pain&onset-date=lt2025-01-01").get_json()
    all_of_them = demo.get("/demo/fhir/Condition?patient=cancer-neck-pain&onset-date=ge2000-01-01").get_json()
    assert (old["total"], all_of_them["total"]) == (1, 3)


def test_the_old_media_type_is_spoken(demo: FlaskClient) -> None:
    answer = demo.get("/demo/fhir/Patient/myelopathy", headers={"Accept": "application/json+fhir"})
    assert answer.mimetype == "application/json+fhir"
    assert demo.get("/demo/fhir/Patient/myelopathy", headers={"Accept": "*/*"}).mimetype == "application/fhir+json"
    assert demo.get("/demo/fhir/Patient/myelopathy", headers={"Accept": "application/fhir+xml"}).status_code == 406


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/demo/fhir/Spaceship", 404),
        ("/demo/fhir/Spaceship/1", 404),
        ("/demo/fhir/Patient/nobody", 404),
        ("/demo/fhir/Patient/myelopathy/_history/1/2", 404),
        ("/demo/fhir/Condition?patient=myelopathy&_count=many", 400),
        ("/demo/fhir/Condition?onset-date=yesterday", 400),
        ("/demo/fhir/Condition?patient=%00&code=%ff%fe||,,,&_sort=&_count=999999", 200),
    ],
)
def test_odd_requests_are_answered_in_fhir(demo: FlaskClient, address: str, status: int) -> None:
    answer = demo.get(address)
    assert answer.status_code == status
    assert answer.get_json()["resourceType"] == ("Bundle" if status == 200 else "OperationOutcome")


NAMES = st.sampled_from([*SEARCH_PARAMETERS, "_sort", "_count", "_offset", "_summary", "_format", "code:not", "x"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TYPES), st.lists(st.tuples(NAMES, st.text(max_size=12) | st.sampled_from(["-1", "1", "|", "ge2020"]))))
def test_no_search_is_a_fault_of_the_server(demo: FlaskClient, kind: str, query: list[tuple[str, str]]) -> None:
    for answer in (
        demo.get(f"/demo/fhir/{kind}", query_string=query),
        demo.post(f"/demo/fhir/{kind}/_search", data=dict(query)),
    ):
        assert answer.status_code in (200, 400, 406)
        assert answer.get_json()["resourceType"] in ("Bundle", "OperationOutcome")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.sampled_from([b"null", b"{}", b'{"launchUrl":"http://[","parameters":{"patient":"x"}}']))
def test_no_body_is_a_fault_of_the_server(demo: FlaskClient, body: bytes) -> None:
    for path in ("_services/smart/Launch", "auth/token", "auth/authorize", "Patient/_search"):
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            assert demo.post(f"/demo/fhir/{path}", data=body, content_type=kind).status_code < 500, path


def test_it_is_read_only(demo: FlaskClient) -> None:
    assert demo.put("/demo/fhir/Patient/myelopathy", json={}).status_code == 405
    assert demo.post("/demo/fhir/Patient", json={}).status_code == 405


@pytest.mark.parametrize("origin", [SANDBOX, "http://localhost:8080", "http://127.0.0.1:8080"])
def test_the_sandbox_may_call_from_its_page(demo: FlaskClient, origin: str) -> None:
    read = demo.get("/demo/fhir/Patient/myelopathy", headers={"Origin": origin})
    missing = demo.get("/demo/fhir/Patient/nobody", headers={"Origin": origin})
    preflight = demo.options(
        "/demo/fhir/_services/smart/Launch",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    for answer in (read, missing, preflight):
        assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert preflight.status_code == 200
    assert {"authorization", "content-type"} <= set(preflight.headers["Access-Control-Allow-Headers"].lower().split(", "))


def test_a_page_from_elsewhere_may_not(demo: FlaskClient) -> None:
    answer = demo.get("/demo/fhir/Patient/myelopathy", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/demo/", "/demo/choices.json", "/demo/fhir/metadata", "/demo/fhir/Patient"])
class TestOnlyOnThisMachine:
    def test_not_under_another_name(self, demo: FlaskClient, path: str) -> None:
        assert demo.get(path, headers={"Host": "attacker.example"}).status_code == 404

    def test_not_from_another_machine(self, demo: FlaskClient, path: str) -> None:
        assert demo.get(path, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404

    def test_not_at_a_site(self, site: FlaskClient, path: str) -> None:
        assert site.get(path).status_code == 404

    def test_but_here(self, demo: FlaskClient, path: str) -> None:
        assert demo.get(path).status_code == 200
