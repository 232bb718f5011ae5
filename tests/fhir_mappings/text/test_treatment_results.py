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
