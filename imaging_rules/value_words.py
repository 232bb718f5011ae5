"""A value of a feature in words, as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from imaging_rules.facts import Evidence, Interval, State, Value

_UNITS = {"wk": "weeks", "d": "days", "mo": "months", "a": "years", "1": ""}


_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?")


def day_as_told(day: date, evidence: Iterable[Evidence]) -> str:
    """A day as the record tells it: `2022` or `2022-06` where no day is told. The day itself then stands for all of them, as
    far as rules need it, and is nobody's word; it must not be shown."""
    told = (each.dated for each in evidence if each.dated and _YEAR_OR_MONTH.fullmatch(each.dated))
    return next((each for each in told if day.isoformat().startswith(each)), day.isoformat())


def value_words(value: Value | State | None, unit: str | None = None) -> str:
    """`yes`, `physical therapy, heat`, `from 2026-09-01 to 2026-10-20`, `6 weeks`; an empty set is `none`."""
    match value:
        case None:
            return "on record"
        case bool():
            return "yes" if value else "no"
        case Interval():
            start = f"from {value.start}" if value.start else "start not known"
            return f"{start} to {value.end}" if value.end else f"{start}, still going on"
        case tuple():
            return ", ".join(code.replace("_", " ") for code in value) or "none"
        case float() | int():
            words = _UNITS.get(unit or "", unit or "")
            return f"{value:g} {words}".strip()
        case date():
            return value.isoformat()
    return str(value).replace("_", " ")
