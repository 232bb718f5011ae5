"""From when to when a treatment was given, as a text tells it: 'PT 7/6/26-8/28/26', 'physio between 3 Aug and 25 Sept 2026',
'completed 8 weeks of PT on 10/2/26', 'PT since 9/1/2026'.

Only days that stand beside an active treatment, or beside treatment as such, make a course: a tablet may have been taken for
years, and for anything. A course that is dated once and never ended, one that lies ahead, and one for another part of the body
give none. The words stand in `tables/text_treatment_courses.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from fhir_mappings.tables_csv import table
from fhir_mappings.text.kinds import kinds_of_time
from fhir_mappings.text.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.told_time import Time
from fhir_mappings.text.treatment_kinds import is_given, is_treatment, kinds_in
from fhir_mappings.text.treatments_not_given import TreatedSentences
from fhir_mappings.text.words import has_phrase, keys
from fhir_mappings.text.written_dates import WrittenDate, on_or_before
from fhir_mappings.time_units import time_units
from fhir_mappings.vocabulary import vocabulary
from imaging_rules.facts import Interval, State
from imaging_rules.yaml_files import packaged_yaml

PERIOD, WEEKS = "conservative_period", "conservative_weeks"
_CARE = "conservative_care"
_ACTIVE = "conservative_active_modalities"
_LONGEST_LINK = 12
"""Words between a treatment and its days."""
_LONGEST_WALK = 80
"""Words between days and the farthest of their treatments, other days and doses among them."""
_NEAR_A_DAY = 8
"""Words before a day in which it is told that a treatment began or ended then."""
_NEAR = 3
_LEADS = 5
"""Words at most from a treatment to how long it lasted."""
_FAR = 40
"""Words of a sentence that are looked at around a day."""
_COMPLAINTS_OF_THE_NECK = frozenset({"neck_pain", "arm_root_symptoms"})


@dataclass(frozen=True, slots=True)
class TreatmentCourse:
    """A treatment with its first and last day, no last one while it goes on, and the words that tell both."""

    first: int
    last: int
    lasted: Interval


@dataclass(frozen=True, slots=True)
class _Told:
    """A day beside the word that says what it is: `begins`, `ends` or `since`."""

    day: WrittenDate
    role: str
    place: int


def treatment_courses(made: Text, when: Sequence[Time]) -> list[TreatmentCourse]:
    """The courses of treatment of the spine that a text dates. `when` are its times."""
    if kinds_of_time().treatments.isdisjoint(made.findings):
        return []
    days = made.days
    found = list(_up_to_now(made, when))
    if days:
        ranges = list(_ranges(made, days))
        taken = {day for one, other, _ in ranges for day in (one, other) if day is not None}
        found += [TreatmentCourse(*_span(one, other), lasted) for one, other, lasted in ranges if _is_of_care(made, one, other)]
        found += _begun_and_ended(made, [day for day in days if day not in taken], when)
    return [each for each in found if _is_a_course(each.lasted, made.as_of)]


def said_of_courses(made: Text, courses: Sequence[TreatmentCourse], found: Sequence[Said]) -> Iterator[Said]:
    """The period of the latest course, those not far apart as one, and the weeks of all of them inside the look-back.

    One that ended before the look-back says nothing of what was done since, unless `found` denies that anything was.
    """
    if not courses:
        return
    joined = joined_courses([each.lasted for each in courses], made.as_of)
    words = made.slice(min(each.first for each in courses), max(each.last for each in courses))
    since = made.as_of - timedelta(days=_limit("look_back"))
    nothing_since = any(said.finding == _CARE and said.state is State.REFUTED for said in found)
    if (joined[-1].end or made.as_of) >= since or nothing_since:
        yield Said(PERIOD, State.PRESENT, words, joined[-1])
    lasted = (((each.end or made.as_of) - max(each.start or since, since)).days for each in joined)
    weeks = sum(max(0, each) for each in lasted) // time_units()["w"].counted
    if weeks:
        yield Said(WEEKS, State.PRESENT, words, float(weeks))


def joined_courses(periods: Sequence[Interval], as_of: date) -> list[Interval]:
    """The courses in order of their days, those not far apart as one; at least one is given."""
    gap, joined = timedelta(days=_limit("longest_gap")), list[Interval]()
    for each in sorted(periods, key=lambda one: (one.start or date.min, one.end or date.max)):
        last = joined[-1] if joined else None
        if last is not None and (each.start or date.min) <= (last.end or as_of) + gap:
            end = None if last.end is None or each.end is None else max(last.end, each.end)
            joined[-1] = Interval(last.start, end)
        else:
            joined.append(each)
    return joined


def _is_a_course(lasted: Interval, as_of: date) -> bool:
    first, last = lasted.start, lasted.end or as_of
    return first is not None and first < last <= as_of and (last - first).days < _limit("longest_course")


def _span(one: WrittenDate, other: WrittenDate | None) -> tuple[int, int]:
    return one.first, (other or one).last


# ---- from a day to a day


def _ranges(made: Text, days: Sequence[WrittenDate]) -> Iterator[tuple[WrittenDate, WrittenDate | None, Interval]]:
    """Two days with a word or a sign between that leads from one to the other, or a day up to now."""
    table, text = _table(), made.words.text
    for at, one in enumerate(days):
        other = days[at + 1] if at + 1 < len(days) else None
        between = text[one.end : other.start].strip().lower() if other else ""
        before = made.words.keys[one.first - 1] if one.first else ""
        if other and (between in table.to or (between == "and" and before in table.between)):
            lasted = _from_to(one, other, made.as_of)
            if lasted:
                yield one, other, lasted
        elif table.to_now.match(text, one.end) and (begun := on_or_before(one, made.as_of)):
            yield one, None, Interval(begun, None)


def _from_to(one: WrittenDate, other: WrittenDate, as_of: date) -> Interval | None:
    """The days of a range; the first without a year is the last such day before the second. None of scores: '8/10-6/10'."""
    if one.year is None and other.year is None and one.in_numbers and one.day == other.day:
        return None
    if one.year is not None and other.year is None:
        end = on_or_before(other, date(one.year, 12, 31))
    else:
        end = on_or_before(other, as_of)
    begun = on_or_before(one, end) if end else None
    return Interval(begun, end) if begun and end else None


# ---- whose days they are


def _is_of_care(made: Text, one: WrittenDate, other: WrittenDate | None) -> bool:
    """Whether days are those of an active treatment, or of treatment as such, for the neck."""
    first, last = _span(one, other)
    return any(_is_active(made, hit) for hit in _treated(made, first, last)) and not _is_for_another_part(made, last)


def _treated(made: Text, first: int, last: int) -> list[Hit]:
    """The treatments that days speak of: those before them with only little words between, else those after them."""
    return _linked(made, first, -1) or (_linked(made, last, 1) if _begins_a_part(made, first) else [])


def _begins_a_part(made: Text, first: int) -> bool:
    """Whether days stand where a sentence or a part of it begins: '8/3/26-9/28/26: PT', not 'off work 8/3/26-9/28/26, PT'."""
    spelled, at = made.words.keys, first - 1
    while at >= 0 and spelled[at] in _LEAD_TO_DAYS:
        at -= 1
    return at < 0 or spelled[at] in _ENDS or spelled[at] == "("


def _linked(made: Text, at: int, step: int) -> list[Hit]:
    spelled, table = made.words.keys, _table()
    little = table.before_days if step < 0 else table.after_days
    found: list[Hit] = []
    place, far = at + step, 0
    while 0 <= place < len(spelled) and far <= _LONGEST_LINK and abs(place - at) <= _LONGEST_WALK:
        if found and place in made.places_of_days:
            break  # what stands beyond has days of its own
        beside = made.phrase_at.get(place)
        if beside is not None and is_treatment(beside[0]):
            hit, how = beside
            if not is_given(hit, how) or (step < 0 and _is_spoilt(made, hit.first)):
                return []
            found.append(hit)
            place, far = (hit.first if step < 0 else hit.last) + step, 0
            little = table.before_days if found else little
            continue
        if beside is not None and step < 0 and not found and _COMPLAINTS_OF_THE_NECK & beside[0].findings:
            place = beside[0].first + step  # 'PT for neck pain 8/3/26-9/28/26'
            continue
        number = spelled[place][0].isdigit() or spelled[place] == "/"
        if spelled[place] not in little and not number:
            break
        if found and spelled[place] in _STOPS_A_LIST:
            break
        place, far = place + step, far if number else far + 1
    return found


_STOPS_A_LIST = frozenset({":", "(", ")"})


def _is_active(made: Text, hit: Hit) -> bool:
    """Whether a treatment is one in which the patient moves or is moved, or is not told of any kind."""
    kinds = kinds_in(made, hit)
    return not kinds or not kinds.isdisjoint(_active_kinds())


def _is_spoilt(made: Text, first: int) -> bool:
    """Whether words just before a treatment say that it was not given."""
    return not _table().spoils.isdisjoint(made.words.keys[max(0, first - _NEAR) : first])


def _is_for_another_part(made: Text, at: int) -> bool:
    """Whether the sentence speaks of another part and not of the neck: 'PT 8/3/26-9/28/26 for his low back', 'vestibular PT',
    'knee replaced 8/3/26, PT 8/10/26-9/28/26'."""
    first, end = made.sentence(at)
    near = made.words.keys[max(first, at - _FAR) : min(end, at + _FAR)]
    return not _table().others.isdisjoint(near) and _table().neck.isdisjoint(near)


_ENDS = SENTENCE | {","}
_LEAD_TO_DAYS = frozenset({"from", "between", "on", "since", "dates", ":"})


# ---- begun on one day, ended on another


def _begun_and_ended(made: Text, days: Sequence[WrittenDate], when: Sequence[Time]) -> Iterator[TreatmentCourse]:
    """'Written plan given 9/1/26, done daily through 10/20/26', 'PT since 9/1/26', 'completed 8 weeks of PT on 10/2/26'."""
    told = [each for day in days if (each := _role(made, day)) is not None]
    begun = [each for each in told if each.role in ("begins", "since")]
    ended = [each for each in told if each.role == "ends"]
    if len(begun) > 1 or len(ended) > 1:
        return
    for one in begun:
        for other in ended:
            lasted = _from_to(one.day, other.day, made.as_of)
            if lasted and _are_of_one(made, one.day, other.day):
                yield TreatmentCourse(*_span(one.day, other.day), lasted)
        day = on_or_before(one.day, made.as_of)
        if day is None or ended or not _is_of_care(made, one.day, None):
            continue
        if _goes_on(made, one):
            yield TreatmentCourse(*_span(one.day, None), Interval(day, None))
        elif length := _length(made, one.day, when):
            yield TreatmentCourse(*_span(one.day, None), Interval(day, day + timedelta(days=length)))
    for other in ended if not begun else ():
        day, length = on_or_before(other.day, made.as_of), _length(made, other.day, when)
        if day is not None and length and _is_of_care(made, other.day, None):
            yield TreatmentCourse(*_span(other.day, None), Interval(day - timedelta(days=length), day))


def _role(made: Text, day: WrittenDate) -> _Told | None:
    """What a day is for the treatment: the nearest word before it that says so, with only little words and the treatment
    between."""
    spelled, table = made.words.keys, _table()
    for place in range(day.first - 1, max(-1, day.first - 1 - _NEAR_A_DAY), -1):
        key = spelled[place]
        role = next((name for name in ("since", "ends", "begins") if key in table.roles[name]), None)
        if role == "since" and key == "from" and place != day.first - 1:
            role = None  # 'discharged from PT 9/28/26'
        if role is not None:
            return _Told(day, role, place)
        inside = made.phrase_at.get(place)
        if not (inside and is_treatment(inside[0])) and key not in table.before_days and not key[0].isdigit():
            return None
    return None


def _are_of_one(made: Text, one: WrittenDate, other: WrittenDate) -> bool:
    """Whether the treatment that began on one day is the one that ended on another: an active one stands beside one of both
    days, and no other treatment between them."""
    begun, ended = _treated(made, one.first, one.last), _linked(made, other.first, -1)
    if one.last < other.first:
        told = [hit for hit in made.hits if is_treatment(hit)]
        between = [hit for hit in told if one.last < hit.first <= hit.last < other.first]
    else:
        between = []
    if any(hit not in ended for hit in between) or any(hit not in begun and not _is_active(made, hit) for hit in between):
        return False
    if not ended and not (
        one.last < other.first and _table().before_days.issuperset(made.words.keys[one.last + 1 : other.first])
    ):
        return False
    named = begun or ended
    if not any(_is_active(made, hit) for hit in named) or (ended and not any(_is_active(made, hit) for hit in ended)):
        return False
    return not _is_for_another_part(made, one.last)


def _goes_on(made: Text, one: _Told) -> bool:
    """Whether a treatment that began on a day is told to go on: 'PT since 9/1/26', 'started PT 9/1/26, still attending'."""
    table = _table()
    if not table.over.isdisjoint(made.words.named):
        return False
    if one.role == "since" and made.words.keys[one.place] == "since":
        return True
    first, end = made.sentence(one.day.first)
    near = max(first, one.day.first - _FAR), min(end, one.day.last + _FAR)
    return has_phrase(made.words.keys, table.goes_on, *near)


def _length(made: Text, day: WrittenDate, when: Sequence[Time]) -> int:
    """How many days a treatment lasted that began or ended on a day, by the one duration told of it in the sentence; 0 for
    none."""
    first, end = made.sentence(day.first)
    near = [each for each in when if _is_a_duration(made, each) and first <= each.first and each.last < end]
    near = [each for each in near if not day.first <= each.first <= day.last and _is_beside_care(made, each)]
    return int(near[0].days) if len(near) == 1 and near[0].days >= time_units()["w"].counted else 0


def _is_a_duration(made: Text, time: Time) -> bool:
    """Whether a time is a number of weeks or months, and surely that many."""
    return not time.about and not time.ago and not time.change and made.words.keys[time.last][0].isalpha()


def _is_beside_care(made: Text, time: Time) -> bool:
    """Whether a duration is that of a treatment just before or just after it."""
    for place in range(time.first - _LEADS, time.last + 1 + _LEADS):
        hit, how = made.phrase_at.get(place, (None, None))
        if hit is None or how is None or not is_given(hit, how) or not _is_active(made, hit):
            continue
        before, after = hit.last < time.first, time.last < hit.first
        if not before and not after:
            return True
        if _is_led(made, *((hit.last + 1, time.first) if before else (time.last + 1, hit.first))):
            return True
    return False


def _is_led(made: Text, first: int, end: int) -> bool:
    between = made.words.keys[first:end]
    return "," not in between and (_table().before_days | _table().past).issuperset(between)


# ---- up to now


def _up_to_now(made: Text, when: Sequence[Time]) -> Iterator[TreatmentCourse]:
    """'PT for the past 8 weeks', '8 weeks of PT so far'."""
    table, spelled = _table(), made.words.keys
    if not table.over.isdisjoint(made.words.named) or table.up_to_now.isdisjoint(made.words.named):
        return
    sentences = TreatedSentences(made.words, [hit for hit in made.hits if is_treatment(hit)], ())
    for time in when:
        if not _is_a_duration(made, time) or time.days < time_units()["w"].counted or not _is_beside_care(made, time):
            continue
        if sentences.not_given(time.first):
            continue
        past = time.first > 0 and spelled[time.first - 1] in table.past and _is_for_so_long(made, time)
        _, end = made.sentence(time.first)
        if past or has_phrase(spelled, table.goes_on, time.first, min(end, time.last + 1 + _NEAR_A_DAY)):
            begun = made.as_of - timedelta(days=int(time.days))
            yield TreatmentCourse(time.first, time.last, Interval(begun, None))


def _is_for_so_long(made: Text, time: Time) -> bool:
    """Whether 'the past 8 weeks' are how long, not within which: 'for the past', 'PT past', not 'in the past'."""
    at = time.first - 2
    while at >= 0 and made.words.keys[at] in ("the", "his", "her", "these"):
        at -= 1
    return at >= 0 and (made.words.keys[at] in ("for", "x") or any(hit.last == at and is_treatment(hit) for hit in made.hits))


def outside_courses(when: Sequence[Time], courses: Sequence[TreatmentCourse]) -> list[Time]:
    """Some times without those that are the days of a treatment: they are no onset, and no number of weeks."""
    inside = {at for each in courses for at in range(each.first, each.last + 1)}
    return [time for time in when if inside.isdisjoint(range(time.first, time.last + 1))]


# ---- the tables


@dataclass
class _Table:
    to: frozenset[str]
    between: frozenset[str]
    to_now: re.Pattern[str]
    roles: Mapping[str, frozenset[str]]
    goes_on: frozenset[tuple[str, ...]]
    over: frozenset[str]
    before_days: frozenset[str]
    after_days: frozenset[str]
    spoils: frozenset[str]
    others: frozenset[str]
    neck: frozenset[str]
    past: frozenset[str]
    up_to_now: frozenset[str] = field(init=False)
    """The last words of all that says that a treatment goes on."""

    def __post_init__(self) -> None:
        self.up_to_now = self.past | {phrase[-1] for phrase in self.goes_on}


@cache
def _table() -> _Table:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text_treatment_courses.yaml")

    def words(name: str) -> frozenset[str]:
        return frozenset(" ".join(keys(str(word))) or str(word) for word in content[name])

    signs = sorted((re.escape(each) for each in content["to"]), key=lambda each: -len(each))
    now = "|".join(re.escape(each) for each in content["to now"])
    return _Table(
        to=frozenset(str(each) for each in content["to"]),
        between=words("between"),
        to_now=re.compile(rf"\s*(?:{'|'.join(signs)})\s*(?:the )?(?:{now})\b", re.IGNORECASE),
        roles={name: words(name) for name in ("since", "ends", "begins")},
        goes_on=frozenset(keys(str(each)) for each in content["goes on"]),
        over=words("is over"),
        before_days=words("between a treatment and its days"),
        after_days=words("between days and their treatment"),
        spoils=words("spoils"),
        others=words("other parts"),
        neck=words("of the neck"),
        past=words("up to now before"),
    )


@cache
def _active_kinds() -> frozenset[str]:
    return frozenset(vocabulary()["features"][_ACTIVE]["values"])


@cache
def _limit(name: str) -> int:
    """As for recorded treatment."""
    return next(int(row["days"]) for row in table("treatment_limits") if row["limit"] == name)
