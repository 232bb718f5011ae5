"""Cards say things once and in plain words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from assessed_drafts import BACK_PAIN, CANCER, DIALYSIS, MYELOPATHY, UNSAFE_DEVICE, counted_ids, drafts, library

from cards.compose import compose

JARGON = re.compile(r"median|co-matching|no radiation|equal stud|hangs on|usually appropriate", re.I)
"""What the product's tables are made of, or what the line of an offer says already."""


def the_card(features: dict[str, Any], study: str, name: str = "") -> dict[str, Any]:
    made = drafts(features, study)
    if name:
        made = [type(made[0])(made[0].resource, made[0].reference, made[0].assessment, name)]
    (card,) = compose(made, counted_ids())["cards"]
    return dict(card)


@pytest.mark.parametrize("scenario", sorted(library().scenarios))
def test_a_reason_says_nothing_the_line_of_the_offer_says_already(scenario: str) -> None:
    entry = library().scenarios[scenario].entry_of
    reasons = [one.because for one in (entry.prefer, *entry.prefer_when) if one.study != "none"]
    assert [reason for reason in reasons if JARGON.search(reason)] == []


@pytest.mark.parametrize(
    ("name", "is_said"),
    [
        ("MRI lumbar spine without contrast", False),
        ("MR L-spine w/o", False),
        ("Lumbar MRI wo contrast", False),
        ("Back scan protocol 7", True),
        ("MRI lumbar spine, stat read please, with contrast", True),
    ],
)
def test_the_own_name_of_an_order_is_said_only_where_it_says_something_else(name: str, is_said: bool) -> None:
    detail = the_card(BACK_PAIN, "MRI lumbar spine without IV contrast", name)["detail"]
    assert ("written as" in detail) is is_said


def test_a_card_without_an_offer_gives_no_reason_about_an_alternative() -> None:
    nothing = the_card(BACK_PAIN, "CT lumbar spine without IV contrast")
    assert [reason for reason in nothing["overrideReasons"] if "alternative" in reason["display"]] == []
    offering = the_card(CANCER, "Radiography cervical spine")
    assert any("alternative" in reason["display"] for reason in offering["overrideReasons"])


def test_a_caution_does_not_point_to_an_alternative_that_is_not_there() -> None:
    features = {**MYELOPATHY, "mri_contraindication": "severe_claustrophobia"}
    detail = the_card(features, "CT cervical spine without IV contrast")["detail"]
    assert "ask for a wide bore or sedation." in detail
    assert "below" not in detail


def test_a_second_scenario_that_rates_lower_names_the_ordered_study() -> None:
    features = {"age_years": 75, "low_back_pain": True, "prior_lumbar_surgery": True, "symptom_trajectory": "worsening"}
    features |= UNSAFE_DEVICE
    detail = the_card(features, "MRI lumbar spine without and with IV contrast")["detail"]
    assert "For low back pain with raised fracture risk the ordered study may be appropriate." in detail


def test_a_limit_without_a_guideline_is_called_a_safety_limit() -> None:
    card = the_card({"age_years": 50, **DIALYSIS}, "MRI head without and with IV contrast")
    assert card["source"]["label"].startswith("Safety limits")
