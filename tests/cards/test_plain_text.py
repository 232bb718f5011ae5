"""Text of the record and the client cannot change what a card shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from assessed_drafts import MYELOPATHY, counted_ids, drafts
from hypothesis import given
from hypothesis import strategies as st

from cards.assessed_draft import AssessedDraft
from cards.compose import compose
from cards.evidence_words import evidence_words
from cards.feature_words import name_of, said
from cards.plain_text import foreign, sentence_part, shortened
from imaging_rules.assessment_result import UsedFact
from imaging_rules.facts import Evidence
from tests.conformance import nonconformities

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "**Order:** CT head",
    "line one\n\n# Heading\n- [x] done",
    "| a | b |\n|---|---|",
    "`code` ~~gone~~ https://evil.example www.evil.example me@evil.example",
    "&lt;b&gt; &amp;",
    "\\*not bold\\* \\<b>",
    "right\u202eleft\u2066 zero\u200bwidth \x00\x1b[31m \ud800",
    "e\u0301" * 500,
    "word " * 200,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(text: str) -> None:
    shown = foreign(text)
    assert "\n" not in shown
    assert "<" not in shown
    assert "://" not in shown
    assert "www." not in shown
    assert "@" not in shown
    assert all(character.isprintable() or character == " " for character in shown)
    assert not any(0xD800 <= ord(character) <= 0xDFFF for character in shown)
    for special in "*[]`_|":
        assert special not in shown.replace("\\" + special, "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_evidence_and_names_leave_a_card_s_shape_as_it_was(text: str) -> None:
    (draft,) = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    plain = compose([draft], counted_ids())["cards"][0]
    evidence = (Evidence("Condition/x", text, date(2026, 3, 1)),)
    facts = tuple(replace(fact, evidence=evidence) for fact in draft.assessment.facts)
    told = replace(draft.assessment, facts=facts)
    answer = compose([AssessedDraft(draft.resource, draft.reference, told, text)], counted_ids())
    assert nonconformities(answer) == []
    (card,) = answer["cards"]
    assert card["summary"] == plain["summary"]
    assert [s["label"] for s in card["suggestions"]] == [s["label"] for s in plain["suggestions"]]
    assert card["detail"].count("\n\n") == plain["detail"].count("\n\n")
    assert len(card["detail"]) < 2500
    assert "<" not in card["detail"]
    card["detail"].encode()


@given(st.text(max_size=300))
def test_any_text_becomes_one_short_line(text: str) -> None:
    shown = foreign(text, 60)
    assert "\n" not in shown
    assert "\r" not in shown
    assert len(shown) <= 60 * 5
    shown.encode()


@given(st.text(max_size=200), st.integers(min_value=5, max_value=150))
def test_shortened_text_fits(text: str, longest: int) -> None:
    assert len(shortened(text, longest)) <= longest


def test_a_word_is_not_cut() -> None:
    assert shortened("brisk reflexes in both legs", 20) == "brisk reflexes in…"


def test_a_letter_is_not_parted_from_its_accent() -> None:
    assert not shortened("e\u0301" * 30, 21)[-2:].startswith("e…")


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("An implant is in place.", "an implant is in place"),
        ("MRI only after clearance.", "MRI only after clearance"),
        ("eGFR under 30.", "eGFR under 30"),
        ("Radiography cervical spine", "radiography cervical spine"),
    ],
)
def test_a_sentence_is_taken_into_another(sentence: str, part: str) -> None:
    assert sentence_part(sentence) == part


@pytest.mark.parametrize(
    ("feature", "value", "phrase"),
    [
        ("neck_pain", "yes", "neck pain"),
        ("neck_pain", "no", "no neck pain"),
        ("past_malignancy_discounted", "no", None),
        ("symptom_time_course", "weeks_to_years", "course of weeks to years"),
        ("neck_symptom_tempo", "chronic", "long-standing neck complaint"),
        ("symptom_trajectory", "stable", "not getting worse"),
        ("noncompressive_cause_suspected", "demyelinating, cord_ischemia", "demyelination suspected, cord ischaemia suspected"),
        ("egfr", "24", "eGFR 24"),
        ("dialysis", "suspected", "suspected dialysis"),
        ("a_feature_nobody_knows", "yes", "a feature nobody knows"),
    ],
)  # fmt: skip
def test_a_fact_is_said_in_plain_words(feature: str, value: str, phrase: str | None) -> None:
    assert said(UsedFact(feature, value, "known")) == phrase


def test_the_words_of_the_record_stand_before_ours() -> None:
    (draft,) = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    signs = (Evidence("Observation/a", "Babinski sign", date(2026, 3, 1)), Evidence("Observation/b", "brisk reflexes"))
    facts = tuple(replace(fact, evidence=signs) if fact.feature == "cord_syndrome" else fact for fact in draft.assessment.facts)
    told = AssessedDraft(draft.resource, draft.reference, replace(draft.assessment, facts=facts))
    (card,) = compose([told], counted_ids())["cards"]
    assert "**Based on:** Babinski sign (2026-03-01), brisk reflexes, course of weeks to years." in card["detail"]


def test_what_the_record_says_twice_is_said_once() -> None:
    day = date(2026, 11, 10)
    twice = [Evidence("Condition/a", "Low back pain", day), Evidence("ServiceRequest/b", "low back pain.")]
    given_or_blank = [Evidence("given", "stated in the case", kind="given"), Evidence("Condition/c", "  ")]
    assert evidence_words([*twice, *given_or_blank]) == ["Low back pain (2026-11-10)"]


def test_an_unknown_feature_is_named_by_its_words() -> None:
    assert name_of("some_new_feature") == "some new feature"
