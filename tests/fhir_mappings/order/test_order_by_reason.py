"""Orders whose code serves for several parts of the body, told by words and by the Conditions they refer to."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.order.by_reason import by_its_reason
from fhir_mappings.order.drafts import read_order
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, condition, resource

CPT = "http://www.ama-assn.org/go/cpt"
SPONDYLITIS = condition(code="M45.6")


def meant(code: str, *record: Resource, **reason: Any) -> str | None:
    order = resource("ServiceRequest", id="draft", status="draft", intent="order", code=concept(CPT, code), **reason)
    study = by_its_reason(read_order(order), chart(*record)).study
    return study.name if study else None


@pytest.mark.parametrize(
    ("code", "words", "study"),
    [
        ("72195", "inflammatory back pain, ?axial SpA", "MRI sacroiliac joints without IV contrast"),
        ("72197", "LS plexopathy R leg", "MRI lumbosacral plexus without and with IV contrast"),
        ("72195", "fibroids", "MRI pelvis without IV contrast"),
        ("72195", "no inflammatory back pain; rectal mass", "MRI pelvis without IV contrast"),
        ("72195", "axial SpA, and lumbosacral plexopathy", "MRI pelvis without IV contrast"),
    ],
)
def test_the_words_of_the_reason_tell_the_part(code: str, words: str, study: str) -> None:
    assert meant(code, reasonCode=[{"text": words}]) == study


def test_a_condition_that_the_order_refers_to_tells_the_part() -> None:
    refers = [{"reference": "Condition/condition-1"}]
    assert meant("72195", SPONDYLITIS, reasonReference=refers) == "MRI sacroiliac joints without IV contrast"


def test_what_the_chart_alone_says_tells_nothing_of_the_order() -> None:
    assert meant("72195", SPONDYLITIS) == "MRI pelvis without IV contrast"


def test_a_follow_up_beside_the_disease_takes_nothing_away() -> None:
    visit = {"coding": [{"system": "http://snomed.info/sct", "code": "390906007"}]}
    assert meant("72195", reasonCode=[concept(ICD, "M45.6"), visit]) == "MRI sacroiliac joints without IV contrast"


def test_a_reason_that_nobody_knows_may_be_of_another_part() -> None:
    reasons = [concept(ICD, "M45.6"), concept(ICD, "Z99.9")]
    assert meant("72195", reasonCode=reasons) == "MRI pelvis without IV contrast"
