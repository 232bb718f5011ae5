"""Several drafts of one session: their cards do not contradict each other, and no tap makes a mix of contrast phases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from assessed_drafts import CANCER, MYELOPATHY, UNSAFE_DEVICE, counted_ids, drafts, offered_studies

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


@pytest.mark.parametrize(
    ("features", "studies"),
    [
        (MYELOPATHY, ("CT cervical spine without IV contrast", "CT lumbar spine without IV contrast")),
        (MYELOPATHY, ("CT cervical spine without IV contrast",) * 3),
        (CANCER, ("Radiography cervical spine", "CT cervical spine without IV contrast")),
        ({**MYELOPATHY, **UNSAFE_DEVICE}, ("MRI cervical spine without IV contrast", "MRI lumbar spine without IV contrast")),
    ],
)
def test_no_two_taps_order_one_study_twice(features: dict[str, Any], studies: tuple[str, ...]) -> None:
    first, *others = cards(features, *studies)
    assert offered_studies(first)
    for other in others:
        (remove,) = other["suggestions"]
        assert remove["label"] == "Remove the order: the study suggested for another order covers it"
        assert [action["type"] for action in remove["actions"]] == ["delete"]
        assert "isRecommended" not in remove
        assert other["detail"].count(f"Suggested already for another order ({studies[0]}); one such study is enough.") == 1


def test_what_no_earlier_card_can_suggest_is_suggested_by_the_later_one() -> None:
    studies = ("CT cervical spine without IV contrast", "CT lumbar spine without IV contrast")
    first, second = drafts(MYELOPATHY, *studies)
    unreachable = replace(first, reference="")
    by_hand, tap = compose([unreachable, second], counted_ids())["cards"]
    assert not offered_studies(by_hand)
    assert offered_studies(tap)


def test_that_a_study_has_no_code_is_said_only_where_it_has_none() -> None:
    (card,) = cards(MYELOPATHY, "CT cervical spine without IV contrast")
    assert "no code" not in card["detail"]
