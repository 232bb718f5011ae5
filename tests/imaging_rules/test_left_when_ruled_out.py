"""An order that is ruled out while a fact is open: what every scenario left open allows is offered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imaging_rules import Library, OrderAssessment, assess, read_case

LIBRARY = Library.load()
MS = {"age_years": 42, "demyelinating_disease_type": "ms"}
NO_GADOLINIUM: list[dict[str, Any]] = [
    {"egfr": 20},
    {"pregnant": True},
    {"gadolinium_contraindication": True},
    {"nephrogenic_systemic_fibrosis": True},
]


def assessed(study: str, **features: Any) -> OrderAssessment:
    case = read_case({"features": features, "studies": [study]}, LIBRARY.vocabulary, date(2026, 11, 20))
    (order,) = assess(LIBRARY, case).orders
    return order


@pytest.mark.parametrize("against", NO_GADOLINIUM)
@pytest.mark.parametrize("part", ["head", "thoracic-spine", "cervical-spine", "cervical-and-thoracic-spine"])
def test_without_gadolinium_the_same_mri_without_contrast_is_left(part: str, against: dict[str, Any]) -> None:
    order = assessed(f"mri-{part}-without-and-with-iv-contrast", **MS, **against)
    assert order.situation == "ruled-out"
    (offer,) = order.recommended
    assert [study.id for study in offer.studies] == [f"mri-{part}-without-iv-contrast"]
    assert offer.rating is not None
    assert offer.rating.words == "may be appropriate"


def test_where_the_answers_leave_different_studies_none_of_them_is_offered() -> None:
    order = assessed("mri-lumbar-spine-without-and-with-iv-contrast", age_years=50, low_back_pain=True, egfr=20)
    assert (order.situation, order.rating, order.recommended) == ("ruled-out", None, ())


def test_where_no_study_is_left_in_any_of_them_none_is_named() -> None:
    order = assessed("mri-head-without-and-with-iv-contrast", **MS, mri_contraindication="mr_unsafe_implant")
    assert order.situation == "ruled-out"
    assert order.recommended == ()


def test_an_order_that_is_not_ruled_out_is_left_alone_as_before() -> None:
    assert assessed("mri-head-without-and-with-iv-contrast", **MS).recommended == ()
