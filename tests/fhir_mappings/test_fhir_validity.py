"""What FHIR R4 refuses is named by its place, and never by its value."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.resource.fhir_validity import refused_elements

VALID = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p1"}, "code": {"text": "Neck pain"}}


def test_a_valid_resource_has_no_refused_element() -> None:
    assert refused_elements(VALID) == ()


@pytest.mark.parametrize(
    ("change", "element"),
    [
        ({"subject": "Secret"}, "subject"),
        ({"code": {"coding": [{"code": ""}]}}, "code.coding.0.code"),
        ({"onsetDateTime": "last spring"}, "onsetDateTime"),
        ({"sercet": "Secret"}, "sercet"),
        ({"resourceType": "Secret"}, "resourceType"),
        ({"resourceType": ["Condition"]}, "resourceType"),
    ],
)
def test_what_fhir_refuses_is_named_without_its_value(change: dict[str, Any], element: str) -> None:
    assert refused_elements({**VALID, **change}) == (element,)


def test_a_resource_of_any_depth_is_told_of_and_nothing_raised() -> None:
    deep: Any = {}
    for _ in range(2000):
        deep = {"extension": [deep]}
    assert refused_elements({**VALID, **deep})
