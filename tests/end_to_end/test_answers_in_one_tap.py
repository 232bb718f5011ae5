"""The card asks, one tap answers: the EHR holds the answer as a note on the order, and the next call rates."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from ehr import CPT, Ehr, Json, carried_out, drafts, ordering, rating_of, ratings_on, saved, signing, with_drafts

from imaging_rules.asking import NO_RATING, choice_question, of_the_ordered
from imaging_rules.library import Library
from imaging_rules.rating import Rating

OPEN = "neck-pain-new-mri-cervical"
DEMO = "http://localhost:5000/demo/fhir"
LIBRARY = Library.load()
TOLD_IN_PART = {"medical_management": "low back pain for 6 months, failed PT 2 weeks"}
"""By the question that has other words where something of its answer is on record: what an order says then."""


def from_the_demo_ehr(body: Json) -> Json:
    """The request as an EHR sends it whose dialect takes answers as notes."""
    return {**copy.deepcopy(body), "fhirServer": DEMO}


def the_card(answer: Json) -> Json:
    (card,) = answer["cards"]
    return dict(card)


def tapped(answer: Json, label: str) -> Json:
    return next(dict(each) for each in the_card(answer)["suggestions"] if each["label"] == label)


def test_each_answer_is_a_suggestion_that_adds_one_note_and_changes_nothing_else(ehr: Ehr) -> None:
    body = from_the_demo_ehr(saved(OPEN))
    (draft,) = drafts(body)
    draft["extension"] = [{"url": "https://ehr.example/own", "valueDecimal": 1.5}]
    draft["note"] = [{"text": "Please before Friday", "time": "2026-11-19T08:00:00Z"}]
    card = the_card(ehr.ask(body))
    assert [each["label"] for each in card["suggestions"]] == ["Answer: yes", "Answer: no"]
    assert card["selectionBehavior"] == "at-most-one"
    assert not any("isRecommended" in each for each in card["suggestions"]), "no answer is better than another"
    for suggestion, word in zip(card["suggestions"], ("yes", "no"), strict=True):
        (action,) = suggestion["actions"]
        *before, note = action["resource"]["note"]
        assert (action["type"], before) == ("update", draft["note"])
        assert note == {"text": action["description"].removeprefix("Note on the order: ")}
        assert note["text"].endswith(f"? {word}")
        assert {**action["resource"], "note": draft["note"]} == draft


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize(
    ("label", "rating"), [("Answer: yes", "may-be-appropriate"), ("Answer: no", "usually-not-appropriate")]
)
def test_after_the_tap_the_next_call_rates(ehr: Ehr, label: str, rating: str, hook: str) -> None:
    body = from_the_demo_ehr(saved(OPEN))
    answer = ehr.ask(body)
    assert ratings_on(answer) == []
    after = carried_out(body, answer, tapped(answer, label))
    again = ehr.ask(signing(after) if hook == "order-sign" else after)
    assert ratings_on(again) == [rating]
    assert not any("To answer" in card["detail"] for card in again["cards"])
    if rating == "may-be-appropriate":
        assert all(card["summary"].startswith("Payer criteria") for card in again["cards"])


def test_the_answer_is_still_read_when_the_order_is_signed(ehr: Ehr) -> None:
    body = from_the_demo_ehr(saved(OPEN))
    answer = ehr.ask(body)
    noted = carried_out(body, answer, tapped(answer, "Answer: no"))
    advised = ehr.ask(noted)
    swaps = [
        each for card in advised["cards"] for each in card.get("suggestions", []) if each["actions"][0]["type"] == "update"
    ]
    signed = ehr.ask(signing(carried_out(noted, advised, swaps[0] if swaps else None)))
    assert ratings_on(signed)[0] is not None
    assert not any("Answer:" in each["label"] for card in signed["cards"] for each in card.get("suggestions", []))


def test_an_order_that_is_not_tapped_stays_unrated_however_often_it_is_asked_about(ehr: Ehr) -> None:
    body = from_the_demo_ehr(saved(OPEN))
    for each in (body, signing(body), carried_out(body, ehr.ask(body))):
        answer = ehr.ask(each)
        assert ratings_on(answer) == []
        assert len(the_card(answer)["suggestions"]) == 2


def test_a_client_whose_dialect_does_not_say_so_is_offered_no_answers(ehr: Ehr) -> None:
    answer = ehr.ask(saved(OPEN))
    assert "suggestions" not in the_card(answer)
    assert "To answer" in the_card(answer)["detail"]


def test_two_notes_that_contradict_each_other_are_not_answered_by_a_third_tap(ehr: Ehr) -> None:
    """Another note in the same words would change nothing; the clinician has to take one off."""
    body = from_the_demo_ehr(saved(OPEN))
    answer = ehr.ask(body)
    texts = [each["actions"][0]["resource"]["note"][-1] for each in the_card(answer)["suggestions"]]
    (draft,) = drafts(body)
    contradicting = ehr.ask(with_drafts(body, [{**draft, "note": texts}]))
    assert ratings_on(contradicting) == []
    assert "suggestions" not in the_card(contradicting)


def test_the_tap_does_not_bring_back_a_rating_that_no_longer_holds(ehr: Ehr) -> None:
    body = from_the_demo_ehr(saved(OPEN))
    answer = ehr.ask(body)
    rated = ehr.ask(carried_out(body, answer, tapped(answer, "Answer: yes")))
    ((old,),) = [[action["resource"] for action in rated["systemActions"]]]
    without_note: Json = {key: value for key, value in old.items() if key != "note"}
    open_again = ehr.ask(with_drafts(body, [without_note]))
    for suggestion in the_card(open_again)["suggestions"]:
        assert rating_of(suggestion["actions"][0]["resource"]) is None


def test_an_order_without_an_id_of_its_own_cannot_be_answered_for(ehr: Ehr) -> None:
    body = from_the_demo_ehr(saved(OPEN))
    (draft,) = drafts(body)
    twice = with_drafts(body, [draft, copy.deepcopy(draft)])
    assert not any("suggestions" in card for card in ehr.ask(twice)["cards"])


def test_a_device_whose_label_is_not_known_is_not_cleared_by_a_tap(ehr: Ehr) -> None:
    body: dict[str, Any] = from_the_demo_ehr(saved("myelopathy-ct-cervical"))
    device = {"resourceType": "Device", "id": "d", "status": "active", "type": {"text": "Cardiac pacemaker"},
              "patient": {"reference": f"Patient/{body['context']['patientId']}"}}  # fmt: skip
    body["prefetch"]["devices"] = {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": [{"resource": device}]}
    labels = [each["label"] for card in ehr.ask(body)["cards"] for each in card.get("suggestions", [])]
    assert not [label for label in labels if label.startswith("Answer:")]


def of_the_low_back(words: str) -> Json:
    """An MRI of the lumbar spine, with nothing on record but what a note on the order says."""
    body = ordering(from_the_demo_ehr(saved("low-back-pain-new-ct-lumbar")), CPT, "72148")
    body["prefetch"]["conditions"] = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    (draft,) = drafts(body)
    reason = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M54.50"}]}
    return with_drafts(body, [{**draft, "reasonCode": [reason], "note": [{"text": words}]}])


def one_note(body: Json) -> Json:
    """The request of an EHR that keeps all notes of an order as one."""
    (draft,) = drafts(body)
    return with_drafts(body, [{**draft, "note": [{"text": "\n".join(each["text"] for each in draft["note"])}]}])


def promised(answer: Json, label: str) -> str:
    """What the card says that an answer leads to."""
    (told,) = re.findall(r"\*\*To answer:\*\* [^?]+\? (.*)\.\n", the_card(answer)["detail"])
    words: str = dict(each.split(": ", 1) for each in told.split("; "))[label.removeprefix("Answer: ")]
    return NO_RATING if words.startswith("not rated") else words


def rating_told(answer: Json) -> str:
    """The rating after an answer in the words of a promise."""
    given = [Rating(rating) for rating in ratings_on(answer) if rating is not None]
    return of_the_ordered(given) or NO_RATING


REWORDED = [
    (name, f"Answer: {answer.text}")
    for name in sorted(TOLD_IN_PART)
    for answer in choice_question(LIBRARY.vocabulary, name).answers  # type: ignore[union-attr]
]


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize("kept_as", [copy.deepcopy, one_note], ids=["a-note-each", "all-notes-in-one"])
@pytest.mark.parametrize(("name", "label"), REWORDED)
def test_a_question_asked_in_other_words_comes_to_what_the_card_promised_and_is_not_asked_again(
    ehr: Ehr, name: str, label: str, kept_as: Any, hook: str
) -> None:
    body = of_the_low_back(TOLD_IN_PART[name])
    answer = ehr.ask(body)
    _, asked = LIBRARY.vocabulary.reworded[name]
    assert f"**To answer:** {asked}" in the_card(answer)["detail"]
    after = kept_as(carried_out(body, answer, tapped(answer, label)))
    again = ehr.ask(signing(after) if hook == "order-sign" else after)
    assert rating_told(again) == promised(answer, label)
    assert not [card for card in again["cards"] if asked in card["detail"] or asked.lower() in card["summary"].lower()]
