"""How an age is told on a card."""

from __future__ import annotations

import pytest

from cards.feature_words import said
from imaging_rules.assessment_result import UsedFact


@pytest.mark.parametrize(
    ("value", "words"), [("64", "age 64"), ("2", "age 2"), ("1.92", "age 23 months"), ("0.25", "age 3 months")]
)
def test_the_age_of_an_infant_is_told_in_months(value: str, words: str) -> None:
    assert said(UsedFact("age_years", value, "known", ())) == words
