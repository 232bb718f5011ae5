"""Laboratory values and vital signs by the whole name of their row, as clinics call them."""

from __future__ import annotations

import pytest

from tests.fhir_mappings.fhir_records import Resource, quantity, resource, the


def row(name: str, value: float, unit: str) -> Resource:
    return resource("Observation", status="final", code={"text": name}, effectiveDateTime="2026-11-18", **quantity(value, unit))


@pytest.mark.parametrize(
    ("name", "value", "unit", "finding"),
    [
        ("hs-CRP", 44, "mg/L", "crp"),
        ("Repeat CRP", 4.4, "mg/dL", "crp"),
        ("ESR (Westergren)", 66, "mm/h", "esr"),
        ("Total leucocyte count", 16.1, "10*9/L", "wbc"),
        ("Platelet count", 88, "10*9/L", "platelets"),
        ("INR", 1.9, "", "inr"),
        ("Tmax", 101.7, "[degF]", "fever"),
        ("Obs: temperature", 38.4, "Cel", "fever"),
        ("Temp at triage", 38.9, "Cel", "fever"),
    ],
)
def test_a_value_is_read_by_its_name(name: str, value: float, unit: str, finding: str) -> None:
    assert the(finding, row(name, value, unit))


@pytest.mark.parametrize(
    ("name", "value", "unit"), [("Platelet aggregation", 80, "%"), ("Temperature of bath", 39, "Cel"), ("Tmax", 37.1, "Cel")]
)
def test_another_name_and_a_normal_value_say_nothing(name: str, value: float, unit: str) -> None:
    assert not the("fever", row(name, value, unit))
    assert not the("platelets", row(name, value, unit))
