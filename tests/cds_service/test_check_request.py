"""`imaging-cds check-request`: what of a client's request is read, and what FHIR refuses in it, without a value of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cds_service.command_line import main

REQUESTS = sorted((Path(__file__).parents[2] / "sandbox_config" / "requests").glob("*.json"))
ORDER = {
    "resourceType": "ServiceRequest",
    "id": "d",
    "status": "draft",
    "intent": "order",
    "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72141"}]},
}


def checked(tmp_path: Path, order: dict[str, Any], prefetch: dict[str, Any]) -> Result:
    context = {"userId": "Practitioner/1", "patientId": "p1", "selections": ["ServiceRequest/d"]}
    drafts = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": order}]}
    body = {"hook": "order-select", "hookInstance": "1", "context": {**context, "draftOrders": drafts}, "prefetch": prefetch}
    file = tmp_path / "request.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    return CliRunner().invoke(main, ["check-request", str(file)])


@pytest.mark.parametrize("file", REQUESTS, ids=lambda file: file.stem)
def test_the_sample_requests_are_valid(file: Path) -> None:
    result = CliRunner().invoke(main, ["check-request", str(file)])
    assert (result.exit_code, result.stderr) == (0, "")


def test_what_is_read_and_what_was_not_sent_is_told(tmp_path: Path) -> None:
    told = checked(tmp_path, ORDER, {"patient": {"resourceType": "Patient", "id": "p1"}}).stdout
    assert "ServiceRequest/d: MRI cervical spine without IV contrast" in told
    assert "record: 1 Patient" in told
    assert "not sent: conditions, " in told


def test_what_fhir_refuses_is_named_by_its_place_and_never_by_its_value(tmp_path: Path) -> None:
    conditions = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": {"resourceType": "Condition", "code": {"text": "Secret"}, "subject": "Secret"}}],
    }
    result = checked(tmp_path, ORDER, {"patient": {"resourceType": "Patient", "birthDate": "Secret"}, "conditions": conditions})
    assert result.exit_code == 1
    assert "not valid FHIR R4: prefetch.patient Patient: birthDate\n" in result.stdout
    assert "not valid FHIR R4: prefetch.conditions.entry[0] Condition: subject\n" in result.stdout
    assert "Secret" not in result.output


def test_a_request_that_the_service_refuses_is_refused_here(tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text('{"hook": "patient-view", "context": {"patientId": "Secret"}}', encoding="utf-8")
    result = CliRunner().invoke(main, ["check-request", str(file)])
    assert result.exit_code == 1
    assert "order-select and order-sign" in result.stderr
    assert "Secret" not in result.output


def test_what_is_not_known_to_be_the_patients_is_told(tmp_path: Path) -> None:
    def device(owner: str) -> dict[str, Any]:
        return {"resource": {"resourceType": "Device", "patient": {"reference": owner}}}

    devices = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [device("Patient/p2"), device("Group/1"), device("Patient/p1")],
    }
    told = checked(tmp_path, {**ORDER, "subject": {"reference": "Group/1"}}, {"devices": devices}).stdout
    assert "not known to be for this patient, not assessed" in told
    assert "of another patient, left out: 1\n" in told
    assert "not known whose, left out: 1 " in told


def test_what_a_modifier_extension_changes_is_told(tmp_path: Path) -> None:
    changed = {"modifierExtension": [{"url": "https://ehr.example/fhir/StructureDefinition/x", "valueBoolean": True}]}
    patient = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-01-01", **changed}
    told = checked(tmp_path, {**ORDER, **changed}, {"patient": patient}).stdout
    assert "(not assessed: it has a modifier extension that is not known here)" in told
    assert "with a modifier extension that is not known here: 1 (" in told


def test_a_fault_of_ours_is_an_incident_without_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Jane Roe")

    monkeypatch.setattr("cds_service.commands.check_request.chart_of", broken)
    result = checked(tmp_path, ORDER, {})
    assert result.exit_code == 1
    assert "internal fault, incident " in result.stderr
    assert "Jane" not in result.output
