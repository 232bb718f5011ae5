"""A curve of the spine that grew between two measurements on record: 22 degrees in February, 38 degrees in October."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fhir_mappings.resource.elements import Days
from fhir_mappings.text.numbers.curve_growth import curve_limit
from imaging_rules.facts import Evidence, Finding, State

_RISK, _GROWS = "scoliosis_risk", ("progressive_deformity",)


class CurveAngle(NamedTuple):
    """An angle in degrees, the day it was measured, and the part of the spine that was named with it, if one was."""

    days: Days
    place: str
    degrees: float
    evidence: Evidence


def grown_curve(angles: Iterable[CurveAngle]) -> Iterator[Finding]:
    """`progressive_deformity` where the newest angle of a curve is larger than one measured before by more than the error of
    measuring. Of several of one day the largest counts, as it is the main curve's."""
    by_place: dict[str, dict[tuple[object, object], CurveAngle]] = defaultdict(dict)
    for each in angles:
        day = (each.days.first, each.days.last)
        known = by_place[each.place].get(day)
        if known is None or known.degrees < each.degrees:
            by_place[each.place][day] = each
    for measured in by_place.values():
        newest = max(measured.values(), key=lambda each: (each.days.last, each.degrees))
        before = [each for each in measured.values() if _is_before(each, newest)]
        if any(newest.degrees - each.degrees > curve_limit("error of a Cobb angle") for each in before):
            yield Finding(_RISK, State.PRESENT, newest.evidence, _GROWS)


def _is_before(each: CurveAngle, newest: CurveAngle) -> bool:
    return each.days.last < newest.days.first and (newest.days.first - each.days.first).days <= curve_limit("longest growth")
