"""The sample patients: valid FHIR on every day, a sensible draft order, and a conformant answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from conformance import nonconformities
from fhir.resources.R4B import get_fhir_model_class
from flask.testing import FlaskClient

from cds_service.prefetch_templates import PREFETCH
from sandbox_config.demo_ehr.choices import choices
from sandbox_config.patient_resources import resources
from sandbox_config.sample_patients import SamplePatient, day, sample_patients

PATIENTS = {patient.id: patient for patient in sample_patients()}
DAYS = [date(2026, 11, 21), date(2028, 2, 29), date(2031, 3, 31)]


def test_there_are_more_than_a_dozen() -> None:
    assert len(PATIENTS) >= 12
    assert all(patient.family == "Demo" for patient in PATIENTS.values())


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("name", PATIENTS)
def test_the_record_is_r4_on_any_day(name: str, today: date) -> None:
    record = list(resources(PATIENTS[name], today))
    for resource in record:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    assert len({(each["resourceType"], each["id"]) for each in record}) == len(record)


def test_a_date_is_counted_from_today() -> None:
    today = date(2028, 3, 31)
    assert day("-1 months", today) == date(2028, 2, 29)
    assert day("-13 months", today) == date(2027, 2, 28)
    assert day("-2 weeks", today) == today - timedelta(days=14)
    assert day("-64 years", today) == date(1964, 3, 31)
    assert day("0 days", today) == today
    with pytest.raises(ValueError, match="nine months"):
        day("nine months", today)


@pytest.mark.parametrize("name", PATIENTS)
def test_the_draft_order_to_begin_with_can_be_chosen(name: str) -> None:
    start = PATIENTS[name].start
    assert start.study in {each["name"] for each in choices()["studies"]}
    assert start.indication in {condition.text for condition in PATIENTS[name].conditions}


@pytest.mark.parametrize("name", PATIENTS)
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_the_service_answers_it(demo: FlaskClient, name: str, hook: str) -> None:
    request = hook_request(demo, PATIENTS[name], hook)
    answer = demo.post(f"/cds-services/imaging-appropriateness-{hook.removeprefix('order-')}", json=request)
    assert answer.status_code == 200
    assert nonconformities(answer.get_json()) == []
    assert answer.get_json()["cards"] or answer.get_json().get("systemActions"), "there is something to show"


def test_most_of_them_show_a_card(demo: FlaskClient) -> None:
    shown = [
        name
        for name, patient in PATIENTS.items()
        if demo.post(
            "/cds-services/imaging-appropriateness-select", json=hook_request(demo, patient, "order-select")
        ).get_json()["cards"]
    ]
    assert len(shown) >= 12
    assert "cauda-equina" not in shown, "an emergency is not held up"


def hook_request(demo: FlaskClient, patient: SamplePatient, hook: str) -> dict[str, Any]:
    """What the demo EHR sends for a patient's first draft order."""
    prefetch = dict(prefetched(demo, patient.id))
    return {
        "hook": hook,
        "hookInstance": "2eb9ff75-0ad2-4294-bd02-4a10fa335e89",
        "fhirServer": "http://localhost/demo/fhir",
        "context": {
            "userId": "Practitioner/demo-clinician",
            "patientId": patient.id,
            **({"selections": ["ServiceRequest/draft-1"]} if hook == "order-select" else {}),
            "draftOrders": {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": draft(patient, prefetch["conditions"])}],
            },
        },
        "prefetch": prefetch,
    }


def prefetched(demo: FlaskClient, patient: str) -> Iterator[tuple[str, Any]]:
    for key, template in PREFETCH.items():
        path = template.replace("{{context.patientId}}", patient)
        yield key, demo.get(f"/demo/fhir/{path}").get_json()


def draft(patient: SamplePatient, conditions: dict[str, Any]) -> dict[str, Any]:
    start = patient.start
    coding = next(each["coding"] for each in choices()["studies"] if each["name"] == start.study)
    known = [entry["resource"] for entry in conditions["entry"]]
    reason = next(condition for condition in known if condition["code"]["text"] == start.indication)
    return {
        "resourceType": "ServiceRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "priority": start.priority,
        "code": {"coding": [coding], "text": start.study},
        "subject": {"reference": f"Patient/{patient.id}"},
        "reasonCode": [reason["code"], *([{"text": start.words}] if start.words else [])],
        "reasonReference": [{"reference": f"Condition/{reason['id']}"}],
    }
