"""Small FHIR resources for the tests, and the chart of a patient who has them."""

from __future__ import annotations

from datetime import date
from typing import Any

from fhir_mappings.chart.whole_chart import Chart, read_chart
from imaging_rules.facts import Finding

ICD, SNOMED, LOINC = "http://hl7.org/fhir/sid/icd-10-cm", "http://snomed.info/sct", "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
TODAY = date(2026, 11, 20)
Resource = dict[str, Any]


def concept(system: str, code: str, text: str = "") -> Resource:
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def resource(kind: str, **elements: Any) -> Resource:
    whose = "patient" if kind in ("Device", "AllergyIntolerance") else "subject"
    return {"resourceType": kind, "id": f"{kind.lower()}-1", whose: {"reference": "Patient/p1"}, **elements}


def condition(system: str = ICD, code: str = "M54.2", clinical: str = "active", **elements: Any) -> Resource:
    given = {"code": concept(system, code), "clinicalStatus": {"coding": [{"code": clinical}]}}
    return resource("Condition", **{**given, **elements})


def observation(code: str, system: str = LOINC, day: str = "2026-11-10", **elements: Any) -> Resource:
    given = {"status": "final", "code": concept(system, code), "effectiveDateTime": day}
    return resource("Observation", **{**given, **elements})


def quantity(value: float, unit: str, **more: Any) -> Resource:
    return {"valueQuantity": {"value": value, "unit": unit, **more}}


def chart(*resources: Resource, **parts: Any) -> Chart:
    """The chart of patient p1 from these resources, each delivered under its type."""
    delivered: dict[str, Any] = {}
    for each in resources:
        delivered.setdefault(each["resourceType"], []).append(each)
    return read_chart({**delivered, **parts}, "p1", TODAY)


def said(*resources: Resource) -> set[tuple[str, str]]:
    """The findings of a chart as (name, state)."""
    return {(found.name, str(found.state)) for found in chart(*resources).findings}


def the(name: str, *resources: Resource) -> list[Finding]:
    """The findings of one name."""
    return [found for found in chart(*resources).findings if found.name == name]
