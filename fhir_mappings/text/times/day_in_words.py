"""A day as a text writes it: `3/10/2026`, `3/10/26`, `25.10.2026`, `2026-10-25`, `Oct. 25th, 2026`, `3rd of October`.

What all readers of days in texts share: what is written like a day, which of two numbers can be the month, of which century a
year of two digits is, and which day is meant where no year is written. What each makes of it is its own:

- `points_in_time`, when a complaint began: one day, up to the day of reading, or nothing where two can be meant
- `spans_of_days`, what rules ask about with a limit in days: all the days that can be meant, if a year is written
- `written_dates`, first and last days of a treatment: where two can be meant, the other days of the text tell which comes first
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from fhir_mappings.text.times.time_table import is_digits, time_table
from fhir_mappings.text.words import word_at

_MONTHS = 12
_LEAP_YEAR = 2000
_CENTURY = 2000
_YEAR, _TWO = 4, 2
_SAID_OF_A_YEAR = re.compile("(?:19|20)..")
_ENDINGS = frozenset({"st", "nd", "rd", "th"})


class DayInWords(NamedTuple):
    """A day that is written, and the place of its last word. `readings` are the months and days that can be meant, the month
    written first before the day written first; `year` is None where none is written."""

    last_word: int
    year: int | None
    readings: tuple[tuple[int, int], ...]


def day_in_words(spelled: Sequence[str], at: int) -> DayInWords | None:
    """The day that is written at a place; None where nothing is, or where no calendar has such a day."""
    return _year_first(spelled, at) or _with_dots(spelled, at) or _with_slashes(spelled, at) or _with_a_name(spelled, at)


def month_and_day(one: int, two: int) -> tuple[tuple[int, int], ...]:
    """The months and days that two numbers can be, the month first before the day first; one where they are the same."""
    return tuple(dict.fromkeys((month, day) for month, day in ((one, two), (two, one)) if 0 < month <= _MONTHS and day > 0))


def full_year(written: str) -> int | None:
    """A year of four digits, or of two, which are of this century; None for anything else."""
    if is_digits(written, _YEAR) and len(written) in (_TWO, _YEAR):
        return int(written) if len(written) == _YEAR else _CENTURY + int(written)
    return None


def last_such_day(year: int | None, month: int, day: int, last: date) -> date | None:
    """The day of a year; where none is written, the last such day up to `last`. None where there is none up to then."""
    for each in (year,) if year is not None else (last.year, last.year - 1):
        try:
            found = date(each, month, day)
        except ValueError:
            return None
        if found <= last:
            return found
    return None


def month_at(spelled: Sequence[str], at: int) -> tuple[int, int]:
    """The month whose name stands at a place, and the place of its last word: of a name cut short, a full stop belongs to it.
    0 for no month."""
    name = word_at(spelled, at)
    month = time_table().months.get(name, 0)
    return month, at + 1 if month and word_at(spelled, at + 1) == "." and name in _cut_short() else at


def year_behind(spelled: Sequence[str], last: int) -> tuple[int | None, int]:
    """The year of four digits behind a day or a month, with or without a comma, and the last word then."""
    place = last + 2 if word_at(spelled, last + 1) == "," else last + 1
    written = word_at(spelled, place)
    return (int(written), place) if is_digits(written, _YEAR) and _SAID_OF_A_YEAR.fullmatch(written) else (None, last)


@cache
def _cut_short() -> frozenset[str]:
    """The names of months that are the beginning of another name of the month: 'sept', but not 'may'."""
    months = time_table().months
    return frozenset(one for one in months for other in months if other != one and other.startswith(one))


def _year_first(spelled: Sequence[str], at: int) -> DayInWords | None:
    """`2026-10-25`, `2026/10/25`."""
    year = word_at(spelled, at)
    if len(year) != _YEAR or not is_digits(year, _YEAR):
        return None
    step = 2 if word_at(spelled, at + 1) == word_at(spelled, at + 3) == "/" else 1
    month, day = word_at(spelled, at + step), word_at(spelled, at + 2 * step)
    if not (is_digits(month, _TWO) and is_digits(day, _TWO)):
        return None
    return _possible(at + 2 * step, int(year), ((int(month), int(day)),))


def _with_dots(spelled: Sequence[str], at: int) -> DayInWords | None:
    """`25.10.2026`: the day first."""
    day, dot, month = word_at(spelled, at).partition(".")
    if not dot or not (is_digits(day, _TWO) and is_digits(month, _TWO)):
        return None
    year = word_at(spelled, at + 1)
    whole = len(year) == _YEAR and is_digits(year, _YEAR)
    return _possible(at + 1, int(year), ((int(month), int(day)),)) if whole else None


def _with_slashes(spelled: Sequence[str], at: int) -> DayInWords | None:
    """`10/25`, `10/25/26`, `25/10/2026`."""
    if word_at(spelled, at + 1) != "/":
        return None
    one, two = spelled[at], word_at(spelled, at + 2)
    if not (is_digits(one, _TWO) and is_digits(two, _TWO)):
        return None
    year = full_year(word_at(spelled, at + 4)) if word_at(spelled, at + 3) == "/" else None
    return _possible(at + 2 if year is None else at + 4, year, month_and_day(int(one), int(two)))


def _with_a_name(spelled: Sequence[str], at: int) -> DayInWords | None:
    """`Oct. 25th, 2026`, `25 October 2026`, `3rd of October`."""
    month, last = month_at(spelled, at)
    if month:
        number, last = last + 1, last + 1
        last += word_at(spelled, last + 1) in _ENDINGS
        if last == number and _is_a_unit(word_at(spelled, last + 1)):
            return None  # 'since Feb. 8 wks of physio'
    else:
        number = last = at
        last += word_at(spelled, last + 1) in _ENDINGS
        last += word_at(spelled, last + 1) == "of"
        month, last = month_at(spelled, last + 1)
    day = word_at(spelled, number)
    if not month or not is_digits(day, _TWO):
        return None
    year, last = year_behind(spelled, last)
    return _possible(last, year, ((month, int(day)),))


def _is_a_unit(key: str) -> bool:
    """Whether a word counts what stands before it as weeks, months or years."""
    return len(key) > 1 and key in time_table().units


def _possible(last: int, year: int | None, readings: Sequence[tuple[int, int]]) -> DayInWords | None:
    """A day without the readings of which no calendar has one."""
    kept = tuple(each for each in readings if _is_day(year if year is not None else _LEAP_YEAR, *each))
    return DayInWords(last, year, kept) if kept else None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
