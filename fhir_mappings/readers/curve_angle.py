"""The angle of a curve of the spine on a day, as a row or a report of a film tells it: `Cobb angle: 36 deg`, 'Right thoracic
curve 38 degrees'. Whether the curve grew is seen when all of the chart has been read (`chart.grown_curve`).

What a row may be called is in `tables/curve_names.csv`, which words of a report are of a curve in `tables/report_phrases.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from fhir_mappings.chart.grown_curve import CurveAngle
from fhir_mappings.readers.observation_value import quantity
from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.phrases import says
from fhir_mappings.resource.elements import Days, finite_number, text_of
from fhir_mappings.tables_csv import column
from fhir_mappings.text.numbers.curve_growth import curve_limit

_NAMES_IT = "cobb"
_UNITS = frozenset({"", "°", "deg", "degs", "degree", "degrees"})
_PLACES = ("thoracolumbar", "thoracic", "lumbar")
ANGLE = re.compile(r"\b(\d{2,3})\s*(?:°|deg(?:s|rees?)?\b)|\bcobb(?: angle)?\W{0,3}(?:of\s|is\s)?(\d{2,3})\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")


def note_angle_of_a_row(
    label: str, part: Mapping[str, Any], resource: Mapping[str, Any], days: Days | None, reading: Reading
) -> None:
    """Notes the angle of a row whose name is nothing but that of an angle."""
    low = label.lower()
    if days is None or _NAMES_IT not in low:
        return
    used = frozenset(_WORD.findall(low))
    if _NAMES_IT not in used or not used <= _names():
        return
    measured = quantity(part)
    number, unit = finite_number(measured.get("value")), text_of(measured.get("unit") or measured.get("code")).lower()
    if number is None or unit.strip("{}. ") not in _UNITS or measured.get("comparator") or not _may_be_an_angle(number):
        return
    evidence = reading.evidence(resource, f"{label}: {number:g} degrees", days, "value")
    reading.angles.append(CurveAngle(days, _place(low), number, evidence))


def note_angle_of_a_film(sentence: str, resource: Mapping[str, Any], days: Days | None, reading: Reading) -> None:
    """Notes the one angle that a sentence about a curve tells; nothing where it tells several, or of another angle."""
    if days is None or not says("curve", sentence) or says("another angle", sentence):
        return
    told = {float(found[1] or found[2]) for found in ANGLE.finditer(sentence)}
    if len(told) == 1 and _may_be_an_angle(degrees := told.pop()):
        evidence = reading.evidence(resource, sentence, days, "text")
        reading.angles.append(CurveAngle(days, _place(sentence.lower()), degrees, evidence))


def _may_be_an_angle(degrees: float) -> bool:
    return curve_limit("smallest angle") <= degrees <= curve_limit("largest angle on record")


def _place(low: str) -> str:
    found = [each for each in _PLACES if re.search(rf"\b{each}\b", low)]
    return found[0] if len(found) == 1 else ""


@cache
def _names() -> frozenset[str]:
    return column("curve_names", "name", role="angle")
