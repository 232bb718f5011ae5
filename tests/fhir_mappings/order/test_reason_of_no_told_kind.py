"""A reason that names what rules tell into kinds, and not which: the chart may tell the kind."""

from __future__ import annotations

import pytest

from fhir_mappings.order.reason import names_what_has_kinds
from fhir_mappings.worded_otherwise import is_of_no_told_kind
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, resource


@pytest.mark.parametrize("wording", ["Vertigo", "vertigo, cause unknown", "Room spinning", "Acute vertigo"])
def test_vertigo_alone_is_a_reason_of_several_kinds(wording: str) -> None:
    assert is_of_no_told_kind(wording)


@pytest.mark.parametrize("wording", ["No vertigo", "Dizziness", "Low back pain", "", "Vertigo ruled out"])
def test_what_is_denied_or_names_something_else_is_none(wording: str) -> None:
    assert not is_of_no_told_kind(wording)


@pytest.mark.parametrize(
    ("reasons", "understood"),
    [
        ([concept(ICD, "R29.898")], True),
        ([concept(ICD, "R29.818")], True),
        ([concept(ICD, "R29.898", "clicking knee")], False),
        ([concept(ICD, "R29.898"), {"text": "clicking knee"}], False),
        ([concept(ICD, "R25.2")], False),
        ([], False),
    ],
)
def test_a_code_for_other_signs_leaves_the_kind_to_the_chart(reasons: list[Resource], understood: bool) -> None:
    assert names_what_has_kinds(resource("ServiceRequest", reasonCode=reasons), chart()) is understood
