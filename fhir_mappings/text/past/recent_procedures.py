"""Operations and injections of the spine that a text tells to be of these weeks, and those of which nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from fhir_mappings.text.known_of_findings import kinds_of_time, recent_procedure_days
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import is_past_year
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, SENTENCE, Said, Text
from fhir_mappings.text.times.day_in_words import DayInWords, day_in_words, last_such_day
from fhir_mappings.text.times.durations import duration_at
from fhir_mappings.text.times.time_table import time_table
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at, word_before
from imaging_rules.facts import State

_WORDS = word_lists("text/course")
_FRESH, _TIMES = word_lists("text/fresh_operations"), word_lists("text/around_times")
_NEAR = 3
"""Words before a procedure among which it is called recent."""
_BY_WHOM = 9
"""Words between a procedure and its day that tell what it was for, where it was done, and by whom."""
_SAID_OF_IT = 10
"""Words around a procedure among which something says that it is an old one."""
RECENT = "recent_spine_procedure"
"""A procedure that has no finding of its own, such as a lumbar puncture, is read as a past one of these."""
_INFECTION_AFTER = "infection_after_spine_procedure"
_INFECTIONS = frozenset({"spine_infection", "epidural_abscess", _INFECTION_AFTER})
_MONTHS, _DAYS, _CENTURY = 12, 31, 100
_SEVERAL_OR_TREATED = "vcf_treated_or_multiple"
_HAPPENED = frozenset({Meant.AFFIRMED, Meant.PAST})


def recent_procedures(made: Text, when: Owned) -> Iterator[Said]:
    """An operation or an injection of the spine that the text dates within the weeks that count as recent."""
    limit = recent_procedure_days()
    for hit in () if _WORDS["recently"].isdisjoint(made.words.named) else _told(made):
        called = not _WORDS["recently"].isdisjoint(made.words.keys[max(0, hit.first - _NEAR) : hit.first])
        if called and _is_done(made, hit):
            yield Said(RECENT, State.PRESENT, made.slice(hit.first, hit.last))
    for time, owner in when:
        if owner is None or time.days > limit or made.meant[owner] not in _HAPPENED:
            continue
        hit = made.hits[owner]
        if (_lies_back(made, time) or _counts_from(made, hit, time)) and _is_done(made, hit):
            words = made.slice(min(hit.first, time.first), max(hit.last, time.last))
            yield Said(RECENT, State.PRESENT, words)


def _is_done(made: Text, hit: Hit) -> bool:
    """Whether a phrase tells of an operation or an injection. Several compression fractures, which share a finding with those
    that were treated, are none: 'three VCFs 4 weeks ago'."""
    if not kinds_of_time().is_procedure(hit):
        return False
    told = made.words.keys[hit.first : hit.last + 1]
    return _SEVERAL_OR_TREATED not in hit.findings or not _FRESH["treats a vertebra"].isdisjoint(told)


def _told(made: Text) -> Iterator[Hit]:
    """The phrases that say what is or was."""
    return (hit for hit, how in zip(made.hits, made.meant, strict=True) if how in _HAPPENED)


def _lies_back(made: Text, time: Time) -> bool:
    """Whether something happened a time ago: '3 weeks ago', 'post op 3 weeks'."""
    return time.ago or (time.first > 0 and made.words.keys[time.first - 1] in _WORDS["after an operation"])


def _counts_from(made: Text, hit: Hit, time: Time) -> bool:
    """Whether the days since a procedure are counted just behind it: 'ACDF day 9', and 'ACDF 4 wks' where that ends a part of
    the sentence: 'laminectomy 4 weeks back pain' counts the pain."""
    if time.first != hit.last + 1:
        return False
    if made.words.keys[time.first] in _WORDS["day of a count"]:
        return True
    after = word_at(made.words.keys, time.last + 1)
    return not after or after in PARTS


def procedures_with_their_days(made: Text) -> Iterator[Said]:
    """What was done on a day, or a time ago, that stands just behind it: 'microdiscectomy 10/28', 'epidural for TKA 12 days
    ago', 'catheter pulled Friday'."""
    limit = recent_procedure_days()
    for hit, at in _days_behind(made):
        last = _last_of_a_time_ago(made, at, limit)
        written = day_in_words(made.words.keys, at) if last is None else None
        if written is not None and _is_recent(made, at, written, limit):
            last = written.last_word
        if last is not None:
            yield Said(RECENT, State.PRESENT, made.slice(hit.first, last))


def _last_of_a_time_ago(made: Text, at: int, limit: float) -> int | None:
    """The last word of a time that stands at a place, if it lies back so many days at most."""
    spelled, table = made.words.keys, time_table()
    length = duration_at(spelled, at, table)
    if length is not None:
        last, days, _ = length
        return last + 1 if days <= limit and word_at(spelled, last + 1) in _TIMES["ago"] else None
    if word_before(spelled, at) in _FRESH["done then"] and spelled[at] in table.weekdays:
        return at
    return None


def _days_behind(made: Text) -> Iterator[tuple[Hit, int]]:
    """Each procedure that was done, and the place where its day may stand."""
    spelled = made.words.keys
    for hit in _told(made):
        if not _is_done(made, hit):
            continue
        at = hit.last + 1
        while at < len(spelled) and spelled[at] in _FRESH["between"]:
            at += 1
        if at < len(spelled) and at - hit.last <= _BY_WHOM:
            yield hit, at


def _is_recent(made: Text, at: int, written: DayInWords, limit: float) -> bool:
    """Whether a day is of these weeks. One that may be read both ways is, if it is so either way, or if the month stands first
    in this text. Beside an infection, or a wound that is not healed, one such reading is enough: who tells the day and no year
    tells of what has just been."""
    recent = [_lies_within(made.as_of, written.year, *reading, limit) for reading in written.readings]
    if not any(recent):
        return False
    signs = not _FRESH["signs"].isdisjoint(made.words.named) or not _INFECTIONS.isdisjoint(made.findings)
    if _may_be_a_month(made, at, written) and not signs and word_before(made.words.keys, at) not in _FRESH["a day follows"]:
        return False
    return signs or all(recent) or (recent[0] and _writes_the_month_first(made))


def _lies_within(as_of: date, year: int | None, month: int, day: int, limit: float) -> bool:
    found = last_such_day(year, month, day, as_of)
    return found is not None and (as_of - found).days <= limit


def _writes_the_month_first(made: Text) -> bool:
    """Whether another day in the text has the month first, '11/17', or a temperature is told in Fahrenheit, as in America."""
    spelled = made.words.keys
    for at in made.words.where({"/"}):
        one, two = word_before(spelled, at), spelled[at + 1] if at + 1 < len(spelled) else ""
        if one.isdigit() and two.isdigit() and 0 < int(one) <= _MONTHS < int(two) <= _DAYS and not _may_be_a_year(made, two):
            return True
    warm = (two.partition(".")[0] for one, two in pairwise(spelled) if one in _FRESH["heat"])
    limits = text_limits()
    return any(whole.isdigit() and limits.fahrenheit_from <= int(whole) <= limits.fahrenheit_to for whole in warm)


def _may_be_a_year(made: Text, written: str) -> bool:
    return int(written) <= made.as_of.year % _CENTURY


def _may_be_a_month(made: Text, at: int, written: DayInWords) -> bool:
    """Whether a day and a month in numbers may be a month and a year as well: '10/16' may be of 2016, '10/28' and '10/6' are
    not."""
    month, slash, year = (*made.words.keys[at : at + 3], "", "", "")[:3]
    if written.year is not None or slash != "/" or not (month.isdigit() and year.isdigit()) or len(year) == 1:
        return False
    return int(month) <= _MONTHS and _may_be_a_year(made, year)


def undated_procedures(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """`RECENT`, where an infection of the spine is named beside an operation or an injection of it that nothing calls an old
    one: whether it was of these weeks is not known. `found` is all that the text says."""
    nothing = frozenset[str]()
    if not any(said.finding in _INFECTIONS and said.state in (State.PRESENT, State.SUSPECTED) for said in found):
        return nothing
    if any(said.finding in (RECENT, _INFECTION_AFTER) and said.state in (State.PRESENT, State.REFUTED) for said in found):
        return nothing
    undated = any(_is_done(made, hit) and not _is_old(made, hit) for hit in _told(made))
    return frozenset({RECENT}) if undated else nothing


def _is_old(made: Text, hit: Hit) -> bool:
    """Whether a procedure is called an old one, or told with a year or a number of years."""
    spelled = made.words.keys
    first, end = max(0, hit.first - _NEAR), min(len(spelled), hit.last + _SAID_OF_IT)
    stop = next((at for at in range(hit.last + 1, end) if spelled[at] in SENTENCE or spelled[at] in PARTS), end)
    places = range(first, min(stop + 2, len(spelled)))
    near = [spelled[at] for at in places if word_before(spelled, at) not in _FRESH["of this one"]]
    return not _FRESH["old ones"].isdisjoint(near) or any(is_past_year(key, made.as_of) for key in near)
