"""What is offered second: beside the first or in its stead, and without the first one's reason; and what is left until a
better study is cleared."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import CANCER, DIALYSIS, MYELOPATHY, RELAPSE, UNKNOWN_DEVICE, counted_ids, drafts, offered_studies

from cards.compose import compose

FIRST_ATTACK: dict[str, Any] = {"age_years": 33, "suspected_demyelinating_cns": True, "symptom_duration_days": 5}
MYELITIS: dict[str, Any] = {"age_years": 40, "suspected_transverse_myelitis": True, "symptom_duration_days": 3}
CURVE: dict[str, Any] = {"age_years": 13, "scoliosis_kind": "adolescent_idiopathic"}


def the_card(features: dict[str, Any], study: str) -> dict[str, Any]:
    (card,) = compose(drafts(features, study), counted_ids())["cards"]
    return dict(card)


def offer_lines(card: dict[str, Any]) -> list[str]:
    return [line for line in card["detail"].split("\n\n") if line.startswith(("**Instead:", "**Or:", "**And:"))]


def test_a_study_that_belongs_beside_the_first_is_and_not_instead() -> None:
    card = the_card(MYELITIS, "MRI lumbar spine without IV contrast")
    spine, head = offer_lines(card)
    assert spine.startswith("**Instead:** MRI cervical and thoracic spine without and with IV contrast")
    assert head == "**And:** MRI head without and with IV contrast: usually appropriate; no radiation."
    first, both = card["suggestions"]
    assert first["isRecommended"]
    together = {action["resource"]["code"]["text"] for action in both["actions"]}
    assert {f"MRI {part} without and with IV contrast" for part in ("head", "cervical spine", "thoracic spine")} == together


def test_of_a_first_attack_the_spine_goes_with_the_head() -> None:
    head, spine = offer_lines(the_card(FIRST_ATTACK, "CT head without IV contrast"))
    assert "first look at a first attack" in head
    assert spine.startswith("**And:** MRI cervical and thoracic spine")
    assert "first look" not in spine


@pytest.mark.parametrize(
    ("features", "study"),
    [
        (MYELOPATHY, "CT cervical spine without IV contrast"),
        (MYELITIS, "CT cervical spine without IV contrast"),
        (CURVE, "MRI lumbar spine without IV contrast"),
        (CANCER, "Radiography cervical spine"),
        (FIRST_ATTACK, "CT head without IV contrast"),
    ],
)
def test_no_reason_is_given_twice(features: dict[str, Any], study: str) -> None:
    reasons = [line.rstrip(".").rsplit("; ", 1)[-1] for line in offer_lines(the_card(features, study))]
    told = [reason for reason in reasons if "radiation" not in reason]
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("against", "until"),
    [
        (UNKNOWN_DEVICE, "CT cervical spine with IV contrast may be appropriate until MRI cervical spine is cleared (device"),
        (
            {"contrast_reaction_agent_unknown": True},
            "MRI cervical spine without IV contrast may be appropriate until contrast is cleared (contrast allergy without",
        ),
    ],
)
def test_what_a_better_study_waits_for_is_named_with_the_study(against: dict[str, Any], until: str) -> None:
    card = the_card({**CANCER, **against}, "Radiography cervical spine")
    assert card["summary"].startswith(until)
    assert "not possible" not in card["summary"]
    assert offered_studies(card) == [until.partition(" may be")[0]]


def test_of_two_studies_left_without_contrast_the_reason_is_given_once() -> None:
    card = the_card({**RELAPSE, "brainstem_symptoms": True, "pregnant": True}, "MRI lumbar spine without IV contrast")
    first, second = offer_lines(card)
    assert first.startswith("**Instead:** MRI head without IV contrast: may be appropriate;")
    assert first.endswith("the study left with contrast ruled out.")
    assert second == "**Or:** MRI cervical and thoracic spine without IV contrast: may be appropriate; no radiation."


def test_a_plain_head_mri_in_a_relapse_is_not_told_to_give_way_when_contrast_is_ruled_out() -> None:
    card = the_card({**RELAPSE, "brainstem_symptoms": True, **DIALYSIS}, "MRI head without IV contrast")
    assert card["summary"].startswith("Keep MRI head without IV contrast: contrast is ruled out")
    assert "suggestions" not in card


def test_an_order_that_rates_as_well_is_not_said_to_be_out() -> None:
    card = the_card({**CANCER, **DIALYSIS}, "CT cervical spine without IV contrast")
    ordered, offered = "CT cervical spine without IV contrast", "MRI cervical spine without IV contrast"
    assert card["summary"] == f"With contrast ruled out, {offered} is preferred to {ordered}."
    assert offer_lines(card)[0].endswith("preferred with contrast ruled out.")
