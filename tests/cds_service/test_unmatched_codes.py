"""What a site should map next: codes that said nothing are counted by client, and nothing of the patient is kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from test_http import order_select

from cds_service.application import create_app
from cds_service.clients import Client
from cds_service.command_line import main
from cds_service.consultations.store import ConsultationStore
from cds_service.database import open_database
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from cds_service.parts import KEY
from cds_service.settings import Settings
from cds_service.unmatched_codes import MOST_OF_ONE_REQUEST, Unmatched
from fhir_mappings.codes.unmatched import UnmatchedCode, as_code
from imaging_rules.library import Library

LOCAL = "https://hospital.example/diagnoses"
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def code(value: str = "DX-17", part: str = "Condition", system: str = LOCAL) -> UnmatchedCode:
    return UnmatchedCode(part, system, value)


def one(day: date = MONDAY, client: str = "mercy", *codes: UnmatchedCode) -> Unmatched:
    return Unmatched(client, day, frozenset(codes or {code()}))


def counted(url: str, *given: Unmatched) -> ConsultationStore:
    store = ConsultationStore(url)
    for each in given:
        store.count(each)
    store.close()
    return ConsultationStore(url)


def test_requests_are_added_up_with_the_first_and_the_last_day(url: str) -> None:
    (row,) = counted(url, one(TUESDAY), one(MONDAY), one(MONDAY)).unmatched()
    assert (row.requests, row.first_day, row.last_day) == (3, "2026-11-16", "2026-11-17")


def test_counts_go_on_where_an_earlier_process_ended(url: str) -> None:
    counted(url, one(TUESDAY))
    (row,) = counted(url, one(MONDAY)).unmatched()
    assert (row.requests, row.first_day, row.last_day) == (2, "2026-11-16", "2026-11-17")


def test_the_most_frequent_stand_first_and_each_client_has_its_own(url: str) -> None:
    rare, often = code("RARE"), code("OFTEN")
    store = counted(url, one(MONDAY, "mercy", rare), *[one(MONDAY, "mercy", often)] * 2, *[one(MONDAY, "other", rare)] * 3)
    assert [(each.client, each.code, each.requests) for each in store.unmatched()] == [
        ("other", "RARE", 3),
        ("mercy", "OFTEN", 2),
        ("mercy", "RARE", 1),
    ]
    assert [each.code for each in store.unmatched("mercy", limit=1)] == ["OFTEN"]


def test_the_same_code_in_a_reason_and_in_a_problem_list_is_counted_apart(url: str) -> None:
    store = counted(url, one(MONDAY, "mercy", code(), code(part="reason")))
    assert {(each.part, each.requests) for each in store.unmatched()} == {("Condition", 1), ("reason", 1)}


def test_one_request_counts_for_so_many_codes_at_most(url: str) -> None:
    many = [code(f"DX-{number:04}") for number in range(MOST_OF_ONE_REQUEST + 20)]
    assert len(counted(url, one(MONDAY, "mercy", *many)).unmatched(limit=1000)) == MOST_OF_ONE_REQUEST


@pytest.mark.parametrize("written", ["John Smith", "neck pain since may", "x" * 41, "", "a\nb", "<script>"])
def test_what_may_be_words_about_a_patient_is_not_kept_as_a_code(written: str) -> None:
    assert list(as_code("Condition", LOCAL, written)) == []
    assert list(as_code("Condition", f"http://x {written}", "DX-17")) == []


def test_nothing_is_kept_but_codes_counts_and_days(url: str) -> None:
    counted(url, one())
    columns = sa.inspect(open_database(url, 1, "normal")).get_columns("unmatched_code")
    assert {column["name"] for column in columns} == {
        "id",
        "client",
        "part",
        "system",
        "code",
        "requests",
        "first_day",
        "last_day",
    }


# ---- what a request is counted for


def asked(order_code: dict[str, str] | None = None, reason: dict[str, str] | None = None, **prefetch: Any) -> frozenset[Any]:
    body = order_select()
    (draft,) = [entry["resource"] for entry in body["context"]["draftOrders"]["entry"]][:1]
    if order_code:
        draft["code"] = {"coding": [order_code]}
    if reason:
        draft["reasonCode"] = [{"coding": [reason]}]
    if prefetch:
        body["prefetch"] = {**body.get("prefetch", {}), **prefetch}
    evaluator = Evaluator(Library.load(), (Client(id="mercy"),), as_of=TUESDAY)
    answer = evaluator.answer(
        read_hook_request(json.dumps(body).encode()), "imaging-appropriateness-select", Client(id="mercy")
    )
    assert answer.unmatched is not None
    assert (answer.unmatched.client, answer.unmatched.day) == ("mercy", TUESDAY)
    return answer.unmatched.codes


def conditions(*codings: dict[str, str]) -> dict[str, Any]:
    patient = {"reference": f"Patient/{order_select()['context']['patientId']}"}
    resources = [
        {"resourceType": "Condition", "id": f"c{place}", "subject": patient, "code": {"coding": [coding]}}
        for place, coding in enumerate(codings)
    ]
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": each} for each in resources]}


def test_a_local_code_of_the_problem_list_is_counted_and_a_known_one_is_not() -> None:
    local = {"system": LOCAL, "code": "DX-17", "display": "Something local"}
    known = {"system": "http://snomed.info/sct", "code": "81680005"}
    assert asked(conditions=conditions(local, known)) == {code()}


def test_icd_codes_of_the_problem_list_are_not_counted_for_they_were_gone_through() -> None:
    assert asked(conditions=conditions({"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"})) == set()


def test_every_code_of_a_reason_that_said_nothing_is_counted() -> None:
    reason = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "K21.9"}
    assert asked(reason=reason) == {UnmatchedCode("reason", "icd-10-cm", "K219")}


def test_the_code_of_an_order_that_nothing_shows_to_be_imaging_is_counted_if_its_system_is_the_sites_own() -> None:
    assert asked({"system": LOCAL, "code": "RAD-4711"}) == {code("RAD-4711", "order")}
    assert asked({"system": "http://loinc.org", "code": "2345-7"}) == set()


def test_the_code_of_an_order_that_is_understood_by_its_name_is_counted() -> None:
    own = {"system": LOCAL, "code": "MRCS", "display": "MRI cervical spine without contrast"}
    assert code("MRCS", "order") in asked(own)


# ---- the command


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["codes", "unmatched", *arguments])


def test_the_command_prints_what_to_map_next(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted(url, *[one(MONDAY)] * 2, one(TUESDAY, "other", code("Q1", "order", "")))
    monkeypatch.setenv("IMAGING_CDS_DATABASE_URL", url)
    head, first, second = run().stdout.splitlines()
    assert head.split()[:4] == ["requests", "part", "code", "system"]
    assert first.split() == ["2", "Condition", "DX-17", LOCAL, "2026-11-16", "2026-11-16", "mercy"]
    assert second.split() == ["1", "order", "Q1", "(none)", "2026-11-17", "2026-11-17", "other"]
    assert len(run("--limit", "1").stdout.splitlines()) == 2
    assert "DX-17" not in run("--client", "other").stdout


def test_the_command_says_when_nothing_is_counted(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGING_CDS_DATABASE_URL", url)
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no unmatched code" in result.stderr


def test_the_command_says_when_the_database_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGING_CDS_DATABASE_URL", f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}")
    assert run().exit_code == 1


def test_a_hook_call_is_counted_behind_its_answer(url: str) -> None:
    app = create_app(Settings(database_url=url, as_of=TUESDAY))
    body = order_select()
    body["context"]["draftOrders"]["entry"][0]["resource"]["code"] = {"coding": [{"system": LOCAL, "code": "RAD-4711"}]}
    answer = app.test_client().post("/cds-services/imaging-appropriateness-select", json=body)
    app.extensions[KEY].store.close()
    assert answer.json == {"cards": []}
    assert [(row.part, row.code, row.client) for row in ConsultationStore(url).unmatched()] == [
        ("order", "RAD-4711", "unlisted")
    ]
