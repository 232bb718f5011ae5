"""The days that a text writes out: `8/31/2026`, `7/6/26`, `2026-08-03`, `3 Aug`, `Sept 25, 2026`.

A day and a month in numbers are read with the month first, as those who write to American payers do, unless another day of the
text shows that the day comes first. Where both ways are in use in one text, or its words are British, a day that can be read
both ways says nothing.

A course of treatment needs its first and its last day, so that a month, a year or 'ago' says nothing here. Days are read from
the text as it is written, signs and all ('7/6/26-8/28/26'), and how all days of a text are written tells how one of them is
meant. `day_in_words` says what other readers of days do.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from fhir_mappings.text.times.day_in_words import full_year, last_such_day, month_and_day
from fhir_mappings.text.times.time_table import figures, time_table
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_MONTHS = 12
_YEARS_BACK = 5
_ISO = r"(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2})"
_NUMBERS = r"(?P<one>\d{1,2})(?P<sep>[/.-])(?P<two>\d{1,2})(?:(?P=sep)(?P<ny>\d{4}|\d{2}))?"
_DAY_FIRST = r"(?P<dd>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<dm>{months})\.?(?:,?[ -](?P<dy>\d{{4}}))?"
_MONTH_FIRST = r"(?P<mm>{months})\.? (?P<md>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<my>\d{{4}}))?"

_IN_FIGURES = re.compile(r"\d[/.-]\d")
"""Stands in every day that names no month."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day as it is written: where it stands in the text, and its words `first` to `last`. `year` is None where none is
    written; `in_numbers` where a score could be meant ('8/10') as far as no year stands there."""

    start: int
    end: int
    first: int
    last: int
    year: int | None
    month: int
    day: int
    in_numbers: bool


def written_dates(words: Words, as_of: date) -> list[WrittenDate]:
    """The days of a text, from left to right, without those that can be read in two ways."""
    found = list(_dates_in(words))
    day_first = _is_day_first(found, words)
    made = (_date(each, words, day_first) for each in found)
    return [each for each in made if each is not None and _is_possible(each, as_of)]


def _dates_in(words: Words) -> Iterator[re.Match[str]]:
    """What is written like a day, tried only where a word begins that a day can begin with."""
    months, read_to = time_table().months.keys() & words.named, 0
    if not months and not _IN_FIGURES.search(words.text):
        return
    for at in words.where(figures(words) | months):
        found = _pattern().match(words.text, words.starts[at]) if words.starts[at] >= read_to else None
        if found is not None:
            read_to = found.end()
            yield found


def on_or_before(written: WrittenDate, last: date) -> date | None:
    """The day that is meant: of its year, else the last such day up to `last`; None where there is none."""
    return last_such_day(written.year, written.month, written.day, last)


def _date(found: re.Match[str], words: Words, day_first: bool | None) -> WrittenDate | None:
    part, numbers = found.groupdict(), False
    if part["iy"]:
        year, month, day = part["iy"], int(part["im"]), int(part["id"])
    elif part["dd"]:
        year, month, day = part["dy"], time_table().months[part["dm"].lower()], int(part["dd"])
    elif part["mm"]:
        year, month, day = part["my"], time_table().months[part["mm"].lower()], int(part["md"])
    else:
        if part["sep"] != "/" and not part["ny"]:
            return None  # '3.5', '2-3'
        order = _month_and_day(int(part["one"]), int(part["two"]), None if part["sep"] == "." else day_first)
        if order is None:
            return None
        (month, day), year, numbers = order, part["ny"], True
    first = bisect_left(words.starts, found.start())
    last = bisect_left(words.starts, found.end()) - 1
    if first > last:
        return None
    return WrittenDate(found.start(), found.end(), first, last, full_year(year or ""), month, day, numbers)


def _month_and_day(one: int, two: int, day_first: bool | None) -> tuple[int, int] | None:
    """Month and day of two numbers; None where they can be read both ways and nothing tells which."""
    readings = month_and_day(one, two)
    if len(readings) > 1 and day_first is None:
        return None
    return (readings[-1] if day_first else readings[0]) if readings else None


def _is_day_first(found: Sequence[re.Match[str]], words: Words) -> bool | None:
    """Whether the day comes first where numbers do not tell; None where nothing of the text does."""
    pairs = [(int(each["one"]), int(each["two"])) for each in found if each["one"] and (each["ny"] or each["sep"] == "/")]
    day_first = any(one > _MONTHS >= two for one, two in pairs)
    month_first = any(two > _MONTHS >= one for one, two in pairs)
    if day_first or month_first:
        return None if day_first and month_first else day_first
    return None if not _british().isdisjoint(words.named) else False


def _is_possible(written: WrittenDate, as_of: date) -> bool:
    if written.year is not None and not as_of.year - _YEARS_BACK <= written.year <= as_of.year + 1:
        return False
    try:
        date(written.year or as_of.year, written.month, written.day)
    except ValueError:
        return False
    return True


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(sorted(time_table().months, key=lambda name: -len(name)))
    named = (_DAY_FIRST.format(months=months), _MONTH_FIRST.format(months=months)) if months else ()
    return re.compile(rf"(?<![\w/])(?<!\d\.)(?:{'|'.join((_ISO, _NUMBERS, *named))})(?![\w/])", re.IGNORECASE)


@cache
def _british() -> frozenset[str]:
    return frozenset(str(word) for word in packaged_yaml("fhir_mappings", "tables/text/treatment_courses.yaml")["british"])
