"""The rule for the injured neck, each of its items in a row of the flowsheet by itself."""

from __future__ import annotations

import pytest

from tests.fhir_mappings.fhir_records import TODAY, Resource, resource, the

ITEMS = (
    "Posterior midline cervical spine tenderness",
    "Evidence of intoxication",
    "Altered level of alertness",
    "Focal neurological deficit",
    "Painful distracting injury",
)


def row(label: str, value: str = "No", day: str = TODAY.isoformat(), **more: object) -> Resource:
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": day, "valueString": value, "id": label.split()[0]}
    return resource("Observation", **{**given, **more})


def items(*rows: Resource) -> list[object]:
    return [each.value for each in the("nexus_items", *rows)]


def test_five_rows_of_one_day_that_deny_each_item_are_none_of_them() -> None:
    assert items(*(row(label) for label in ITEMS)) == [()]


@pytest.mark.parametrize("left_out", ITEMS)
def test_four_rows_are_not_five(left_out: str) -> None:
    assert items(*(row(label) for label in ITEMS if label != left_out)) == []


@pytest.mark.parametrize("value", ["Yes", "Unable to assess", "Not examined"])
def test_an_item_that_is_there_or_was_not_looked_at_is_no_denial(value: str) -> None:
    assert () not in items(row(ITEMS[0], value), *(row(label) for label in ITEMS[1:]))


def test_rows_of_two_days_are_not_one_examination() -> None:
    assert items(row(ITEMS[0], day="2026-11-01"), *(row(label) for label in ITEMS[1:])) == []


def test_a_row_charted_in_error_does_not_count() -> None:
    assert items(row(ITEMS[0], status="entered-in-error"), *(row(label) for label in ITEMS[1:])) == []


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("NEXUS - midline cervical tenderness", "present"),
        ("NEXUS midline cervical tenderness", "present C4"),
        ("Midline cervical tenderness (NEXUS)", "Yes"),
        ("Cervical spine posterior midline tenderness", "present C5-C6"),
        ("Midline tenderness", "present at C5"),
    ],
)
def test_an_item_is_there_whatever_names_the_rule_and_the_level(label: str, value: str) -> None:
    assert items(row(label, value)) == [("midline_tenderness",)]


@pytest.mark.parametrize("value", ["yes L3", "Yes, T12", "present L1-L2", "present in 2019"])
def test_a_tender_back_or_a_past_examination_is_no_item(value: str) -> None:
    assert items(row("Midline tenderness", value)) == []
