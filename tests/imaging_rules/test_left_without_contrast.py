"""Contrast alone is ruled out: the ordered part of the body is looked at without it, not another part instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imaging_rules import Library, OrderAssessment, assess, read_case
from imaging_rules.study import study

LIBRARY = Library.load()
RELAPSE: dict[str, Any] = {"age_years": 32, "multiple_sclerosis": True, "relapse": True}
BRAINSTEM = {**RELAPSE, "brainstem_symptoms": True}
EYE = {**RELAPSE, "visual_symptoms": True}
LEG = {**RELAPSE, "weakness": True}
FIRST_ATTACK: dict[str, Any] = {"age_years": 28, "multiple_sclerosis": "suspected", "symptom_duration_days": 10}
MYELITIS: dict[str, Any] = {"age_years": 36, "transverse_myelitis": "suspected", "symptom_duration_days": 5}
NO_GADOLINIUM: list[dict[str, Any]] = [{"pregnant": True}, {"dialysis": True}, {"gbca_reaction": "severe"}]


def assessed(features: dict[str, Any], *ordered: str) -> tuple[OrderAssessment, ...]:
    case = {"features": features, "studies": [study(name).id for name in ordered]}
    return assess(LIBRARY, read_case(case, LIBRARY.vocabulary, date(2026, 11, 20))).orders


def offered(order: OrderAssessment) -> list[str]:
    return [" + ".join(one.name for one in offer.studies) for offer in order.recommended]


@pytest.mark.parametrize("against", NO_GADOLINIUM)
@pytest.mark.parametrize(
    ("patient", "part"),
    [
        (BRAINSTEM, "head"),
        (EYE, "orbits"),
        (LEG, "head"),
        (LEG, "cervical and thoracic spine"),
        (FIRST_ATTACK, "cervical and thoracic spine"),
        (FIRST_ATTACK, "head"),
        (MYELITIS, "head"),
        (MYELITIS, "thoracic spine"),
    ],
)
def test_an_mri_with_contrast_is_left_as_the_same_mri_without(
    patient: dict[str, Any], part: str, against: dict[str, Any]
) -> None:
    (order,) = assessed({**patient, **against}, f"MRI {part} without and with IV contrast")
    assert order.situation == "ruled-out"
    assert offered(order) == [f"MRI {part} without IV contrast"]
    assert order.recommended[0].fallback
    assert order.recommended[0].preferred


@pytest.mark.parametrize("against", NO_GADOLINIUM)
@pytest.mark.parametrize(
    ("patient", "part"),
    [(BRAINSTEM, "head"), (EYE, "orbits"), (LEG, "head"), (FIRST_ATTACK, "cervical and thoracic spine"), (MYELITIS, "head")],
)
def test_an_mri_that_needs_no_contrast_is_kept_where_no_other_part_rates_better(
    patient: dict[str, Any], part: str, against: dict[str, Any]
) -> None:
    (order,) = assessed({**patient, **against}, f"MRI {part} without IV contrast")
    assert (order.situation, offered(order)) == ("kept", [])


def test_without_a_constraint_the_plain_mri_is_still_swapped_for_contrast() -> None:
    (order,) = assessed(BRAINSTEM, "MRI head without IV contrast")
    assert offered(order) == ["MRI head without and with IV contrast"]


def test_head_and_neck_ordered_together_keep_both_parts() -> None:
    orders = assessed(
        {**BRAINSTEM, "pregnant": True},
        "MRI head without and with IV contrast",
        "MRI cervical spine without and with IV contrast",
    )
    assert [offered(order) for order in orders] == [
        ["MRI head without IV contrast"],
        ["MRI cervical spine without IV contrast"],
    ]


@pytest.mark.parametrize(
    ("patient", "ordered", "left"),
    [
        (BRAINSTEM, "MRI lumbar spine without IV contrast", ["head", "cervical and thoracic spine"]),
        (EYE, "MRI lumbar spine without IV contrast", ["orbits", "cervical and thoracic spine"]),
        (LEG, "MRI lumbar spine without IV contrast", ["cervical and thoracic spine"]),
        (BRAINSTEM, "CT head without IV contrast", ["head"]),
        (EYE, "CT orbits with IV contrast", ["orbits"]),
        (LEG, "CT head without IV contrast", ["cervical and thoracic spine"]),
    ],
)
def test_in_place_of_a_wrong_study_the_part_that_the_deficit_points_to_goes_first(
    patient: dict[str, Any], ordered: str, left: list[str]
) -> None:
    (order,) = assessed({**patient, "pregnant": True}, ordered)
    assert offered(order) == [f"MRI {part} without IV contrast" for part in left]


def test_until_contrast_is_cleared_the_same_part_is_looked_at_without_it() -> None:
    (order,) = assessed({**BRAINSTEM, "contrast_reaction_agent_unknown": True}, "CT head without IV contrast")
    assert offered(order) == ["MRI head without IV contrast"]


def test_in_an_emergency_contrast_is_left_out_of_the_ordered_mri() -> None:
    against = {"contrast_reaction_agent_unknown": True, "order_priority": "stat"}
    (order,) = assessed({**BRAINSTEM, **against}, "MRI head without and with IV contrast")
    assert order.situation == "call-now"
    assert [offer.studies[0].name for offer in order.way_out] == ["MRI head without IV contrast"]


def test_no_other_part_takes_the_place_of_one_that_may_not_be_imaged_at_all() -> None:
    (order,) = assessed({**BRAINSTEM, "mri_contraindication": "mr_unsafe_implant"}, "MRI head without and with IV contrast")
    assert offered(order) == []
