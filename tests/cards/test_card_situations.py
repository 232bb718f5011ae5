"""What a clinician sees in each situation, for the first real cases."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import (
    BACK_PAIN,
    CANCER,
    CAUDA_EQUINA,
    DIALYSIS,
    EQUIVOCAL,
    MYELOPATHY,
    NECK_PAIN,
    RELAPSE,
    UNKNOWN_DEVICE,
    UNSAFE_DEVICE,
    counted_ids,
    drafts,
    offered_studies,
)

from cards.card_types import Link
from cards.compose import compose
from tests.conformance import nonconformities


def cards(features: dict[str, Any], *studies: str) -> list[dict[str, Any]]:
    answer = compose(drafts(features, *studies), counted_ids())
    assert nonconformities(answer) == []
    return answer["cards"]


def the_card(features: dict[str, Any], *studies: str) -> dict[str, Any]:
    (card,) = cards(features, *studies)
    return card


def test_the_best_study_is_met_with_silence() -> None:
    assert cards(CANCER, "MRI cervical spine without and with IV contrast") == []


def test_an_order_without_any_criteria_is_met_with_silence() -> None:
    assert cards({"age_years": 40}, "MRI head without IV contrast") == []


def test_a_better_study_is_offered_first_with_the_reason_and_its_ratings() -> None:
    card = the_card(MYELOPATHY, "CT cervical spine without IV contrast")
    assert card["summary"] == (
        "MRI cervical spine without and with IV contrast is usually appropriate here; "
        "CT cervical spine without IV contrast may be appropriate."
    )
    assert card["indicator"] == "info"
    assert card["detail"].startswith("**Instead:** MRI cervical spine without and with IV contrast: usually appropriate")
    assert "**Based on:** signs of spinal cord disease, course of weeks to years." in card["detail"]
    assert "Radiography" not in card["detail"]
    assert [s.get("isRecommended", False) for s in card["suggestions"]] == [True, False]
    assert card["suggestions"][0]["label"] == "Order MRI cervical spine without and with IV contrast instead"


def test_a_study_that_is_usually_not_appropriate_is_warned_about() -> None:
    card = the_card(CANCER, "Radiography cervical spine")
    assert card["indicator"] == "warning"
    assert card["summary"].endswith("radiography cervical spine usually is not.")
    assert offered_studies(card) == ["MRI cervical spine without and with IV contrast"]


def test_the_wrong_region_is_said_and_the_right_one_offered() -> None:
    card = the_card(MYELOPATHY, "MRI lumbar spine without IV contrast")
    assert card["indicator"] == "warning"
    assert card["summary"].endswith("fits, not MRI lumbar spine: cord signs in a hand or arm come from the cord in the neck.")
    assert "**Why:** cord signs in a hand or arm come from the cord in the neck." in card["detail"]
    assert all("cervical" in name for name in offered_studies(card))


CORD: dict[str, Any] = {"age_years": 55, "upper_motor_neuron_signs": True, "symptom_duration_days": 100}
CAME_FAST: dict[str, Any] = {"age_years": 55, "suspected_myelopathy": True, "symptom_duration_days": 2}


@pytest.mark.parametrize(
    ("features", "ordered", "why"),
    [
        (CORD | {"cord_sign_distribution": "legs_alone"}, "lumbar", "cord signs in the legs come from the cord of the neck"),
        (CORD | {"cord_sign_distribution": "hand_or_arm"}, "thoracic", "cord signs in a hand or arm come from the cord in the"),
        (CAME_FAST | {"sensory_level": "thoracic"}, "cervical", "a sensory level in the trunk or lower points to the cord in"),
        (CAME_FAST | {"sensory_level": "cervical"}, "thoracic", "the sensory level is in the neck"),
        (CAME_FAST, "lumbar", "these findings come from the cord, which ends above the lumbar spine."),
        (
            {"age_years": 62, "disequilibrium": True, "ataxia_kind": "sensory"},
            "lumbar",
            "position sense runs in the cord, which ends above the lumbar spine.",
        ),
    ],
)
def test_why_another_part_of_the_spine_depends_on_the_sign_that_tells_the_level(
    features: dict[str, Any], ordered: str, why: str
) -> None:
    card = the_card(features, f"MRI {ordered} spine without IV contrast")
    assert f"**Why:** {why}" in card["detail"]


def test_an_unrated_advice_names_its_weak_source() -> None:
    card = the_card(EQUIVOCAL, "Radiography cervical spine")
    assert card["summary"] == "CT myelography cervical spine is advised here rather than radiography cervical spine."
    assert "advised, not rated" in card["detail"]
    assert card["source"]["label"].startswith("Question-and-answer article, not reviewed")


def test_an_unsafe_device_makes_the_card_critical_and_offers_no_mri() -> None:
    card = the_card({**MYELOPATHY, **UNSAFE_DEVICE}, "MRI cervical spine without IV contrast")
    assert card["indicator"] == "critical"
    assert card["summary"] == "MRI cervical spine without IV contrast is ruled out: implant or metal unsafe for MRI."
    assert offered_studies(card) == ["CT myelography cervical spine"]
    assert "Policy of this service" not in card["detail"]


def test_a_puncture_under_anticoagulation_is_advice_and_not_one_tap() -> None:
    card = the_card({**MYELOPATHY, **UNSAFE_DEVICE, "anticoagulated": True}, "MRI cervical spine without IV contrast")
    assert "suggestions" not in card
    assert "CT myelography cervical spine" in card["detail"]
    assert "Bleeding risk for the lumbar puncture; agree with radiology first." in card["detail"]


def test_where_no_safe_study_is_left_no_substitute_is_named() -> None:
    features = {**RELAPSE, **UNSAFE_DEVICE}
    card = the_card(features, "MRI thoracic spine without and with IV contrast")
    assert "No safe alternative is rated for this question; talk to radiology." in card["detail"]
    assert "Instead" not in card["detail"]
    assert "suggestions" not in card


def test_where_facts_are_open_it_is_not_said_that_no_alternative_is_rated() -> None:
    card = the_card({"age_years": 50, "low_back_pain": True, **DIALYSIS}, "MRI lumbar spine without and with IV contrast")
    assert "No safe alternative fits whatever is not recorded yet; talk to radiology." in card["detail"]
    assert "is rated for this question" not in card["detail"]


def test_what_every_open_scenario_leaves_is_offered() -> None:
    features = {"age_years": 42, "demyelinating_disease_type": "ms", **DIALYSIS}
    card = the_card(features, "MRI head without and with IV contrast")
    assert "**Instead:** MRI head without IV contrast: may be appropriate" in card["detail"]
    assert offered_studies(card) == ["MRI head without IV contrast"]
    assert "isRecommended" not in card["suggestions"][0]


def test_an_own_policy_is_never_shown_as_the_guideline() -> None:
    card = the_card({**RELAPSE, **DIALYSIS}, "MRI thoracic spine without and with IV contrast")
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("Ask radiology before MRI thoracic spine without and with IV contrast")
    assert "(Policy of this service, not of the guideline.)" in card["detail"]
    assert offered_studies(card) == ["MRI thoracic spine without IV contrast"]


def test_an_order_kept_because_the_better_one_is_ruled_out_gets_one_line() -> None:
    card = the_card({**RELAPSE, **DIALYSIS}, "MRI thoracic spine without IV contrast")
    assert card["indicator"] == "info"
    assert card["summary"] == (
        "Keep MRI thoracic spine without IV contrast: contrast is ruled out (kidney function too low for gadolinium)."
    )
    assert not {"suggestions", "overrideReasons"} & card.keys()


def test_a_missing_fact_is_asked_with_what_each_answer_changes() -> None:
    card = the_card(NECK_PAIN, "MRI cervical spine without IV contrast")
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Before MRI cervical spine without IV contrast: pain, tingling")
    assert "yes: the ordered study may be appropriate; no: the ordered study is usually not appropriate" in card["detail"]
    assert "No rating is given until this is known." in card["detail"]
    for assumed in ("recent significant injury", "earlier neck surgery", "warning signs", "cancer"):
        assert assumed in card["detail"].split("**Taken as absent, not recorded:**")[1].split("\n")[0]
    assert "suggestions" not in card


def test_an_unstated_contrast_phase_is_asked_and_can_be_stated_in_one_tap() -> None:
    card = the_card(RELAPSE, "MRI thoracic spine")
    assert "without, or without and with" in card["summary"].lower().replace(" contrast", "")
    assert card["suggestions"][0]["label"] == "Order MRI thoracic spine without and with IV contrast"


def test_a_device_of_unknown_safety_is_asked_about_and_no_mri_is_offered() -> None:
    card = the_card({**CANCER, **UNKNOWN_DEVICE}, "Radiography cervical spine")
    assert not any("MRI" in name for name in offered_studies(card))
    assert "MR safe, conditional or unsafe" in card["detail"]


def test_where_nothing_is_usually_appropriate_the_order_can_be_removed() -> None:
    card = the_card(BACK_PAIN, "CT lumbar spine without IV contrast")
    assert card["summary"] == (
        "Imaging is usually not needed yet; CT lumbar spine without IV contrast is usually not appropriate."
    )
    (suggestion,) = card["suggestions"]
    assert suggestion["label"] == "Remove the order"
    assert suggestion["actions"][0]["resourceId"] == "ServiceRequest/draft-0"
    assert "isRecommended" not in suggestion


def test_what_may_be_appropriate_is_listed_and_not_suggested() -> None:
    card = the_card(NECK_PAIN, "CT cervical spine without IV contrast")
    assert "**May be appropriate, not recommended:** Radiography cervical spine" in card["detail"]
    assert [s["label"] for s in card["suggestions"]] == ["Remove the order"]


def test_a_better_study_that_is_already_drafted_is_named_and_not_suggested() -> None:
    studies = ("MRI cervical spine without and with IV contrast", "Radiography cervical spine")
    card = the_card(CANCER, *studies)
    assert card["summary"].startswith("MRI cervical spine without and with IV contrast is already drafted")
    assert offered_studies(card) == []


@pytest.mark.parametrize("ordered", ["Radiography lumbar spine", "MRI lumbar spine without IV contrast"])
def test_an_emergency_gets_at_most_one_information_line_and_no_question(ordered: str) -> None:
    for features in (CAUDA_EQUINA, {**CAUDA_EQUINA, **UNSAFE_DEVICE}, {**CAUDA_EQUINA, **UNKNOWN_DEVICE}):
        found = cards(features, ordered)
        assert len(found) <= 1
        assert all(card["indicator"] == "info" and "To answer" not in card["detail"] for card in found)


def test_the_same_input_gives_the_same_text() -> None:
    said = [compose(drafts(MYELOPATHY, "CT cervical spine without IV contrast"), counted_ids()) for _ in range(2)]
    assert said[0] == said[1]


def test_the_source_and_a_link_lead_to_the_page_of_the_scenario() -> None:
    ordered = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    (card,) = compose(ordered, counted_ids(), guideline_url=page_of)["cards"]
    page = "https://cds.example.org/myelopathy-2020/v2"
    assert card["source"]["url"] == page
    assert card["links"] == [{"label": "Criteria and all ratings", "url": page, "type": "absolute"}]


def test_a_card_that_opens_the_smart_app_has_no_absolute_link_beside_it() -> None:
    app = Link("Details", "https://cds.example.org/smart/launch", "smart", "handle")
    ordered = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    (card,) = compose(ordered, counted_ids(), guideline_url=page_of, links=[app])["cards"]
    assert [link["type"] for link in card["links"]] == ["smart"]
    assert card["source"]["url"] == "https://cds.example.org/myelopathy-2020/v2"


def test_without_pages_of_its_own_a_card_names_the_publishers_address() -> None:
    card = the_card(MYELOPATHY, "CT cervical spine without IV contrast")
    assert card["source"]["url"].startswith("https://acsearch.acr.org/")
    assert "links" not in card


def page_of(_topic: str, scenario: str) -> str:
    return f"https://cds.example.org/{scenario}"
