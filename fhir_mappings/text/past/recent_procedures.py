"""Operations and injections of the spine that a text tells to be of these weeks."""

from __future__ import annotations

from collections.abc import Iterator

from fhir_mappings.text.kinds import kinds_of_time, recent_procedure_days
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.day_in_words import DayInWords, day_in_words, last_such_day
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/course")
_FRESH = word_lists("text/fresh_operations")
_NEAR = 3
"""Words before a procedure among which it is called recent."""
_BY_WHOM = 7
"""Words between a procedure and its day that tell where it was done, and by whom."""
RECENT = "recent_spine_procedure"
"""A procedure that has no finding of its own, such as a lumbar puncture, is read as a past one of these."""
_SEVERAL_OR_TREATED = "vcf_treated_or_multiple"
_MONTHS, _CENTURY = 12, 100
_HAPPENED = frozenset({Meant.AFFIRMED, Meant.PAST})


def recent_procedures(made: Text, when: Owned) -> Iterator[Said]:
    """An operation or an injection of the spine that the text dates within the weeks that count as recent."""
    limit = recent_procedure_days()
    for hit in () if _WORDS["recently"].isdisjoint(made.words.named) else _told(made):
        called = not _WORDS["recently"].isdisjoint(made.words.keys[max(0, hit.first - _NEAR) : hit.first])
        if called and _is_done(made, hit):
            yield Said(RECENT, State.PRESENT, made.slice(hit.first, hit.last))
    yield from _with_their_days(made, limit)
    for time, owner in when:
        if owner is None or not _lies_back(made, time) or time.days > limit:
            continue
        if made.meant[owner] not in _HAPPENED:
            continue
        hit = made.hits[owner]
        if _is_done(made, hit):
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


def _with_their_days(made: Text, limit: float) -> Iterator[Said]:
    """What was done on a day that stands just behind it: 'microdiscectomy 10/28', 'L4-5 fusion (16 October)'."""
    spelled = made.words.keys
    for hit in _told(made):
        at = hit.last + 1
        while at < len(spelled) and spelled[at] in _FRESH["between"]:
            at += 1
        if at >= len(spelled) or at - hit.last > _BY_WHOM or not _is_done(made, hit):
            continue
        written = day_in_words(spelled, at)
        if written is None or (len(written.readings) > 1 and written.year is None):
            continue
        if _may_be_a_month(made, at, written) and _FRESH["signs"].isdisjoint(made.words.named):
            continue
        could_be = [last_such_day(written.year, *each, made.as_of) for each in written.readings]
        days = [day for day in could_be if day is not None]  # what was done was done by now
        if days and all((made.as_of - day).days <= limit for day in days):
            yield Said(RECENT, State.PRESENT, made.slice(hit.first, written.last_word))


def _may_be_a_month(made: Text, at: int, written: DayInWords) -> bool:
    """Whether a day and a month in numbers may be a month and a year as well: '10/16' may be of 2016, '10/28' is not."""
    month, slash, year = (*made.words.keys[at : at + 3], "", "", "")[:3]
    if written.year is not None or slash != "/" or not (month.isdigit() and year.isdigit()):
        return False
    return int(month) <= _MONTHS and int(year) <= made.as_of.year % _CENTURY
