"""What one tap does to the drafts."""

from __future__ import annotations

import copy

from assessed_drafts import (
    CANCER,
    MYELOPATHY,
    NECK_PAIN,
    PAMA_RATING,
    RELAPSE,
    counted_ids,
    drafts,
    offered_studies,
)

from cards.assessed_draft import AssessedDraft
from cards.compose import compose
from fhir_mappings.order.drafts import read_order
from imaging_rules.study import study
from tests.conformance import nonconformities

MAY_CHANGE = {"code", "bodySite", "orderDetail", "extension"}
ELEMENTS = {
    "extension": [{"url": "https://ehr.example/own", "valueString": "kept"}],
    "note": [{"text": "<b>as is</b>"}],
    "_status": {"extension": [{"url": "https://ehr.example/x", "valueBoolean": True}]},
    "occurrenceDateTime": "2026-11-25",
    "unknownElement": {"deep": [1, 2]},
}


def test_a_swap_changes_nothing_but_the_study_and_the_rating() -> None:
    ordered = drafts(MYELOPATHY, "CT cervical spine without IV contrast", **copy.deepcopy(ELEMENTS))
    before = copy.deepcopy(ordered[0].resource)
    card = compose(ordered, counted_ids())["cards"][0]
    for suggestion in card["suggestions"]:
        after = suggestion["actions"][0]["resource"]
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert changed <= MAY_CHANGE
        assert ELEMENTS["extension"][0] in after["extension"]
    assert ordered[0].resource == before


def test_the_swapped_order_carries_its_new_rating_and_the_draft_s_consultation() -> None:
    ordered = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    answer = compose(ordered, counted_ids())
    swapped = answer["cards"][0]["suggestions"][0]["actions"][0]["resource"]["extension"]
    rated = answer["systemActions"][0]["resource"]["extension"]
    assert [c["code"] for c in swapped[0]["valueCodeableConcept"]["coding"]] == ["appropriate", "usually-appropriate"]
    assert [c["code"] for c in rated[0]["valueCodeableConcept"]["coding"]] == ["appropriate", "may-be-appropriate"]
    assert [e for e in swapped if e["url"].endswith("consult-id")] == [e for e in rated if e["url"].endswith("consult-id")]


def test_advice_without_a_rating_puts_none_on_the_order() -> None:
    features = {**MYELOPATHY, "index_mri_result_for_myelopathy": "equivocal"}
    card = compose(drafts(features, "Radiography cervical spine"), counted_ids())["cards"][0]
    assert offered_studies(card) == ["CT myelography cervical spine"]
    assert all(PAMA_RATING not in str(s["actions"]) for s in card["suggestions"])


def test_two_regions_without_a_code_of_their_own_become_an_update_and_a_new_order() -> None:
    answer = compose(drafts(RELAPSE, "MRI lumbar spine without IV contrast"), counted_ids())
    assert nonconformities(answer) == []
    update, create = answer["cards"][0]["suggestions"][0]["actions"]
    assert (update["type"], create["type"]) == ("update", "create")
    assert read_order(update["resource"]).study == study("MRI cervical spine without and with IV contrast")
    assert read_order(create["resource"]).study == study("MRI thoracic spine without and with IV contrast")
    assert update["resource"]["id"] == "draft-0"
    assert create["resource"]["id"] != "draft-0"


def test_a_region_that_another_draft_covers_is_not_ordered_again() -> None:
    both = drafts(RELAPSE, "MRI lumbar spine without IV contrast", "MRI cervical spine without IV contrast")
    answer = compose(both, counted_ids())
    lumbar = next(c for c in answer["cards"] if "draft-0" in str(c.get("suggestions")))
    assert offered_studies(lumbar) == ["MRI thoracic spine without and with IV contrast"]


def test_a_draft_without_an_id_gets_advice_only() -> None:
    (with_id,) = drafts(CANCER, "Radiography cervical spine")
    resource = {name: value for name, value in with_id.resource.items() if name != "id"}
    answer = compose([AssessedDraft(resource, "", with_id.assessment, with_id.name)], counted_ids())
    assert "suggestions" not in answer["cards"][0]
    assert "systemActions" not in answer


def test_a_draft_without_an_id_cannot_be_removed() -> None:
    (with_id,) = drafts(NECK_PAIN, "CT cervical spine without IV contrast")
    answer = compose([AssessedDraft(with_id.resource, "", with_id.assessment)], counted_ids())
    assert "suggestions" not in answer["cards"][0]


def test_no_more_than_two_swaps_are_offered() -> None:
    for ordered in ("CT cervical spine without IV contrast", "MRI lumbar spine without IV contrast"):
        (card,) = compose(drafts(MYELOPATHY, ordered), counted_ids())["cards"]
        assert 1 <= len(card["suggestions"]) <= 2
