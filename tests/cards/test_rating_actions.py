"""Ratings on the orders, by system action."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import (
    CANCER,
    MYELOPATHY,
    NECK_PAIN,
    PAMA_RATING,
    counted_ids,
    drafts,
)

from cards.assessed_draft import Dialect
from cards.compose import compose
from tests.conformance import nonconformities

OLD = {"url": PAMA_RATING, "valueCodeableConcept": {"coding": [{"code": "appropriate"}]}}
OWN = {"url": "https://ehr.example/own", "valueString": "kept"}


def answer(features: dict[str, Any], ordered: str, dialect: Dialect | None = None, **elements: Any) -> dict[str, Any]:
    made = compose(drafts(features, ordered, **elements), counted_ids(), dialect)
    assert nonconformities(made) == []
    return made


def test_a_rated_order_comes_back_whole_with_one_rating() -> None:
    made = answer(CANCER, "MRI cervical spine without and with IV contrast", extension=[OLD, OWN])
    (action,) = made["systemActions"]
    urls = [extension["url"] for extension in action["resource"]["extension"]]
    assert urls.count(PAMA_RATING) == 1
    assert OWN in action["resource"]["extension"]
    assert action["description"] == "Record the rating: usually appropriate"


def test_both_places_carry_the_same_action_and_the_same_consultation() -> None:
    made = answer(CANCER, "Radiography cervical spine")
    assert made["systemActions"] == made["extension"]["systemActions"]


@pytest.mark.parametrize(("place", "there"), [("top-level", {"systemActions"}), ("extension", {"extension"})])
def test_the_dialect_says_where_they_go(place: Any, there: set[str]) -> None:
    made = answer(CANCER, "Radiography cervical spine", Dialect(system_actions=place))
    assert made.keys() - {"cards"} == there


def test_an_open_order_gets_no_rating() -> None:
    assert answer(NECK_PAIN, "MRI cervical spine without IV contrast").keys() == {"cards"}


def test_an_earlier_rating_of_an_open_order_is_taken_off() -> None:
    made = answer(NECK_PAIN, "MRI cervical spine without IV contrast", extension=[OLD, OWN])
    assert made["systemActions"][0]["resource"]["extension"] == [OWN]


def test_an_advised_order_gets_no_rating() -> None:
    assert answer(MYELOPATHY, "MRI lumbar spine without IV contrast").keys() == {"cards"}


def test_an_order_the_library_does_not_speak_about_is_left_alone() -> None:
    made = answer({"age_years": 40}, "MRI head without IV contrast", extension=[OLD])
    assert made == {"cards": []}


def test_the_g_code_is_stated_only_where_the_client_has_one() -> None:
    with_code = answer(CANCER, "Radiography cervical spine", Dialect(qcdsm="G1000"))
    assert "G1000" in str(with_code["systemActions"])
    assert "qcdsm" not in str(answer(CANCER, "Radiography cervical spine")["systemActions"])


def test_no_draft_gives_an_empty_answer() -> None:
    assert compose([], counted_ids()) == {"cards": []}
