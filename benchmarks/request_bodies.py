"""The requests to measure with: a saved one for many patients, the chart filled up to the size of a real one."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import cycle, islice
from typing import Any

SAVED = "myelopathy-ct-cervical"
CHRONIC = {
    "I10": "Essential (primary) hypertension",
    "E11.9": "Type 2 diabetes mellitus without complications",
    "E78.5": "Hyperlipidemia, unspecified",
    "J45.909": "Unspecified asthma, uncomplicated",
    "K21.9": "Gastro-esophageal reflux disease without esophagitis",
    "M17.11": "Unilateral primary osteoarthritis, right knee",
    "H52.4": "Presbyopia",
    "F41.9": "Anxiety disorder, unspecified",
    "E03.9": "Hypothyroidism, unspecified",
    "N40.0": "Benign prostatic hyperplasia without lower urinary tract symptoms",
    "L30.9": "Dermatitis, unspecified",
    "G47.33": "Obstructive sleep apnea (adult) (pediatric)",
}
"""ICD-10-CM codes that many charts hold and no scenario of the library asks about."""
LABORATORY = {
    "718-7": "Hemoglobin",
    "2951-2": "Sodium",
    "2823-3": "Potassium",
    "4548-4": "Hemoglobin A1c",
    "2345-7": "Glucose",
    "2093-3": "Cholesterol",
    "1742-6": "ALT",
    "1975-2": "Bilirubin, total",
    "6690-2": "White blood cell count",
    "777-3": "Platelet count",
}
"""LOINC codes of routine results, as a laboratory names them."""


def request_body(conditions: int = 60, observations: int = 60, saved: str = SAVED, patient: int = 0) -> bytes:
    """An order-select request as compact JSON, with that many more Conditions and Observations than the saved one has. Another
    `patient` has another id, other values and other words in the order's reason."""
    text = (files("sandbox_config") / "requests" / f"{saved}.json").read_text(encoding="utf-8")
    body: dict[str, Any] = json.loads(text)
    own_id = body["context"]["patientId"]
    subject = {"reference": f"Patient/{own_id}"}
    codes = enumerate(islice(cycle(CHRONIC.items()), conditions))
    _add(body, "conditions", [_condition(place, *code, subject) for place, code in codes])
    results = enumerate(islice(cycle(LABORATORY.items()), observations))
    _add(body, "observations", [_observation(place, *code, subject, patient) for place, code in results])
    for entry in body["context"]["draftOrders"]["entry"]:
        for reason in entry["resource"].get("reasonCode", ()):
            reason["text"] = f"{reason['text']}, visit {patient}"
    written = json.dumps(body, separators=(",", ":"))
    for before in ('"', "/"):
        written = written.replace(f'{before}{own_id}"', f'{before}{own_id}-{patient}"')
    return written.encode()


def _add(body: dict[str, Any], key: str, resources: list[dict[str, Any]]) -> None:
    bundle = body["prefetch"][key]
    bundle.setdefault("entry", []).extend({"resource": resource} for resource in resources)
    bundle["total"] = len(bundle["entry"])


def _condition(place: int, code: str, name: str, subject: dict[str, str]) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"chronic-{place}",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code, "display": name}]},
        "subject": subject,
        "onsetDateTime": f"20{10 + place % 15}-03-01",
    }


def _observation(place: int, code: str, name: str, subject: dict[str, str], patient: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": f"result-{place}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": name}]},
        "subject": subject,
        "effectiveDateTime": f"2026-{1 + place % 10:02}-12",
        "valueQuantity": {"value": 5 + place / 10 + patient / 100, "unit": "u"},
    }
