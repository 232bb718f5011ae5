"""Numbers with a name: `CRP 186`, `temp 38.4`, `eGFR 41->28`, from `tables/text/measures.csv`.

A number outside what its row can hold says nothing, nor does one in a unit that is not known, or a bound that settles
nothing. Of several values of one quantity the newest counts; a day beside a value is its day, and no onset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from fhir_mappings.quantities import in_our_unit
from fhir_mappings.tables_csv import table
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.times.points_in_time import date_at
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import keys, word_at
from imaging_rules.facts import State

_WORDS = word_lists("text/measures")

_MOST_BETWEEN = 5
_NEAR = 8
"""A second value stands within so many words."""
_PARTS_OF_A_UNIT = 6
_PARTS_OF_A_DATE = 4
_SPELLED_UNITS = {"umol": "umol/L", "µmol": "umol/L", "micromol": "umol/L", "ml/min": "mL/min/1.73m2"}
"""Units cut short; a rate in mL/min that is called a GFR is the estimate per 1.73 m2 that laboratories report."""
_FEVER = "fever"


@dataclass(frozen=True, slots=True)
class _Measure:
    name: tuple[str, ...]
    finding: str
    lowest: float
    highest: float
    raised_above: float | None
    says: str
    unit: str
    decimal: bool
    """Whether only a number with a decimal counts, for a name that means other things as well."""


class Measured(NamedTuple):
    """The findings of the numbers of a text, and the times that are theirs."""

    said: Sequence[Said]
    times: frozenset[Time]


_NOTHING_MEASURED = Measured((), frozenset())


class _Value(NamedTuple):
    """A value of a quantity from one word to another, with the time beside it."""

    number: float
    first: int
    last: int
    time: Time | None


def measured(made: Text, when: Sequence[Time], old: frozenset[int] = frozenset()) -> Measured:
    """The measured values of a text, and what a raised one says; a temperature below fever denies it. `when` are its times, at
    the places `old` an earlier note is quoted."""
    places = [at for at in made.words.where(_first_words()) if at not in old]
    if not places:
        return _NOTHING_MEASURED
    by_first = _measures()
    spelled = made.words.keys
    said: list[Said] = []
    values: dict[str, list[_Value]] = {}
    begins = {time.first: time for time in when}
    ends = {time.last: time for time in when}
    used: set[Time] = set()
    for at in places:
        named = [each for each in by_first[spelled[at]] if spelled[at : at + len(each.name)] == each.name]
        for measure in named if named and made.is_of_patient(at) else ():
            if measure.finding in _WORDS["counted in fluids"] and _is_of_another_fluid(spelled, at):
                break
            value = _newest(made, measure, at, begins)
            if value is None:
                continue
            used |= {begins[place] for place in range(at, _end(spelled, value.last)) if place in begins and measure.finding}
            if measure.finding:
                before = ends.get(at - 1)
                if value.time is None and before is not None and before.ago and _begins_a_thought(spelled, before):
                    used.add(before)
                    value = value._replace(time=before)
                values.setdefault(measure.finding, []).append(value)
            said += _raised(made, measure, at, value)
            break
    for finding, found in values.items():
        newest = min(reversed(found), key=lambda each: each.time.days if each.time else 0.0)
        day = _day(made.as_of, newest.time)
        said.append(Said(finding, State.PRESENT, made.slice(newest.first, newest.last), newest.number, day))
    if any(each.finding == _FEVER and each.state is State.PRESENT for each in said):
        said = [each for each in said if each.finding != _FEVER or each.state is State.PRESENT]
    return Measured(said, frozenset(used))


def _raised(made: Text, measure: _Measure, at: int, value: _Value) -> Iterator[Said]:
    """What a raised value says whose name stands at a place, unless a phrase tells it there: that one knows whether it is
    denied."""
    if measure.raised_above is None or _is_told(made, measure.says, at):
        return
    if value.number > measure.raised_above:
        yield Said(measure.says, State.PRESENT, made.slice(at, value.last), None, _day(made.as_of, value.time))
    elif measure.says == _FEVER:
        yield Said(measure.says, State.REFUTED, made.slice(at, value.last))


_A_LIST_OF_COUNTS = 20
"""Words within which the fluid of some counts is named."""


def _is_of_another_fluid(spelled: tuple[str, ...], at: int) -> bool:
    """Whether a count before a place in its sentence is one of the spinal fluid or the urine, not of the blood."""
    for word in reversed(spelled[max(0, at - _A_LIST_OF_COUNTS) : at]):
        if word in SENTENCE or word in _WORDS["blood"]:
            return False
        if word in _WORDS["fluids"]:
            return True
    return False


def _is_told(made: Text, finding: str, at: int) -> bool:
    """Whether a phrase at a place says a finding."""
    return finding in made.findings and any(hit.first <= at <= hit.last and finding in hit.findings for hit in made.hits)


def _begins_a_thought(spelled: tuple[str, ...], time: Time) -> bool:
    """Whether a time stands at the beginning of a text, a sentence or after a comma: 'last week eGFR 41'."""
    return time.first == 0 or spelled[time.first - 1] in SENTENCE or spelled[time.first - 1] == ","


def _newest(made: Text, measure: _Measure, at: int, begins: Mapping[int, Time]) -> _Value | None:
    """The value after a name, or the newer one that follows it."""
    spelled = made.words.keys
    place, time = _number_after(spelled, at + len(measure.name), begins)
    value = _value(spelled, measure, at, place, begins, made.as_of) if place is not None else None
    if value is None or not measure.finding:
        return value
    if value.time is None and time is not None:
        value = value._replace(time=time)
    place, end = value.last + 1, value.last + 1 + _NEAR
    while place < min(len(spelled), end):
        if spelled[place] in SENTENCE or spelled[place] in _measures():
            return value
        if place in begins:
            place = begins[place].last + 1
            continue
        other = None
        if spelled[place][:1].isdigit():
            if _is_of_another_name(spelled[place - 1]):
                return value
            other = _value(spelled, measure, at, place, begins, made.as_of)
        newer = spelled[place - 1] in _WORDS["newer"] or word_at(spelled, place + 1) in _WORDS["now"]
        if other is not None and (newer or _is_newer(other, value)):
            value = other
            end = value.last + 1 + _NEAR
        place = max(place, other.last if other else 0) + 1
    return value


def _is_of_another_name(word: str) -> bool:
    """Whether the word before a number names a quantity that no row has: 'ESR 8, vitamin D 33 to 62'."""
    return word.isalpha() and word not in _before_a_value()


@cache
def _before_a_value() -> frozenset[str]:
    return frozenset().union(
        *(_WORDS[name] for name in ("between", "newer", "now", "before a date", "before a span", "before"))
    )


def _is_newer(one: _Value, other: _Value) -> bool:
    return one.time is not None and (one.time.days < other.time.days if other.time else one.time.days < 1)


def _value(
    spelled: tuple[str, ...], measure: _Measure, name: int, at: int, begins: Mapping[int, Time], as_of: date
) -> _Value | None:
    """The value whose number stands at a place, in our unit where it is a quantity."""
    written = spelled[at]
    if spelled[at + 1 : at + 2] == ("/",) and spelled[at + 2 : at + 3] and spelled[at + 2][:1].isdigit():
        return None  # a date, a score
    if not written.isascii() or (measure.decimal and "." not in written):
        return None  # 'T 38.7' is a temperature, 'T 10' is a level
    if not measure.unit and spelled[at + 1 : at + 2] and spelled[at + 1] in _WORDS["doses"]:
        return None  # 'dexa 4 mg'
    number = float(written.replace(",", "."))
    if not measure.lowest <= number <= measure.highest:
        return None
    unit, last = _unit(spelled, at)
    bound = _comparator(spelled, at)
    if measure.raised_above is not None:
        if bound[:1] == "<" and number > measure.raised_above:
            return None  # 'CRP < 20'
        bound = ""
    if measure.finding:
        ours = _ours(measure.finding, number, measure.unit if unit is None else unit, bound)
        if ours is None:
            return None
        number = ours
    time = _time_beside(begins, last + 1, spelled, as_of)
    return _Value(number, name, time.last if time else last, time)


def _comparator(spelled: tuple[str, ...], at: int) -> str:
    before = spelled[max(0, at - 2) : at]
    if before[-1:] in (("≤",), ("≥",)):
        return "<=" if before[-1] == "≤" else ">="
    if before[-1:] == ("=",) and before[:1] in (("<",), (">",)):
        return before[0] + "="
    if before[-1:] in (("<",), (">",)) and not before[0][:1].isdigit():  # not '41 -> 28'
        return before[-1]
    return ""


def _unit(spelled: tuple[str, ...], at: int) -> tuple[str | None, int]:
    """The unit written after a number (None without one, or one that is not known) and its last word."""
    found: tuple[str | None, int] = (None, at)
    if at + 1 == len(spelled) or spelled[at + 1] not in _unit_begins():
        return found
    for size in range(1, min(_PARTS_OF_A_UNIT, len(spelled) - at - 1) + 1):
        unit = _units().get("".join(spelled[at + 1 : at + 1 + size]))
        if unit is not None:
            found = unit, at + size
    return found


def _time_beside(begins: Mapping[int, Time], at: int, spelled: tuple[str, ...], as_of: date) -> Time | None:
    """The point in time that follows a value: `(2024)`, `in March`, `2 weeks ago`, `today`."""
    for place in range(at, min(at + 3, len(spelled))):
        time = begins.get(place) or (date_at(spelled, place, as_of) if place > at else None)
        if time is not None:
            return time if time.ago and not time.change else None
        if spelled[place] not in _WORDS["before a date"]:
            return None
    return None


def _end(spelled: tuple[str, ...], last: int) -> int:
    """The place after the time that goes with a value: 'dropped to 44 since spring'."""
    return last + (3 if spelled[last + 1 : last + 2] and spelled[last + 1] in _WORDS["before a span"] else 2)


def _day(as_of: date, time: Time | None) -> date | None:
    return as_of - timedelta(days=int(time.days)) if time is not None and time.days >= 1 else None


def _number_after(spelled: tuple[str, ...], at: int, begins: Mapping[int, Time]) -> tuple[int | None, Time | None]:
    """Where the number of a name stands, and the time between them: 'eGFR last week 41'."""
    place, time = at, None
    while place < min(len(spelled), at + _MOST_BETWEEN + 1):
        if place in begins:
            time = begins[place]
            at = place = time.last + 1
        elif spelled[place + 1 : place + 2] == ("/",) and spelled[place].isdigit():
            at = place = _after_a_date(spelled, place)  # one that can be read both ways
        elif spelled[place][:1].isdigit() and spelled[place].isascii():
            return place, time if time is not None and time.ago else None
        elif spelled[place] not in _WORDS["between"]:
            return None, None
        else:
            place += 1
    return None, None


def _after_a_date(spelled: tuple[str, ...], at: int) -> int:
    place = at + 1
    while place + 1 < len(spelled) and spelled[place] == "/" and spelled[place + 1].isdigit() and place - at < _PARTS_OF_A_DATE:
        place += 2
    return place if place > at + 1 else len(spelled)


@cache
def names_of_values() -> frozenset[str]:
    """The quantities whose name is one word."""
    return frozenset(row["name"] for row in table("text/measures") if row["finding"] and " " not in row["name"])


@lru_cache(maxsize=4096)
def _ours(finding: str, number: float, unit: str, bound: str) -> float | None:
    """A number in our unit, None where that cannot be told."""
    return in_our_unit(finding, {"value": number, "unit": unit, "comparator": bound}) if _has_unit(finding) else number


@cache
def _has_unit(finding: str) -> bool:
    return any(row["quantity"] == finding for row in table("units"))


@cache
def _units() -> Mapping[str, str]:
    """Units as the words of a text join to them."""
    return {"".join(keys(row["unit"])): row["unit"] for row in table("units") if row["unit"]} | _SPELLED_UNITS


@cache
def _unit_begins() -> frozenset[str]:
    return frozenset(keys(unit)[0] for unit in (*_units().values(), *_SPELLED_UNITS) if keys(unit))


@cache
def _measures() -> Mapping[str, tuple[_Measure, ...]]:
    found: dict[str, tuple[_Measure, ...]] = {}
    for row in table("text/measures"):
        name, above = keys(row["name"]), row["raised_above"]
        measure = _Measure(
            name,
            row["finding"],
            float(row["lowest"]),
            float(row["highest"]),
            float(above) if above else None,
            row["says"],
            row["unit"],
            row["decimal"] == "yes",
        )
        found[name[0]] = (*found.get(name[0], ()), measure)
    return {first: tuple(sorted(rows, key=lambda each: -len(each.name))) for first, rows in found.items()}


@cache
def _first_words() -> frozenset[str]:
    """The words that a name of a quantity begins with."""
    return frozenset(_measures())
