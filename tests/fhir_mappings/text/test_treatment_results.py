"""How a treatment went, where notes tell it by how much. The order's day is 2026-11-20."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text

TODAY = date(2026, 11, 20)


def results(text: str) -> set[object]:
    return {each.value for each in read_text(text, TODAY).said if each.finding == "conservative_result"}


@pytest.mark.parametrize("number", ["50²", "²", "5½", "٥٠", "1.2.3", "50,", "½"])
def test_a_number_that_is_none_says_nothing(number: str) -> None:
    assert "improved" not in results(f"Neck pain, PT {number} % better, new leg weakness")


@pytest.mark.parametrize(
    "text",
    [
        "Neck extension 50 % decrease, naproxen and PT failed",
        "PT, disc height 50 % reduced",
        "PT 8/3/26-9/28/26, ROM 60 % less",
        "PT and naproxen, grip 55% less",
        "PT and naproxen, pain, grip 55% less",
        "PT and naproxen failed; headache resolved, headache came back",
        "PT and naproxen failed, headache resolved, headache came back",
        "PT, headache resolved, headache came back",
        "PT failed, pain 50% better on opioids",
    ],
)
def test_less_of_something_else_and_what_failed_did_not_improve(text: str) -> None:
    assert "improved" not in results(text)


@pytest.mark.parametrize(
    "text",
    [
        "PT and naproxen, about 60% improved",
        "PT and naproxen, pain 60% less",
        "PT, 50 % reduction in pain",
        "Pain resolved with chiropractic, then recurred",
        "PT helped but the pain came back",
    ],
)
def test_what_helped_by_half_or_came_back_improved(text: str) -> None:
    assert "improved" in results(text)
