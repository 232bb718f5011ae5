"""Drafts that share a card, and drafts that do not."""

from __future__ import annotations

from assessed_drafts import BACK_PAIN, DIALYSIS, MYELOPATHY, RELAPSE, counted_ids, drafts

from cards.compose import compose
from cards.grouping import grouped, studies_name
from fhir_mappings.order.drafts import read_order
from imaging_rules.study import study
from tests.conformance import nonconformities

TWO = ("MRI cervical spine without IV contrast", "MRI thoracic spine without IV contrast")


def test_neck_and_thoracic_drafts_get_one_card_and_one_suggestion_with_an_update_of_each() -> None:
    answer = compose(drafts(RELAPSE, *TWO), counted_ids())
    assert nonconformities(answer) == []
    (card,) = answer["cards"]
    (suggestion,) = card["suggestions"]
    assert [action["type"] for action in suggestion["actions"]] == ["update", "update"]
    assert [action["resource"]["id"] for action in suggestion["actions"]] == ["draft-0", "draft-1"]
    assert [read_order(action["resource"]).study for action in suggestion["actions"]] == [
        study("MRI cervical spine without and with IV contrast"),
        study("MRI thoracic spine without and with IV contrast"),
    ]
    assert card["summary"].startswith("MRI cervical and thoracic spine without and with IV contrast is usually")
    assert len(answer["systemActions"]) == 2


def test_a_kept_pair_gets_one_line() -> None:
    (card,) = compose(drafts({**RELAPSE, **DIALYSIS}, *TWO), counted_ids())["cards"]
    assert card["summary"].startswith("Keep MRI cervical and thoracic spine without IV contrast: contrast is ruled out")


def test_ct_drafts_swapped_together_add_no_order_that_the_pair_already_covers() -> None:
    pair = ("CT cervical spine without IV contrast", "CT thoracic spine without IV contrast")
    (card,) = compose(drafts(RELAPSE, *pair), counted_ids())["cards"]
    assert [[a["type"] for a in s["actions"]] for s in card["suggestions"]] == [["update", "update"]]


def test_levels_that_do_not_touch_get_their_own_cards() -> None:
    apart = drafts(BACK_PAIN, "CT lumbar spine without IV contrast", "CT cervical spine without IV contrast")
    assert all(len(group.members) == 1 for group in grouped(apart))


def test_different_phases_get_their_own_cards() -> None:
    mixed = drafts(RELAPSE, "MRI cervical spine without IV contrast", "MRI thoracic spine with IV contrast")
    assert [len(group.members) for group in grouped(mixed)] == [1, 1]


def test_the_same_study_twice_is_not_one_group() -> None:
    twice = drafts(MYELOPATHY, *("CT cervical spine without IV contrast",) * 2)
    assert [len(group.members) for group in grouped(twice)] == [1, 1]


def test_the_order_of_the_drafts_does_not_change_the_group() -> None:
    (group,) = grouped(drafts(RELAPSE, *reversed(TWO)))
    assert studies_name(group.studies) == "MRI cervical and thoracic spine without IV contrast"


def test_different_kinds_of_study_are_named_one_by_one() -> None:
    named = studies_name([study("MRI cervical spine without IV contrast"), study("Radiography lumbar spine")])
    assert named == "MRI cervical spine without IV contrast plus Radiography lumbar spine"
