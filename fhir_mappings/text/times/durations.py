"""Lengths of time: `3 wks`, `2-3 weeks`, `two and a half years`, `a few mo`, `3/52`, `for months`."""

from __future__ import annotations

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.times.time_leads import is_asked
from fhir_mappings.text.times.time_table import DIGITS, HALF_BEGINS, HALVES, TimeTable, is_digits
from fhir_mappings.text.times.told_time import Told
from fhir_mappings.text.words import word_at, word_before

_HALF = 0.5
_TENS, _TEN = (20, 30, 40, 50), 10
_WHEN_IT_WAS = ("this", "per", "each", "every")
"""'Three spells this year of being wobbly' tells when they were, 'year of being wobbly' how long it was."""


def duration_at(spelled: tuple[str, ...], at: int, table: TimeTable) -> Told | None:
    """The length of time that begins at a place; of a range the middle."""
    measured = _measured(spelled, at, table)
    if measured is not None:
        return measured
    if spelled[at][0] in DIGITS:
        return _shorthand(spelled, at, table)
    return _few(spelled, at, table) or _vague(spelled, at, table)


def _measured(spelled: tuple[str, ...], at: int, table: TimeTable) -> Told | None:
    """A number and its unit; of a range (`2-3 weeks`) the middle."""
    next_word = word_at(spelled, at + 1)
    if next_word not in table.after_numbers and next_word[:1] not in DIGITS:
        return None
    number = _number(spelled, at, table)
    if number is None or (next_word == "m" and spelled[at] == "a"):
        return None
    after, about = at + 1, False
    if number in _TENS and spelled[at] in table.numbers and 0 < table.numbers.get(word_at(spelled, after), 0) < _TEN:
        number, after = number + table.numbers[spelled[after]], after + 1  # 'twenty-four'
    first = after
    half = _half(spelled, after)
    if half:
        number, after = number + _HALF, after + half
    elif after < len(spelled) and spelled[after] in ("to", "or"):
        after += 1
    second = _number(spelled, after, table) if after < len(spelled) and spelled[at][:1] in DIGITS and not half else None
    if second is not None and second >= number:
        number, after, about = (number + second) / 2, after + 1, True
    elif after != first + half:
        return None
    if after < len(spelled) and spelled[after] in ("+", "plus"):
        after += 1
    if number == _HALF and spelled[after : after + 1] in (("a",), ("an",)):
        after += 1  # 'half a year'
    unit = table.units.get(spelled[after]) if after < len(spelled) else None
    if unit is None or _is_beyond(number, unit, spelled[after], table):
        return None
    half = _half(spelled, after + 1)  # 'a year and a half'
    return after + half, _days(number + _HALF if half else number, unit, table), about


def _is_beyond(number: float, unit: str, written: str, table: TimeTable) -> bool:
    """Whether a number is too large for its unit: '50 m' are no months, and nothing lasts 200 years."""
    limits = text_limits()
    return (written == "m" and number > limits.month_letter) or _days(number, unit, table) > limits.life


def _half(spelled: tuple[str, ...], at: int) -> int:
    """How many words there say a half more: `2½`, `2 1/2`, `two and a half`."""
    if at >= len(spelled) or spelled[at] not in HALF_BEGINS:
        return 0
    return next((len(each) for each in HALVES if spelled[at : at + len(each)] == each), 0)


def _number(spelled: tuple[str, ...], at: int, table: TimeTable) -> float | None:
    key = spelled[at]
    if key[:1] in DIGITS:
        return float(key.replace(",", ".")) if len(key) < 6 and key.isascii() else None
    return table.numbers.get(key)


def _few(spelled: tuple[str, ...], at: int, table: TimeTable) -> Told | None:
    """`a few wks`, `several mo`, `couple of days`: as many as the vocabulary's vague durations take for weeks and months."""
    number = table.few.get(spelled[at])
    if number is None:
        return None
    after = at + 2 if spelled[at + 1 : at + 2] == ("of",) else at + 1
    unit = table.units.get(spelled[after]) if after < len(spelled) else None
    return (after, _days(number, unit, table), True) if unit else None


def _vague(spelled: tuple[str, ...], at: int, table: TimeTable) -> Told | None:
    """`for weeks`, `for a year`, `the past month`: without a number."""
    if spelled[at] not in table.vague_begins:
        return None
    for size in (4, 3, 2) if word_at(spelled, at + 1) in table.vague_seconds else ():
        phrase = spelled[at : at + size]
        days = table.vague_phrases.get(phrase)
        if days is not None:
            return at + len(phrase) - 1, days, True
    lead = at - 1 if word_before(spelled, at) in ("some", "many") else at  # 'for some months'
    asked = is_asked(spelled, lead) or (spelled[at + 1 : at + 2] == ("of",) and word_before(spelled, at) not in _WHEN_IT_WAS)
    one = table.one.get(spelled[at])
    if one is not None and (asked or spelled[at + 1 : at + 2] in (("ago",), ("long",))) and spelled[at] not in table.numbers:
        return at, one, True
    days = table.vague.get(spelled[at])
    return (at, days, True) if days is not None and asked and spelled[at] not in table.numbers else None


def _shorthand(spelled: tuple[str, ...], at: int, table: TimeTable) -> Told | None:
    """`3/7`, `3/52`, `9/12`; not where it can be a date or a score."""
    unit = table.shorthand.get(spelled[at + 2]) if at + 2 < len(spelled) and spelled[at + 1] == "/" else None
    if unit is None or not is_digits(spelled[at], 2):
        return None
    after = spelled[at + 3] if at + 3 < len(spelled) else ""
    if (spelled[at] == "24" and unit == "d") or not int(spelled[at]):
        return None  # '24/7': always; '0/7 red flags'
    counted = word_at(spelled, at + 4) if after in table.such_as else after
    if unit != "w" and counted in table.so_many_of:
        return None  # '10/12 sessions': ten of twelve
    since = ("since",) if unit != "w" else ()  # no date has a 52
    on = ("on",) if unit != "w" and after != "ago" else ()  # 'came on 2/52 ago'
    if after == "/" or word_before(spelled, at) in (*since, *on, "/", "dated", "score", "grade", "power"):
        return None
    return at + 2, _days(float(spelled[at]), unit, table), False


def _days(number: float, unit: str, table: TimeTable) -> float:
    days = number * table.days_in[unit]
    return float(round(days)) if unit != "h" else float(int(days))
