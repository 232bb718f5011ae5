"""Charts for measuring: a line of JSON, and the CDS Hooks request it stands for.

A line holds `order`, a ServiceRequest, and `record`, FHIR R4 resources, with these shorthands: a concept may be written
`icd-10-cm M54.2 | Cervicalgia`, as a list of such codings, or as nothing but words; a status as a word; subject, id and the
order's boilerplate may be left out. Everything else is sent as it stands.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Any, TypeAlias

PATIENT = "p1"
AS_OF = "2026-11-20"

_SYSTEMS = {
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd-10": "http://hl7.org/fhir/sid/icd-10",
    "snomed": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
    "cpt": "http://www.ama-assn.org/go/cpt",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "radlex": "http://radlex.org",
    "cvx": "http://hl7.org/fhir/sid/cvx",
    "dicom": "http://dicom.nema.org/resources/ontology/DCM",
    "hcpcs": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
}
_STATUS_SYSTEMS = {
    "clinicalStatus": "http://terminology.hl7.org/CodeSystem/condition-clinical",
    "verificationStatus": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
}
_KEYS = {
    "Patient": "patient",
    "Condition": "conditions",
    "Observation": "observations",
    "Procedure": "procedures",
    "AllergyIntolerance": "allergies",
    "Device": "devices",
    "MedicationRequest": "medications",
    "MedicationStatement": "statements",
    "DiagnosticReport": "reports",
    "ImagingStudy": "imaging",
    "QuestionnaireResponse": "answers",
}
_CONCEPTS = frozenset({"code", "type", "medicationCodeableConcept", "valueCodeableConcept"})
_BY_PATIENT = frozenset({"AllergyIntolerance", "Device"})
_STATUS_WHERE_NEEDED = {
    "Observation": "final",
    "Procedure": "completed",
    "DiagnosticReport": "final",
    "MedicationRequest": "active",
    "ImagingStudy": "available",
}


Expected: TypeAlias = str | tuple[str, ...] | None
"""The scenario that fits, None where none does, or the scenarios left open."""


@dataclass(frozen=True)
class Chart:
    """One chart, and what is right on it."""

    id: str
    topic: str
    kind: str
    expects: Expected
    why: str
    line: Mapping[str, Any]

    @property
    def kept_back(self) -> bool:
        """Whether this is one of those that only the final figure looks at, as its line says: whole batches, or every third
        chart of one, each marked when it was written and before anybody had read it."""
        return self.line.get("kept_back") is True

    @property
    def tells_findings(self) -> bool:
        """Whether the author of a text says as well what is to be read in it."""
        return "findings" in self.line


def charts(name: str = "coded") -> list[Chart]:
    """The charts of a file of this package. Raises ValueError for an id that stands twice."""
    rows = [json.loads(line) for line in (files(__package__) / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    if len({row["id"] for row in rows}) < len(rows):
        raise ValueError("a chart id stands twice")
    return [Chart(row["id"], row["topic"], row["kind"], expected(row["expects"]), row["why"], row) for row in rows]


def expected(given: str | dict[str, list[str]] | None) -> Expected:
    """An answer as the files write it: the scenarios left open stand under `open`."""
    return tuple(given["open"]) if isinstance(given, dict) else given


def hook_request(chart: Chart) -> dict[str, Any]:
    """The order-select request that an EHR would send for this chart, every prefetch part delivered but those named."""
    resources: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for place, resource in enumerate(chart.line.get("record", ()), 1):
        resources[resource["resourceType"]].append(_resource(resource, place))
    patient = {"resourceType": "Patient", "id": PATIENT}
    missing = chart.line.get("not_delivered", ())
    bundles = {key: _bundle(resources[kind]) for kind, key in _KEYS.items() if kind != "Patient" and kind not in missing}
    people = resources["Patient"] or [patient]
    order = _order(chart.line["order"])
    return {
        "hook": "order-select",
        "hookInstance": f"11111111-2222-4333-8444-{sha256(chart.id.encode()).hexdigest()[:12]}",
        "context": {
            "userId": "Practitioner/one",
            "patientId": PATIENT,
            "selections": [f"ServiceRequest/{order['id']}"],
            "draftOrders": _bundle([order]),
        },
        "prefetch": {**({} if "Patient" in missing else {"patient": people[0]}), **bundles},
    }


def _bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def _order(given: Mapping[str, Any]) -> dict[str, Any]:
    order = {key: _concepts(key, value) for key, value in given.items()}
    subject = {"reference": f"Patient/{PATIENT}"}
    head = {"resourceType": "ServiceRequest", "id": "draft", "status": "draft", "intent": "order", "subject": subject}
    return {**head, **order}


def _resource(given: Mapping[str, Any], place: int) -> dict[str, Any]:
    kind = given["resourceType"]
    resource = {key: _in_words(key, _concepts(key, value)) for key, value in given.items()}
    if kind == "Patient":
        return {"id": PATIENT, **resource}
    resource.setdefault("id", f"r{place}")
    holder = "patient" if kind in _BY_PATIENT else "subject"
    if "subject" not in resource and "patient" not in resource:
        resource[holder] = {"reference": f"Patient/{PATIENT}"}
    if kind in _STATUS_WHERE_NEEDED:
        resource.setdefault("status", _STATUS_WHERE_NEEDED[kind])
    return resource


def _in_words(key: str, value: Any) -> Any:
    """A concept of a resource that is written as nothing but words, with these as its text."""
    return {"text": value} if key in _CONCEPTS and isinstance(value, str) else value


def _concepts(key: str, value: Any) -> Any:
    """A value with its shorthands written out."""
    if key in _STATUS_SYSTEMS and isinstance(value, str):
        return {"coding": [{"system": _STATUS_SYSTEMS[key], "code": value}]}
    if isinstance(value, str):
        coding = _coding(value)
        return {"coding": [coding]} if coding else value
    if isinstance(value, list):
        return _list(key, value)
    if isinstance(value, dict) and key != "coding":
        return {name: _concepts(name, inner) for name, inner in value.items()}
    return value


_MANY = frozenset({"reasonCode", "category", "bodySite", "interpretation", "conclusionCode", "procedureCode", "orderDetail"})
"""Elements that hold several concepts, so that a list of shorthands there is a list of concepts."""


def _list(key: str, values: list[Any]) -> Any:
    codings = [_coding(value) if isinstance(value, str) else None for value in values]
    if values and all(codings) and key not in _MANY:
        return {"coding": codings}
    return [_concepts(key, value) for value in values]


def _coding(text: str) -> dict[str, str] | None:
    head, _, display = text.partition(" | ")
    system, _, code = head.partition(" ")
    if system not in _SYSTEMS or not code or " " in code:
        return None
    return {"system": _SYSTEMS[system], "code": code, **({"display": display} if display else {})}
