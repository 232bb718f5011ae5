"""A sample patient's record as FHIR R4 resources of a day, and the one Practitioner of the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox_config.sample_patients import Condition, Device, Observation, Report, Said, SamplePatient, day

PRACTITIONER = "demo-clinician"
"""The id of the one Practitioner, who orders everything in the demo."""

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


def resources(patient: SamplePatient, today: date) -> Iterator[dict[str, Any]]:
    """The patient's record as FHIR R4 resources, the Patient first."""
    writer = _Writer(patient, today)
    yield writer.patient()
    rows: tuple[tuple[Callable[[Any], dict[str, Any]], Said], ...] = (
        *((writer.condition, row) for row in patient.conditions),
        *((writer.observation, row) for row in patient.observations),
        *((writer.procedure, row) for row in patient.procedures),
        *((writer.allergy, row) for row in patient.allergies),
        *((writer.device, row) for row in patient.devices),
        *((writer.medication, row) for row in patient.medications),
        *((writer.report, row) for row in patient.reports),
    )
    for place, (write, row) in enumerate(rows, 1):
        resource = write(row)
        yield {"resourceType": resource.pop("resourceType"), "id": f"{patient.id}-{place}", **resource}


def practitioner() -> Iterator[dict[str, Any]]:
    """The Practitioner of the demo and the role."""
    yield {"resourceType": "Practitioner", "id": PRACTITIONER, "active": True,
           "name": [{"family": "Demo", "given": ["Clinician"]}]}  # fmt: skip
    yield {"resourceType": "PractitionerRole", "id": f"{PRACTITIONER}-role", "active": True,
           "practitioner": {"reference": f"Practitioner/{PRACTITIONER}"}}  # fmt: skip


@dataclass(frozen=True)
class _Writer:
    """Writes one patient's rows as of a day."""

    of: SamplePatient
    today: date

    def patient(self) -> dict[str, Any]:
        return {
            "resourceType": "Patient",
            "id": self.of.id,
            "active": True,
            "name": [{"use": "official", "text": self.of.label, "family": self.of.family, "given": [self.of.given]}],
            "gender": self.of.gender,
            "birthDate": self._day(self.of.born),
        }

    def condition(self, row: Condition) -> dict[str, Any]:
        status = {"clinicalStatus": _status("condition-clinical", "active")} if row.verification != "refuted" else {}
        return {
            "resourceType": "Condition",
            **status,
            "verificationStatus": _status("condition-ver-status", row.verification),
            "category": [_status("condition-category", "problem-list-item")],
            "code": row.concept,
            "subject": self._me,
            "onsetDateTime": self._day(row.onset),
        }

    def observation(self, row: Observation) -> dict[str, Any]:
        value: dict[str, Any] = {"valueString": row.value}
        if row.quantity is not None:
            value = {"valueQuantity": {"value": row.quantity, "unit": row.unit,
                                       "system": "http://unitsofmeasure.org", "code": row.unit}}  # fmt: skip
        return {
            "resourceType": "Observation",
            "status": "final",
            "code": row.concept,
            "subject": self._me,
            "effectiveDateTime": self._day(row.on),
            **value,
        }

    def procedure(self, row: Said) -> dict[str, Any]:
        done = {"performedDateTime": self._day(row.on)} if row.on else {}
        return {"resourceType": "Procedure", "status": "completed", "code": row.concept, "subject": self._me, **done}

    def allergy(self, row: Said) -> dict[str, Any]:
        return {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": _status("allergyintolerance-clinical", "active"),
            "verificationStatus": _status("allergyintolerance-verification", "confirmed"),
            "code": row.concept,
            "patient": self._me,
        }

    def device(self, row: Device) -> dict[str, Any]:
        safety = {"safety": [{"text": row.safety}]} if row.safety else {}
        note = {"note": [{"text": row.note}]} if row.note else {}
        return {"resourceType": "Device", "status": "active", "type": row.concept, **safety, **note, "patient": self._me}

    def medication(self, row: Said) -> dict[str, Any]:
        authored = {"authoredOn": self._day(row.on)} if row.on else {}
        return {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": row.concept,
            "subject": self._me,
            **authored,
        }

    def report(self, row: Report) -> dict[str, Any]:
        return {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}]}],
            "code": row.concept,
            "subject": self._me,
            "effectiveDateTime": self._day(row.on),
            "conclusion": row.conclusion,
        }

    @property
    def _me(self) -> dict[str, str]:
        return {"reference": f"Patient/{self.of.id}"}

    def _day(self, count: str) -> str:
        return day(count, self.today).isoformat()


def _status(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{_TERMINOLOGY}/{system}", "code": code}]}
