"""Orders of parts of the body that the catalogue lacks: what they image with is read for the safety limits."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.order.drafts import read_order

CPT = "http://www.ama-assn.org/go/cpt"


def order(text: str = "", code: str = "", display: str = "", system: str = CPT) -> dict[str, Any]:
    coded = {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]} if code else {}
    named = {"text": text} if text else {}
    return {"resourceType": "ServiceRequest", "id": "o", "status": "draft", "intent": "order", "code": {**coded, **named}}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (order("MRI knee right without contrast"), "MRI without IV contrast"),
        (order("MR prostate with contrast"), "MRI with IV contrast"),
        (order(code="73721"), "MRI"),
        (order(code="73721", display="MRI of the knee"), "MRI"),
        (order("CT wrist"), "CT"),
        (order("X-ray of the hand"), "Radiography"),
    ],
)
def test_modality_and_phase_are_read_of_any_part_of_the_body(given: dict[str, Any], name: str) -> None:
    read = read_order(given)
    assert read.study is None
    assert read.elsewhere is not None
    assert (read.elsewhere.regions, read.elsewhere.name) == ((), name)


@pytest.mark.parametrize("given", [order("Physiotherapy of the knee"), order(code="99213"), order("MRI or CT of the knee")])
def test_what_is_no_imaging_or_not_one_modality_has_none(given: dict[str, Any]) -> None:
    assert read_order(given).elsewhere is None


def test_a_study_of_the_catalogue_is_not_elsewhere() -> None:
    read = read_order(order("MRI cervical spine without contrast"))
    assert (read.study is not None, read.elsewhere) == (True, None)
