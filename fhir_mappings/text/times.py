"""Times in a text: `3 wks`, `x 12 d`, `3/52`, `9-month history`, `since Friday`, `for years`.

The words stand in `tables/text_times.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.words import Words, keys
from fhir_mappings.time_units import time_units
from fhir_mappings.vocabulary import vocabulary
from imaging_rules.yaml_files import packaged_yaml

_DIGITS = frozenset("0123456789")
_MONTHS = 12
_NEAR_A_FALL = 6
"""Words before a number in which what somebody fell from makes it a height."""
_HALF = 0.5
_TENS, _TEN = (20, 30, 40, 50), 10
_HALVES = (("½",), ("1", "/", "2"), ("and", "a", "half"), ("&", "a", "half"), ("and", "half"), ("and", "½"))
_HALF_BEGINS = frozenset(half[0] for half in _HALVES)
_WITHIN_A_TIME = frozenset({"to", "or", "+", "plus", "a", "an"})
"""Words between a number and its unit."""
_LASTING = frozenset({"lasting", "last", "lasts", "lasted"})
_HISTORY = frozenset({"of", "history", "hx"})
_BOUNDS = frozenset({">", "≥", "over", "than", "least", "beyond", "exceeding"})
_BOUNDS_WITHIN = frozenset({"+", "plus"})
_ABOUT_IN_BRACKETS = frozenset({"about", "approx", "around", "~", "now", "actually", "roughly", "x", "for", "since"})
_ABOUT = frozenset(
    {"more", "than", "over", "less", "at", "least", "about", "around", "approx", "roughly", "up", "to", "~", "some"}
)
_A_DAY = frozenset(
    (little, unit)
    for little in ("a", "per", "each", "every", "/")
    for unit in ("day", "d", "week", "wk", "night", "shift", "month")
)
_NEAR_A_CHANGE = 4
_NEAR_A_CAUSE = 5
_CAUSES = frozenset({"since", "after"})
_OF_WHOM = frozenset({"her", "his", "the", "a", "my", "last"})
_ORDINALS = frozenset({"first", "second", "third", "fourth", "fifth", "st", "nd", "rd", "th"})
_WORSE = (("worse",), ("worsening",), ("worsened",), ("deteriorating",), ("escalating",))
_WITH = (("with",), ("on",), ("when",), ("at",), ("after",), ("by",), ("in",))
_PAUSES = frozenset({"", ".", ",", ";", "\n"})
_BEGAN = frozenset({"since", "from", "onset", "started", "began", "until"})
_DAY_BEGINS = frozenset({"day", "pod"})
_DAY_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_PARTS_OF_A_TIME = 4
_OF_A_DATE = frozenset({"last", "the", "past", "xr", "film", "films", "ct", "mri", "scan", "imaging", "study"})
_AFTER_AN_EVENT = (("after",), ("post",), ("following",), ("s", "/", "p"), ("status", "post"), ("out", "from"), ("since",))

_EVENT_BEGINS = frozenset(event[0] for event in _AFTER_AN_EVENT)


@dataclass(slots=True, eq=False)
class Time:
    """A time and its words, `first` to `last`. `days` before the day of reading; `about` where the words are vague.

    `ahead` is true where it speaks of what follows ('3-week history of'), `ago` where it names a point ('fell 3 weeks
    ago'), `change` where something got worse then, `other` where it is that of a cough or
    a cold beside the complaint.
    """

    first: int
    last: int
    days: float
    about: bool = False
    ahead: bool = False
    ago: bool = False
    change: bool = False
    other: bool = False


@dataclass(frozen=True)
class _Table:
    numbers: Mapping[str, float]
    units: Mapping[str, str]
    days_in: Mapping[str, float]
    """By the letter of a unit."""
    shorthand: Mapping[str, str]
    few: Mapping[str, float]
    vague: Mapping[str, float]
    one: Mapping[str, float]
    vague_phrases: Mapping[tuple[str, ...], float]
    words: Mapping[str, frozenset[str]]
    days_ago: Mapping[tuple[str, ...], int]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    vague_begins: frozenset[str]
    vague_seconds: frozenset[str]
    ago_begins: frozenset[str]
    date_begins: frozenset[str]
    """The words, apart from numbers in digits, that a weekday, a date or a season can begin with."""
    today: frozenset[str]
    seasons: Mapping[tuple[str, ...], tuple[int, int, int]]
    after_numbers: frozenset[str]
    """The words, apart from numbers in digits, that can follow a number of a time: its unit, a second number."""
    begins: frozenset[str]
    """The words, apart from numbers in digits, that a time can begin with."""


def lead_words() -> frozenset[str]:
    """Words that lead to a time: `for`, `x`, `over the past`."""
    return _table().words["leads"]


def date_at(spelled: tuple[str, ...], at: int, as_of: date) -> Time | None:
    """The day, month or year that stands at a place where a date is expected, as in brackets behind a value."""
    found = _day_and_month(spelled, at, as_of, _table()) or _month(spelled, at, as_of, _table()) or _year(spelled, at, as_of)
    return Time(at, found[0], found[1], found[2], ago=True) if found else None


def times(words: Words, as_of: date, taken: frozenset[int] = frozenset()) -> list[Time]:
    """The times in a text, from left to right. `taken` are words that say something else, such as an age."""
    table, spelled = _table(), words.keys
    begins = table.begins
    ill = not table.words["illness"].isdisjoint(words.named)
    found: list[Time] = []
    done = 0
    for at in [at for at, key in enumerate(spelled) if key in begins or key[0] in _DIGITS]:
        if at < done or at in taken:
            continue
        time = _time_at(spelled, at, as_of, table)
        if time is not None and taken.isdisjoint(range(time.first, time.last + 1)):
            other = ill and _follows(spelled, at, table, "illness")
            found.append(replace(time, other=True) if other else time)
            done = time.last + 1
    return _with_bounds_told(spelled, found) if "(" in words.named and len(found) > 1 else found


def _with_bounds_told(spelled: tuple[str, ...], found: list[Time]) -> list[Time]:
    """The times, a bound as the time that stands in brackets just after it: '>3 mo (11 months) of back pain'."""
    made: list[Time] = []
    for time in found:
        bound = made[-1] if made else None
        if bound is not None and _is_in_brackets(spelled, bound, time) and _is_a_bound(spelled, bound):
            ahead = bound.ahead or time.ahead or _word_at(spelled, time.last + 2) in _HISTORY
            made[-1] = replace(time, first=bound.first, last=time.last + 1, ahead=ahead, change=bound.change or time.change)
        else:
            made.append(time)
    return made


def _is_in_brackets(spelled: tuple[str, ...], bound: Time, time: Time) -> bool:
    """Whether a time stands in brackets just after another."""
    opens = spelled[bound.last + 1 : time.first]
    return (
        opens[:1] == ("(",) and all(key in _ABOUT_IN_BRACKETS for key in opens[1:]) and _word_at(spelled, time.last + 1) == ")"
    )


def _is_a_bound(spelled: tuple[str, ...], time: Time) -> bool:
    """Whether a time is told as one that something lasts at least: '>3 mo', 'over 6 weeks', '3+ months'."""
    before = spelled[max(0, time.first - 2) : time.first]
    return not _BOUNDS.isdisjoint(before) or not _BOUNDS_WITHIN.isdisjoint(spelled[time.first : time.last + 1])


def _time_at(spelled: tuple[str, ...], at: int, as_of: date, table: _Table) -> Time | None:
    numbered = _day_number(spelled, at) if spelled[at] in _DAY_BEGINS else None
    if numbered is not None:
        return numbered
    measured = _measured(spelled, at, table)
    if measured is None:
        number = spelled[at][0] in _DIGITS
        measured = _shorthand(spelled, at, table) if number else _few(spelled, at, table) or _vague(spelled, at, table)
    if measured is not None:
        over = _is_of_something_over(spelled, at, table)
        return None if over else _in_its_place(spelled, at, *measured, table)
    point = _point(spelled, at, as_of, table)
    if point is None or _is_of_something_over(spelled, at, table):
        return None
    if _is_of_another(spelled, at, table) and not _is_at_a_place(spelled, at, table):
        return None
    return _since_or_ago(spelled, at, *point, table)


def _since_or_ago(spelled: tuple[str, ...], at: int, last: int, days: float, about: bool, table: _Table) -> Time:
    """A point in time as the words before it make it: 'since Friday', 'until Friday', 'fell on Friday'."""
    since = spelled[at] in ("since", "from") or _lead(spelled, at, table) in _BEGAN
    ahead = "until" in spelled[max(0, at - 2) : at]  # 'well until Wednesday, when …'
    return Time(at, last, days, about, ahead, ago=not since and not ahead, change=_changed(spelled, at, last, table))


def _is_at_a_place(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    """`at school today`."""
    return spelled[at] in table.today and spelled[max(0, at - 1)] in table.words["places"] and _before(spelled, at - 1) == "at"


def _is_of_another(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    """Whether a point in time stands just after something that is no complaint: `MRI yesterday`."""
    return _follows(spelled, _led_from(spelled, at, table), table, "not of the complaint after")


def _is_of_something_over(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    """Whether a date is that of an earlier film: 'fracture new since 3/2025'; or that up to which a drug was taken."""
    lead = _led_from(spelled, at, table) - 1
    while lead > 0 and spelled[lead] in _OF_A_DATE:
        lead -= 1
    if lead < 1:
        return False
    if spelled[lead] == "until":
        before = spelled[max(0, lead - _NEAR_A_FALL) : lead]
        return not table.words["taken until"].isdisjoint(before) and table.words["well until"].isdisjoint(before)
    if spelled[lead] not in ("since", "from") or spelled[lead - 1] != "new":
        return False
    return not table.words["seen on films"].isdisjoint(spelled[max(0, lead - _NEAR_A_CHANGE) : lead - 1])


def _is_a_height(spelled: tuple[str, ...], at: int, last: int, table: _Table) -> bool:
    """`off a roof, 5 m`: metres, not months."""
    if spelled[last] != "m" or _leads(spelled, at, table):
        return False
    near = spelled[max(0, at - _NEAR_A_FALL) : at]
    next_to_it = spelled[last + 1 : last + 2]  # '4 m fall from scaffold'
    return not table.words["heights"].isdisjoint(near) or not table.words["heights after"].isdisjoint(next_to_it)


def _in_its_place(spelled: tuple[str, ...], at: int, last: int, days: float, about: bool, table: _Table) -> Time | None:
    """The time if the words around it make it one of a complaint, an operation or a treatment."""
    if _before(spelled, at) in table.words["not after"] and not _leads(spelled, at, table) and not _goes_on(spelled, at, table):
        return None
    if _is_of_a_spell(spelled, at, days):
        return None
    if _looks_back(spelled, at, table) or _is_a_height(spelled, at, last, table):
        return None
    after = spelled[last + 1] if last + 1 < len(spelled) else ""
    if after == "course" and _word_at(spelled, last + 2) in _PAUSES:
        after = ""  # '2 year course.', not '2 week course of tablets'
    counted = at > 0 and spelled[at : last + 1] in _A_DAY and _is_counted(spelled[at - 1], table)
    if counted or spelled[last + 1 : last + 3] in _A_DAY:
        return None  # 'works 12 hours a day'
    if after == "from" and _word_at(spelled, last + 2) not in table.words["causes"]:
        return None  # '3 months from now', '6 weeks from surgery'
    if after == "of" and at and spelled[at - 1] in _ORDINALS:
        return None  # 'second year of adalimumab'
    if spelled[at : at + 1] == ("a",) and _before(spelled, at) == "half":
        return None  # 'in half a year'
    if after in table.words["not before"] or (after in ("on", "into") and _is_drug(spelled, last + 2, table)):
        return None
    event = _event_follows(spelled, last + 1)
    if (
        event and _before(spelled, at) != "since" and (after != "since" or not _leads(spelled, at, table))
    ):  # but 'for 5 years since his fusion'
        return Time(at, event, days, about, ahead=True, ago=True, change=_changed(spelled, at, last, table))
    if after in table.words["ago"]:
        until = _before(spelled, at) == "until"  # 'good result until 5 weeks ago, when …'
        return Time(at, last + 1, days, about, until, ago=not until, change=_changed(spelled, at, last, table))
    ahead = after in ("history", "hx", "of", "h") or spelled[last + 1 : last + 3] == ("h", "/")
    return Time(at, last, days, about, ahead=ahead, change=_changed(spelled, at, last, table))


def _is_counted(word: str, table: _Table) -> bool:
    """Whether a word before 'a day' says how much of something: `20 a day`, `twice a week`."""
    return word[:1] in _DIGITS or word in table.units or word in table.words["counted"]


def _goes_on(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    """`going on two years`, `came on 5 days ago`."""
    return spelled[at - 1] == "on" and _before(spelled, at - 1) in table.words["on"]


def _is_drug(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    """Whether what stands after 'on' is likely a drug: '12 months on secukinumab', not '2 weeks on the left'."""
    return at < len(spelled) and spelled[at] not in table.words["no drug after on"]


def _looks_back(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    """Whether a time is only a span that is looked at ('no relapse in the past year', but not 'worse in the past week'), or
    of something else: 'MRI 3 months ago', 'helped for a month'."""
    place = at - 1
    while place >= 0 and spelled[place] in ("the", "past", "last", "previous", "preceding"):
        place -= 1
    if place != at - 1 and place >= 0 and spelled[place] in ("in", "within", "during"):
        return place == 0 or spelled[place - 1] not in table.words["change"]
    if place > 0 and spelled[place] in ("episode", "attack", "bout") and spelled[place - 1] in table.words["earlier"]:
        return True  # 'last episode 2 years ago'
    return _follows(spelled, at, table, "not of the complaint after")


def _event_follows(spelled: tuple[str, ...], at: int) -> int | None:
    """The last of the words that make a time one after something: '6 weeks after', 'post', 's/p', 'status post', 'out from'."""
    for event in _AFTER_AN_EVENT if at < len(spelled) and spelled[at] in _EVENT_BEGINS else ():
        if spelled[at : at + len(event)] == event:
            return at + len(event) - 1
    return None


def _day_number(spelled: tuple[str, ...], at: int) -> Time | None:
    """`day 6`, `post-op day 24`, `POD 10`."""
    after = spelled[at + 1] if at + 1 < len(spelled) else ""
    if not _is_digits(after, 3) or spelled[at + 2 : at + 3] == ("/",):
        return None
    operated = spelled[at] == "pod" or _before(spelled, at) in ("op", "operative", "postop", "postoperative")
    event = _event_follows(spelled, at + 2)  # 'day 12 post discectomy'
    return Time(at, event or at + 1, float(after), ahead=operated or bool(event), ago=operated or bool(event))


def _few(spelled: tuple[str, ...], at: int, table: _Table) -> tuple[int, float, bool] | None:
    """`a few wks`, `several mo`, `couple of days`: as many as the vocabulary's vague durations take for weeks and months."""
    number = table.few.get(spelled[at])
    if number is None:
        return None
    after = at + 2 if spelled[at + 1 : at + 2] == ("of",) else at + 1
    unit = table.units.get(spelled[after]) if after < len(spelled) else None
    return (after, _days(number, unit, table), True) if unit else None


def _is_digits(key: str, most: int) -> bool:
    return len(key) <= most and key.isascii() and key.isdigit()


def _word_at(spelled: tuple[str, ...], at: int) -> str:
    return spelled[at] if at < len(spelled) else ""


def _before(spelled: tuple[str, ...], at: int) -> str:
    return spelled[at - 1] if at else ""


def _leads(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    return _before(spelled, at) in table.words["asks"]


def _changed(spelled: tuple[str, ...], at: int, last: int, table: _Table) -> bool:
    """Whether a word of change stands just before the time, with leading words between, or just after 'the past 3 weeks'."""
    if _follows(spelled, at, table, "change") or _is_worse_since(spelled, at, table):
        return True
    if _before(spelled, at) not in ("past", "last", "previous"):
        return False
    place = last + 1
    while place < len(spelled) and place - last <= _NEAR_A_CHANGE and spelled[place] in table.words["before a change"]:
        place += 1
    return spelled[place : place + 1] in _WORSE and spelled[place + 1 : place + 2] not in _WITH


def _is_worse_since(spelled: tuple[str, ...], at: int, table: _Table) -> bool:
    """`worse since lifting a box 3 weeks ago`."""
    first = max(0, at - _NEAR_A_CAUSE - 1) + 1
    for place in range(at - 1, first - 1, -1) if not _CAUSES.isdisjoint(spelled[first:at]) else ():
        if spelled[place] in _PAUSES:
            return False
        if spelled[place] in _CAUSES:
            return spelled[place - 1] in table.words["change"] - {"new", "newly"}
    return False


def _follows(spelled: tuple[str, ...], at: int, table: _Table, words: str) -> bool:
    """Whether one of some words stands just before the time, with only leading words between."""
    place, leads = at - 1, table.words["leads"]
    while place >= 0 and spelled[place] in leads:
        place -= 1
    if place == at - 1 and place >= 0 and spelled[place] == "in":
        place -= 1  # 'MRI in June'
    if place < 0 or spelled[place] not in table.words[words]:
        return False
    return spelled[place + 1] != "until" and not _began_with(spelled, place)  # 'well until 3 months ago'


def _began_with(spelled: tuple[str, ...], at: int) -> bool:
    """Whether something began with what stands at a place: 'since her delivery 5 weeks ago'."""
    before = at - 1 if _before(spelled, at) in _OF_WHOM else at
    return _before(spelled, before) == "since"


def _measured(spelled: tuple[str, ...], at: int, table: _Table) -> tuple[int, float, bool] | None:
    """A number and its unit; of a range (`2-3 weeks`) the middle."""
    next_word = _word_at(spelled, at + 1)
    if next_word not in table.after_numbers and next_word[:1] not in _DIGITS:
        return None
    number = _number(spelled, at, table)
    if number is None or (next_word == "m" and spelled[at] == "a"):
        return None
    after, about = at + 1, False
    if number in _TENS and spelled[at] in table.numbers and 0 < table.numbers.get(_word_at(spelled, after), 0) < _TEN:
        number, after = number + table.numbers[spelled[after]], after + 1  # 'twenty-four'
    first = after
    half = _half(spelled, after)
    if half:
        number, after = number + _HALF, after + half
    elif after < len(spelled) and spelled[after] in ("to", "or"):
        after += 1
    second = _number(spelled, after, table) if after < len(spelled) and spelled[at][:1] in _DIGITS and not half else None
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


def _is_beyond(number: float, unit: str, written: str, table: _Table) -> bool:
    """Whether a number is too large for its unit: '50 m' are no months, and nothing lasts 200 years."""
    limits = text_limits()
    return (written == "m" and number > limits.month_letter) or _days(number, unit, table) > limits.life


def _half(spelled: tuple[str, ...], at: int) -> int:
    """How many words there say a half more: `2½`, `2 1/2`, `two and a half`."""
    if at >= len(spelled) or spelled[at] not in _HALF_BEGINS:
        return 0
    return next((len(each) for each in _HALVES if spelled[at : at + len(each)] == each), 0)


def _number(spelled: tuple[str, ...], at: int, table: _Table) -> float | None:
    key = spelled[at]
    if key[:1] in _DIGITS:
        return float(key.replace(",", ".")) if len(key) < 6 and key.isascii() else None
    return table.numbers.get(key)


def _vague(spelled: tuple[str, ...], at: int, table: _Table) -> tuple[int, float, bool] | None:
    if spelled[at] not in table.vague_begins:
        return None
    for size in (4, 3, 2) if _word_at(spelled, at + 1) in table.vague_seconds else ():
        phrase = spelled[at : at + size]
        days = table.vague_phrases.get(phrase)
        if days is not None:
            return at + len(phrase) - 1, days, True
    lead = at - 1 if _before(spelled, at) in ("some", "many") else at  # 'for some months'
    asked = _before(spelled, lead) in table.words["asks"] or spelled[at + 1 : at + 2] == ("of",)
    one = table.one.get(spelled[at])
    if one is not None and (asked or spelled[at + 1 : at + 2] in (("ago",), ("long",))) and spelled[at] not in table.numbers:
        return at, one, True
    days = table.vague.get(spelled[at])
    return (at, days, True) if days is not None and asked and spelled[at] not in table.numbers else None


def _shorthand(spelled: tuple[str, ...], at: int, table: _Table) -> tuple[int, float, bool] | None:
    """`3/7`, `3/52`, `9/12`; not where it can be a date or a score."""
    unit = table.shorthand.get(spelled[at + 2]) if at + 2 < len(spelled) and spelled[at + 1] == "/" else None
    if unit is None or not _is_digits(spelled[at], 2):
        return None
    after = spelled[at + 3] if at + 3 < len(spelled) else ""
    if spelled[at] == "24" and unit == "d":
        return None  # '24/7': always
    since = ("since",) if unit != "w" else ()  # no date has a 52
    if after == "/" or _before(spelled, at) in (*since, "/", "on", "dated", "score", "grade", "power"):
        return None
    return at + 2, _days(float(spelled[at]), unit, table), False


def _days(number: float, unit: str, table: _Table) -> float:
    days = number * table.days_in[unit]
    return float(round(days)) if unit != "h" else float(int(days))


def _point(spelled: tuple[str, ...], at: int, as_of: date, table: _Table) -> tuple[int, float, bool] | None:
    """A point in time: yesterday, since Friday, since March, since 2023, since 10/2026."""
    key = spelled[at]
    if key in table.ago_begins:
        if key == "today" and not table.words["seen"].isdisjoint(spelled[max(0, at - 2) : at]):
            return None
        for size in (2, 1):
            point = spelled[at : at + size]
            days = table.days_ago.get(point)
            if days is not None:
                return at + len(point) - 1, float(days), False
    if key not in table.date_begins and key[0] not in _DIGITS:
        return None
    if _lead(spelled, at, table) not in table.words["dates"]:
        return _month_by_number(spelled, at, as_of) if _before(spelled, at) not in ("/", "dated") else None
    weekday = table.weekdays.get(key)
    if weekday is not None:
        return at, float((as_of.weekday() - weekday) % 7 or 7), False
    return (
        _day_and_month(spelled, at, as_of, table)
        or _month(spelled, at, as_of, table)
        or _season(spelled, at, as_of, table)
        or _year(spelled, at, as_of)
    )


def _is_of_a_spell(spelled: tuple[str, ...], at: int, days: float) -> bool:
    """Whether a time is how long each spell lasts: 'attacks lasting 2 hours', 'spells each lasting half a day'."""
    first = at
    while first and spelled[first - 1] in _ABOUT:
        first -= 1
    lasts = _before(spelled, first) in _LASTING
    return lasts and (days <= text_limits().spell or "each" in spelled[max(0, at - 3) : at])


def _lead(spelled: tuple[str, ...], at: int, table: _Table) -> str:
    """The word before a date and the words that belong to it."""
    return _before(spelled, _led_from(spelled, at, table))


def _led_from(spelled: tuple[str, ...], at: int, table: _Table) -> int:
    """Where a date begins with the words that belong to it: `early`, `the end of`. A word that leads to a date is none."""
    first, parts = at, table.words["part of a time"]
    while first and spelled[first - 1] in parts and at - first < _PARTS_OF_A_TIME:
        first -= 1
        if _before(spelled, first) in table.words["dates"]:
            return first
    return at


def _season(spelled: tuple[str, ...], at: int, as_of: date, table: _Table) -> tuple[int, float, bool] | None:
    """The last Easter, Christmas or summer; nothing of a season that is hardly over."""
    if _lead(spelled, at, table) not in table.words["since"]:
        return None
    for size in (4, 2, 1):
        season = spelled[at : at + size]
        if season in table.seasons:
            month, number, least = table.seasons[season]
            start = date(as_of.year, month, number)
            days = (as_of - (start if start <= as_of else start.replace(year=as_of.year - 1))).days
            return (at + len(season) - 1, float(days), True) if days >= least else None
    return None


def _day_and_month(spelled: tuple[str, ...], at: int, as_of: date, table: _Table) -> tuple[int, float, bool] | None:
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
    elif _is_digits(one, 2):
        day, month = int(one), table.months.get(other, 0)
    else:
        day, month = int(other) if _is_digits(other, 2) else 0, table.months.get(one, 0)
    if not day or not month:
        return None
    if spelled[last + 1 : last + 2] and spelled[last + 1] in _DAY_ENDINGS:
        last += 1  # 'October 3rd'
    written = spelled[last + 1 :][:2]
    if written[:1] == ("/",):
        written = written[1:]
        last += 1 if written else 0
    year = int(written[0]) if written and _is_year(written[0], as_of) else 0
    return _on(year, month, day, last + (1 if year else 0), as_of)


def _whole_date(spelled: tuple[str, ...], at: int, as_of: date) -> tuple[int, int, int, int] | None:
    """Year, month, day and last word of `2026-10-25` and `25.10.2026`."""
    one, other, third = (*spelled[at : at + 3], "", "")[:3]
    if _is_year(one, as_of) and _is_digits(other, 2) and _is_digits(third, 2):
        return int(one), int(other), int(third), at + 2
    day, dot, month = one.partition(".")
    if dot and _is_digits(day, 2) and _is_digits(month, 2) and _is_year(other, as_of):
        return int(other), int(month), int(day), at + 1
    return None


def _in_numbers(one: str, other: str) -> tuple[int, int]:
    """Day and month; the day first where it can be no month, or both are the same. (0, 0) where it is not clear."""
    if not (_is_digits(one, 2) and _is_digits(other, 2)):
        return 0, 0
    first, second = int(one), int(other)
    if first > _MONTHS >= second or first == second:
        return first, second
    return (second, first) if second > _MONTHS >= first else (0, 0)


def _on(year: int, month: int, day: int, last: int, as_of: date) -> tuple[int, float, bool] | None:
    for each in (year,) if year else (as_of.year, as_of.year - 1):
        try:
            found = date(each, month, day)
        except ValueError:
            return None
        if found <= as_of:
            return last, float((as_of - found).days), False
    return None


def _month(spelled: tuple[str, ...], at: int, as_of: date, table: _Table) -> tuple[int, float, bool] | None:
    month, last = table.months.get(spelled[at]), at
    if month is None:
        return _month_by_number(spelled, at, as_of)
    year = as_of.year if month <= as_of.month else as_of.year - 1
    if at + 1 < len(spelled) and _is_year(spelled[at + 1], as_of):
        year, last = int(spelled[at + 1]), at + 1
    return _since(date(year, month, 15), last, as_of)


def _month_by_number(spelled: tuple[str, ...], at: int, as_of: date) -> tuple[int, float, bool] | None:
    if spelled[at + 1 : at + 2] != ("/",) or at + 2 >= len(spelled) or not _is_year(spelled[at + 2], as_of):
        return None
    if not _is_digits(spelled[at], 2) or not 1 <= int(spelled[at]) <= 12:
        return None
    return _since(date(int(spelled[at + 2]), int(spelled[at]), 15), at + 2, as_of)


def _year(spelled: tuple[str, ...], at: int, as_of: date) -> tuple[int, float, bool] | None:
    if not _is_year(spelled[at], as_of):
        return None
    return _since(date(int(spelled[at]), 7, 1), at, as_of)


def _is_year(key: str, as_of: date) -> bool:
    return len(key) == 4 and _is_digits(key, 4) and as_of.year - text_limits().year_of_time <= int(key) <= as_of.year


def _since(day: date, last: int, as_of: date) -> tuple[int, float, bool] | None:
    days = (as_of - min(day, as_of)) / timedelta(days=1)
    return last, float(days), True


@cache
def _table() -> _Table:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text_times.yaml")
    durations = vocabulary()["vague_durations"]
    vague = {phrase: float(str(days).split(",")[0]) for phrase, days in durations.items()}
    ago = {keys(words): int(days) for words, days in content["phrases ago"].items()}
    lists = (
        "leads",
        "asks",
        "not after",
        "heights",
        "heights after",
        "taken until",
        "well until",
        "seen on films",
        "not before",
        "ago",
        "change",
        "dates",
        "not of the complaint after",
        "no drug after on",
        "before a change",
        "earlier",
        "seen",
        "on",
        "counted",
        "since",
        "part of a time",
        "causes",
        "illness",
        "places",
    )
    ago |= {(word,): int(days) for word, days in content["days ago"].items()}
    vague_phrases = {keys(phrase): days for phrase, days in vague.items() if " " in phrase}
    firsts = {phrase[0] for phrase in (*ago, *(keys(each) for each in vague))}
    vague_words = {_only(word): vague[phrase] for word, phrase in content["vague"].items()}
    seasons = {keys(words): (int(day[0]), int(day[1]), int(day[2])) for words, day in content["seasons"].items()}
    firsts |= {words[0] for words in seasons}
    named = (
        content["numbers"],
        content["days ago"],
        content["weekdays"],
        content["months"],
        content["vague"],
        content["one"],
        content["few"],
        _DAY_BEGINS,
    )
    units = {_only(name): unit for unit, names in content["units"].items() for name in names}
    return _Table(
        after_numbers=_HALF_BEGINS.union(units, content["numbers"], _WITHIN_A_TIME),
        vague_begins=frozenset({*vague_words, *content["one"], *(phrase[0] for phrase in vague_phrases)}),
        vague_seconds=frozenset(phrase[1] for phrase in vague_phrases),
        ago_begins=frozenset(phrase[0] for phrase in ago),
        date_begins=frozenset({*content["weekdays"], *content["months"], *(words[0] for words in seasons)}),
        today=frozenset(content["days ago"]),
        begins=frozenset(firsts | {_only(word) for words in named for word in words}),
        numbers={word: float(number) for word, number in content["numbers"].items()},
        units=units,
        days_in={letter: unit.days for letter, unit in time_units().items()},
        shorthand=content["shorthand"],
        few={word: float(number) for word, number in content["few"].items()},
        vague=vague_words,
        one={word: float(time_units()[unit].counted) for word, unit in content["one"].items()},
        vague_phrases=vague_phrases,
        words={name: frozenset(_only(str(word)) for word in content[name]) for name in lists},
        days_ago=ago,
        weekdays={word: int(number) for word, number in content["weekdays"].items()},
        months={word: int(number) for word, number in content["months"].items()},
        seasons=seasons,
    )


def _only(word: str) -> str:
    return " ".join(keys(word))
