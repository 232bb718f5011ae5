"""What a clinician sees of a payer's criteria, from a FHIR request to the card: a client that names a policy sends it."""

from __future__ import annotations

import copy

import pytest
from ehr import (
    ADDRESS,
    CPT,
    Ehr,
    Json,
    carried_out,
    drafts,
    of_no_client,
    ordering,
    ratings_on,
    saved,
    saved_names,
    signing,
    with_drafts,
)

DEMO = "http://localhost:5000/demo/fhir"
POLICY = "nia-cervical-mri-2022"
OWED, DIFFERS, RIGHT = "ms-relapse-mri-payer-proof-owed", "cancer-ovarian-mri-payer-differs", "cancer-neck-pain-mri-right"
QUESTIONNAIRE = "https://imaging-cds.example/Questionnaire/spine-imaging|1.0"


def from_the_client(body: Json) -> Json:
    """The request as a client sends it that names the policy."""
    return {**copy.deepcopy(body), "fhirServer": DEMO}


def answering(body: Json, **given: bool | str) -> Json:
    """The request with a completed questionnaire in the record."""
    changed = copy.deepcopy(body)
    items = [
        {"linkId": name, "answer": [{"valueBoolean": value} if isinstance(value, bool) else {"valueCoding": {"code": value}}]}
        for name, value in given.items()
    ]
    response = {
        "resourceType": "QuestionnaireResponse",
        "id": "answers",
        "status": "completed",
        "questionnaire": QUESTIONNAIRE,
        "subject": {"reference": f"Patient/{body['context']['patientId']}"},
        "authored": "2026-11-18T09:30:00Z",
        "item": items,
    }
    changed["prefetch"]["answers"] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 1,
        "entry": [{"resource": response}],
    }
    return changed


def payer_cards(answer: Json) -> list[Json]:
    return [card for card in answer["cards"] if card["source"]["topic"]["code"] == POLICY]


def the_payer_card(answer: Json) -> Json:
    (card,) = answer["cards"]
    assert card["source"]["topic"]["system"] == "https://imaging-cds.example/CodeSystem/payer-policy"
    assert card["source"]["topic"]["code"] == POLICY
    return dict(card)


def paragraphs(card: Json) -> list[str]:
    return [each for each in card["detail"].split("\n\n") if each]


def starting(card: Json, words: str) -> str:
    return next(each for each in paragraphs(card) if each.startswith(words))


def says_nothing_of_the_payer(answer: Json) -> bool:
    return not payer_cards(answer) and "payer" not in str(answer["cards"]).lower()


def tapped(card: Json, label: str) -> Json:
    return next(dict(each) for each in card["suggestions"] if each["label"] == label)


# (a) the order is right, proof is missing


def test_a_right_order_without_proof_gets_one_info_card_in_the_payers_terms(ehr: Ehr) -> None:
    card = the_payer_card(ehr.ask(saved(OWED)))
    assert card["indicator"] == "info"
    assert card["summary"] == "Payer criteria for cervical spine MRI: one fact still owed."
    assert "Multiple sclerosis with new or changing cord symptoms".lower() in starting(card, "**Still owed**").lower()
    assert "new or changing symptoms or signs that fit cervical cord disease" in starting(card, "**Still owed**")
    assert "certainty of multiple sclerosis: known" in starting(card, "**On record so far:**")
    assert "the new focal deficit or sign" in starting(card, "**A reviewer expects:**")
    assert "Confirm the version in force" in starting(card, "**Payer's criteria:**")
    assert "overrideReasons" not in card
    assert card["source"]["label"].startswith("National Imaging Associates (Magellan): Cervical spine MRI")
    assert card["source"]["url"] == f"{ADDRESS}/guidelines/payers/{POLICY}"


def test_the_rating_stands_in_a_line_of_its_own_and_on_the_order_as_ever(ehr: Ehr) -> None:
    answer = ehr.ask(saved(OWED))
    assert starting(the_payer_card(answer), "**Guideline:**").endswith("The order stands.")
    assert ratings_on(answer) == ["usually-appropriate"]
    plain = ehr.ask(of_no_client(saved(OWED)))
    assert plain["cards"] == []
    assert ratings_on(plain) == ratings_on(answer)


def test_the_fact_owed_is_answered_in_one_tap_and_then_there_is_silence(ehr: Ehr) -> None:
    answer = ehr.ask(saved(OWED))
    asked = "New or changing symptoms or signs that fit cervical cord disease?"
    card = the_payer_card(answer)
    assert [each["label"] for each in card["suggestions"]] == [f"{asked} yes", f"{asked} no"]
    assert not any(each.get("isRecommended") for each in card["suggestions"])
    (action,) = tapped(card, f"{asked} yes")["actions"]
    assert [note["text"] for note in action["resource"]["note"]] == [f"{asked} yes"]
    after = ehr.ask(carried_out(saved(OWED), answer, tapped(card, f"{asked} yes")))
    assert after["cards"] == []
    assert ratings_on(after) == ["usually-appropriate"]


def test_a_no_is_taken_for_a_no_and_said(ehr: Ehr) -> None:
    answer = ehr.ask(saved(OWED))
    no = tapped(the_payer_card(answer), "New or changing symptoms or signs that fit cervical cord disease? no")
    after = the_payer_card(ehr.ask(carried_out(saved(OWED), answer, no)))
    assert after["summary"].endswith("is usually appropriate; the payer's criteria for cervical spine MRI are not met.")
    assert "suggestions" not in after


def test_where_one_of_several_criteria_is_enough_each_is_named_with_what_it_needs(ehr: Ehr) -> None:
    body = answering(from_the_client(saved(DIFFERS)), new_neurologic_deficit_on_exam=False)
    card = the_payer_card(ehr.ask(body))
    assert card["summary"].startswith("Payer criteria for cervical spine MRI: proof still owed, one of")
    assert "any one of these is enough" in starting(card, "**Still owed")
    assert "Neck pain that worsens during conservative care: conservative care begun for this episode;" in card["detail"]


def test_at_signing_the_card_is_not_shown_again_when_nothing_has_changed(ehr: Ehr) -> None:
    body = saved(OWED)
    answer = ehr.ask(body)
    assert payer_cards(answer)
    assert ehr.ask(signing(carried_out(body, answer)))["cards"] == []


def test_at_signing_the_card_is_shown_where_nobody_has_been_asked_before(ehr: Ehr) -> None:
    assert payer_cards(ehr.ask(signing(saved(OWED))))


def test_without_the_dialect_the_details_app_answers(ehr: Ehr) -> None:
    """The public Sandbox has no answers on the card; the link is on the card of the demo EHR as well."""
    (link,) = the_payer_card(ehr.ask(saved(OWED)))["links"]
    assert (link["type"], link["url"]) == ("smart", f"{ADDRESS}/smart/launch")


# (b) met


def test_met_criteria_are_no_card(ehr: Ehr) -> None:
    answer = ehr.ask(from_the_client(saved(RIGHT)))
    assert answer["cards"] == []
    assert ratings_on(answer) == ["usually-appropriate"]


# (c) and (f) usually appropriate, criteria not met: both are said


def test_where_the_criteria_are_not_met_both_sides_are_said_and_nothing_is_suggested(ehr: Ehr) -> None:
    answer = ehr.ask(saved(DIFFERS))
    card = the_payer_card(answer)
    assert card["indicator"] == "info"
    assert card["summary"] == (
        "MRI cervical spine without and with IV contrast is usually appropriate; "
        "the payer's criteria for cervical spine MRI are not met."
    )
    assert "usually appropriate (panel median 9 of 9)" in starting(card, "**Guideline:**")
    assert "**Not met:** Neck pain after six weeks of failed conservative care: any conservative course" in card["detail"]
    assert "changes no rating" in starting(card, "The payer's answer")
    assert "suggestions" not in card
    assert ratings_on(answer) == ["usually-appropriate"]


def test_any_primary_against_spine_prone_primaries_is_said_in_one_sentence(ehr: Ehr) -> None:
    differing = [each for each in paragraphs(the_payer_card(ehr.ask(saved(DIFFERS)))) if "payer differ" in each]
    assert len(differing) == 1, "that the payer names no contrast phase leaves nothing to act on"
    assert "counts any known cancer" in differing[0]
    assert "tend to spread to the spine" in differing[0]


def test_radiographs_first_is_said_where_the_cancer_is_neither_active_nor_spine_prone(ehr: Ehr) -> None:
    body = answering(
        saved(DIFFERS),
        new_neurologic_deficit_on_exam=False,
        worsening_objective_neurologic_deficit=False,
        conservative_care=False,
        cancer_active=False,
    )
    detail = the_payer_card(ehr.ask(body))["detail"]
    assert (
        "the guideline rates radiographs usually not appropriate and asks for MRI first; the payer wants radiographs" in detail
    )
    assert "wants radiographs first" not in the_payer_card(ehr.ask(saved(DIFFERS)))["detail"]


# (d) a card is shown anyway


def test_a_card_that_is_shown_anyway_ends_with_one_line(ehr: Ehr) -> None:
    name = "ms-relapse-on-dialysis"
    plain, told = ehr.ask(saved(name))["cards"], ehr.ask(from_the_client(saved(name)))["cards"]
    assert [card["summary"] for card in told] == [card["summary"] for card in plain]
    assert [card["source"] for card in told] == [card["source"] for card in plain]
    ((before,), (after,)) = plain, told
    assert after["detail"].startswith(before["detail"])
    added = after["detail"].removeprefix(before["detail"]).strip()
    assert added.startswith("**Payer** (National Imaging Associates (Magellan): Cervical spine MRI):")
    assert "still owed" in added
    assert "\n" not in added


# (e) first things first


def ordering_in(body: Json, code: str) -> Json:
    return from_the_client(ordering(body, CPT, code))


WRONG: list[tuple[str, Json]] = [
    ("a better study exists", from_the_client(saved("ms-relapse-mri-without-contrast"))),
    ("a better phase exists", ordering_in(saved(DIFFERS), "72141")),
    ("it is ruled out", from_the_client(saved("myelopathy-pacemaker-mri-cervical"))),
    ("another study is advised", from_the_client(saved("equivocal-mri-repeat-mri"))),
    ("the region is wrong", ordering_in(saved("low-back-pain-new-ct-lumbar"), "72141")),
    ("it waits for an answer, and may turn out needless", from_the_client(saved("neck-pain-new-mri-cervical"))),
    ("nothing is usually appropriate", ordering_in(saved("neck-pain-new-mri-cervical"), "72156")),
]


@pytest.mark.parametrize("body", [body for _, body in WRONG], ids=[why for why, _ in WRONG])
def test_a_clinically_wrong_order_hears_nothing_of_the_payer(ehr: Ehr, body: Json) -> None:
    answer = ehr.ask(body)
    assert answer["cards"]
    assert says_nothing_of_the_payer(answer)


def test_an_emergency_hears_nothing_of_the_payer(ehr: Ehr) -> None:
    body = copy.deepcopy(saved(OWED))
    body["context"]["draftOrders"]["entry"][0]["resource"]["priority"] = "stat"
    answer = ehr.ask(body)
    assert says_nothing_of_the_payer(answer)
    assert ratings_on(answer) == ["usually-appropriate"]


def test_a_right_order_beside_a_wrong_one_waits_until_that_is_put_right(ehr: Ehr) -> None:
    """The thoracic study of the same order set still lacks its contrast."""
    (right,) = drafts(saved(OWED))
    wrong = drafts(saved("ms-relapse-mri-without-contrast"))[1]
    assert says_nothing_of_the_payer(ehr.ask(with_drafts(saved(OWED), [right, wrong])))


def test_once_the_better_study_is_taken_the_payer_has_its_word(ehr: Ehr) -> None:
    body = from_the_client(saved("ms-relapse-mri-without-contrast"))
    answer = ehr.ask(body)
    (swap,) = [each for card in answer["cards"] for each in card["suggestions"] if each.get("isRecommended")]
    card = the_payer_card(ehr.ask(carried_out(body, answer, swap)))
    assert card["summary"] == "Payer criteria for cervical spine MRI: one fact still owed."
    assert starting(card, "**Guideline:**").startswith("**Guideline:** MRI thoracic spine without and with IV contrast:")
    assert starting(card, "**Met:**") == "**Met:** MRI cervical spine without and with IV contrast."
    assert "supports each region ordered" in starting(card, "**Still owed (MRI thoracic spine")


# the set that is judged


def test_what_is_drafted_beside_the_selected_order_counts_as_ordered_with_it(ehr: Ehr) -> None:
    (neck,) = drafts(saved(OWED))
    mid_back = {**copy.deepcopy(neck), "id": "mri-thoracic", "code": {"coding": [{"system": CPT, "code": "72157"}]}}
    body = with_drafts(saved(OWED), [neck, mid_back])
    body["context"]["selections"] = ["ServiceRequest/mri-cervical"]
    beside = the_payer_card(ehr.ask(body))
    assert beside["summary"] == "Payer criteria for cervical spine MRI: proof still owed, one of two criteria is enough."
    assert "supports each region ordered" in beside["detail"]
    assert "MRI thoracic" not in starting(beside, "**Guideline:**")


def test_a_client_that_names_no_policy_hears_nothing_of_one(ehr: Ehr) -> None:
    for name in saved_names():
        assert says_nothing_of_the_payer(ehr.ask(of_no_client(saved(name)))), name


def test_no_saved_request_has_more_than_one_word_of_the_payer(ehr: Ehr) -> None:
    for name in saved_names():
        answer = ehr.ask(from_the_client(saved(name)))
        lines = sum("**Payer** (" in card["detail"] for card in answer["cards"])
        assert lines + len(payer_cards(answer)) <= 1, name
