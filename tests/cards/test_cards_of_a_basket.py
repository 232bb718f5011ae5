"""Several drafts of one session: their cards do not contradict each other, and no tap makes a mix of contrast phases."""

from __future__ import annotations

from typing import Any

from assessed_drafts import MYELOPATHY, counted_ids, drafts, offered_studies

from cards.compose import compose

MYELITIS: dict[str, Any] = {"age_years": 40, "suspected_transverse_myelitis": True, "symptom_duration_days": 3}
LEGS: dict[str, Any] = {
    "age_years": 60, "upper_motor_neuron_signs": True, "symptom_duration_days": 180, "cord_sign_distribution": "legs_alone",
}  # fmt: skip


def cards(features: dict[str, Any], *studies: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = compose(drafts(features, *studies), counted_ids())["cards"]
    return found


def test_the_card_of_the_head_leaves_the_spine_to_the_card_of_the_spine() -> None:
    parts = ("cervical spine", "thoracic spine", "head")
    spine, head = cards(MYELITIS, *(f"MRI {part} without IV contrast" for part in parts))
    assert head["summary"].startswith("MRI head without and with IV contrast is usually appropriate here")
    assert "spine" not in head["detail"].split("**Criteria:**")[0].split("**Based on:**")[0]
    assert offered_studies(head) == ["MRI head without and with IV contrast"]
    assert len(offered_studies(spine)) == 2
    assert "no code" not in spine["detail"] + head["detail"]


def test_a_tap_goes_with_the_phase_of_the_neighbour_that_is_drafted() -> None:
    (card,) = cards(LEGS, "MRI lumbar spine without IV contrast", "MRI thoracic spine without IV contrast")
    assert offered_studies(card) == ["MRI cervical spine without IV contrast"]
    (card,) = cards(LEGS, "MRI lumbar spine without IV contrast", "MRI thoracic spine without and with IV contrast")
    assert offered_studies(card)[0] == "MRI cervical spine without and with IV contrast"


def test_of_a_study_whose_other_part_has_its_own_card_only_the_missing_part_is_offered() -> None:
    lumbar, neck = cards(MYELITIS, "CT lumbar spine without IV contrast", "MRI cervical spine without IV contrast")
    assert "MRI thoracic spine without and with IV contrast" in lumbar["summary"]
    assert "MRI cervical spine without and with IV contrast" in neck["summary"]


def test_a_lone_order_is_answered_as_before() -> None:
    (card,) = cards(LEGS, "MRI lumbar spine without IV contrast")
    assert "MRI cervical and thoracic spine without and with IV contrast fits these findings" in card["summary"]


def test_that_a_study_has_no_code_is_said_only_where_it_has_none() -> None:
    (card,) = cards(MYELOPATHY, "CT cervical spine without IV contrast")
    assert "no code" not in card["detail"]
