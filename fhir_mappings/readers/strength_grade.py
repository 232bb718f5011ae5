"""The strength of a muscle as a number: `3`, or `3` in the unit `/5`, is the `3/5` of an examination.

A bare number is a grade only where every word of the row's name says the strength of a muscle, and of which
(`tables/strength_words.csv`), and where it lies within the scale: a grip is measured in kilograms, a pulse otherwise.

Source: Medical Research Council scale for muscle strength, 0 to 5 (Aids to the examination of the peripheral nervous system).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fhir_mappings.quantities import unit_spelling
from fhir_mappings.resource.elements import finite_number, text_of
from fhir_mappings.tables_csv import words_by_role

_HIGHEST = 5
_WORD = re.compile(r"[a-z0-9]+")
_OF_FIVE = frozenset({"/5", "of5", "outof5"})
_BARE = frozenset({"", "1", "score", "mrc", "mrcgrade", "grade"})


def strength_grade(label: str, measured: Mapping[str, Any]) -> str:
    """The grade that a number of a row says, as an examination writes it; "" where it says none."""
    number = finite_number(measured.get("value"))
    if number is None or not 0 <= number <= _HIGHEST or measured.get("comparator") or not _asks_strength(label):
        return ""
    units = {unit_spelling(text_of(measured.get(key))) for key in ("code", "unit")} - {""} or {""}
    bare = units <= _BARE and number > 0  # a nought may be of a score of what is lost
    if not (units & _OF_FIVE or bare):
        return ""
    return f"{number:g}/{_HIGHEST}"


def _asks_strength(label: str) -> bool:
    """Whether every word of a name says the strength of a muscle or which muscle: `Right ankle dorsiflexion strength`."""
    words, named = frozenset(_WORD.findall(label.lower())), words_by_role("strength_words")
    return bool(words & named["strength"]) and words <= named["strength"] | named["of what"]
