"""When a Condition began: `onset[x]`, never `recordedDate`.

Where only a month or a year is given, every day of it is possible. Of a month the day in the middle is taken, and 'about' said;
of a year all its days. An onset equal to the day of recording is weak, because many systems fill it in by themselves; it is
said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from fhir_mappings.resource.elements import Days, Unreadable, days_of, finite_number, mapping, text_of
from fhir_mappings.tables_csv import table
from fhir_mappings.text.times.time_table import time_table
from fhir_mappings.text.times.times import times
from fhir_mappings.text.words import cut
from fhir_mappings.time_units import time_units, units_of_records
from imaging_rules.facts import Span

EQUALS_RECORDED = "(onset equals the day it was recorded)"

_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_LEADS = r"(?:(?:since|from|started|onset|began|in|on|about|around|approximately|approx\.?|circa|ca\.?|~)\s*)*"
_SINCE = re.compile(rf"{_LEADS}({_DATE})", re.IGNORECASE)
_PARTIAL = re.compile(r"\b\d{4}-\d{2}(?!-?\d)")
"""A month in numbers, which free text reads as a year."""
_MONTH = "m"


class Onset(NamedTuple):
    """The days on which it can have begun, and whether the onset is weak."""

    days: Days
    weak: bool = False
    about: bool = False

    def before(self, as_of: date) -> int | None:
        """Whole days from the onset to `as_of`; None for an onset in the future."""
        if self.days.lie_ahead_of(as_of):
            return None
        last = max(self.days.first, min(self.days.last, as_of))
        return max(0, (as_of - Days(self.days.first, last).middle).days)

    def lasted(self, as_of: date) -> float | Span | None:
        """As `before`, and the span of all days it can be where it is known by the year alone."""
        days = self.before(as_of)
        last = min(self.days.last, as_of)
        if days is None or (last - self.days.first).days <= time_units()[_MONTH].longest:
            return None if days is None else float(days)
        return Span(float((as_of - last).days), float((as_of - self.days.first).days))

    @property
    def remark(self) -> str:
        """What a reader has to know about this onset."""
        about = "" if self.days.exact and not self.about else " (about)"
        return f"{about} {EQUALS_RECORDED}" if self.weak else about


def onset_limit(name: str) -> float:
    """A limit in days from `tables/onset_limits.csv`."""
    return next(float(row["days"]) for row in table("onset_limits") if row["limit"] == name)


def onset_of(condition: Mapping[str, Any], birth: Days | None, as_of: date) -> Onset | None:
    """The onset of a Condition; None where none is given or none can be read.

    `onsetAge` needs the birth date; an `onsetString` is read where it tells one time, as free text is (`for about 3 weeks`,
    `since March`), counted back from the day of recording, or from `as_of` where that is not given.
    """
    try:
        recorded = days_of(condition.get("recordedDate"))
    except Unreadable:
        recorded = None
    try:
        return _stated(condition, birth, recorded, as_of)
    except (Unreadable, OverflowError, ValueError):
        return None


def told_otherwise(resource: Mapping[str, Any], stem: str, birth: Days | None) -> Days | None:
    """The days that a choice element tells as an age, or as a year or a date in words; None where it tells none. 'Last month'
    tells none: of when that was said nothing is known."""
    words = _SINCE.fullmatch(text_of(resource.get(stem + "String")))
    try:
        if words:
            return days_of(words[1])
        age = resource.get(stem + "Age")
        told = _by_age(mapping(age), birth) if age is not None and birth is not None else None
    except (Unreadable, OverflowError, ValueError):
        return None
    return told.days if told else None


def _stated(condition: Mapping[str, Any], birth: Days | None, recorded: Days | None, as_of: date) -> Onset | None:
    days = days_of(condition.get("onsetDateTime")) or days_of(mapping(condition.get("onsetPeriod")).get("start"))
    if days is not None:
        return Onset(days, weak=days.exact and days == recorded)
    if condition.get("onsetAge") is not None and birth is not None:
        return _by_age(mapping(condition["onsetAge"]), birth)
    return _in_words(text_of(condition.get("onsetString")), recorded.first if recorded else as_of)


def _by_age(age: Mapping[str, Any], birth: Days) -> Onset | None:
    value, unit = finite_number(age.get("value")), units_of_records().get(text_of(age.get("code")))
    if value is None or unit is None:
        return None
    lived = timedelta(days=round(value * unit.days))
    first, last = birth.first + lived, birth.last + lived + timedelta(days=unit.longest - 1)
    return Onset(Days(first, last), about=True)


def _in_words(text: str, told: date) -> Onset | None:
    since = _SINCE.fullmatch(text)
    if since:
        days = days_of(since[1])
        return Onset(days) if days else None
    if _PARTIAL.search(text):
        return None
    named = times(cut(text), told) or (times(cut(f"since {text}"), told) if _begins_with_a_date(text) else [])
    began = [time for time in named if not (time.change or time.other)]
    if len(began) != 1:
        return None
    day = told - timedelta(days=round(began[0].days))
    return Onset(Days(day, day), about=True)


def _begins_with_a_date(text: str) -> bool:
    """Whether words begin with a date, which free text reads behind a word that leads to it alone: 'late October', '5 Nov'."""
    first, table = text.strip().lower().partition(" ")[0], time_table()
    parts = {*table.parts_of_a_month, *table.weeks_of_a_month, "the"}
    return first[:1].isdigit() or first in table.date_begins or first in parts
