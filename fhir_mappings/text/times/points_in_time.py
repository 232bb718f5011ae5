"""Points in time: yesterday, since Friday, 17 Nov, since March, last summer, since 2023.

A complaint has a beginning of about some day: a month is its middle, a year its first of July. A day and a month in numbers
that can be read both ways say nothing, and so does a day that lies ahead. `day_in_words` says what other readers of days do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.said import PARTS, SENTENCE
from fhir_mappings.text.times.day_in_words import DayInWords, day_in_words, last_such_day, month_at, year_behind
from fhir_mappings.text.times.time_leads import lead_of
from fhir_mappings.text.times.time_table import DIGITS, TimeTable, is_digits, time_table
from fhir_mappings.text.times.told_time import Time, Told
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at, word_before

_WORDS = word_lists("text/around_times")
_MAY = "may"
_NOW = frozenset({"today", "tonight"})
_SOON = 4
"""An examination of the day is named before the fourth word behind it."""
_BEFORE_A_MONTH = 5
"""Words before a month in which its part is named: 'the second week of'."""
_EVENT = 7
"""Words before a month in brackets in which a 'since' tells of what happened then."""
_SIZES = (4, 3, 2, 1)
"""So many words has the name of a season or of a feast, the longest first."""
_BEGINNING = 12
"""Words behind a feast in which something begins."""
_WITHIN_A_PART = frozenset({"of", "the", "part", "-", "in"})
_TOLD = 7
"""Words before a weekday in which an accident of that day is told."""
_AS_EARLY_AS = ("as", "early", "as")
_BEFORE_LAST = ("before", "last")
_RATED = 7
"""Words around a 'today' in which a pain is rated."""


def date_at(spelled: tuple[str, ...], at: int, as_of: date) -> Time | None:
    """The day, month or year that stands at a place where a date is expected, as in brackets behind a value."""
    written = day_in_words(spelled, at)
    found = _day(written, as_of) if written else _month(spelled, at, as_of) or _year(spelled, at, as_of)
    return Time(at, *found, ago=True) if found else None


def point_at(spelled: tuple[str, ...], at: int, as_of: date, table: TimeTable) -> Told | None:
    """A point in time: yesterday, since Friday, since March, since 2023, since 10/2026."""
    key = spelled[at]
    if key in table.ago_begins:
        if key in _NOW and _is_day_of_the_visit(spelled, at):
            return None
        for size in (2, 1):
            point = spelled[at : at + size]
            days = table.days_ago.get(point)
            if days is not None:
                return at + len(point) - 1, float(days), False
    if key not in table.date_begins and key[0] not in DIGITS:
        return None
    weekday = table.weekdays.get(key)
    accident = weekday is not None and is_day_of_an_accident(spelled, at)
    led = accident or lead_of(spelled, at) in _WORDS["dates"] or is_as_early_as(spelled, at) or _goes_on_from(spelled, at)
    if not led and not _explains_since(spelled, at) and not _is_when_it_began(spelled, at, table):
        return _month_by_number(spelled, at, as_of) if word_before(spelled, at) not in ("/", "dated") else None
    if weekday is not None:
        return at, float((as_of.weekday() - weekday) % 7 or 7), False
    written = day_in_words(spelled, at)
    if written is not None:
        return _day(written, as_of)
    return _month(spelled, at, as_of) or _season(spelled, at, as_of, table) or _year(spelled, at, as_of)


def is_as_early_as(spelled: Sequence[str], at: int) -> bool:
    """Whether something was there by a day and has been since: 'taken for a drunk as early as 2023'."""
    return word_before(spelled, at) == "as" and tuple(spelled[max(0, at - len(_AS_EARLY_AS)) : at]) == _AS_EARLY_AS


def _goes_on_from(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a day begins a thought and what follows went on from then: 'Tuesday on he staggers', not 'Tuesday on call'."""
    after = word_at(spelled, at + 1)
    goes_on = after in _WORDS["onwards"] or (after == "on" and word_at(spelled, at + 2) in _WORDS["somebody"])
    return goes_on and (not at or spelled[at - 1] in _WORDS["begins a thought"])


def _explains_since(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a month in brackets tells since when: 'since the sowing (April)', not 'since the fall (film April)'."""
    if word_before(spelled, at) != "(" or not month_at(spelled, at)[0]:
        return False
    before = spelled[max(0, at - _EVENT) : at - 1]
    since = next((place for place in range(len(before) - 1, -1, -1) if before[place] in _WORDS["since"]), None)
    return since is not None and PARTS.isdisjoint(before[since:])


def _is_when_it_began(spelled: tuple[str, ...], at: int, table: TimeTable) -> bool:
    """Whether a feast begins a thought in which something began: 'around Christmas the neck began to ache'."""
    if spelled[at] not in table.season_begins or not any(spelled[at : at + size] in table.seasons for size in _SIZES):
        return False
    around = next((place for place in range(max(0, at - 3), at) if spelled[place] in _WORDS["around"]), None)
    if around is None or (around and spelled[around - 1] not in _WORDS["begins a thought"]):
        return False
    part = spelled[at : at + _BEGINNING]
    ends = next((place for place, word in enumerate(part) if word in PARTS), len(part))
    return not _WORDS["it began"].isdisjoint(part[:ends]) or any(
        part[place] in _WORDS["it began to"] and part[place + 1] == "to" and part[place - 1] not in _WORDS["persons"]
        for place in range(1, ends - 1)
    )


def is_day_of_an_accident(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a weekday stands in a part of the sentence that tells of an accident or a beginning: 'hit head on goalpost
    Saturday', 'since digging the garden at the weekend'."""
    part = spelled[max(0, at - _TOLD) : at]
    ends = [place for place, word in enumerate(part) if word in PARTS]
    part = part[ends[-1] + 1 :] if ends else part
    others = _WORDS["no day of an accident"]
    if word_before(spelled, at) in _WORDS["until that day"]:
        return False
    if not _WORDS["began with"].isdisjoint(part):
        return (others - _WORDS["began with"]).isdisjoint(part)
    return not _WORDS["accidents"].isdisjoint(part) and others.isdisjoint(part)


def _is_day_of_the_visit(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a 'today' says when somebody was seen: 'seen today', 'and today the examination is normal'."""
    if not _WORDS["seen"].isdisjoint(spelled[max(0, at - 2) : at]) or _is_day_of_a_rating(spelled, at):
        return True
    if not _WORDS["of the visit"].isdisjoint(spelled[at + 1 : at + 2]):
        return True  # 'on today's film'
    if at and spelled[at - 1] not in _WORDS["begins a thought"]:
        return False
    return not _WORDS["examined"].isdisjoint(spelled[at + 1 : at + _SOON])


def heads_the_visit(spelled: Sequence[str], at: int) -> bool:
    """Whether a 'today' heads what was found on the day of the visit: 'stiff for years. Today: spastic gait'."""
    if spelled[at] not in _NOW or word_at(spelled, at + 1) != ":":
        return False
    return at == 0 or spelled[at - 1] in _WORDS["begins a thought"]


def _is_day_of_a_rating(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a 'today' says when a pain was that bad: 'rates her pain today as 6', 'pain today 6/10'."""
    first = next(
        (place + 1 for place in range(at - 1, max(-1, at - _RATED), -1) if spelled[place] in SENTENCE), max(0, at - _RATED)
    )
    last = next((place for place in range(at, min(len(spelled), at + _RATED)) if spelled[place] in SENTENCE), at + _RATED)
    near = spelled[first:last]
    if not _WORDS["rated"].isdisjoint(near):
        return True
    return any(other in _WORDS["so many"] and one in _WORDS["out of"] for one, other in pairwise(near))


def _season(spelled: tuple[str, ...], at: int, as_of: date, table: TimeTable) -> Told | None:
    """The last Easter, Christmas or summer; nothing of a season that is hardly over. One with its year is that of the year."""
    since = lead_of(spelled, at) in _WORDS["since"] or _is_when_it_began(spelled, at, table)
    for size in _SIZES:
        season = spelled[at : at + size]
        if season in table.seasons:
            month, number, least = table.seasons[season]
            last = at + len(season) - 1
            year, end = year_behind(spelled, last + 1 if word_at(spelled, last + 1) == "of" else last)
            if year is not None:
                return _since(date(year, month, number), end, as_of) if _may_begin_in(year, as_of) else None
            earlier = spelled[last + 1 : last + 3] == _BEFORE_LAST
            if not since and not earlier:
                return None
            start = date(as_of.year, month, number)
            days = (as_of - start.replace(year=as_of.year - (start > as_of) - earlier)).days
            if earlier:
                return last + 2, float(days), True  # 'Christmas before last'
            return (last, float(days), True) if days >= least else None
    return None


def _day(written: DayInWords, as_of: date) -> Told | None:
    """How long ago a day was; nothing where it lies ahead, or where two days can be meant."""
    if len(written.readings) > 1 or (written.year is not None and not _may_begin_in(written.year, as_of)):
        return None
    found = last_such_day(written.year, *written.readings[0], as_of)
    return (written.last_word, float((as_of - found).days), False) if found else None


def _month(spelled: tuple[str, ...], at: int, as_of: date) -> Told | None:
    month, last = month_at(spelled, at)
    if not month:
        return _month_by_number(spelled, at, as_of)
    if spelled[at] == _MAY and spelled[at + 1 : at + 2] and spelled[at + 1] in _WORDS["no month"]:
        return None  # 'onset may be 2 days ago'
    year, last = year_behind(spelled, last)
    if year is None:
        year = as_of.year if month <= as_of.month else as_of.year - 1
    return _since(_day_of_a_month(spelled, at, year, month, as_of), last, as_of) if _may_begin_in(year, as_of) else None


def _day_of_a_month(spelled: tuple[str, ...], at: int, year: int, month: int, as_of: date) -> date:
    """The middle of a month, or of the part of it that is named just before: 'early March', 'the second week of March'; of a
    part that lies ahead the month counts."""
    before = [word for word in spelled[max(0, at - _BEFORE_A_MONTH) : at] if word not in _WITHIN_A_PART]
    table, part = time_table(), before[-1] if before else ""
    day = table.parts_of_a_month.get(part)
    if part == "week" and len(before) > 1:
        day = table.weeks_of_a_month.get(before[-2])
    told = date(year, month, day or 15)
    return told if told <= as_of else date(year, month, 15)


def _month_by_number(spelled: tuple[str, ...], at: int, as_of: date) -> Told | None:
    if spelled[at + 1 : at + 2] != ("/",) or at + 2 >= len(spelled) or not _is_year(spelled[at + 2], as_of):
        return None
    if not is_digits(spelled[at], 2) or not 1 <= int(spelled[at]) <= 12:
        return None
    return _since(date(int(spelled[at + 2]), int(spelled[at]), 15), at + 2, as_of)


def _year(spelled: tuple[str, ...], at: int, as_of: date) -> Told | None:
    if not _is_year(spelled[at], as_of):
        return None
    before = next((word for word in reversed(spelled[max(0, at - _BEFORE_A_MONTH) : at]) if word not in _WITHIN_A_PART), "")
    month = time_table().parts_of_a_year.get(before)
    told = date(int(spelled[at]), month, 15) if month else None
    return _since(told if told and told <= as_of else date(int(spelled[at]), 7, 1), at, as_of)


def _is_year(key: str, as_of: date) -> bool:
    return len(key) == 4 and is_digits(key, 4) and _may_begin_in(int(key), as_of)


def _may_begin_in(year: int, as_of: date) -> bool:
    """Whether a complaint of today may have begun in a year."""
    return as_of.year - text_limits().year_of_time <= year <= as_of.year


def _since(day: date, last: int, as_of: date) -> Told | None:
    days = (as_of - min(day, as_of)) / timedelta(days=1)
    return last, float(days), True
