"""Troubles that began at an age: 'back pain since age 24', 'has been ataxic since about age 5 1/2', 'since he was three'.

The age of the patient, which the text tells as well, makes of it a time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.times.time_table import time_table
from fhir_mappings.text.times.times_of_others import is_of_something_over, is_of_what_stands_before
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at
from fhir_mappings.time_units import time_units

_WORDS = word_lists("text/since_an_age")
_HALF = 0.5
_HALVES = (("1", "/", "2"), ("and", "a", "half"))
_AGES = (("age",), ["age"])
_DIGITS = 2
_BREAKS = SENTENCE | {",", "(", ")"}
_MONTHS = 12
_SMALL = 10
"""Years up to which a bare '7 months' that somebody was is an age: of a woman it may be how far she was pregnant."""
_OLD = _WORDS["old"] | {"of"}
_OF_AGE = ("of", "age")
_Y_O = ("/", "o")
_ENDS = _BREAKS | {""}
_FIRST = attrgetter("first")
_NEAR = 3
"""Words between a trouble and 'since' at most: 'migraine since age 14, neck pain' is no pain since then."""


def with_ages(words: Words, hits: Sequence[Hit], times: list[Time], years: float | None) -> list[Time]:
    """Some times, and those since an age at which a phrase of `hits` began. `years` is the age of the patient, where told."""
    noticed = [] if years is None or words.named.isdisjoint(_WORDS["began"]) else _noticed_at(words, hits, years)
    if noticed:
        taken = {at for time in times for at in range(time.first, time.last + 1)}
        times = sorted([*times, *(each for each in noticed if taken.isdisjoint(range(each.first, each.last + 1)))], key=_FIRST)
    if years is not None and not words.named.isdisjoint(_WORDS["was"]):
        then = [time for at in words.where(_WORDS["was"]) if (time := _since_somebody_was(words.keys, at, years)) is not None]
        then = [time for time in then if _is_told_of(words.keys, hits, time.first)]
        if then:
            over = {at for time in then for at in range(time.first, time.last + 1)}
            rest = [time for time in times if over.isdisjoint(range(time.first, time.last + 1))]
            times = sorted([*rest, *then], key=_FIRST)
    if words.named.isdisjoint(_WORDS["age"]):
        return times
    if years is None:
        return [time for time in times if not _is_an_age(words.keys, time)]
    times = [since for time in times if (since := _as_meant(words.keys, time, years)) is not None]
    taken = {at for time in times for at in range(time.first, time.last + 1)}
    ages = [time for at in words.where(_WORDS["age"]) if (time := _since(words.keys, at, years)) is not None]
    ages = [time for time in ages if _is_told_of(words.keys, hits, time.first)]
    free = [time for time in ages if taken.isdisjoint(range(time.first, time.last + 1))]
    return sorted([*times, *free], key=attrgetter("first")) if free else times


def _noticed_at(words: Words, hits: Sequence[Hit], years: float) -> list[Time]:
    """How long it goes on what was noticed at some months or years in somebody of these years: 'ataxia noticed at 12 months',
    'first noticed aged 2'."""
    found: list[Time] = []
    spelled = words.keys
    for at in words.where(_WORDS["at"] | _WORDS["aged"]):
        if _WORDS["began"].isdisjoint(spelled[max(0, at - 1) : at]):
            continue
        place = at + 1
        while place < len(spelled) and spelled[place] in _WORDS["about"] | _WORDS["aged"]:
            place += 1
        number, unit, then, of = (*spelled[place : place + 4], "", "", "", "")[:4]
        of_something = then == "of" and of not in _WORDS["age"]
        if not number.isdigit() or len(number) > _DIGITS or then in _WORDS["no age"] or of_something:
            continue
        last = place + 1 if unit in _WORDS["months"] | _WORDS["years"] else place
        if last == place and (spelled[at] in _WORDS["at"] or unit in _WORDS["no age"]):
            continue
        old = int(number) / _MONTHS if unit in _WORDS["months"] else float(number)
        if 0 < old < years and _is_told_of(spelled, hits, at):
            found.append(Time(at, last, (years - old) * time_units()["y"].days, about=True))
    return found


def _since_somebody_was(spelled: Sequence[str], at: int, years: float) -> Time | None:
    """How long it goes on since somebody was of an age: 'since he was three', 'from when she was about 2'."""
    first = at - 1
    if first < 1 or spelled[first] not in _WORDS["who"]:
        return None
    first -= 2 if spelled[first - 1] in _WORDS["when"] else 1
    if first < 0 or spelled[first] not in _WORDS["since"] or _is_of_another(tuple(spelled), first):
        return None
    place = at + 1
    while place < len(spelled) and spelled[place] in _WORDS["about"]:
        place += 1
    number, unit = (*spelled[place : place + 2], "", "")[:2]
    told = time_table().numbers.get(number) if not number.isdigit() or len(number) > _DIGITS else float(number)
    last = place + (unit in _WORDS["months"] | _WORDS["years"])
    in_months = unit in _WORDS["months"]
    if (
        told is None
        or not _ends_an_age(spelled, last + 1)
        or (in_months and years > _SMALL and word_at(spelled, last + 1) not in _OLD)
    ):
        return None
    old = told / _MONTHS if in_months else told
    last += len(_OF_AGE) if tuple(spelled[last + 1 : last + 3]) == _OF_AGE else 0
    return Time(first, last, (years - old) * time_units()["y"].days, about=True) if 0 < old < years else None


def _ends_an_age(spelled: Sequence[str], at: int) -> bool:
    """Whether a number that stands before a place is an age: 'old' follows, or the thought ends. Not 'since she was 2 days post
    partum', '6 feet up', '3 - 4 weeks in'."""
    key, after = word_at(spelled, at), word_at(spelled, at + 1)
    if key in _WORDS["dash"] or key == ",":
        return not after[:1].isdigit() and after not in time_table().numbers
    return key in _WORDS["old"] or key in _ENDS or (key, after) in (_OF_AGE, _Y_O)


def _since(spelled: Sequence[str], at: int, years: float) -> Time | None:
    """How long it goes on since the age that a word begins; None where none is told, or it is that of something else."""
    first = at - 1
    while first >= 0 and spelled[first] in _WORDS["about"]:
        first -= 1
    if first < 0 or spelled[first] not in _WORDS["since"]:
        return None
    place = at + 1
    while place < len(spelled) and spelled[place] in _WORDS["about"]:
        place += 1
    told = spelled[place] if place < len(spelled) else ""
    if not told.isdigit() or len(told) > _DIGITS or _is_of_another(tuple(spelled), first):
        return None
    half = tuple(spelled[place + 1 : place + 4]) in _HALVES
    gone = years - int(told) - (_HALF if half else 0)
    return Time(first, place + 3 if half else place, gone * time_units()["y"].days, about=True) if gone > 0 else None


def _is_of_another(spelled: tuple[str, ...], at: int) -> bool:
    """Whether what goes on since then is no complaint: 'smoker since age 15'."""
    return is_of_something_over(spelled, at) or is_of_what_stands_before(spelled, at)


def _as_meant(spelled: Sequence[str], time: Time, years: float) -> Time | None:
    """A time, one that is an age as how long it goes on since then; None where nothing tells that something did."""
    if not _is_an_age(spelled, time):
        return time
    first = time.first - 1
    while first >= 0 and spelled[first] in _WORDS["about"]:
        first -= 1
    gone = years * time_units()["y"].days - time.days
    if first < 0 or gone <= 0 or spelled[first] not in _WORDS["since"] | _WORDS["at"]:
        return None
    if spelled[first] in _WORDS["at"] and _WORDS["began"].isdisjoint(spelled[max(0, first - _NEAR) : first]):
        return None
    return Time(first, time.last + 2, gone, about=True)


def _is_an_age(spelled: Sequence[str], time: Time) -> bool:
    """Whether a length of time is an age: 'walked late, wobbly from 3 years of age'."""
    return tuple(spelled[time.last + 1 : time.last + 2]) == ("of",) and spelled[time.last + 2 : time.last + 3] in _AGES


def _is_told_of(spelled: Sequence[str], hits: Sequence[Hit], at: int) -> bool:
    """Whether a phrase stands just before a time, in the same part of the sentence."""
    end = bisect_left(hits, at, key=attrgetter("last"))
    near = (hit for hit in hits[max(0, end - _NEAR - 1) : end] if hit.findings and hit.last + 1 >= at - _NEAR)
    return any(_BREAKS.isdisjoint(spelled[hit.last + 1 : at]) for hit in near)
