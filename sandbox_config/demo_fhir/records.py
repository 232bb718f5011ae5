"""The resources the demo server holds, made for today; made anew when the day changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sandbox_config.patient_resources import practitioner, resources
from sandbox_config.sample_patients import sample_patients

Resource = dict[str, Any]

TYPES = (
    "Patient",
    "Condition",
    "Observation",
    "Procedure",
    "AllergyIntolerance",
    "Device",
    "MedicationRequest",
    "MedicationStatement",
    "DiagnosticReport",
    "ImagingStudy",
    "QuestionnaireResponse",
    "ServiceRequest",
    "Encounter",
    "Practitioner",
    "PractitionerRole",
)
"""The resource types served; those without a resource answer every search with nothing found."""


@dataclass(frozen=True)
class Records:
    """All resources by type, and by type and id."""

    by_type: Mapping[str, Sequence[Resource]]
    by_key: Mapping[tuple[str, str], Resource]


@lru_cache(maxsize=2)
def records(today: date) -> Records:
    """The resources as of a day."""
    found = [*practitioner(), *(each for patient in sample_patients() for each in resources(patient, today))]
    by_type: dict[str, list[Resource]] = {kind: [] for kind in TYPES}
    for resource in found:
        by_type[resource["resourceType"]].append(resource)
    return Records(by_type, {(each["resourceType"], each["id"]): each for each in found})


def patient_of(resource: Mapping[str, Any]) -> str | None:
    """The id of the patient a resource is about; None for one that is about nobody."""
    if resource["resourceType"] == "Patient":
        return str(resource["id"])
    reference = resource.get("subject") or resource.get("patient")
    return str(reference["reference"]).removeprefix("Patient/") if reference else None
