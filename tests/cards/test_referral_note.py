"""The sentence for the radiologist: recorded facts only, short, plain; one note on the order, known again as ours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from assessed_drafts import MYELOPATHY, NECK_PAIN, counted_ids, drafts, library, patients
from hypothesis import given
from hypothesis import strategies as st

from cards.assessed_draft import Dialect
from cards.compose import compose
from cards.feature_words import name_of
from cards.referral_note import note_text, with_referral_note, without_referral_notes
from cards.referral_sentence import referral_sentence
from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.facts import Evidence, Finding, Record, State, Value
from imaging_rules.order_to_assess import OrderToAssess
from imaging_rules.study import study

CT, FILM = "CT cervical spine without IV contrast", "Radiography cervical spine"
BOTH = "MRI cervical spine without and with IV contrast"
WANTED = study(BOTH)
DAY = date(2026, 11, 20)
ASKED = Dialect(referral_note=True)
SENTENCE = "Signs of spinal cord disease; course of weeks to years; eGFR 0.5."


def recorded(
    name: str, text: str, value: Value | None = None, state: State = State.PRESENT, day: date | None = None
) -> Finding:
    return Finding(name, state, Evidence(f"Observation/{name}", text, day or date(2026, 11, 1)), value)


def assessed(*findings: Finding, ordered: str = FILM, features: dict[str, Any] | None = None) -> OrderAssessment:
    age = recorded("age_years", "born", 60.0)
    record = Record(DAY, (age, *findings), stated=features or {}, indication="read")
    return assess_order(library(), OrderToAssess("o", study(ordered)), record)


def updated(features: dict[str, Any], ordered: str, dialect: Dialect = ASKED, **elements: Any) -> dict[str, Any]:
    """The order that the first suggestion leaves."""
    (card,) = compose(drafts(features, ordered, **elements), counted_ids(), dialect)["cards"]
    order: dict[str, Any] = card["suggestions"][0]["actions"][0]["resource"]
    return order


def test_what_is_there_comes_first_then_contrast_then_what_is_not_there() -> None:
    facts = [
        recorded("malignancy_active", "Breast cancer of a named patient"),
        recorded("neck_pain", "aching neck since the party"),
        recorded("egfr", "eGFR", 64.0, day=date(2026, 11, 8)),
        recorded("trajectory", "worse", "worsening"),
        recorded("spine_infection", "no infection", state=State.REFUTED),
        recorded("spine_injury", "no injury", state=State.REFUTED),
    ]
    sentence = referral_sentence(assessed(*facts), WANTED)
    assert sentence.startswith("Neck pain or arm (root) symptoms; cancer; ")
    assert "eGFR 64 (8 Nov 2026)" in sentence
    assert sentence.index("eGFR") < sentence.index("; no ")
    assert "party" not in sentence


def test_a_study_without_contrast_needs_no_kidney_value() -> None:
    facts = [recorded("malignancy_active", "x"), recorded("neck_pain", "x"), recorded("egfr", "eGFR", 64.0)]
    sentence = referral_sentence(assessed(*facts), study("MRI cervical spine without IV contrast"))
    assert "cancer" in sentence
    assert "eGFR" not in sentence


def test_an_old_kidney_value_is_not_handed_on() -> None:
    facts = [recorded("malignancy_active", "x"), recorded("neck_pain", "x"), recorded("egfr", "e", 64.0, day=date(2025, 1, 1))]
    sentence = referral_sentence(assessed(*facts), WANTED)
    assert "cancer" in sentence
    assert "eGFR" not in sentence


@pytest.mark.parametrize("scenario", sorted(patients()))
def test_every_sentence_is_short_plain_and_says_nothing_assumed(scenario: str) -> None:
    rows = library().scenarios[scenario].rows
    for name in {row.study.name for row in rows if "area of interest" not in row.study.name} or {CT}:
        (draft,) = drafts(patients()[scenario], name)
        made = draft.assessment
        sentence = referral_sentence(made, WANTED)
        assert len(note_text(sentence)) <= 200
        assert not set(sentence) & set("*_`<>[]#|&\n")
        assert "taken as absent" not in sentence
        assert "not recorded" not in sentence
        if made.facts:
            silent = {name_of(fact.feature) for fact in made.facts if fact.standing != "known"}
            said = {part.strip(" .").lower() for part in sentence.split(";")}
            known = {name_of(fact.feature) for fact in made.facts if fact.standing == "known"}
            assert not {f"no {word}".lower() for word in silent - known} & said
            assert not {word.lower() for word in silent - known} & said


def test_a_client_gets_no_note_unless_its_dialect_says_so() -> None:
    assert "note" not in updated(MYELOPATHY, CT, Dialect())


def test_the_note_is_the_last_of_the_orders_notes_and_nothing_else_is_touched() -> None:
    own = [{"text": "patient walks with a stick", "authorString": "ward"}]
    plain, noted = updated(MYELOPATHY, CT, Dialect(), note=own), updated(MYELOPATHY, CT, note=own)
    assert noted["note"][:-1] == own
    assert set(noted["note"][-1]) == {"authorString", "text"}
    assert {**noted, "note": own} == plain


def test_a_second_order_of_a_suggestion_carries_it_too() -> None:
    (card,) = compose(drafts({**MYELOPATHY, "sensory_level": "thoracic"}, CT), counted_ids(), ASKED)["cards"]
    orders = [action["resource"] for suggestion in card["suggestions"] for action in suggestion["actions"]]
    assert all(len(order["note"]) == 1 for order in orders)


def test_taken_twice_it_stands_there_once() -> None:
    once = with_referral_note({"note": [{"text": "mine"}]}, SENTENCE)
    assert with_referral_note(once, SENTENCE) == once
    changed = with_referral_note(once, "Cancer; neck pain.")
    assert [note["text"] for note in changed["note"]] == ["mine", note_text("Cancer; neck pain.")]


def test_what_somebody_changed_is_theirs_and_is_neither_replaced_nor_doubled() -> None:
    order = with_referral_note({}, SENTENCE)
    order["note"][0]["text"] = order["note"][0]["text"].replace("weeks", "days")
    assert with_referral_note(order, SENTENCE) == order
    assert without_referral_notes(order) == order


@pytest.mark.parametrize("came", [None, "text", 5, {"text": "x"}])
def test_notes_of_no_known_shape_are_left_alone(came: Any) -> None:
    order = {"note": came}
    assert with_referral_note(order, SENTENCE) == order
    assert without_referral_notes(order) == order


def test_odd_members_among_the_notes_are_kept() -> None:
    odd = [None, 5, {"text": 7}, {"time": "2026"}]
    order = with_referral_note({"note": odd}, SENTENCE)
    assert order["note"][:-1] == odd
    assert without_referral_notes(order)["note"] == odd


@pytest.mark.parametrize(
    "kept",
    ["{0}", "  {0}\n", "{wrapped}", "before it. {0}", "{0} after it", "line one\n{0}\nline three", "{0} {0}"],
)
def test_it_is_known_again_however_a_client_keeps_it(kept: str) -> None:
    text = note_text(SENTENCE)
    written = kept.format(text, wrapped=text.replace(" ", "\n", 8))
    left = without_referral_notes({"note": [{"text": written}]})["note"]
    assert all("cord" not in note["text"] for note in left)
    around = kept.replace("{0}", "").replace("{wrapped}", "").split()
    assert " ".join(note["text"] for note in left).split() == around


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_of_anybody_elses_words_is_lost(before: str, after: str) -> None:
    written = f"{before}\n{note_text(SENTENCE)}\n{after}"
    left = without_referral_notes({"note": [{"text": written}]})["note"]
    assert "".join("".join(note["text"] for note in left).split()) == "".join(f"{before}{after}".split())


def test_nothing_is_noted_where_nothing_is_recorded_as_there() -> None:
    (draft,) = drafts(NECK_PAIN, "MRI cervical spine without IV contrast")
    assert with_referral_note({"id": "x"}, "") == {"id": "x"}
    assert referral_sentence(draft.assessment, WANTED) != ""
    assert referral_sentence(OrderAssessment("o", None, draft.assessment.status), WANTED) == ""
