"""From a hook request to its assessment: which drafts count, whose they are, and what the silence of the record means."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import responses
from test_http import order_select

from cds_service.clients import Client
from cds_service.evaluation import Answer, Evaluator
from cds_service.fhir_access import FhirAccess
from cds_service.hook_request import read_hook_request
from cds_service.prefetch_templates import PREFETCH
from imaging_rules.library import Library

BASE = "https://fhir.example.org/r4"
TODAY = date(2026, 11, 20)
ROOT = Path(__file__).parents[2]
LIBRARY = Library.load()
LOW_BACK_PAIN = {
    "resourceType": "Condition",
    "id": "lbp",
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "279039007"}]},
    "onsetDateTime": "2026-11-10",
}
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1978-03-01", "gender": "female"}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": each} for each in resources]}


def whole_record() -> dict[str, Any]:
    return dict.fromkeys(PREFETCH) | {"patient": PATIENT, "conditions": bundle(LOW_BACK_PAIN)}


def answer(body: dict[str, Any], clients: tuple[Client, ...] = (), access: FhirAccess | None = None) -> Answer:
    evaluator = Evaluator(LIBRARY, clients, access, TODAY)
    return evaluator.answer(read_hook_request(json.dumps(body).encode()), "imaging-appropriateness-select")


def assessed(body: dict[str, Any]) -> dict[str, Any]:
    (order,) = answer(body).assessment.to_json()["orders"]
    return dict(order)


def with_drafts(*resources: dict[str, Any]) -> dict[str, Any]:
    body = order_select()
    body["context"]["draftOrders"]["entry"] += [{"resource": each} for each in resources]
    return {**body, "prefetch": whole_record()}


def test_new_low_back_pain_with_a_whole_record_rates_the_ct() -> None:
    order = assessed({**order_select(), "prefetch": whole_record()})
    assert (order["status"], order["rating"]) == ("rated", "usually-not-appropriate")
    assert "fracture_risk" in order["scenarios"][0]["assumed"]


@pytest.mark.parametrize("key", ["conditions", "procedures", "observations"])
@pytest.mark.parametrize("value", ["absent", {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}])
def test_a_part_that_was_not_delivered_takes_its_assumptions_with_it(key: str, value: Any) -> None:
    whole = assessed({**order_select(), "prefetch": whole_record()})
    record = whole_record()
    if value == "absent":
        del record[key]
    else:
        record[key] = value
    less = assessed({**order_select(), "prefetch": record})
    assumed = {name for scenario in less["scenarios"] for name in scenario["assumed"]}
    before = {name for scenario in whole["scenarios"] for name in scenario["assumed"]}
    assert assumed < before
    assert not any(key[:-1] in LIBRARY.vocabulary.affirming_parts(name) for name in assumed)


def test_an_order_for_another_patient_is_not_assessed() -> None:
    body = order_select()
    body["context"]["draftOrders"]["entry"][0]["resource"]["subject"] = {"reference": "Patient/someone-else"}
    assert answer(body).response == {"cards": []}
    assert answer(body).assessment.orders == ()


@pytest.mark.parametrize("subject", [None, {}, "p1", {"reference": "https://x/fhir/Patient/p1"}, {"reference": 5}])
def test_an_order_whose_subject_names_nobody_else_is_assessed(subject: Any) -> None:
    body = order_select()
    body["context"]["draftOrders"]["entry"][0]["resource"]["subject"] = subject
    assert len(answer(body).assessment.orders) == 1


def test_a_condition_among_the_drafts_belongs_to_the_record() -> None:
    body = with_drafts(LOW_BACK_PAIN)
    body["prefetch"]["conditions"] = None
    del body["context"]["draftOrders"]["entry"][0]["resource"]["reasonCode"]
    assert assessed(body)["scenarios"][0]["id"].startswith("low-back-pain")


def test_only_the_selection_is_assessed_and_signing_assesses_all() -> None:
    second = {**order_select()["context"]["draftOrders"]["entry"][0]["resource"], "id": "b"}
    body = with_drafts(second)
    assert [order.order for order in answer(body).assessment.orders] == ["ServiceRequest/a"]
    body["hook"] = "order-sign"
    assert [order.order for order in answer(body).assessment.orders] == ["ServiceRequest/a", "ServiceRequest/b"]


def test_a_request_cannot_choose_its_day() -> None:
    body = {**order_select(), "prefetch": whole_record(), "extension": {"as_of": "1990-01-01"}}
    kept = answer(body).consultation
    assert kept is not None
    assert kept.as_of == "2026-11-20"


def test_the_record_of_the_consultation_holds_no_names_and_no_token() -> None:
    record = whole_record()
    record["patient"] = {**PATIENT, "name": [{"family": "Canary"}]}
    body = {**order_select(), "prefetch": record, "fhirAuthorization": {"access_token": "Canary"}}
    assert "Canary" not in repr(answer(body).consultation)


@responses.activate
def test_what_prefetch_left_out_is_read_from_the_clients_own_server() -> None:
    for template in PREFETCH.values():
        responses.get(f"{BASE}/{template.split('?')[0].replace('{{context.patientId}}', 'p1')}", json=bundle())
    responses.replace(responses.GET, f"{BASE}/Patient/p1", json=PATIENT)
    responses.replace(responses.GET, f"{BASE}/Condition", json=bundle(LOW_BACK_PAIN))
    body = {**order_select(), "fhirServer": BASE, "fhirAuthorization": {"access_token": "t"}}
    access = FhirAccess(deadline=2, cap=1_000_000, pages=5)
    got = answer(body, (Client(id="clinic", fhir_bases=(BASE,)),), access)
    assert got.assessment.to_json() == answer({**order_select(), "prefetch": whole_record()}).assessment.to_json()
    assert got.consultation is not None
    assert got.consultation.client == "clinic"


@responses.activate
def test_nothing_is_read_from_a_server_that_is_not_listed_nor_for_no_imaging_order() -> None:
    access = FhirAccess(deadline=2, cap=1_000_000, pages=5)
    listed = (Client(id="clinic", fhir_bases=(BASE,)),)
    answer({**order_select(), "fhirServer": "http://169.254.169.254/latest"}, listed, access)
    answer({**order_select(selections=[]), "fhirServer": BASE}, listed, access)
    answer({**order_select(), "fhirServer": BASE, "prefetch": whole_record()}, listed, access)
    assert len(responses.calls) == 0


READ_TABLES = """
import json, pathlib, sys
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from fhir_mappings.tables_csv import table
from imaging_rules.library import Library
evaluator = Evaluator(Library.load())
evaluator.get_ready()
before = table.cache_info().misses
for file in sorted(pathlib.Path("sandbox_config/requests").glob("*.json")):
    evaluator.answer(read_hook_request(file.read_bytes()), "imaging-appropriateness-select")
print(before, table.cache_info().misses - before)
"""


def test_the_tables_are_read_before_the_first_request() -> None:
    """In a process of its own: here other tests have read them."""
    done = subprocess.run([sys.executable, "-c", READ_TABLES], cwd=ROOT, capture_output=True, text=True, check=True)
    read, later = map(int, done.stdout.split())
    assert read > 40
    assert later == 0


@pytest.mark.parametrize("note", ["Lumbosacral plexus syndrome? no", "Sacroiliac imaging so far? none"])
def test_a_noted_answer_does_not_tell_which_part_of_the_body_an_order_is_of(note: str) -> None:
    """An MRI of the pelvis is one of the sacroiliac joints, or of the plexus, where the clinician's own words are of these."""
    body = order_select()
    (draft,) = (each["resource"] for each in body["context"]["draftOrders"]["entry"])
    draft["code"] = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72195"}]}
    draft.pop("reasonCode", None)
    draft["note"] = [{"text": note}]
    assert assessed({**body, "prefetch": whole_record()})["study"] == "mri-pelvis-without-iv-contrast"
