"""The sample patients: one YAML file each, with dates counted from today, turned into FHIR R4 resources.

A file says what it shows, the record, and a draft order to begin with. Dates are counts such as `-9 months`, so that a
complaint is as old next year as it is today. The people are made up and named after what they show.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from imaging_rules.yaml_files import read_yaml

SYSTEMS = {
    "snomed": "http://snomed.info/sct",
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "loinc": "http://loinc.org",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
}
PRACTITIONER = "demo-clinician"
"""The id of the one Practitioner, who orders everything in the demo."""

_COUNT = re.compile(r"(-?\d{1,4}) (day|week|month|year)s?")
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Said(_Row):
    """What is said and since or on when: a code of a system, its words, the record's own words."""

    text: str
    code: str | None = None
    display: str | None = None
    on: str | None = None

    @field_validator("code")
    @classmethod
    def _of_a_known_system(cls, code: str | None) -> str | None:
        if code is not None and (len(parts := code.split()) != 2 or parts[0] not in SYSTEMS):
            raise ValueError(f"'{code}' is not a system and a code")
        return code

    @field_validator("on", "onset", check_fields=False)
    @classmethod
    def _counted(cls, when: str | None) -> str | None:
        if when is not None:
            day(when, date(2024, 1, 1))
        return when

    @property
    def concept(self) -> dict[str, Any]:
        """The CodeableConcept."""
        if self.code is None:
            return {"text": self.text}
        system, code = self.code.split()
        return {"coding": [{"system": SYSTEMS[system], "code": code, "display": self.display or self.text}], "text": self.text}


class _Condition(_Said):
    onset: str
    verification: Literal["confirmed", "provisional", "refuted"] = "confirmed"


class _Observation(_Said):
    on: str
    value: str | None = None
    quantity: float | None = None
    unit: str | None = None


class _Device(_Said):
    safety: str | None = None
    note: str | None = None


class _Report(_Said):
    on: str
    conclusion: str


class Start(_Row):
    """The draft order that a patient is shown with: a study of the library by name, the text of one of the patient's
    conditions, and further words of the indication."""

    study: str
    indication: str
    words: str = ""
    priority: Literal["routine", "urgent", "asap", "stat"] = "routine"


class SamplePatient(_Row):
    """One file. `born` is counted like every date; `id` is the file's name."""

    id: str
    shows: str
    family: str
    given: str
    gender: Literal["male", "female", "other", "unknown"]
    born: str
    conditions: tuple[_Condition, ...] = ()
    observations: tuple[_Observation, ...] = ()
    procedures: tuple[_Said, ...] = ()
    allergies: tuple[_Said, ...] = ()
    devices: tuple[_Device, ...] = ()
    medications: tuple[_Said, ...] = ()
    reports: tuple[_Report, ...] = ()
    start: Start

    @property
    def label(self) -> str:
        """The name as lists show it, such as `Demo, Neck-Pain`."""
        return f"{self.family}, {self.given}"


@lru_cache(maxsize=1)
def sample_patients() -> tuple[SamplePatient, ...]:
    """All of them, by name. Raises YamlProblem or pydantic.ValidationError where a file is not right."""
    folder = files("sandbox_config") / "patients"
    found = (file for file in folder.iterdir() if file.name.endswith(".yaml"))
    made = [SamplePatient.model_validate({"id": file.name.removesuffix(".yaml"), **read_yaml(file)}) for file in found]
    return tuple(sorted(made, key=lambda patient: patient.label))


def day(count: str, today: date) -> date:
    """The day that a count such as `-9 months` or `0 days` means. Raises ValueError where it is none."""
    read = _COUNT.fullmatch(count.strip())
    if not read:
        raise ValueError(f"'{count}' is not a count of days, weeks, months or years")
    number, unit = int(read[1]), read[2]
    if unit in ("day", "week"):
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def resources(patient: SamplePatient, today: date) -> Iterator[dict[str, Any]]:
    """The patient's record as FHIR R4 resources, the Patient first."""
    writer = _Writer(patient, today)
    yield writer.patient()
    rows: tuple[tuple[Callable[[Any], dict[str, Any]], _Said], ...] = (
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

    def condition(self, row: _Condition) -> dict[str, Any]:
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

    def observation(self, row: _Observation) -> dict[str, Any]:
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

    def procedure(self, row: _Said) -> dict[str, Any]:
        done = {"performedDateTime": self._day(row.on)} if row.on else {}
        return {"resourceType": "Procedure", "status": "completed", "code": row.concept, "subject": self._me, **done}

    def allergy(self, row: _Said) -> dict[str, Any]:
        return {
            "resourceType": "AllergyIntolerance",
            "clinicalStatus": _status("allergyintolerance-clinical", "active"),
            "verificationStatus": _status("allergyintolerance-verification", "confirmed"),
            "code": row.concept,
            "patient": self._me,
        }

    def device(self, row: _Device) -> dict[str, Any]:
        safety = {"safety": [{"text": row.safety}]} if row.safety else {}
        note = {"note": [{"text": row.note}]} if row.note else {}
        return {"resourceType": "Device", "status": "active", "type": row.concept, **safety, **note, "patient": self._me}

    def medication(self, row: _Said) -> dict[str, Any]:
        authored = {"authoredOn": self._day(row.on)} if row.on else {}
        return {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": row.concept,
            "subject": self._me,
            **authored,
        }

    def report(self, row: _Report) -> dict[str, Any]:
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
