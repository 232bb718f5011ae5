"""Answers noted on an order, as an EHR gives them back: stamped, quoted, joined, copied to another text."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.questions.answer_notes import AnswerNotes, has_note
from imaging_rules.library import Library

ARM = "Pain, tingling, numbness or weakness down an arm in the pattern of a root?"
TRIED = "What has been tried so far?"
NO_ARM = {"cervical_radiculopathy_symptoms": False}


@pytest.fixture(scope="module")
def notes() -> AnswerNotes:
    return AnswerNotes(Library.load())


def noted(text: str) -> dict[str, Any]:
    return {"note": [{"text": text}]}


@pytest.mark.parametrize(
    "text",
    [
        f"{ARM} no.",
        f"{ARM.upper()} NO",
        f"11/21/2026 08:40 RN Ortiz: {ARM} no",
        f"“{ARM} no”",
        f"<div>{ARM} no</div>",
        f"{ARM} no; call before the scan",
        f"Ferritin is 12. {ARM}\nno",
        f"See chart | {ARM}  no | fasting",
    ],
)
def test_a_plain_answer_counts_whatever_stands_around_it(notes: AnswerNotes, text: str) -> None:
    assert notes.read(noted(text)) == NO_ARM
    left = notes.without(noted(text))["note"]
    assert all("tingling" not in each["text"].lower() for each in left)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{ARM} no, but the thumb is numb", ", but the thumb is numb"),
        (f"{ARM} no (was weak in May)", "(was weak in May)"),
        (f"{ARM} no weakness but numb fingers", "no weakness but numb fingers"),
        (f"{ARM} not examined", "not examined"),
        (f"{TRIED} nothing yet but ibuprofen", "nothing yet but ibuprofen"),
    ],
)
def test_an_answer_that_goes_on_is_asked_again_and_its_words_are_the_clinicians(
    notes: AnswerNotes, text: str, left: str
) -> None:
    assert notes.read(noted(text)) == {}
    assert notes.without(noted(text)) == noted(left)


def test_a_question_alone_is_no_prose(notes: AnswerNotes) -> None:
    assert notes.read(noted(ARM)) == {}
    assert notes.without(noted(ARM)) == {"note": []}


def test_an_answer_copied_to_the_reason_or_the_instruction_is_one(notes: AnswerNotes) -> None:
    order = {"reasonCode": [{"text": "Neck pain"}, {"text": f"{ARM} no"}], "patientInstruction": f"Drink water. {ARM} no."}
    assert notes.read(order) == NO_ARM
    assert notes.without(order) == {"reasonCode": [{"text": "Neck pain"}], "patientInstruction": "Drink water.  ."}


def test_a_code_stays_where_its_words_are_ours(notes: AnswerNotes) -> None:
    coded = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.2"}]
    assert notes.without({"reasonCode": [{"coding": coded, "text": f"{ARM} no"}]}) == {"reasonCode": [{"coding": coded}]}


def test_the_short_questions_of_a_clinician_are_not_taken_for_ours(notes: AnswerNotes) -> None:
    doubt = noted("Falls at night. Ataxia? no fever")
    assert notes.read(doubt) == {}
    assert notes.without(doubt) == doubt


def test_two_answers_to_one_question_are_none(notes: AnswerNotes) -> None:
    assert notes.read(noted(f"RN: {ARM} no. MD: {ARM} yes.")) == {}


def test_a_stamped_answer_is_on_the_order() -> None:
    assert has_note(noted(f"MD: {ARM} No."), f"{ARM} no")
