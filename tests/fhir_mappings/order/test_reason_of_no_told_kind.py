"""A reason that names what rules tell into kinds, and not which: the chart may tell the kind."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.order.reason import names_what_has_kinds
from fhir_mappings.worded_otherwise import is_of_no_told_kind
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, resource

CPT = "http://www.ama-assn.org/go/cpt"


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
        ([concept(ICD, "R68.89")], True),
        ([concept(ICD, "R52")], True),
        ([concept(ICD, "R93.7")], False),
        ([concept(ICD, "R25.2")], False),
        ([], False),
    ],
)
def test_a_code_for_other_signs_leaves_the_kind_to_the_chart(reasons: list[Resource], understood: bool) -> None:
    assert names_what_has_kinds(resource("ServiceRequest", reasonCode=reasons), chart()) is understood


@pytest.mark.parametrize(
    "unreadable",
    [
        "R52",
        7,
        ["R52"],
        {"coding": "R52"},
        {"coding": [{"system": ICD, "code": 52}]},
        {"coding": [{"system": ICD, "code": "R52"}], "text": 3},
        {"coding": ["R52"]},
    ],
)
def test_a_reason_that_cannot_be_read_is_no_code_and_no_fault(unreadable: Any) -> None:
    assert not names_what_has_kinds(resource("ServiceRequest", reasonCode=[unreadable]), chart())


@pytest.mark.parametrize(
    ("conclusion", "understood"), [("Compression fracture of L2, age unknown.", True), ("No fracture.", False)]
)
def test_a_code_for_an_abnormal_image_is_told_by_a_report(conclusion: str, understood: bool) -> None:
    order = resource("ServiceRequest", reasonCode=[concept(ICD, "R93.7")])
    film = resource("DiagnosticReport", status="final", code=concept(CPT, "72100"), conclusion=conclusion, issued="2026-11-12")
    assert names_what_has_kinds(order, chart(film)) is understood
