"""Laboratory numbers in the unit of the vocabulary, from `tables/units.csv`, `bounds.csv`, `cutoffs.csv` and
`test_limits.csv`.

A number in a unit that is not listed, or without one where one is needed, is unknown: it is never guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from fhir_mappings.resource.elements import Unreadable, finite_number, text_of
from fhir_mappings.tables_csv import table

_UNSURE = "_unit_unsure"
"""What the name of a finding ends in that takes the values of a quantity whose unit is not sure; `egfr` has one."""


def in_our_unit(quantity: str, value: Mapping[str, Any]) -> float | None:
    """A FHIR Quantity as a number in the unit of `quantity` (a finding's name, or `temperature`).

    None where the unit is not listed, or where only a bound is known (`<`, `>`) that settles nothing. Raises Unreadable
    for a value that is no number.
    """
    number = finite_number(value.get("value"))
    if number is None:
        raise Unreadable("a number was expected")
    scale = _scale(quantity, value)
    if scale is None:
        return None
    factor, offset = scale
    ours = (number + offset) * factor
    comparator = text_of(value.get("comparator"))
    if not comparator:
        return round(ours, 6)
    return _beyond(comparator, ours) if _settles(quantity, comparator[:1], ours) else None


def in_unsure_unit(quantity: str, value: Mapping[str, Any]) -> tuple[str, float] | None:
    """A FHIR Quantity that is no number in our unit but, sent without a unit or in one of another quantity, may still warn:
    the finding of such a value and its number. None for any other. Raises Unreadable for a value that is no number."""
    finding = f"{quantity}{_UNSURE}"
    number = in_our_unit(finding, value) if is_quantity(finding) else None
    return None if number is None else (finding, number)


def _beyond(comparator: str, bound: float) -> float:
    """A number that is surely on the stated side: `< 30` lies under 30."""
    if comparator in ("<", ">"):
        return math.nextafter(bound, -math.inf if comparator == "<" else math.inf)
    return bound


def reaches_cutoff(finding: str, value: Mapping[str, Any]) -> bool | None:
    """Whether a Quantity reaches the cut-off, from below or from above, that makes it a finding (temperature: fever; coma
    score: not to be examined); None where unknown."""
    row = _cutoffs().get(finding)
    ours = in_our_unit(row["quantity"], value) if row else None
    if row is None or ours is None:
        return None
    return ours >= float(row["at_least"]) if row["at_least"] else ours <= float(row["at_most"])


def has_cutoff(finding: str) -> bool:
    """Whether a number of this finding is read against a cut-off."""
    return finding in _cutoffs()


def is_over_usual_limit(quantity: str, value: Mapping[str, Any]) -> bool:
    """Whether a Quantity lies over the usual limit of adult laboratories, by which words are judged too (`raised_above` of
    `tables/text/measures.csv`); False where that table has no limit, or the unit is not known."""
    limit = _usual_limits().get(quantity)
    ours = None if limit is None else in_our_unit(quantity, value)
    return limit is not None and ours is not None and ours > limit


def is_over_limit_of_test(loinc: str, value: Mapping[str, Any]) -> bool:
    """Whether a Quantity of a laboratory test lies over the limit of `tables/test_limits.csv` in one of its units; False where
    that table has none."""
    number = finite_number(value.get("value"))
    limits = _limits_of_tests().get(loinc)
    if limits is None or number is None or text_of(value.get("comparator")).startswith("<"):
        return False
    written = (unit_spelling(text_of(value.get("code"))), unit_spelling(text_of(value.get("unit"))))
    return any(number > limits[unit] for unit in written if unit in limits)


def is_quantity(finding: str) -> bool:
    """Whether this finding is a number with a unit."""
    return finding in _quantities()


@cache
def _quantities() -> frozenset[str]:
    return frozenset(name for name, _ in _units())


def _scale(quantity: str, value: Mapping[str, Any]) -> tuple[float, float] | None:
    written = [unit for unit in (text_of(value.get("code")), text_of(value.get("unit"))) if unit] or [""]
    found = (_units().get((quantity, unit_spelling(unit))) for unit in written)
    return next((scale for scale in found if scale), None)


def unit_spelling(unit: str) -> str:
    """A unit as the table is searched for it: lower case, without blanks, braces and brackets."""
    return re.sub(r"[\s{}\[\]]", "", unit.lower()).replace("²", "2").replace("³", "3").replace("μ", "µ")


def _settles(quantity: str, comparator: str, bound: float) -> bool:
    point = _bounds().get((quantity, comparator))
    if point is None:
        return False
    return bound >= point if comparator == ">" else bound <= point


@cache
def _units() -> dict[tuple[str, str], tuple[float, float]]:
    rows = table("units")
    return {(row["quantity"], unit_spelling(row["unit"])): (float(row["factor"]), float(row["offset"])) for row in rows}


@cache
def _usual_limits() -> dict[str, float]:
    return {
        row["finding"]: float(row["raised_above"]) for row in table("text/measures") if row["finding"] and row["raised_above"]
    }


@cache
def _limits_of_tests() -> dict[str, dict[str, float]]:
    limits: dict[str, dict[str, float]] = {}
    for row in table("test_limits"):
        limits.setdefault(row["loinc"], {})[unit_spelling(row["unit"])] = float(row["above"])
    return limits


@cache
def _bounds() -> dict[tuple[str, str], float]:
    return {(row["finding"], row["comparator"]): float(row["point"]) for row in table("bounds")}


@cache
def _cutoffs() -> dict[str, Mapping[str, str]]:
    return {row["finding"]: row for row in table("cutoffs")}
