"""A made-up record that touches every table, so that they are read at start and not by the first request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SNOMED, _LOINC, _ICD = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
_CPT, _PCS = "http://www.ama-assn.org/go/cpt", "http://www.cms.gov/Medicare/Coding/ICD10"
_OURS = "https://imaging-cds.example/Questionnaire/"


def _concept(system: str, code: str, text: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": text}], **({"text": text} if text else {})}


def _of(kind: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": kind.lower(), **elements}


_PAIN = _concept(_SNOMED, "279039007", "Low back pain")
_DAY, _DAYS_BEFORE = "2026-01-01", {"start": "2025-08-01", "end": "2025-10-10"}

RECORD: Mapping[str, list[dict[str, Any]]] = {
    "Patient": [_of("Patient", gender="male", birthDate="1956")],
    "Condition": [
        _of("Condition", code=_PAIN, onsetDateTime=_DAY, category=[{"coding": [{"code": "encounter-diagnosis"}]}]),
        {**_of("Condition", code=_concept(_ICD, "Z98.1", "fusion of C5-C6")), "id": "fusion"},
        {**_of("Condition", code=_concept(_ICD, "C50.9"), verificationStatus=_concept("", "refuted")), "id": "refuted"},
        {**_of("Condition", code=_PAIN, verificationStatus=_concept("", "provisional")), "id": "felt"},
        {**_of("Condition", code={"text": "weak legs for two weeks, r/o discitis, no fever, fused C5-6"}), "id": "words"},
        {**_of("Condition", code=_concept(_SNOMED, "278860009")), "id": "below-another"},
        {**_of("Condition", code=_concept(_SNOMED, "86466006", "MS")), "id": "abbreviation"},
    ],
    "Observation": [
        _of("Observation", status="final", code=_concept(_LOINC, "98979-8"), valueQuantity={"value": 60, "unit": "mL/min"}),
        {**_of("Observation", status="final", code=_concept(_LOINC, "32385-7"), valueString="positive"), "id": "sign"},
        {**_of("Observation", status="final", code=_concept(_LOINC, "8310-5"), valueQuantity={"value": 39, "unit": "Cel"}),
         "id": "cutoff"},
        {**_of("Observation", status="final", code={"text": "Straight leg raise"}, valueString="positive left"), "id": "said"},
        {**_of("Observation", status="final", code={"text": "ED note"}, effectiveDateTime=_DAY,
               valueString="low back pain for three weeks, was weak last month, denies fever"), "id": "note"},
    ],
    "Procedure": [
        _of("Procedure", status="completed", code=_concept(_CPT, "97110"), performedPeriod=_DAYS_BEFORE, reasonCode=[_PAIN],
            outcome=_concept(_SNOMED, "385671000"), note=[{"text": "8 visits over 6 weeks, no benefit"}]),
        {**_of("Procedure", status="completed", code=_concept(_PCS, "0RG10A0"), performedDateTime=_DAY), "id": "operation"},
    ],
    "Device": [_of("Device", type={"text": "pacemaker"}, safety=[{"text": "MR conditional"}])],
    "AllergyIntolerance": [_of("AllergyIntolerance", code={"text": "gadolinium"}, reaction=[{"severity": "severe"}])],
    "MedicationRequest": [_of("MedicationRequest", status="active", medicationCodeableConcept={"text": "warfarin"})],
    "DiagnosticReport": [
        _of("DiagnosticReport", status="final", code=_concept(_CPT, "72141"),
            conclusion="Cord compression at C5.", conclusionCode=[_concept(_ICD, "G35")]),
        {**_of("DiagnosticReport", status="final", code={"text": "EMG"}, conclusion="normal"), "id": "nerves"},
        {**_of("DiagnosticReport", status="final", code=_concept(_CPT, "72100"), effectiveDateTime=_DAY,
               conclusion="Acute compression fracture of L1, new since the prior study. No discitis."), "id": "film"},
    ],
    "ImagingStudy": [_of("ImagingStudy", status="available", started=_DAY, description="XR lumbar spine")],
    "QuestionnaireResponse": [
        _of("QuestionnaireResponse", status="completed", authored=_DAY, questionnaire=f"{_OURS}cord",
            item=[{"linkId": "pathologic_reflex", "answer": [{"valueCoding": {"code": "Y"}}]},
                  {"linkId": "new_neurologic_deficit_on_exam", "answer": [{"valueBoolean": False}]}]),
    ],
}  # fmt: skip
"""One patient's resources by type."""

ORDER: Mapping[str, Any] = _of(
    "ServiceRequest",
    code=_concept(_LOINC, "30620-9", "CT lumbar spine without contrast"),
    reasonCode=[_PAIN],
    reasonReference=[{"reference": "Condition/condition"}],
)
"""An order that gets a card."""
