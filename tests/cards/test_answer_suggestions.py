"""Which cards take an answer in one tap, and what a tap does to each draft."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import MYELOPATHY, NECK_PAIN, UNKNOWN_DEVICE, counted_ids, drafts, library

from cards.assessed_draft import Dialect
from cards.compose import compose
from fhir_mappings.questions.answer_notes import AnswerNotes
from tests.conformance import nonconformities

ATAXIA: dict[str, Any] = {"age_years": 10, "ataxia_present": True}
NOTES = Dialect(answer_suggestions="order-note")


def cards(features: dict[str, Any], *studies: str, dialect: Dialect = NOTES, **elements: Any) -> list[dict[str, Any]]:
    answer = compose(drafts(features, *studies, **elements), counted_ids(), dialect)
    assert nonconformities(answer) == []
    return list(answer["cards"])


def labels(features: dict[str, Any], *studies: str, **more: Any) -> list[str]:
    return [each["label"] for card in cards(features, *studies, **more) for each in card.get("suggestions", [])]


def test_every_answer_of_the_vocabulary_is_offered_in_its_words_and_none_is_preferred() -> None:
    (card,) = cards(ATAXIA, "MRI cervical spine without IV contrast")
    answers = library().vocabulary.features["ataxia_tempo"].question.answers  # type: ignore[union-attr]
    assert [each["label"] for each in card["suggestions"]] == [f"Answer: {answer.says}" for answer in answers]
    assert not any("isRecommended" in each for each in card["suggestions"])


def test_neighbouring_drafts_that_share_a_card_are_each_noted_on() -> None:
    (card,) = cards(ATAXIA, "MRI cervical spine without IV contrast", "MRI thoracic spine without IV contrast")
    for suggestion in card["suggestions"]:
        actions = suggestion["actions"]
        assert [action["resource"]["id"] for action in actions] == ["draft-0", "draft-1"]
        assert [action["type"] for action in actions] == ["update", "update"]
        assert "MRI cervical spine" in actions[0]["description"]
        assert "MRI thoracic spine" in actions[1]["description"]
        read = [AnswerNotes(library()).read(action["resource"]) for action in actions]
        assert read[0] == read[1] == {"ataxia_tempo": read[0]["ataxia_tempo"]}


def test_a_card_of_advice_takes_no_answers() -> None:
    assert not [label for label in labels(MYELOPATHY, "CT cervical spine without IV contrast") if "Answer" in label]


def test_the_label_of_an_implant_is_looked_up_and_not_tapped() -> None:
    (card,) = cards({**ATAXIA, "ataxia_tempo": "acute", **UNKNOWN_DEVICE}, "MRI head without IV contrast")
    assert "**To answer:** Is the implant MR safe, conditional or unsafe?" in card["detail"]
    assert "suggestions" not in card


def test_a_dialect_without_answers_has_none() -> None:
    assert labels(NECK_PAIN, "MRI cervical spine without IV contrast", dialect=Dialect()) == []
    assert len(labels(NECK_PAIN, "MRI cervical spine without IV contrast")) == 2


@pytest.mark.parametrize("says", ["yes", "no"])
def test_where_the_question_is_answered_on_the_order_already_no_second_note_is_offered(says: str) -> None:
    (card,) = cards(NECK_PAIN, "MRI cervical spine without IV contrast")
    (action,) = next(each for each in card["suggestions"] if each["label"].endswith(says))["actions"]
    again = labels(NECK_PAIN, "MRI cervical spine without IV contrast", note=action["resource"]["note"])
    assert again == []
