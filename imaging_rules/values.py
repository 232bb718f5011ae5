"""A value of a feature from the outside world (YAML text, JSON), typed by the feature's kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from imaging_rules.facts import NONE, Interval, Value


class ValueProblem(ValueError):
    """A value that does not fit its kind; the message says what fits."""


def typed_value(kind: str, allowed: list[str], given: Any) -> Value:
    """`given` as the kind has it: boolean, code, code set (tuple), quantity (float), date, date interval.

    `none` says of a date or an interval that there is none.

    Raises ValueProblem.
    """
    match kind:
        case "boolean":
            return _boolean(given)
        case "code":
            return _code(allowed, given)
        case "code set":
            items = given if isinstance(given, list | tuple) else [given]
            return tuple(sorted({_code(allowed, item) for item in items}))
        case "quantity":
            return _quantity(given)
        case "date" | "date interval" if given == NONE:
            return NONE
        case "date":
            return _date(given)
    return _interval(given)


def _boolean(given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if given in ("true", "false"):
        return bool(given == "true")
    raise ValueProblem("true or false is needed")


def _code(allowed: list[str], given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise ValueProblem(f"one of {', '.join(allowed)} is needed" if allowed else "a code is needed")
    code = str(given)
    if allowed and code not in allowed:
        raise ValueProblem(f"one of {', '.join(allowed)} is needed")
    return code


def _quantity(given: Any) -> float:
    try:
        number = float("nan") if isinstance(given, bool) else float(given)
    except (TypeError, ValueError, OverflowError):
        raise ValueProblem("a number is needed") from None
    if not abs(number) < 1e12:
        raise ValueProblem("a number is needed")
    if number < 0:
        raise ValueProblem("a number of zero or more is needed")
    return number


def _date(given: Any) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueProblem("a date such as 2026-11-20 is needed") from None


def _interval(given: Any) -> Interval:
    if isinstance(given, Interval):
        return given
    if isinstance(given, dict) and set(given) <= {"start", "end"} and given.get("start"):
        end = given.get("end")
        return Interval(_date(given["start"]), _date(end) if end else None)
    raise ValueProblem('{"start": date, "end": date or none} is needed')
