"""Points in time: yesterday, since Friday, 17 Nov, since March, last summer, since 2023.

A complaint has a beginning of about some day: a month is its middle, a year its first of July, and what a day and a month in
numbers mean either way says nothing. `spans_of_days` and `written_dates` read dates for other ends."""

from __future__ import annotations

from datetime import date, timedelta

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.time_leads import lead_of
from fhir_mappings.text.time_table import DIGITS, TimeTable, is_digits, time_table
from fhir_mappings.text.told_time import Time, Told
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_before

_WORDS = word_lists("text_around_times")
_MONTHS = 12
_SOON = 4
"""An examination of the day is named before the fourth word behind it."""
_DAY_ENDINGS = frozenset({"st", "nd", "rd", "th"})


def date_at(spelled: tuple[str, ...], at: int, as_of: date) -> Time | None:
    """The day, month or year that stands at a place where a date is expected, as in brackets behind a value."""
    table = time_table()
    found = _day_and_month(spelled, at, as_of, table) or _month(spelled, at, as_of, table) or _year(spelled, at, as_of)
    return Time(at, *found, ago=True) if found else None


def point_at(spelled: tuple[str, ...], at: int, as_of: date, table: TimeTable) -> Told | None:
    """A point in time: yesterday, since Friday, since March, since 2023, since 10/2026."""
    key = spelled[at]
    if key in table.ago_begins:
        if key == "today" and _is_day_of_the_visit(spelled, at):
            return None
        for size in (2, 1):
            point = spelled[at : at + size]
            days = table.days_ago.get(point)
            if days is not None:
                return at + len(point) - 1, float(days), False
    if key not in table.date_begins and key[0] not in DIGITS:
        return None
    if lead_of(spelled, at) not in _WORDS["dates"]:
        return _month_by_number(spelled, at, as_of) if word_before(spelled, at) not in ("/", "dated") else None
    weekday = table.weekdays.get(key)
    if weekday is not None:
        return at, float((as_of.weekday() - weekday) % 7 or 7), False
    return (
        _day_and_month(spelled, at, as_of, table)
        or _month(spelled, at, as_of, table)
        or _season(spelled, at, as_of, table)
        or _year(spelled, at, as_of)
    )


def _is_day_of_the_visit(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a 'today' says when somebody was seen: 'seen today', 'and today the examination is normal'."""
    if not _WORDS["seen"].isdisjoint(spelled[max(0, at - 2) : at]):
        return True
    begins = at == 0 or spelled[at - 1] in _WORDS["begins a thought"]
    return begins and not _WORDS["examined"].isdisjoint(spelled[at + 1 : at + _SOON])


def _season(spelled: tuple[str, ...], at: int, as_of: date, table: TimeTable) -> Told | None:
    """The last Easter, Christmas or summer; nothing of a season that is hardly over."""
    if lead_of(spelled, at) not in _WORDS["since"]:
        return None
    for size in (4, 2, 1):
        season = spelled[at : at + size]
        if season in table.seasons:
            month, number, least = table.seasons[season]
            start = date(as_of.year, month, number)
            days = (as_of - (start if start <= as_of else start.replace(year=as_of.year - 1))).days
            return (at + len(season) - 1, float(days), True) if days >= least else None
    return None


def _day_and_month(spelled: tuple[str, ...], at: int, as_of: date, table: TimeTable) -> Told | None:
    """`17 Nov`, `Nov 17`, `17 Nov 2026`, `17/11/2026`; the last such day where no year stands there. A day and a month in
    numbers that can be read both ways say nothing."""
    one, other = spelled[at], spelled[at + 1] if at + 1 < len(spelled) else ""
    last = at + 1
    whole = _whole_date(spelled, at, as_of)
    if whole is not None:
        return _on(*whole, as_of)
    if other in _DAY_ENDINGS or other == "of":  # '3rd of October'
        last = at + 3 if spelled[at + 2 : at + 3] == ("of",) else at + 2
        other = spelled[last] if last < len(spelled) else ""
    if other == "/":
        other, last = spelled[at + 2] if at + 2 < len(spelled) else "", at + 2
        day, month = _in_numbers(one, other)
    elif is_digits(one, 2):
        day, month = int(one), table.months.get(other, 0)
    else:
        day, month = int(other) if is_digits(other, 2) else 0, table.months.get(one, 0)
    if not day or not month:
        return None
    if spelled[last + 1 : last + 2] and spelled[last + 1] in _DAY_ENDINGS:
        last += 1  # 'October 3rd'
    written = spelled[last + 1 : last + 3]
    if written[:1] == ("/",):
        written = written[1:]
        last += 1 if written else 0
    year = int(written[0]) if written and _is_year(written[0], as_of) else 0
    return _on(year, month, day, last + (1 if year else 0), as_of)


def _whole_date(spelled: tuple[str, ...], at: int, as_of: date) -> tuple[int, int, int, int] | None:
    """Year, month, day and last word of `2026-10-25` and `25.10.2026`."""
    one, other, third = (*spelled[at : at + 3], "", "")[:3]
    if _is_year(one, as_of) and is_digits(other, 2) and is_digits(third, 2):
        return int(one), int(other), int(third), at + 2
    day, dot, month = one.partition(".")
    if dot and is_digits(day, 2) and is_digits(month, 2) and _is_year(other, as_of):
        return int(other), int(month), int(day), at + 1
    return None


def _in_numbers(one: str, other: str) -> tuple[int, int]:
    """Day and month; the day first where it can be no month, or both are the same. (0, 0) where it is not clear."""
    if not (is_digits(one, 2) and is_digits(other, 2)):
        return 0, 0
    first, second = int(one), int(other)
    if first > _MONTHS >= second or first == second:
        return first, second
    return (second, first) if second > _MONTHS >= first else (0, 0)


def _on(year: int, month: int, day: int, last: int, as_of: date) -> Told | None:
    for each in (year,) if year else (as_of.year, as_of.year - 1):
        try:
            found = date(each, month, day)
        except ValueError:
            return None
        if found <= as_of:
            return last, float((as_of - found).days), False
    return None


def _month(spelled: tuple[str, ...], at: int, as_of: date, table: TimeTable) -> Told | None:
    month, last = table.months.get(spelled[at]), at
    if month is None:
        return _month_by_number(spelled, at, as_of)
    year = as_of.year if month <= as_of.month else as_of.year - 1
    if at + 1 < len(spelled) and _is_year(spelled[at + 1], as_of):
        year, last = int(spelled[at + 1]), at + 1
    return _since(date(year, month, 15), last, as_of)


def _month_by_number(spelled: tuple[str, ...], at: int, as_of: date) -> Told | None:
    if spelled[at + 1 : at + 2] != ("/",) or at + 2 >= len(spelled) or not _is_year(spelled[at + 2], as_of):
        return None
    if not is_digits(spelled[at], 2) or not 1 <= int(spelled[at]) <= 12:
        return None
    return _since(date(int(spelled[at + 2]), int(spelled[at]), 15), at + 2, as_of)


def _year(spelled: tuple[str, ...], at: int, as_of: date) -> Told | None:
    if not _is_year(spelled[at], as_of):
        return None
    return _since(date(int(spelled[at]), 7, 1), at, as_of)


def _is_year(key: str, as_of: date) -> bool:
    return len(key) == 4 and is_digits(key, 4) and as_of.year - text_limits().year_of_time <= int(key) <= as_of.year


def _since(day: date, last: int, as_of: date) -> Told | None:
    days = (as_of - min(day, as_of)) / timedelta(days=1)
    return last, float(days), True
