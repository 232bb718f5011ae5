"""Days that a text tells beside what happened on them: 'last spine MRI 3/10/2026', 'ocrelizumab since 3/2020', 'MS stable since
2021'. The words stand in `tables/text/told_days.yaml`; a day that is not told exactly enough tells nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from fhir_mappings.settled_days import settled_day
from fhir_mappings.tables_csv import column
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, Said, Text
from fhir_mappings.text.times.spans_of_days import DaySpan, days_at, lasting_at
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.time_units import time_units
from imaging_rules.facts import State

_WORDS = word_lists("text/told_days")
_MRI, _BEGUN, _STABLE = "cord_mri_date", "dmt_start_date", "ms_stable_years"
_THERAPY = "dmt"
_ATTACK = "relapse"
_DISEASE = frozenset({_THERAPY, "multiple_sclerosis", _ATTACK})
_TURNS = frozenset({("trajectory", "new"), ("trajectory", "worsening"), (_ATTACK, None)})
"""After these a disease is no longer stable."""
_FAR, _NEAR = 12, 5
_AND = frozenset({"and", "&", ","})
_MONTHS = 12
_YEARS = "y"
"""The letter of the unit."""
_BOUND = 3


def told_days(made: Text, old: frozenset[int]) -> Iterator[Said]:
    """The days and lengths of time that a text tells. `old` are the places of words taken over from earlier notes."""
    named = made.words.named
    if not _WORDS["last"].isdisjoint(named) and not _WORDS["mri"].isdisjoint(named):
        yield from _of_an_mri(made, old)
    if _THERAPY in made.findings:
        yield from _of_a_therapy(made, old)
    if not _DISEASE.isdisjoint(made.findings) and not _WORDS["stable"].isdisjoint(named):
        yield from _of_stability(made, old)


def _of_an_mri(made: Text, old: frozenset[int]) -> Iterator[Said]:
    """The last MRI of the cord: beside the day only words about an MRI, among them that it is the last, and of what."""
    spelled, known = made.words.keys, _WORDS["last"] | _WORDS["mri"] | _WORDS["cord"] | _WORDS["about an mri"]
    for at in (place for place in made.words.where(_WORDS["mri"]) if place not in old):
        first = at
        while first and at - first < _NEAR and spelled[first - 1] in known:
            first -= 1
        days = _next_day(made, at + 1, known)
        told = frozenset(spelled[first : days[0].last_word]) if days else frozenset()
        if days and _WORDS["last"] & told and _WORDS["cord"] & told:
            day = _settled(_MRI, days, made.as_of)
            if day is not None:
                as_written = _as_told(next(each for each in days if _day_of(_MRI, each, made.as_of) == day))
                yield Said(_MRI, State.PRESENT, made.slice(first, days[-1].last_word), day, dated=as_written)


def _settled(finding: str, days: Sequence[DaySpan], as_of: date) -> date | None:
    """The latest of some days, where none of them is in doubt."""
    settled = [_day_of(finding, each, as_of) for each in days]
    known = [day for day in settled if day is not None]
    return max(known) if len(known) == len(settled) else None


def _day_of(finding: str, days: DaySpan, as_of: date) -> date | None:
    settled = settled_day(finding, days.first, days.last, as_of)
    return (days.likely or settled) if settled else None


def _as_told(days: DaySpan) -> str:
    """A date of which only the month or the year is told, as it is written in records; nothing for a day."""
    first, last = days.first, days.last
    if days.likely or first == last or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return ""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    return f"{first:%Y}" if first.year == last.year and (first.month, last.month) == (1, _MONTHS) else ""


def _next_day(made: Text, at: int, known: frozenset[str]) -> list[DaySpan]:
    """The date that follows with only known words between, and those listed with it; empty where another word comes first."""
    for place in range(at, min(len(made.words.keys), at + _FAR)):
        found = days_at(made.words.keys, place, made.as_of)
        if found:
            return [found, *_listed(made, found)]
        if made.words.keys[place] not in known:
            return []
    return []


def _listed(made: Text, before: DaySpan) -> Iterator[DaySpan]:
    """'MRI 1/2025 and 1/2026'."""
    spelled = made.words.keys
    while spelled[before.last_word + 1 : before.last_word + 2] and spelled[before.last_word + 1] in _AND:
        found = days_at(spelled, before.last_word + 2, made.as_of)
        if found is None:
            return
        yield found
        before = found


def _of_a_therapy(made: Text, old: frozenset[int]) -> Iterator[Said]:
    """When a therapy that is named was begun, or changed to."""
    spelled = made.words.keys
    known = _WORDS["begun"] | _WORDS["about a therapy"]
    for hit, how in zip(made.hits, made.meant, strict=True):
        if how is not Meant.AFFIRMED or hit.first in old or not _is_a_medicine(made, hit):
            continue
        before = _of_the_sentence(spelled, hit.first)
        if not _WORDS["not begun"].isdisjoint(before):
            continue
        place = hit.last + 1
        while place < len(spelled) and place - hit.last < _FAR:
            between = spelled[hit.last + 1 : place]
            begun = not _WORDS["begun"].isdisjoint(between) or not _WORDS["begun before"].isdisjoint(before)
            days = days_at(spelled, place, made.as_of)
            day = _day_of(_BEGUN, days, made.as_of) if days and begun else None
            if days and day is not None:
                yield Said(_BEGUN, State.PRESENT, made.slice(hit.first, days.last_word), day, dated=_as_told(days))
            if days or not (spelled[place] in known or spelled[place].isdigit()):
                break
            place += 1


def _is_a_medicine(made: Text, hit: Hit) -> bool:
    """Whether a phrase names a medicine, and not a risk of one or a test before it."""
    return _THERAPY in hit.findings and any(medicine in made.slice(hit.first, hit.last).lower() for medicine in _medicines())


def _of_the_sentence(spelled: Sequence[str], before: int) -> frozenset[str]:
    """The words just before a place, of the same sentence."""
    first = max(0, before - _NEAR)
    starts = [at + 1 for at in range(first, before) if spelled[at] in PARTS]
    return frozenset(spelled[max([first, *starts]) : before])


def _of_stability(made: Text, old: frozenset[int]) -> Iterator[Said]:
    """How long the disease has been stable: 'stable' in a sentence that names it or its therapy, with no other subject."""
    spelled = made.words.keys
    both = zip(made.hits, made.meant, strict=True)
    told = [hit for hit, how in both if how is Meant.AFFIRMED or (how is Meant.DENIED and _ATTACK in hit.findings)]
    named = [hit.first for hit in told if not hit.findings.isdisjoint(_DISEASE)]
    turns = [hit.first for hit in told if any((each.finding, each.value) in _TURNS for each in hit.meanings)]
    for at in (place for place in made.words.where(_WORDS["stable"]) if place not in old):
        if not _is_of_the_disease(made, at, named) or not _WORDS["stable no more"].isdisjoint(_of_the_sentence(spelled, at)):
            continue
        for place in range(at + 1, min(len(spelled), at + _FAR)):
            years, last = _years_at(made, at, place)
            if years and not _is_over(made, last, turns):
                yield Said(_STABLE, State.PRESENT, made.slice(at, last), years)
            if last or spelled[place] not in _WORDS["about stable"]:
                break


def _is_over(made: Text, last: int, turns: Sequence[int]) -> bool:
    """Whether the rest of a sentence says that it is stable no longer: 'stable for 3 years, now new weakness', 'until May'."""
    end = made.sentence(last)[1]
    if _some_between(turns, last + 1, end):
        return True
    return not _WORDS["then no more"].isdisjoint(made.words.keys[last + 1 : min(end, last + 1 + _FAR)])


def _some_between(places: Sequence[int], first: int, end: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] < end


def _is_of_the_disease(made: Text, at: int, named: Sequence[int]) -> bool:
    """Whether 'stable' at a place speaks of the disease: it, its therapy or nothing else stands before it in the sentence.
    `named` are the places where the disease is."""
    spelled = made.words.keys
    begins, ends = made.sentence(at)
    if not _some_between(named, begins, ends) or not made.is_of_patient(at):
        return False
    first = at
    while first > begins and spelled[first - 1] in _WORDS["before stable"]:
        first -= 1
    if first == begins or "," in spelled[first:at]:
        return True
    beside = (made.phrase_at.get(first - 1), made.phrase_at.get(first))
    return any(each is not None and each[1] is Meant.AFFIRMED and not each[0].findings.isdisjoint(_DISEASE) for each in beside)


def _years_at(made: Text, stable: int, place: int) -> tuple[float, int]:
    """The years that a date after 'since', or a length of time, at a place tells, with the last word; no years where it is not
    known on which side of a limit they are."""
    spelled, between = made.words.keys, made.words.keys[stable + 1 : place]
    days = days_at(spelled, place, made.as_of)
    if days:
        day = _day_of(_STABLE, days, made.as_of) if "since" in between else None
        return (_whole_months(day, made.as_of) / _MONTHS if day else 0), days.last_word
    told = lasting_at(spelled, place)
    if told is None:
        return 0, 0
    years = told.number * time_units()[told.unit].days / time_units()[_YEARS].days
    if not _WORDS["at least"].isdisjoint(spelled[max(0, place - _BOUND) : place]):  # 'for more than 3 years': no day is told
        last = made.as_of - timedelta(days=round(years * time_units()[_YEARS].days) + 1)
        years = years if settled_day(_STABLE, date.min, last, made.as_of) else 0
    return round(years, 2), told.last_word


def _whole_months(day: date, as_of: date) -> int:
    return (as_of.year - day.year) * _MONTHS + as_of.month - day.month - (as_of.day < day.day)


@cache
def _medicines() -> frozenset[str]:
    return column("medicines", "name", finding=_THERAPY)
