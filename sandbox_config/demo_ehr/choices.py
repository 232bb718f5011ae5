"""What the order-entry page offers to choose from: patients, studies with their codes, indications."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fhir_mappings.codes.systems import CANONICAL_URIS
from fhir_mappings.order.codes import order_codes, preferred_code
from imaging_rules.study import Study
from imaging_rules.yaml_files import packaged_yaml
from sandbox_config.patient_resources import PRACTITIONER
from sandbox_config.sample_patients import sample_patients

_SYSTEMS = ("cpt", "loinc")
"""The code systems of an order, the one of the public Sandbox first."""


@lru_cache(maxsize=1)
def choices() -> dict[str, Any]:
    """`{"practitioner": …, "patients": […], "studies": […], "indications": […]}`, the same for everybody."""
    return {
        "practitioner": f"Practitioner/{PRACTITIONER}",
        "patients": [
            {"id": patient.id, "label": patient.label, "shows": patient.shows, "start": patient.start.model_dump()}
            for patient in sample_patients()
        ],
        "studies": sorted(_studies(), key=lambda each: (each["group"] not in _FIRST, each["group"], each["name"])),
        "indications": list(_indications()),
    }


_FIRST = ("cervical spine", "thoracic spine", "lumbar spine", "head")


def _studies() -> Iterator[dict[str, Any]]:
    for study in dict.fromkeys(row.study for row in order_codes() if row.study):
        coding = _coding(study)
        if coding:
            yield {"name": study.name, "group": " and ".join(study.regions), "coding": coding}


def _coding(study: Study) -> dict[str, str] | None:
    row = next((found for system in _SYSTEMS if (found := preferred_code(study, system))), None)
    return {"system": CANONICAL_URIS[row.system], "code": row.code, "display": study.name} if row else None


def _indications() -> Iterator[dict[str, str]]:
    for row in packaged_yaml("sandbox_config", "demo_ehr/indications.yaml"):
        system, code = row["code"].split()
        yield {"system": CANONICAL_URIS[system], "code": code, "display": row["display"]}
