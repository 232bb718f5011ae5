"""A caution that the order itself is warned of gets a card, though the order rates well; no other caution does."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import MYELOPATHY, UNSAFE_DEVICE, counted_ids, drafts

from cards.compose import compose
from tests.conformance import nonconformities

FRAGILE: dict[str, Any] = {"age_years": 33, "low_back_pain": True, "fracture_risk": True, "symptom_duration_days": 21}


def cards(features: dict[str, Any], *studies: str, **elements: Any) -> list[dict[str, Any]]:
    answer = compose(drafts(features, *studies, **elements), counted_ids())
    assert nonconformities(answer) == []
    return list(answer["cards"])


@pytest.mark.parametrize("risk", [{"anticoagulated": True}, {"bleeding_risk": True}, {"inr": 2.4}, {"platelets": 35}])
@pytest.mark.parametrize("patient", [MYELOPATHY, {"age_years": 50, "low_back_pain": True}, {"age_years": 50}])
@pytest.mark.parametrize("study", ["Radiographic myelography lumbar spine", "CT myelography thoracic spine"])
def test_a_puncture_with_a_bleeding_risk_is_warned_of(patient: dict[str, Any], risk: dict[str, Any], study: str) -> None:
    found = cards({**patient, **risk}, study)
    assert any("leeding risk for the lumbar puncture; agree with radiology first" in card["detail"] for card in found)


def test_the_study_that_was_advised_with_a_caution_is_warned_of_once_it_is_ordered() -> None:
    (card,) = cards({**MYELOPATHY, **UNSAFE_DEVICE, "anticoagulated": True}, "CT myelography cervical spine")
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("Before CT myelography cervical spine: bleeding risk for the lumbar puncture")
    assert "suggestions" not in card


def test_in_pregnancy_a_radiograph_of_the_uterus_gives_way_to_a_study_without_radiation_that_rates_as_well() -> None:
    (card,) = cards({**FRAGILE, "pregnant": True}, "Radiography lumbar spine")
    assert card["indicator"] == "info"
    assert card["summary"].startswith("Pregnant, with the uterus in the beam: MRI lumbar spine without IV contrast is rated as")
    assert [one["label"] for one in card["suggestions"]] == ["Order MRI lumbar spine without IV contrast instead"]


def test_in_pregnancy_a_radiograph_of_the_uterus_that_nothing_rates_as_well_as_is_warned_of() -> None:
    (card,) = cards({"age_years": 33, "pregnant": True}, "Radiography lumbar spine")
    assert card["summary"].startswith("Before radiography lumbar spine: pregnant, with the uterus in the beam")
    assert "suggestions" not in card


def test_in_pregnancy_a_radiograph_away_from_the_uterus_is_not_warned_of() -> None:
    found = cards({"age_years": 33, "pregnant": True, "neck_pain": True}, "Radiography cervical spine")
    assert not any("regnant" in card["summary"] + card["detail"] for card in found)


@pytest.mark.parametrize(
    "minor",
    [
        {"gbca_reaction": "mild"},
        {"mri_contraindication": "mr_conditional_implant"},
        {"mri_contraindication": "severe_claustrophobia"},
        {"claustrophobia": True},
        {"pregnancy": "suspected"},
    ],
)
def test_other_cautions_raise_no_card(minor: dict[str, Any]) -> None:
    assert cards({**FRAGILE, **minor}, "MRI lumbar spine without IV contrast") == []
