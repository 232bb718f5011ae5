"""What holds for every scenario of the library, every study it rates, and every patient who may not have the best one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from assessed_drafts import (
    DIALYSIS,
    UNKNOWN_DEVICE,
    UNSAFE_DEVICE,
    counted_ids,
    drafts,
    library,
    patients,
)

from cards.assessed_draft import AssessedDraft
from cards.compose import compose
from cards.feature_words import constraint_words
from cards.override_reasons import override_reasons
from fhir_mappings.order.drafts import read_order
from imaging_rules.assessment_result import AppliedConstraint
from imaging_rules.study import Study, catalogue, study
from imaging_rules.yaml_files import read_yaml
from tests.conformance import nonconformities

REGIONS = ("cervical spine", "thoracic spine", "lumbar spine")
LIMITS: dict[str, dict[str, Any]] = {
    "nothing against it": {},
    "unsafe device": UNSAFE_DEVICE,
    "device of unknown safety": UNKNOWN_DEVICE,
    "dialysis, anticoagulated": {**DIALYSIS, "anticoagulated": True},
}


def _bound(row: Study) -> Iterator[str]:
    """The studies of a row; a row for an area of interest at each level."""
    if any(catalogue().regions[region].placeholder for region in row.regions):
        yield from (row.at([region]).name for region in REGIONS)
    else:
        yield row.name


def _orders(scenario: str) -> list[str]:
    rows = [row.study for row in library().scenarios[scenario].rows] or [study("MRI cervical spine without IV contrast")]
    return list(dict.fromkeys(name for row in rows for name in _bound(row)))


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("scenario", sorted(patients()))
def test_every_card_is_conformant_and_every_suggestion_safe(scenario: str, limit: str) -> None:
    features = {**patients()[scenario], **LIMITS[limit]}
    for name in _orders(scenario):
        (draft,) = drafts(features, name)
        answer = compose([draft], counted_ids())
        assert nonconformities(answer) == [], name
        assert len(answer["cards"]) <= 1
        for card in answer["cards"]:
            assert not card["summary"].endswith("…"), card["summary"]
            assert "_" not in card["summary"]
            _check_suggestions(draft, card, features)


def _check_suggestions(draft: AssessedDraft, card: dict[str, Any], features: dict[str, Any]) -> None:
    offered = {one for offer in draft.assessment.recommended for one in offer.studies}
    for suggestion in card.get("suggestions", []):
        for action in suggestion["actions"]:
            if action["type"] == "delete":
                continue
            swapped = read_order(action["resource"]).study
            assert swapped is not None
            assert swapped != draft.assessment.study
            assert swapped in offered or any(set(swapped.regions) < set(wide.regions) for wide in offered)
            (again,) = drafts(features, swapped.name)
            assert not any(constraint.condemns for constraint in again.assessment.constraints), swapped.name


def test_every_feature_of_the_library_has_its_words() -> None:
    worded = read_yaml(files("cards") / "feature_words.yaml").keys()
    read = {name for scenario in library().scenarios.values() for name in scenario.names}
    assert sorted(read - worded) == []


def test_every_absolute_constraint_has_its_words() -> None:
    for constraint in library().safety.constraints:
        if constraint.strength == "absolute":
            applied = AppliedConstraint(constraint.id, "absolute", "", ("unworded_feature",), (), True)
            assert constraint_words(applied).short != "unworded feature", constraint.id


def test_override_reasons_are_coded_and_have_words() -> None:
    reasons = override_reasons()
    assert len({reason.code for reason in reasons}) == len(reasons) > 5
    assert all(reason.display and reason.system.startswith("http://terminology.hl7.org/") for reason in reasons)
