"""Times in a text: `3 wks`, `x 12 d`, `3/52`, `9-month history`, `since Friday`, `for years`.

A time is a length or a point (`durations`, `points_in_time`), and the words around it say whether it is one of a complaint, and
what it tells of it. The words stand in `tables/text/times.yaml` and `tables/text/around_times.yaml`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fhir_mappings.text.times.durations import duration_at
from fhir_mappings.text.times.either_time import without_alternatives
from fhir_mappings.text.times.points_in_time import is_as_early_as, is_day_of_an_accident, point_at
from fhir_mappings.text.times.time_bounds import with_bounds_told
from fhir_mappings.text.times.time_changes import is_of_a_change
from fhir_mappings.text.times.time_leads import follows, is_asked, lead_of
from fhir_mappings.text.times.time_table import DAY_BEGINS, TimeTable, figures, is_digits, time_table
from fhir_mappings.text.times.times_of_others import (
    is_of_something_else,
    is_of_something_over,
    is_of_what_stands_before,
    is_still_to_come,
)
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/around_times")
_AFTER_AN_EVENT = (("after",), ("post",), ("following",), ("s", "/", "p"), ("status", "post"), ("out", "from"), ("since",))
_TWO = 2
_OF_A_YEAR = 4
"""Digits."""
_PLURAL_DAYS = ("days", "weekends")
_EVENT_BEGINS = frozenset(event[0] for event in _AFTER_AN_EVENT)


def times(words: Words, as_of: date, taken: frozenset[int] = frozenset()) -> list[Time]:
    """The times in a text, from left to right. `taken` are words that say something else, such as an age."""
    table, spelled = time_table(), words.keys
    ill = not _WORDS["illness"].isdisjoint(words.named)
    found: list[Time] = []
    done = 0
    for at in _beginnings(words, table):
        if at < done or at in taken:
            continue
        if spelled[at] in table.weekdays and _is_a_habit(words.written(at)):
            continue
        time = _time_at(spelled, at, as_of, table)
        if time is not None and taken.isdisjoint(range(time.first, time.last + 1)):
            other = ill and follows(spelled, at, "illness")
            found.append(replace(time, other=True) if other else time)
            done = time.last + 1
    if len(found) < _TWO:
        return found
    found = without_alternatives(spelled, found)
    return with_bounds_told(spelled, found) if "(" in words.named else found


def _beginnings(words: Words, table: TimeTable) -> list[int]:
    """The places where a time may begin, by the word there and the one behind it."""
    numbers = figures(words)
    spelled, found, last = words.keys, [], len(words.keys) - 1
    for at in words.where(numbers | (table.begins.keys() & words.named)):
        key, after = spelled[at], spelled[at + 1] if at < last else ""
        if key in numbers:
            if after in table.after_figures or after in numbers or len(key) == _OF_A_YEAR:
                found.append(at)
        elif (seconds := table.begins[key]) is None or after in seconds:
            found.append(at)
    return found


def _is_a_habit(written: str) -> bool:
    """Whether a weekday is written in the plural: 'worse on Sundays'."""
    return written.lower().endswith(_PLURAL_DAYS)


def _time_at(spelled: tuple[str, ...], at: int, as_of: date, table: TimeTable) -> Time | None:
    numbered = _day_number(spelled, at) if spelled[at] in DAY_BEGINS else None
    if numbered is not None:
        return numbered
    length = duration_at(spelled, at, table)
    if length is not None:
        return None if is_of_something_over(spelled, at) else _in_its_place(spelled, at, *length, table)
    point = point_at(spelled, at, as_of, table)
    if point is None or is_of_something_over(spelled, at) or is_still_to_come(spelled, at, point[0]):
        return None
    if is_of_what_stands_before(spelled, at) and not (spelled[at] in table.weekdays and is_day_of_an_accident(spelled, at)):
        return None  # 'hit her head at school Monday'
    if word_before(spelled, at) == "the" and word_at(spelled, point[0] + 1) in _WORDS["pictures"]:
        return None  # 'new since the 11/2025 series'
    return _since_or_ago(spelled, at, *point)


def _since_or_ago(spelled: tuple[str, ...], at: int, last: int, days: float, about: bool) -> Time:
    """A point in time as the words before it make it: 'since Friday', 'until Friday', 'fell on Friday'."""
    since = spelled[at] in ("since", "from") or lead_of(spelled, at) in _WORDS["began"] or is_as_early_as(spelled, at)
    ahead = "until" in spelled[max(0, at - 2) : at]  # 'well until Wednesday, when …'
    return Time(at, last, days, about, ahead, ago=not since and not ahead, change=is_of_a_change(spelled, at, last))


def _in_its_place(spelled: tuple[str, ...], at: int, last: int, days: float, about: bool, table: TimeTable) -> Time | None:
    """The time if the words around it make it one of a complaint, an operation or a treatment."""
    if is_of_something_else(spelled, at, last, days, table):
        return None
    before, after, changed = word_before(spelled, at), word_at(spelled, last + 1), is_of_a_change(spelled, at, last)
    event = _event_follows(spelled, last + 1)
    if event and before != "since" and (after != "since" or not is_asked(spelled, at)):  # but 'for 5 years since his fusion'
        return Time(at, event, days, about, ahead=True, ago=True, change=changed)
    if after in _WORDS["ago"]:
        until = before == "until"  # 'good result until 5 weeks ago, when …'
        return Time(at, last + 1, days, about, until, ago=not until, change=changed)
    ahead = after in ("history", "of", "h") or spelled[last + 1 : last + 3] == ("h", "/")
    return Time(at, last, days, about, ahead=ahead, change=changed)


def _event_follows(spelled: tuple[str, ...], at: int) -> int | None:
    """The last of the words that make a time one after something: '6 weeks after', 'post', 's/p', 'status post', 'out from'."""
    for event in _AFTER_AN_EVENT if at < len(spelled) and spelled[at] in _EVENT_BEGINS else ():
        if spelled[at : at + len(event)] == event:
            return at + len(event) - 1
    return None


def _day_number(spelled: tuple[str, ...], at: int) -> Time | None:
    """`day 6`, `post-op day 24`, `POD 10`."""
    after = word_at(spelled, at + 1)
    if not is_digits(after, 3) or spelled[at + 2 : at + 3] == ("/",):
        return None
    operated = spelled[at] == "pod" or word_before(spelled, at) in ("op", "operative", "postop", "postoperative")
    event = _event_follows(spelled, at + 2)  # 'day 12 post discectomy'
    return Time(at, event or at + 1, float(after), ahead=operated or bool(event), ago=operated or bool(event))
