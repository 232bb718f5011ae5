"""Accidents that may have hurt the spine: a picture, or a suspected cord injury, says that they did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fhir_mappings.chart.asked_of_sacroiliac import asked_of_sacroiliac
from fhir_mappings.chart.hurt_in_accident import hurt_in_accident
from imaging_rules.facts import Finding
from imaging_rules.study import Phase, Study
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, condition, resource, said

_DAY = "2026-11-18"
_NOT_CONFIRMED = {"verificationStatus": {"coding": [{"code": "provisional"}]}}


def crash(day: str = _DAY) -> Resource:
    return {**condition(ICD, "V43.52XA", onsetDateTime=day), "id": "crash"}


def cord(**more: object) -> Resource:
    return {**condition(ICD, "S14.109A", onsetDateTime=_DAY, **more), "id": "cord"}


def scan(conclusion: str, day: str = _DAY) -> Resource:
    code = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72125"}], "text": "CT cervical spine"}
    return resource("DiagnosticReport", status="final", code=code, effectiveDateTime=day, conclusion=conclusion)


def hurt(*record: Resource) -> list[str]:
    made = chart(*record)
    return [each.state.value for each in hurt_in_accident(made.findings, made.imaging)]


def test_a_crash_and_a_suspected_cord_injury() -> None:
    assert hurt(crash(), cord(**_NOT_CONFIRMED)) == ["present"]


@pytest.mark.parametrize("shown", ["Fracture of the C4 lamina.", "C6-7 facet dislocation."])
def test_a_crash_and_a_picture_that_shows_it(shown: str) -> None:
    assert hurt(crash(), scan(shown)) == ["present"]


@pytest.mark.parametrize("record", [(crash(),), (crash(), scan("No fracture.")), (crash(), scan("C4 fracture.", "2026-10-01"))])
def test_nothing_shows_that_it_did(record: tuple[Resource, ...]) -> None:
    assert hurt(*record) == []


def test_a_suspected_cord_injury_alone_shows_nothing() -> None:
    assert hurt(cord(**_NOT_CONFIRMED)) == []


def of_order(finding: Finding) -> Finding:
    return replace(finding, evidence=replace(finding.evidence, of_order=True))


def test_sacroiliac_joints_ordered_for_a_back_pain_ask_for_its_kind() -> None:
    record = condition(ICD, "M54.50"), {**condition(ICD, "M46.90"), "id": "kind"}
    assert ("inflammatory_back_pain", "present") in said(*record)
    told = [of_order(each) if each.name == "low_back_pain" else each for each in chart(*record).findings]
    joints, lumbar = (Study("radiography", (part,), Phase.NONE) for part in ("sacroiliac joints", "lumbar spine"))
    assert [each.evidence.of_order for each in asked_of_sacroiliac(told, joints)] == [True]
    assert asked_of_sacroiliac(told, lumbar) == ()
    assert asked_of_sacroiliac(chart(*record).findings, joints) == ()
