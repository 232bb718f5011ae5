"""The strength of a muscle as a number: `3`, or `3` in the unit `/5`, is the `3/5` of an examination.

A bare number is a grade only where the row asks for strength or power, of nothing that is measured otherwise (a grip in
kilograms, a score of several muscles), and where it lies within the scale.

Source: Medical Research Council scale for muscle strength, 0 to 5 (Aids to the examination of the peripheral nervous system).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fhir_mappings.quantities import unit_spelling
from fhir_mappings.resource.elements import finite_number, text_of

_HIGHEST = 5
_OF_FIVE = frozenset({"/5", "of5", "outof5"})
_BARE = frozenset({"", "1", "score", "mrc", "mrcgrade", "grade"})
_ASKS_STRENGTH = re.compile(r"\b(strength|power|mrc)\b", re.IGNORECASE)
_ASKS_OTHERWISE = re.compile(r"\b(grip|pinch|hand ?held|dynamomet\w*|total|sum|pain|bite|cough|signal|field)\b", re.IGNORECASE)


def strength_grade(label: str, measured: Mapping[str, Any]) -> str:
    """The grade that a number of a row says, as an examination writes it; "" where it says none."""
    number = finite_number(measured.get("value"))
    if number is None or not 0 <= number <= _HIGHEST or measured.get("comparator") or not _ASKS_STRENGTH.search(label):
        return ""
    units = {unit_spelling(text_of(measured.get(key))) for key in ("code", "unit")} - {""} or {""}
    bare = units <= _BARE and number > 0  # a nought may be of a score of what is lost
    if _ASKS_OTHERWISE.search(label) or not (units & _OF_FIVE or bare):
        return ""
    return f"{number:g}/{_HIGHEST}"
