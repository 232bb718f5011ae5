"""A value of a feature in words, as a person reads it."""

from __future__ import annotations

from datetime import date

from imaging_rules.facts import Interval, State, Value

_UNITS = {"wk": "weeks", "d": "days", "mo": "months", "a": "years", "1": ""}


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
