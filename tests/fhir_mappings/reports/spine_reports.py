"""Reports of the spine in words, and what they answer for an order."""

from __future__ import annotations

from typing import Any

from fhir_mappings.reports.earlier_imaging import answers_for_order
from imaging_rules.facts import Evidence, Finding, State
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource

NECK_CT, NECK_FILM, LUMBAR_FILM = "CT cervical spine", "XR cervical spine 2 views", "XR lumbar spine 2 views"
LUMBAR_MRI, NECK_MRI, BRAIN_MRI = "MRI lumbar spine", "MRI cervical spine without contrast", "MRI brain"


def report(name: str, conclusion: str, *, day: str = "2026-11-15", **more: Any) -> Resource:
    given = {"status": "final", "code": {"text": name}, "effectiveDateTime": day, "conclusion": conclusion}
    return resource("DiagnosticReport", **{**given, **more})


def answer(name: str, of: Resource, order: str) -> Any:
    """What a report answers for an order after a fall of the day before it."""
    read = chart(of)
    fall = Finding("spine_injury", State.PRESENT, Evidence("Condition/i", "fall", TODAY.replace(day=14)))
    made = answers_for_order(read.imaging, study(order), [fall], TODAY, whole=read.imaging_whole)
    return next((each.value for each in made.findings if each.name == name), None)


def neck_trauma(conclusion: str) -> Any:
    return answer("cervical_ct_trauma", report(NECK_CT, conclusion), "MRI cervical spine without IV contrast")


def lumbar_film(conclusion: str) -> Any:
    return answer("spine_film", report(LUMBAR_FILM, conclusion), "MRI lumbar spine without IV contrast")
