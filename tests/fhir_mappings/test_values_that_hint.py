"""Laboratory values and codes that may come of a cancer nobody has named, a count that tells of a weak immunity, and the
strength of a muscle as a number."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import Resource, condition, observation, quantity, resource, said, the

HINT = ("possible_cancer_sign", "present")
PSA, CEA, PARAPROTEIN, KAPPA, CALCIUM, CD4 = "2857-1", "2039-6", "33358-3", "36916-5", "17861-6", "24467-3"


def up_to(high: float, unit: str, low: float | None = None) -> Resource:
    ends = {"high": {"value": high, "unit": unit}} | ({"low": {"value": low, "unit": unit}} if low is not None else {})
    return {"referenceRange": [ends]}


def marked(mark: str) -> Resource:
    return {"interpretation": [{"coding": [{"code": mark}]}]}


@pytest.mark.parametrize(
    "one",
    [
        observation(PSA, **quantity(28, "ng/mL"), **up_to(4, "ng/mL")),
        observation(PSA, **quantity(6.2, "ng/mL"), **marked("H")),
        observation(PSA, **quantity(28, "ug/L")),
        observation(CEA, **quantity(19, "ng/mL"), **marked("HH")),
        observation(PARAPROTEIN, **quantity(1.4, "g/dL")),
        observation(KAPPA, **quantity(310, "mg/L"), **up_to(19.4, "mg/L")),
        observation(CALCIUM, **quantity(12.4, "mg/dL"), **up_to(10.4, "mg/dL", 8.6)),
        observation(CALCIUM, **quantity(12.4, "mg/dL")),
        observation("2000-8", **quantity(3.1, "mmol/L")),
    ],
)
def test_a_raised_marker_may_come_of_a_cancer(one: Resource) -> None:
    assert HINT in said(one)


@pytest.mark.parametrize(
    "one",
    [
        observation(PSA, **quantity(2.1, "ng/mL"), **up_to(4, "ng/mL")),
        observation(PSA, **quantity(6.2, "ng/mL")),
        observation(PSA, **quantity(28, "U")),
        observation(PSA, **quantity(12, "ng/mL", comparator="<")),
        observation(PSA, day="2024-05-01", **quantity(28, "ng/mL")),
        observation(PARAPROTEIN, **quantity(0, "g/dL")),
        observation(KAPPA, **quantity(310, "mg/L")),
        observation(CALCIUM, **quantity(7.2, "mg/dL"), **marked("L")),
        observation(CALCIUM, **quantity(7.2, "mg/dL"), **marked("A")),
        observation(CALCIUM, **quantity(9.4, "mg/dL")),
    ],
)
def test_one_in_order_low_old_or_of_no_known_limit_does_not(one: Resource) -> None:
    assert HINT not in said(one)


@pytest.mark.parametrize("name", ["PSA", "Prostate-specific antigen", "Total PSA"])
def test_a_marker_is_known_by_its_name(name: str) -> None:
    row = {**observation("x", **quantity(28, "ng/mL")), "code": {"text": name}}
    assert HINT in said(row)


def test_a_low_count_of_helper_cells_is_a_weak_immunity() -> None:
    weak = ("immune_suppression", "present")
    assert weak in said(observation(CD4, **quantity(120, "{cells}/uL")))
    assert weak in said(observation(CD4, **quantity(0.12, "10*9/L")))
    assert weak not in said(observation(CD4, **quantity(410, "/uL"), **marked("L")))
    assert weak not in said(observation(CD4, **quantity(12, "%")))


@pytest.mark.parametrize("code", ["R22.1", "R59.0", "R91.1", "R19.04", "D48.0", "D49.2", "D38.1", "N63.12", "R97.20"])
def test_a_lump_a_node_and_a_growth_of_unknown_kind_may_come_of_a_cancer(code: str) -> None:
    assert HINT in said(condition(code=code))


@pytest.mark.parametrize("code", ["D48.5", "D17.1", "R22.43", "R05.9"])
def test_a_growth_of_the_skin_a_lipoma_or_a_swollen_leg_does_not(code: str) -> None:
    assert HINT not in said(condition(code=code))


def test_the_follow_up_of_a_treated_cancer_tells_of_a_past_one() -> None:
    assert [str(each.state) for each in the("history_of_malignancy", condition(code="Z08"))] == ["present"]


def strength(label: str, **value: Any) -> Resource:
    return resource("Observation", status="final", code={"text": label}, effectiveDateTime="2026-11-18", **value)


@pytest.mark.parametrize(
    "one",
    [
        strength("Muscle strength left leg", **quantity(2, "/5")),
        strength("Muscle strength left leg", **quantity(3, "{score}")),
        strength("Strength, right wrist extension", valueString="4"),
        strength("Knee extension power R", valueInteger=3),
        strength("MRC grade ankle dorsiflexion", **quantity(0, "/5")),
    ],
)
def test_a_grade_of_strength_is_one_without_its_five(one: Resource) -> None:
    assert "weakness" in {name for name, _ in said(one)}


@pytest.mark.parametrize(
    "one",
    [
        strength("Muscle strength left leg", **quantity(5, "/5")),
        strength("Grip strength left", **quantity(4, "")),
        strength("Grip strength left", **quantity(4, "kg")),
        strength("Muscle strength left leg", **quantity(4, "kg")),
        strength("Muscle strength, total score", **quantity(4, "")),
        strength("Muscle strength left leg", **quantity(0, "")),
        strength("Muscle strength left leg", **quantity(48, "")),
        strength("Pain strength", valueString="3"),
        strength("Steps climbed", valueString="3"),
    ],
)
def test_a_full_grade_and_a_number_of_something_else_are_no_weakness(one: Resource) -> None:
    assert ("weakness", "present") not in said(one)
