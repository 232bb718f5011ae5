"""What follows from a short wording is worked out once; a long text, which may be a letter about a patient, is not kept."""

from __future__ import annotations

import gc
from collections import Counter
from datetime import date
from types import FrameType

from fhir_mappings.remembered import LONGEST, MOST, once_in_a_request, one_request, remembered
from fhir_mappings.text.reader import read_text

asked: Counter[str] = Counter()


@remembered
def size_of(text: str) -> int:
    """The length of a text, counted in `asked`."""
    asked[text] += 1
    return len(text)


def test_a_label_is_worked_out_once() -> None:
    assert [size_of("Hemoglobin [Mass/volume] in Blood") for _ in range(3)] == [33] * 3
    assert asked["Hemoglobin [Mass/volume] in Blood"] == 1


def test_a_long_text_is_not_kept() -> None:
    letter = "a" * (LONGEST + 1)
    assert [size_of(letter) for _ in range(3)] == [LONGEST + 1] * 3
    assert asked[letter] == 3


def test_only_the_latest_are_kept() -> None:
    for number in range(MOST + 1):
        size_of(f"label {number}")
    size_of("label 0")
    size_of(f"label {MOST}")
    assert (asked["label 0"], asked[f"label {MOST}"]) == (2, 1)


def counted(text: str) -> int:
    asked[text] += 1
    return len(text)


def test_in_one_request_a_letter_is_read_once_and_then_forgotten() -> None:
    letter = "b" * (LONGEST + 1)
    for requests in (1, 2):
        with one_request():
            assert {once_in_a_request(counted, letter) for _ in range(3)} == {LONGEST + 1}
        assert asked[letter] == requests


def test_no_letter_outlives_its_request() -> None:
    letter = "Dear colleague, " + "thank you for seeing this patient with neck pain for three weeks. " * 3
    read_text(letter, date(2026, 11, 20))
    gc.collect()
    held = [each for each in gc.get_referrers(letter) if not isinstance(each, FrameType)]
    assert held == []
