"""An emergency and what may hold it up: the phone first for a device, CT in words alone; contrast is left out."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import CAUDA_EQUINA, MYELOPATHY, UNKNOWN_DEVICE, UNSAFE_DEVICE, counted_ids, drafts

from cards.compose import compose
from tests.conformance import nonconformities

ACUTE_CORD: dict[str, Any] = {
    "age_years": 58, "upper_motor_neuron_signs": True, "symptom_duration_days": 1, "cord_sign_distribution": "hand_or_arm",
}  # fmt: skip
EMERGENCIES: list[tuple[dict[str, Any], str]] = [
    (CAUDA_EQUINA, "MRI lumbar spine without IV contrast"),
    (ACUTE_CORD, "MRI cervical spine without IV contrast"),
]


def cards(features: dict[str, Any], study: str) -> list[dict[str, Any]]:
    answer = compose(drafts(features, study), counted_ids())
    assert nonconformities(answer) == []
    return list(answer["cards"])


@pytest.mark.parametrize(("features", "study"), EMERGENCIES)
def test_a_device_of_unknown_safety_calls_for_the_phone_and_keeps_the_order(features: dict[str, Any], study: str) -> None:
    (card,) = cards({**features, **UNKNOWN_DEVICE}, study)
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Emergency: call radiology now; device of unknown MRI safety on record; CT")
    assert card["summary"].endswith("is the way out if MRI is refused.")
    assert "**If it is refused:** CT" in card["detail"]
    assert "To answer" not in card["detail"]
    assert "suggestions" not in card


@pytest.mark.parametrize(("features", "study"), EMERGENCIES)
def test_an_unsafe_device_calls_for_the_phone_and_names_the_ct_in_words_alone(features: dict[str, Any], study: str) -> None:
    (card,) = cards({**features, **UNSAFE_DEVICE}, study)
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Emergency: call radiology now; ")
    assert "**Instead:** CT" in card["detail"]
    assert "suggestions" not in card


@pytest.mark.parametrize(("features", "study"), EMERGENCIES)
def test_without_a_device_an_emergency_stays_silent(features: dict[str, Any], study: str) -> None:
    assert cards(features, study) == []


def test_a_ct_in_an_emergency_needs_no_call_for_the_device() -> None:
    found = cards({**CAUDA_EQUINA, **UNKNOWN_DEVICE}, "CT lumbar spine without IV contrast")
    assert not any("Emergency" in card["summary"] for card in found)


LEGS: dict[str, Any] = {
    "age_years": 58, "upper_motor_neuron_signs": True, "symptom_duration_days": 1, "both_legs_weak": True,
    "sensory_level": "thoracic",
}  # fmt: skip


@pytest.mark.parametrize("device", [UNKNOWN_DEVICE, UNSAFE_DEVICE])
@pytest.mark.parametrize(
    ("study", "ending"),
    [
        ("MRI lumbar spine without IV contrast", "MRI lumbar spine without IV contrast does not fit these findings."),
        ("CT lumbar spine without IV contrast", "CT lumbar spine without IV contrast does not fit these findings."),
        ("Radiography thoracic spine", "CT myelography thoracic spine is the way out if MRI is refused."),
    ],
)
def test_an_order_that_cannot_answer_calls_for_the_phone_and_no_tap_sends_to_a_puncture(
    device: dict[str, Any], study: str, ending: str
) -> None:
    (card,) = cards({**LEGS, **device}, study)
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Emergency: call radiology now; ")
    barred = device is UNSAFE_DEVICE and study.startswith("MRI")
    assert card["summary"].endswith("is ruled out (implant or metal unsafe for MRI)." if barred else ending)
    assert card["detail"].count("CT myelography thoracic spine") == 1
    assert "suggestions" not in card


def test_a_reaction_to_contrast_is_no_stop_for_an_emergency_and_lower_criteria_stay_unsaid() -> None:
    hurt = {"age_years": 40, "spine_injury": True, "injury_region": "cervical", "arterial_injury_suspected": True}
    (card,) = cards({**hurt, "iodinated_reaction": True, "iodinated_reaction_severity": "severe"}, "CTA neck with IV contrast")
    assert card["indicator"] == "info"
    assert card["summary"] == "Emergency: call radiology now; earlier reaction to iodinated contrast on record."
    assert "**Note:**" not in card["detail"]


ABSCESS: dict[str, Any] = {
    "age_years": 41, "low_back_pain": True, "spinal_infection_concern": True, "suspected_epidural_abscess": True,
}  # fmt: skip
WITH_CONTRAST = "MRI lumbar spine without and with IV contrast"


def test_kidneys_that_bear_no_gadolinium_do_not_send_an_emergency_to_ask_first() -> None:
    (card,) = cards({**ABSCESS, "dialysis": True}, WITH_CONTRAST)
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Emergency: order MRI lumbar spine without IV contrast now; ")
    assert [one["label"] for one in card["suggestions"]] == ["Order MRI lumbar spine without IV contrast instead"]


def test_a_contrast_allergy_without_its_agent_asks_nothing_in_an_emergency() -> None:
    (card,) = cards({**ABSCESS, "contrast_reaction_agent_unknown": True}, WITH_CONTRAST)
    assert card["summary"].startswith("Emergency: call radiology now; ")
    assert card["summary"].endswith("; leave contrast out rather than wait.")
    assert "suggestions" not in card


def test_where_time_does_not_decide_the_swap_stays() -> None:
    (card,) = cards({**MYELOPATHY, **UNSAFE_DEVICE}, "MRI cervical spine without IV contrast")
    assert "Emergency" not in card["summary"]
    assert card["suggestions"]
