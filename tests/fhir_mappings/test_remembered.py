"""What follows from a short wording is worked out once; a long text, which may be a letter about a patient, is not kept."""

from __future__ import annotations

from collections import Counter

from fhir_mappings.remembered import LONGEST, MOST, remembered

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
