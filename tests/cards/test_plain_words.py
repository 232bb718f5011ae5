"""Cards say things once and in plain words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from assessed_drafts import BACK_PAIN, CANCER, DIALYSIS, MYELOPATHY, UNSAFE_DEVICE, counted_ids, drafts, library

from cards.assessed_draft import Dialect
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


def test_any_claustrophobia_on_record_is_told_beside_an_mri_that_is_offered() -> None:
    offered = the_card({**MYELOPATHY, "claustrophobia": True}, "CT cervical spine without IV contrast")["detail"]
    assert "Claustrophobia recorded; ask for a wide bore or calming medicine in advance." in offered


def test_a_second_scenario_that_rates_lower_names_the_ordered_study() -> None:
    features = {"age_years": 75, "low_back_pain": True, "prior_lumbar_surgery": True, "symptom_trajectory": "worsening"}
    features |= UNSAFE_DEVICE
    detail = the_card(features, "MRI lumbar spine without and with IV contrast")["detail"]
    assert "For low back pain with raised fracture risk the ordered study may be appropriate." in detail


def test_a_limit_without_a_guideline_is_called_a_safety_limit() -> None:
    card = the_card({"age_years": 50, **DIALYSIS}, "MRI head without and with IV contrast")
    assert card["source"]["label"].startswith("Safety limits")


ROOT_PAIN_OF_FIVE_MONTHS: dict[str, Any] = {
    "age_years": 50, "neck_pain": True, "cervical_radiculopathy_symptoms": True, "symptom_duration_days": 150,
}  # fmt: skip
WITH_AND_WITHOUT = "MRI cervical spine without and with IV contrast"


def lines_of(features: dict[str, Any], study: str) -> tuple[str, str]:
    """What a card says is recorded, and what it says is taken as absent."""
    parts = the_card(features, study)["detail"].split("\n\n")
    based, absent = (next((p for p in parts if p.startswith(f"**{lead}")), "") for lead in ("Based on", "Taken as absent"))
    return based, absent


def test_an_onset_alone_does_not_tell_that_a_complaint_is_no_worse() -> None:
    based, absent = lines_of(ROOT_PAIN_OF_FIVE_MONTHS, WITH_AND_WITHOUT)
    assert "long-standing neck complaint" in based
    assert "worse" not in based
    assert "unchanged" not in based
    assert "getting worse" in absent
    assert "how the complaint has run" not in absent
    card = compose(drafts(ROOT_PAIN_OF_FIVE_MONTHS, WITH_AND_WITHOUT), counted_ids(), Dialect(referral_note=True))["cards"][0]
    (note,) = card["suggestions"][0]["actions"][0]["resource"]["note"]
    assert "long-standing neck complaint" in note["text"]
    assert "wors" not in note["text"]


def test_a_course_that_is_told_is_said_and_not_assumed() -> None:
    based, absent = lines_of({**ROOT_PAIN_OF_FIVE_MONTHS, "trajectory": "stable"}, WITH_AND_WITHOUT)
    assert "not getting worse" in based
    assert "worse" not in absent


def test_what_an_answer_rules_out_is_not_said_to_be_assumed() -> None:
    """'More than three months, unchanged' has told that it does not get worse."""
    answered = {"age_years": 50, "cervical_radiculopathy_symptoms": True, "neck_symptom_tempo": "chronic"}
    based, absent = lines_of(answered, WITH_AND_WITHOUT)
    assert "long-standing neck complaint" in based
    assert "worse" not in absent
    assert "earlier neck surgery" in absent


@pytest.mark.parametrize(
    ("features", "study", "said", "unsaid"),
    [
        (MYELOPATHY, "CT cervical spine without IV contrast", "course of weeks to years", "onset"),
        ({"age_years": 60, "disequilibrium": True}, "CT head with IV contrast", "unsteadiness", "long-standing"),
        ({"age_years": 58, "low_back_pain": True, "prior_lumbar_surgery": True, "symptom_duration_days": 20},
         "CT lumbar spine without and with IV contrast", "recent complaint", "new complaint"),
    ],
)  # fmt: skip
def test_words_for_a_course_say_no_more_than_its_duration(features: dict[str, Any], study: str, said: str, unsaid: str) -> None:
    based, _ = lines_of(features, study)
    assert said in based
    assert unsaid not in based
