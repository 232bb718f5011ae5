"""What an order asks about in words that no phrase knows: the plain complaint is then not all there is to it."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text

DAY = date(2026, 11, 20)


def asked(text: str) -> list[str]:
    return [each.words for each in read_text(text, DAY).said if each.finding == "other_question"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dizziness, r/o subdural", "r/o subdural"),
        ("Low back pain 4 days ?aortic dissection", "?aortic dissection"),
        ("Neck pain, rule out a subarachnoid bleed, headache", "rule out a subarachnoid bleed"),
        ("Neck pain, rule out meningitis. No rash", "rule out meningitis"),
        ("Thoracic pain 4 days, concern for arachnoiditis", "concern for arachnoiditis"),
        ("Neck pain 4 days, arachnoiditis?", "arachnoiditis?"),
        ("Dizziness, TIA?", "TIA?"),
        ("Low back pain, renal stones?", "renal stones?"),
    ],
)
def test_an_unknown_question_is_told(text: str, words: str) -> None:
    assert asked(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Low back pain, r/o disc herniation",
        "Low back pain ?HNP ?stenosis",
        "Neck pain, ?cord compression",
        "Low back pain, r/o fracture",
        "Sciatica? 3 weeks",
        "Low back pain, low concern for serious disease",
        "Worried about cancer because his brother died of it",
        "Neck pain? cause",
        "Low back pain 5 days, pregnant? no",
        "Low back pain ?discogenic",
        "Dizziness ?vasovagal",
        "Low back pain 3 weeks",
        "Low back pain 3 weeks, thoughts?",
        "Low back pain 3 weeks, disc?",
        "X-ray or MRI of the spine, or neither?",
        "Would an MRI of the neck help at this stage?",
        "?",
        "r/o",
        "? ? ?",
    ],
)
def test_what_is_known_or_asks_nothing_is_no_such_question(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize("text", ["Dizzy, worst headache of life", "Low back pain 4 days, AAA known", "Back pain, renal colic"])
def test_another_disease_that_the_order_names_is_another_question(text: str) -> None:
    assert asked(text)


@pytest.mark.parametrize("text", ["Low back pain, no AAA", "Low back pain, h/o kidney stones", "Mother had an aortic aneurysm"])
def test_what_is_denied_past_or_a_relatives_is_none(text: str) -> None:
    assert asked(text) == []
