"""Baskets of orders: two services, orders of other kinds, several studies, odd drafts, emergencies."""

from __future__ import annotations

from typing import Any

import pytest
from ehr import (
    CPT,
    LOINC,
    Ehr,
    Json,
    carried_out,
    drafts,
    ratings_on,
    recommended,
    reference,
    saved,
    saved_names,
    signing,
    with_drafts,
    without_uuids,
)

SUBJECT = {"reference": "Patient/myelopathy"}
OTHER_DRAFTS: list[Any] = [
    {"resourceType": "MedicationRequest", "id": "m", "status": "draft", "intent": "order", "subject": SUBJECT,
     "medicationCodeableConcept": {"text": "Gabapentin 300 mg"}},
    {"resourceType": "ServiceRequest", "id": "lab", "status": "draft", "intent": "order", "subject": SUBJECT,
     "code": {"coding": [{"system": LOINC, "code": "24323-8"}], "text": "Comprehensive metabolic panel"}},
    {"resourceType": "ServiceRequest", "id": "pt", "status": "draft", "intent": "order", "subject": SUBJECT,
     "code": {"text": "Physical therapy"}},
    {"resourceType": "DeviceRequest", "id": "d", "status": "draft", "intent": "order", "subject": SUBJECT,
     "codeCodeableConcept": {"text": "Cervical collar"}},
    {"resourceType": "NutritionOrder", "id": "n", "status": "draft", "patient": SUBJECT, "dateTime": "2026-11-20"},
    {"resourceType": "ServiceRequest", "id": "nothing-said", "status": "draft", "intent": "order", "subject": SUBJECT},
]  # fmt: skip


def like_the_first(body: Json, code: str, own_id: str, system: str = CPT) -> Json:
    """A second draft that differs from the first in its code and id."""
    return {**drafts(body)[0], "id": own_id, "code": {"coding": [{"system": system, "code": code}]}}


def targets(answer: Json) -> set[str]:
    suggested = [action for card in answer["cards"] for s in card.get("suggestions", []) for action in s["actions"]]
    every = [*answer.get("systemActions", []), *suggested]
    return {action.get("resourceId") or reference(action["resource"]) for action in every if action["type"] != "create"}


@pytest.mark.parametrize("name", saved_names())
def test_both_services_say_the_same_about_the_same_drafts(ehr: Ehr, name: str) -> None:
    assert without_uuids(ehr.ask(saved(name))) == without_uuids(ehr.ask(signing(saved(name))))


def test_orders_of_other_kinds_are_passed_over_and_left_alone(ehr: Ehr) -> None:
    body = signing(saved("myelopathy-ct-cervical"))
    mixed = with_drafts(body, [*OTHER_DRAFTS[:3], *drafts(body), *OTHER_DRAFTS[3:]])
    mixed["context"]["draftOrders"]["entry"] += [{}, {"fullUrl": "urn:uuid:1"}, {"resource": None}, None, 5]
    answer = ehr.ask(mixed)
    assert without_uuids(answer) == without_uuids(ehr.ask(body))
    assert targets(answer) == {"ServiceRequest/ct-cervical"}


def test_only_orders_of_other_kinds_are_silence(ehr: Ehr) -> None:
    assert ehr.ask(with_drafts(signing(saved("myelopathy-ct-cervical")), OTHER_DRAFTS)) == {"cards": []}


def test_the_draft_that_is_not_selected_gets_no_card_and_no_rating(ehr: Ehr) -> None:
    body = saved("myelopathy-ct-cervical")
    both = with_drafts(body, [*drafts(body), like_the_first(body, "72148", "lumbar")])
    both["context"]["selections"] = ["ServiceRequest/ct-cervical"]
    assert targets(ehr.ask(both)) == {"ServiceRequest/ct-cervical"}


def test_with_the_better_study_already_drafted_nothing_is_offered(ehr: Ehr) -> None:
    body = saved("myelopathy-ct-cervical")
    both = with_drafts(body, [*drafts(body), like_the_first(body, "72156", "mri")])
    answer = ehr.ask(both)
    assert recommended(answer) == []
    assert ratings_on(answer) == ["may-be-appropriate", "usually-appropriate"]


def test_several_orders_get_a_card_each_and_their_swaps_stay_apart(ehr: Ehr) -> None:
    body = saved("ms-relapse-ct-thoracic")
    several = with_drafts(body, [*drafts(body), like_the_first(body, "72148", "lumbar")])
    answer = ehr.ask(several)
    assert len(answer["cards"]) == 2
    for suggestion in recommended(answer):
        updated = [action["resource"]["id"] for action in suggestion["actions"] if action["type"] == "update"]
        assert len(updated) == 1
    after = ehr.ask(carried_out(several, answer))
    assert [card["summary"] for card in after["cards"]] == [card["summary"] for card in answer["cards"]]


def test_an_id_that_two_drafts_share_is_never_acted_on(ehr: Ehr) -> None:
    body = saved("myelopathy-ct-cervical")
    both = with_drafts(body, [*drafts(body), like_the_first(body, "72148", drafts(body)[0]["id"])])
    for asked in (both, signing(both)):
        answer = ehr.ask(asked)
        assert targets(answer) == set()
        assert "MRI cervical spine without and with IV contrast" in answer["cards"][0]["detail"]


def test_an_order_without_an_id_is_advised_on_and_not_acted_on(ehr: Ehr) -> None:
    body = signing(saved("myelopathy-ct-cervical"))
    del drafts(body)[0]["id"]
    answer = ehr.ask(body)
    assert targets(answer) == set()
    assert len(answer["cards"]) == 1


def test_codings_of_two_parts_of_the_body_and_two_modalities_are_not_rated(ehr: Ehr) -> None:
    body = saved("myelopathy-ct-cervical")
    drafts(body)[0]["code"] = {"coding": [{"system": CPT, "code": "72141"}, {"system": LOINC, "code": "24963-1"}]}
    answer = ehr.ask(body)
    assert recommended(answer) == []
    assert ratings_on(answer) == []


def test_codings_of_two_contrast_phases_are_asked_about_and_each_system_gets_its_code(ehr: Ehr) -> None:
    body = saved("myelopathy-ct-cervical")
    codings = [{"system": CPT, "code": "72141"}, {"system": LOINC, "code": "24937-5"}]
    drafts(body)[0]["code"] = {"coding": codings}
    answer = ehr.ask(body)
    assert ratings_on(answer) == []
    (suggestion,) = recommended(answer)
    (action,) = suggestion["actions"]
    swapped = {coding["system"]: coding["code"] for coding in action["resource"]["code"]["coding"]}
    assert swapped == {CPT: "72156", LOINC: "24937-5"}


@pytest.mark.parametrize("priority", ["stat", "asap", "urgent"])
@pytest.mark.parametrize("name", saved_names())
def test_an_emergency_is_neither_questioned_nor_alarmed(ehr: Ehr, name: str, priority: str) -> None:
    body = saved(name)
    for draft in drafts(body):
        draft["priority"] = priority
    answer = ehr.ask(body)
    assert len(answer["cards"]) <= 1
    for card in answer["cards"]:
        assert card["indicator"] == "info"
        assert "**To answer:**" not in card["detail"]


def test_an_emergency_with_an_unsafe_device_is_still_offered_no_mri(ehr: Ehr) -> None:
    body = saved("myelopathy-pacemaker-mri-cervical")
    drafts(body)[0]["priority"] = "stat"
    (card,) = ehr.ask(body)["cards"]
    assert card["summary"].startswith("Emergency: call radiology now; ")
    assert "**Instead:** CT myelography cervical spine" in card["detail"]
    assert "suggestions" not in card
