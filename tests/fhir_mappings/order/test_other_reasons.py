"""A code among an order's reasons for which images may be taken beside the complaint: a stroke beside dizziness."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import read_chart
from tests.fhir_mappings.fhir_records import ICD, concept, condition, resource

TODAY = date(2026, 11, 20)


def asks_otherwise(*codes: str, chart_holds: str = "") -> bool:
    record = {"Condition": [condition(ICD, chart_holds)]} if chart_holds else {}
    order = resource("ServiceRequest", reasonCode=[concept(ICD, code) for code in codes])
    return "other_question" in {each.name for each in read_indication(order, read_chart(record, "p1", TODAY))}


@pytest.mark.parametrize("code", ["I63.9", "I71.40", "G03.9", "N20.0"])
def test_another_disease_among_the_reasons_is_another_question(code: str) -> None:
    assert asks_otherwise("R42", code)


@pytest.mark.parametrize("code", ["E78.5", "M54.50", "G06.1", "G04.00"])
def test_what_is_no_reason_for_images_or_is_known_is_none(code: str) -> None:
    assert not asks_otherwise("R42", code)


def test_what_stands_on_the_problem_list_alone_is_none() -> None:
    assert not asks_otherwise("R42", chart_holds="I63.9")
