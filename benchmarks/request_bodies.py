"""The request to measure with: a saved one, its chart filled up to the size of a real patient's."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import cycle, islice
from typing import Any

SAVED = "myelopathy-ct-cervical"
CHRONIC = ("I10", "E11.9", "E78.5", "J45.909", "K21.9", "M17.11", "H52.4", "F41.9", "E03.9", "N40.0", "L30.9", "G47.33")
"""ICD-10-CM codes that many charts hold and no scenario of the library asks about."""
LABORATORY = ("718-7", "2951-2", "2823-3", "4548-4", "2345-7", "2093-3", "1742-6", "1975-2", "6690-2", "777-3")
"""LOINC codes of routine results."""


def request_body(conditions: int = 60, observations: int = 60, saved: str = SAVED) -> bytes:
    """An order-select request as compact JSON, with that many more Conditions and Observations than the saved one has."""
    text = (files("sandbox_config") / "requests" / f"{saved}.json").read_text(encoding="utf-8")
    body: dict[str, Any] = json.loads(text)
    subject = {"reference": f"Patient/{body['context']['patientId']}"}
    codes = enumerate(islice(cycle(CHRONIC), conditions))
    _add(body, "conditions", [_condition(place, code, subject) for place, code in codes])
    results = enumerate(islice(cycle(LABORATORY), observations))
    _add(body, "observations", [_observation(place, code, subject) for place, code in results])
    return json.dumps(body, separators=(",", ":")).encode()


def _add(body: dict[str, Any], key: str, resources: list[dict[str, Any]]) -> None:
    bundle = body["prefetch"][key]
    bundle.setdefault("entry", []).extend({"resource": resource} for resource in resources)
    bundle["total"] = len(bundle["entry"])


def _condition(place: int, code: str, subject: dict[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"chronic-{place}",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]},
        "subject": subject,
        "onsetDateTime": f"20{10 + place % 15}-03-01",
    }


def _observation(place: int, code: str, subject: dict[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"result-{place}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": subject,
        "effectiveDateTime": f"2026-{1 + place % 10:02}-12",
        "valueQuantity": {"value": 5 + place / 10, "unit": "u"},
    }
