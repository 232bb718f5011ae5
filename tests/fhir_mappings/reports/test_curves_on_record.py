"""Curves of the spine on record: what a film measures beside an earlier one, what rows call their side, and growth between two
measurements."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import Resource, chart, resource, the
from tests.fhir_mappings.reports.spine_reports import report

GROWS, LEFT = ("progressive_deformity",), ("left_thoracic_curve",)


def risks(*resources: Resource) -> set[object]:
    return {each.value for each in the("scoliosis_risk", *resources)}


def film(conclusion: str, **more: Any) -> Resource:
    return report("Scoliosis radiograph, standing", conclusion, **more)


def row(label: str, day: str = "2026-11-02", **value: Any) -> Resource:
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": day, "id": f"o-{day}"}
    return resource("Observation", **{**given, **value})


def angle(number: float, day: str, label: str = "Cobb angle", unit: str = "deg") -> Resource:
    return row(label, day, valueQuantity={"value": number, "unit": unit})


@pytest.mark.parametrize(
    ("conclusion", "told"),
    [
        ("Left convex thoracic curve T6-T12 of 37 degrees, previously 25 degrees.", {GROWS, LEFT}),
        ("Cobb angle 29 degrees (previously 18).", {GROWS}),
        ("Right thoracic curve 44 degrees compared with 31 degrees in June.", {GROWS}),
        ("Right thoracic curve 33 degrees compared to 21 in June.", {GROWS}),
        ("Left thoracic curve of 30 degrees, previously 28.", {LEFT}),
        ("Right thoracic curve of 30 degrees, unchanged compared with the spring.", set()),
        ("Previously seen left thoracic curve now corrected by rods.", set()),
        ("Right thoracic 35 degrees, lumbar previously 20 degrees.", set()),
    ],
)
def test_a_curve_beside_an_earlier_film_is_that_of_now(conclusion: str, told: set[object]) -> None:
    assert risks(film(conclusion)) == told


@pytest.mark.parametrize(
    ("conclusion", "is_open"),
    [
        ("Marked progression since the last film.", True),
        ("The curve has worsened compared with May.", True),
        ("No progression since the last film.", False),
        ("Comparison was made with the scoliosis series of May.", False),
    ],
)
def test_a_course_that_is_not_understood_is_not_taken_for_steady(conclusion: str, is_open: bool) -> None:
    assert ("scoliosis_risk" in chart(film(conclusion)).mentioned) is is_open


def test_growth_shows_between_two_films() -> None:
    before = film("Right thoracic curve 20 degrees.", id="a", day="2026-02-03")
    after = film("Right thoracic curve 33 degrees. Risser 1.", id="b", day="2026-10-12")
    assert risks(before, after) == {GROWS}
    assert risks(before) == risks(after) == set()
    assert risks(before, film("Right thoracic curve 23 degrees.", id="b", day="2026-10-12")) == set()
    assert (
        risks(
            film("Right thoracic curve 33 degrees.", id="a", day="2026-02-03"), film("Right thoracic curve 20 degrees.", id="b")
        )
        == set()
    )


def test_a_kyphosis_and_another_curve_are_compared_with_nothing() -> None:
    before = film("Right thoracic curve 20 degrees. Kyphosis 22 degrees.", id="a", day="2026-02-03")
    after = film("Right thoracic curve 21 degrees. Kyphosis 38 degrees.", id="b", day="2026-10-12")
    assert risks(before, after) == set()
    assert risks(before, film("Left lumbar curve 35 degrees.", id="b", day="2026-10-12")) == set()


def test_growth_shows_between_two_rows() -> None:
    assert risks(angle(19, "2026-03-01"), angle(31, "2026-10-01")) == {GROWS}
    assert risks(angle(19, "2026-03-01", "Main thoracic Cobb angle"), angle(31, "2026-10-01", "Main thoracic Cobb angle")) == {
        GROWS
    }
    assert risks(angle(19, "2026-03-01"), angle(22, "2026-10-01")) == set()
    assert risks(angle(31, "2026-03-01"), angle(19, "2026-10-01")) == set()
    assert risks(angle(19, "2021-03-01"), angle(31, "2026-10-01")) == set()
    assert risks(angle(19, "2026-03-01", "Kyphosis angle"), angle(31, "2026-10-01", "Kyphosis angle")) == set()
    assert risks(angle(19, "2026-03-01", unit="%"), angle(31, "2026-10-01", unit="%")) == set()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("left thoracic", {LEFT}),
        ("Thoracic, convex left", {LEFT}),
        ("levo thoracic", {LEFT}),
        ("right thoracic", set()),
        ("left lumbar", set()),
    ],
)
def test_a_row_tells_side_and_place_of_the_curve(answer: str, told: set[object]) -> None:
    assert risks(row("Main curve direction", valueString=answer)) == told


def test_a_side_without_a_place_is_left_open() -> None:
    read = chart(row("Curve direction", valueString="left"))
    assert (read.findings, read.mentioned >= {"scoliosis_risk"}) == ((), True)
