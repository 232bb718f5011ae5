"""A date in a text as the days that it may be: `3/2020` any of March 2020, `3/10/2026` the tenth of March or the third of
October, `8 months ago` some day around it.

What is told so ('the last MRI of the cord', 'stable since') is asked for by rules with a limit in days, and a date that may be
several days tells on which side it lies where all of them lie there. `day_in_words` says what other readers of days do."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from fhir_mappings.text.times.day_in_words import day_in_words, month_at, year_behind
from fhir_mappings.text.times.time_table import is_digits, time_table
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at
from fhir_mappings.time_units import time_units
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/around_times")
_YEAR, _TWO = 4, 2
_EARLIEST = 1950
"""No year before it is one of which somebody tells when an MRI or a therapy was."""
_LONGEST = 6
_MONTHS = 12


class DaySpan(NamedTuple):
    """The days that a date may be, and the place of its last word. `likely` is the day meant where all others would do."""

    last_word: int
    first: date
    last: date
    likely: date | None = None


class Lasting(NamedTuple):
    """A length of time, and the place of its last word."""

    last_word: int
    number: float
    unit: str
    """The letter of `time_units`."""


def days_at(spelled: Sequence[str], at: int, as_of: date) -> DaySpan | None:
    """The date that begins at a place, not after the day `as_of`; None where none does, or it could be a great many things."""
    found = _day(spelled, at, as_of) or _named_month(spelled, at) or _ago(spelled, at, as_of)
    found = found or _month_and_year(spelled, at) or _year(spelled, at)
    return found if found and found.first <= as_of else None


def lasting_at(spelled: Sequence[str], at: int) -> Lasting | None:
    """The length of time that begins at a place: `3 years`, `18 mo`."""
    number, unit = _number(word_at(spelled, at)), _units().get(word_at(spelled, at + 1), "")
    return Lasting(at + 1, number, unit) if number and unit else None


def _day(spelled: Sequence[str], at: int, as_of: date) -> DaySpan | None:
    """`2024-05-03`, `March 10, 2026`, `11/20/25`: either of two days where it can be read both ways and neither lies ahead, the
    month first where it does not matter. Nothing without a year."""
    written = day_in_words(spelled, at)
    if written is None or written.year is None or written.year < _EARLIEST:
        return None
    days = [date(written.year, *each) for each in written.readings]
    days = [each for each in days if each <= as_of] or days
    return DaySpan(written.last_word, min(days), max(days), days[0])


def _named_month(spelled: Sequence[str], at: int) -> DaySpan | None:
    """`Mar 2026`."""
    month, last = month_at(spelled, at)
    year, last = year_behind(spelled, last)
    return _whole_month(year, month, last) if month and year is not None and year >= _EARLIEST else None


def _month_and_year(spelled: Sequence[str], at: int) -> DaySpan | None:
    """`3/2020`."""
    month, slash, year = (word_at(spelled, at + place) for place in range(3))
    if slash != "/" or not is_digits(month, _TWO) or not _year_of(year):
        return None
    return _whole_month(_year_of(year), int(month), at + 2)


def _year(spelled: Sequence[str], at: int) -> DaySpan | None:
    year = _year_of(word_at(spelled, at))
    return DaySpan(at, date(year, 1, 1), date(year, 12, 31)) if year else None


def _ago(spelled: Sequence[str], at: int, as_of: date) -> DaySpan | None:
    """`8 months ago`: half a unit more or less."""
    told = lasting_at(spelled, at)
    if told is None or word_at(spelled, told.last_word + 1) not in _WORDS["ago"]:
        return None
    unit = time_units()[told.unit].days
    middle, half = told.number * unit, unit / _TWO
    if middle + half >= as_of.toordinal():
        return None
    first, last = as_of - timedelta(days=round(middle + half)), as_of - timedelta(days=round(middle - half))
    return DaySpan(told.last_word + 1, first, last)


def _whole_month(year: int, month: int, last_word: int) -> DaySpan | None:
    if not 1 <= month <= _MONTHS:
        return None
    return DaySpan(last_word, date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _year_of(word: str) -> int:
    return int(word) if len(word) == _YEAR and is_digits(word, _YEAR) and int(word) >= _EARLIEST else 0


def _number(word: str) -> float:
    if word.isascii() and word.replace(".", "", 1).isdigit() and len(word) <= _LONGEST:
        return float(word)
    return time_table().numbers.get(word, 0.0)


@cache
def _units() -> Mapping[str, str]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/times.yaml")
    return {word: letter for letter, words in content["units"].items() for word in words}
