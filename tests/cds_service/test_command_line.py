"""The command `imaging-cds`: what a script gets on standard output, and what a person is told when it will not do."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from test_http import order_select

import imaging_rules
from cds_service.command_line import main

CASE = {
    "id": "case-7",
    "as_of": "2026-11-20",
    "features": {"age_years": 48, "low_back_pain": True, "symptom_duration_days": 10},
    "studies": ["ct-lumbar-spine-without-iv-contrast"],
}


@pytest.fixture(autouse=True)
def log_level_is_put_back() -> Iterator[None]:
    """`serve` sets the level for its process; here the process is the tests'."""
    level = logging.getLogger("cds_service").level
    yield
    logging.getLogger("cds_service").setLevel(level)


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=given)


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def request_file(tmp_path: Path) -> str:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(order_select()))
    return str(file)


def test_evaluate_prints_the_response(request_file: str) -> None:
    result = run("evaluate", request_file)
    assert result.exit_code == 0
    assert isinstance(json.loads(result.stdout)["cards"], list)


def test_evaluate_prints_the_assessment_on_request(request_file: str) -> None:
    (order,) = json.loads(run("evaluate", request_file, "--assessment").stdout)["orders"]
    assert (order["order"], order["study"]) == ("ServiceRequest/a", "ct-lumbar-spine-without-iv-contrast")


def test_evaluate_answers_as_to_a_named_client_wherever_the_request_comes_from() -> None:
    file = Path("sandbox_config/requests") / "ms-relapse-mri-payer-proof-owed.json"
    body = json.loads(file.read_text())
    given = json.dumps({name: value for name, value in body.items() if not name.startswith("fhir")})
    assert json.loads(run("evaluate", "-", given=given).stdout)["cards"] == []
    (card,) = json.loads(run("evaluate", "-", "--client", "demo", given=given).stdout)["cards"]
    assert card["summary"].startswith("Payer criteria")
    refused = run("evaluate", "-", "--client", "nobody", given=given)
    assert refused.exit_code != 0
    assert "no client nobody is registered" in refused.stderr


def test_evaluate_of_a_request_that_is_none_fails_with_an_outcome() -> None:
    result = run("evaluate", "-", given='{"hook": "patient-view", "context": {}}')
    assert result.exit_code == 1
    assert result.stdout == ""
    assert json.loads(result.stderr)["resourceType"] == "OperationOutcome"


def test_evaluate_answers_line_by_line_and_goes_on_after_a_bad_one() -> None:
    good = json.dumps(order_select())
    answers = lines(run("evaluate", "--jsonl", "-", given=f"{good}\n{{\n\n{good}\n"))
    assert [answer.get("resourceType", "cards") for answer in answers] == ["cards", "OperationOutcome", "cards"]


def test_evaluate_takes_the_day_from_the_command_line_and_not_from_the_request(request_file: str) -> None:
    body = {**order_select(), "extension": {"as_of": "1990-01-01"}}
    given = json.dumps(body) + "\n"
    today = run("evaluate", "--jsonl", "-", "--assessment", given=given).stdout
    assert today == run("evaluate", "--jsonl", "-", "--assessment", given=json.dumps(order_select()) + "\n").stdout
    assert run("evaluate", request_file, "--as-of", "yesterday").exit_code == 2


def test_assess_rates_features_without_fhir() -> None:
    result = run("assess", "-", given=json.dumps(CASE))
    assert result.exit_code == 0
    (order,) = json.loads(result.stdout)["orders"]
    assert set(order) >= {"order", "study", "status", "scenarios", "rating", "recommended", "questions", "payer"}
    assert order["study"] == "ct-lumbar-spine-without-iv-contrast"


def test_assess_answers_every_line_with_its_id_and_goes_on_after_a_bad_one() -> None:
    bad = [{**CASE, "id": "b1", "features": {"nonsense": True}}, {**CASE, "id": "b2", "studies": ["nonsense"]}]
    given = "\n".join([json.dumps(CASE), *map(json.dumps, bad), "{", "[]", json.dumps({**CASE, "id": 8})])
    answers = lines(run("assess", "--jsonl", "-", given=given))
    assert [answer["id"] for answer in answers] == ["case-7", "b1", "b2", None, None, 8]
    assert ["error" in answer for answer in answers] == [False, True, True, True, True, False]
    assert all("\n" not in answer.get("error", "") for answer in answers)


def test_assess_takes_short_forms_of_studies() -> None:
    (order,) = json.loads(run("assess", "-", given=json.dumps({**CASE, "studies": ["mri-cervical"]})).stdout)["orders"]
    assert order["study"].startswith("mri-cervical-spine")


def test_assess_of_a_bad_case_is_one_line_on_standard_error() -> None:
    result = run("assess", "-", given=json.dumps({**CASE, "features": {"nonsense": True}}))
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(result.stderr)["error"]
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["evaluate", "assess"])
def test_a_command_without_input_says_what_it_needs(command: str) -> None:
    result = run(command)
    assert result.exit_code == 2
    assert "--jsonl" in result.stderr


def test_the_library_is_listed_and_shown() -> None:
    listed = run("library", "list").stdout
    assert "low-back-pain-2021/v1" in listed
    shown = run("library", "show", "low-back-pain-2021/v1").stdout
    assert "usually not appropriate" in shown
    assert "American College of Radiology" in shown
    assert run("library", "show", "nonsense").exit_code == 1


def test_the_check_says_what_is_wrong_with_a_library(tmp_path: Path) -> None:
    copied = shutil.copytree(Path(imaging_rules.__file__).parent / "library", tmp_path / "library")
    topic = copied / "acr" / "low-back-pain-2021.yaml"
    topic.write_text(topic.read_text().replace("usually not appropriate", "hardly appropriate", 1))
    result = run("library", "check", str(copied))
    assert result.exit_code == 1
    assert "low-back-pain-2021.yaml, line " in result.stdout
    assert "unknown rating hardly appropriate" in result.stdout


def test_the_coverage_is_listed_by_topic() -> None:
    result = run("library", "check", "--coverage")
    assert result.exit_code == 0
    assert re.search(r"^myelopathy-2020: \d+ of \d+ combinations", result.stdout, re.MULTILINE)


def test_codes_are_looked_up_in_both_directions() -> None:
    assert "CT lumbar spine without IV contrast" in run("codes", "72131").stdout
    assert "72131" in run("codes", "ct-lumbar-spine-without-iv-contrast").stdout
    assert "finding multiple_sclerosis" in run("codes", "G35").stdout
    assert "G35" in run("codes", "multiple_sclerosis", "--system", "icd-10-cm").stdout
    assert run("codes", "nonsense").exit_code == 1
    assert run("codes", "--system", "icd-10-cm", "G35").stdout == run("codes", "show", "G35", "--system", "icd-10-cm").stdout
    assert run("codes", "G35", "--system", "nonsense").exit_code == 1
    assert "show" in run("codes", "--help").stdout


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_the_demo_profile_listens_on_this_machine_only(host: str) -> None:
    result = run("serve", "--host", host)
    assert result.exit_code == 1
    assert "this machine only" in result.stderr


def test_a_taken_port_is_said_plainly() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("serve", "--port", str(other.getsockname()[1]))
    assert result.exit_code == 1
    assert "is taken" in result.stderr


def test_a_site_may_not_read_fhir_without_https(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "clients.yaml"
    file.write_text("- id: clinic\n  fhir_bases: [http://fhir.example.org/r4]\n")
    monkeypatch.setenv("IMAGING_CDS_PROFILE", "site")
    monkeypatch.setenv("IMAGING_CDS_CLIENTS_FILE", str(file))
    result = run("serve", "--host", "127.0.0.1", "--port", str(free_port()))
    assert result.exit_code == 1
    assert "https only" in result.stderr


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.mark.parametrize(("command", "broken"), [("evaluate", "read_hook_request"), ("assess", "read_case")])
def test_a_fault_of_ours_is_an_incident_without_a_value(
    command: str, broken: str, request_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("Jane Roe")

    monkeypatch.setattr(f"cds_service.command_line.{broken}", fails)
    result = run(command, request_file)
    assert result.exit_code == 1
    assert "internal fault, incident " in result.stderr
    assert "Jane" not in result.output


def test_serve_answers_over_a_socket_and_stops_cleanly_with_its_consultations_kept(tmp_path: Path) -> None:
    port = free_port()
    environment = {**os.environ, "IMAGING_CDS_DATABASE_URL": f"sqlite:///{tmp_path / 'kept.sqlite'}"}
    command = [sys.executable, "-c", "from cds_service.command_line import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health/ready")
            assert post(f"{address}/cds-services/imaging-appropriateness-select", order_select())["cards"] is not None
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
    from cds_service.consultations.store import ConsultationStore

    (kept,) = ConsultationStore(environment["IMAGING_CDS_DATABASE_URL"]).consultations()
    assert kept["patient_id"] == "p1"
    assert json.loads(kept["assessment"])["orders"][0]["order"] == "ServiceRequest/a"


def test_requests_that_are_begun_and_never_finished_hold_no_thread_for_long(tmp_path: Path) -> None:
    port = free_port()
    storage = {"IMAGING_CDS_DATABASE_URL": f"sqlite:///{tmp_path / 'kept.sqlite'}"}
    environment = {**os.environ, **storage, "IMAGING_CDS_THREADS": "2", "IMAGING_CDS_ARRIVAL_DEADLINE": "1"}
    command = [sys.executable, "-c", "from cds_service.command_line import main; main()", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        begun = []
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/health/ready")
            for rest in (b"Host: x\r\n", b"Content-Length: 9\r\n\r\n{"):
                begun.append(socket.create_connection(("127.0.0.1", port)))
                begun[-1].sendall(b"POST /cds-services HTTP/1.1\r\n" + rest)
            assert post(f"{address}/cds-services/imaging-appropriateness-select", order_select())["cards"] is not None
        finally:
            for each in begun:
                each.close()
            server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            assert time.monotonic() < until, "the service did not start"
            time.sleep(0.1)


def post(address: str, body: Any) -> Any:
    headers = {"Content-Type": "application/json"}
    asked = urllib.request.Request(address, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)


def test_payer_policies_are_listed_and_their_criteria_shown() -> None:
    listed = run("library", "list").stdout
    assert "nia-cervical-mri-2022  Cervical spine MRI (National Imaging Associates (Magellan)" in listed
    assert "  nia.cervical-mri.neuro-deficit.weakness  New limb weakness" in listed
    shown = run("library", "show", "nia.cervical-mri.neck-pain.failed-conservative-6wk").stdout
    assert "in play when: neck_pain is true" in shown
    assert "R05 (low confidence)" in shown
    assert "[guideline, lines 40-41, 479-499]" in shown
    whole = run("library", "show", "nia-cervical-mri-2022").stdout
    assert whole.count("  met when: ") == 96


def test_a_case_that_names_a_policy_gets_the_payers_answer(tmp_path: Path) -> None:
    case = {"features": {"new_extremity_weakness": True}, "studies": ["mri-cervical"], "policy": "nia-cervical-mri-2022"}
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case))
    (order,) = json.loads(run("assess", str(file)).stdout)["orders"]
    assert order["payer"][0]["criteria_met"] == ["nia.cervical-mri.neuro-deficit.weakness"]
    file.write_text(json.dumps({**case, "policy": "none-such"}))
    refused = run("assess", str(file))
    assert refused.exit_code == 1
    assert "unknown policy: none-such" in refused.output
