"""A text read into findings, each with the words that say it.

What is denied is a known no, what is only asked is suspected, what was is history; what concerns a relative, an advice or
nothing certain is no finding. A word that is not understood says nothing and takes nothing away.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from fhir_mappings.finding_codes import table_value
from fhir_mappings.tables_csv import table
from fhir_mappings.text.context import Kinds, Meant, meanings_of
from fhir_mappings.text.context_words import context_words
from fhir_mappings.text.person import person
from fhir_mappings.text.phrase_table import Hit, Meaning, phrase_table
from fhir_mappings.text.times import Time, times
from fhir_mappings.text.words import Words, cut
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import read_yaml

LONGEST_TEXT = 50_000
"""Characters; what follows is not read."""

ONSET, AGE, SEX = "symptom_onset", "age_years", "sex"
_COURSE = "trajectory"
_CHANGED_DEFICIT = "neuro_symptoms_new_or_worse"
_INJURY = "spine_injury"
_NEAR = 3
"""A word such as 'new' speaks of what is named within so many words."""
_NEAR_A_TREATMENT = 6
_RESULT = "conservative_result"
_DAYS_IN_WEEK = 7
_SENTENCE = frozenset({".", ";", "\n"})


@dataclass(frozen=True, slots=True)
class Said:
    """One finding of a text. `day` is the day it is about where the text says one, `words` what says it."""

    finding: str
    state: State
    words: str
    value: Value | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class TextReading:
    """What a text says. `mentioned` are findings it names without settling them: no facts, but no silence either."""

    said: tuple[Said, ...] = ()
    mentioned: frozenset[str] = frozenset()


def read_text(text: str, as_of: date) -> TextReading:
    """The findings of a text as it is meant on the day of the order. Never raises; takes time in proportion to length."""
    return _read(text[:LONGEST_TEXT], as_of)


@lru_cache(maxsize=512)
def _read(text: str, as_of: date) -> TextReading:
    words = _mended(cut(text))
    someone = person(words)
    taken = frozenset(range(someone.first, someone.last + 1)) if someone else frozenset()
    hits = [hit for hit in phrase_table().hits(words) if not taken.intersection(range(hit.first, hit.last + 1))]
    when = times(words.keys, as_of, taken)
    timed = frozenset(at for time in when for at in range(time.first, time.last + 1))
    hits = [hit for hit in hits if not timed.issuperset(range(hit.first, hit.last + 1))] if timed else hits
    meant = meanings_of(words, hits, context_words(), _kinds(), timed)
    made = _Text(words, hits, meant, as_of, _regions_of(hits))
    owned = list(zip(when, _owners(words, hits, when), strict=True))
    found = [*_findings(made, owned), *_changes(made), *_failures(made, timed), *_onset(made, owned)]
    if someone:
        found += _of_person(made, someone.first, someone.last, someone.years, someone.sex)
    unsettled = {meaning.finding for hit, how in zip(hits, meant, strict=True) if how in _UNSETTLED for meaning in hit.meanings}
    found += _never_had(made, found)
    named = {said.finding for said in found}
    found = [said for said in found if _neighbours().get(said.finding, named) & named]
    return TextReading(tuple(dict.fromkeys(found)), frozenset(unsettled) - named)


def _mended(words: Words) -> Words:
    """The words with slips of the pen mended."""
    spelling = phrase_table().spelling
    shortest, known = spelling.shortest, spelling.known
    if all(len(key) < shortest or key in known for key in words.keys):
        return words
    return replace(words, keys=tuple([key if len(key) < shortest else spelling.meant(key) for key in words.keys]))


_UNSETTLED = (Meant.LEFT_OPEN,)
_NO_FINDING = (Meant.NOT_OF_THE_PATIENT, Meant.LEFT_OPEN, Meant.PLANNED, Meant.CANDIDATE)
_AHEAD = {Meant.PLANNED: "spine_procedure_planned", Meant.CANDIDATE: "surgery_candidate"}


@dataclass(frozen=True)
class _Text:
    words: Words
    hits: Sequence[Hit]
    meant: Sequence[Meant]
    as_of: date
    regions: frozenset[str]

    def slice(self, first: int, last: int) -> str:
        return self.words.slice(first, last)


def _findings(made: _Text, when: Sequence[tuple[Time, int | None]]) -> Iterator[Said]:
    time_of: dict[int | None, Time] = {}
    for time, owner in when:
        time_of.setdefault(owner, time)
    for place, (hit, how) in enumerate(zip(made.hits, made.meant, strict=True)):
        own = time_of.get(place)
        day = made.as_of - timedelta(days=int(own.days)) if own else None
        if how in _AHEAD:
            yield Said(_AHEAD[how], State.PRESENT, made.slice(max(0, hit.first - 1), hit.last))
        for meaning in _of_region(hit, how, made.regions):
            state = _state(meaning, how)
            if state is None:
                continue
            first, last = (min(hit.first, own.first), max(hit.last, own.last)) if own else (hit.first, hit.last)
            dated = day if meaning.finding in _kinds_of_time().dated else None
            yield Said(meaning.finding, state, made.slice(first, last), meaning.value, dated)
            for suspected in _suspicions().get(meaning.finding, ()) if state is State.SUSPECTED else ():
                yield Said(suspected.finding, State.PRESENT, made.slice(first, last), suspected.value)
            if own and not own.ago and state is State.PRESENT and meaning.finding in _kinds_of_time().treatments:
                yield Said("conservative_weeks", state, made.slice(first, last), float(int(own.days // _DAYS_IN_WEEK)))


def _of_region(hit: Hit, how: Meant, regions: frozenset[str]) -> Sequence[Meaning]:
    """Of a phrase that says no region, such as 'radiculopathy', what belongs to the regions the text speaks of. Where it
    speaks of none, a denial denies all of it, and nothing else is said."""
    region_of = _regions()
    said = {region_of.get(meaning.finding) for meaning in hit.meanings} - {None}
    if len(said) < 2:
        return hit.meanings
    fitting = [meaning for meaning in hit.meanings if region_of.get(meaning.finding) in (regions | {None})]
    denied = how is Meant.DENIED or _denies(hit)
    return hit.meanings if denied and not regions & said else fitting


def _denies(hit: Hit) -> bool:
    return all(meaning.state is State.REFUTED for meaning in hit.meanings)


def _regions_of(hits: Sequence[Hit]) -> frozenset[str]:
    """The regions of the spine that the phrases of a text speak of, apart from those that leave it open."""
    region_of = _regions()
    found: set[str] = set()
    for hit in hits:
        said = {region_of[meaning.finding] for meaning in hit.meanings if meaning.finding in region_of}
        found |= said if len(said) == 1 else set()
    return frozenset(found)


def _state(meaning: Meaning, how: Meant) -> State | None:
    """The state of a finding that a phrase says, by how it is meant; None where that says nothing."""
    if how in _NO_FINDING:
        return None
    if how is Meant.AFFIRMED:
        return meaning.state
    if meaning.state is not State.PRESENT or (meaning.value is not None and how is not Meant.PAST):
        return State.SUSPECTED if meaning.state is State.SUSPECTED and how is Meant.SUSPECTED else None
    if how is Meant.DENIED:
        return State.REFUTED
    if how is Meant.SUSPECTED:
        return State.SUSPECTED
    return State.PRESENT if meaning.finding in context_words().lasting else State.HISTORY


def _changes(made: _Text) -> Iterator[Said]:
    """A deficit that is called new or worse, just before it is named."""
    for place in range(len(made.hits) - 1):
        course, hit = made.hits[place], made.hits[place + 1]
        called = any(meaning.finding == _COURSE and meaning.value in ("new", "worsening") for meaning in course.meanings)
        affirmed = made.meant[place] is Meant.AFFIRMED and made.meant[place + 1] is Meant.AFFIRMED
        if called and affirmed and hit.first - course.last <= _NEAR and _is_deficit(hit) and _no_end(made, course, hit):
            yield Said(_CHANGED_DEFICIT, State.PRESENT, made.slice(course.first, hit.last))


def _failures(made: _Text, timed: frozenset[int]) -> Iterator[Said]:
    """A treatment that is said to have failed: 'failed 6 weeks of supervised PT', 'not settling with physio'."""
    for hit, how in zip(made.hits, made.meant, strict=True):
        if how is not Meant.AFFIRMED or not any(each.finding in _kinds_of_time().treatments for each in hit.meanings):
            continue
        first = _failed_before(made, hit.first, timed)
        if first is not None:
            yield Said(_RESULT, State.PRESENT, made.slice(first, hit.last), "failed")


def _failed_before(made: _Text, before: int, timed: frozenset[int]) -> int | None:
    """Where a word of failure begins that stands before a treatment, with only its time and little words between."""
    spelled, context = made.words.keys, context_words()
    end = before
    while end and before - end <= _NEAR_A_TREATMENT:
        for phrase in context.failed:
            if spelled[max(0, end - len(phrase)) : end] == phrase:
                return end - len(phrase)
        if end - 1 not in timed and spelled[end - 1] not in context.of_a_treatment:
            return None
        end -= 1
    return None


def _never_had(made: _Text, found: Sequence[Said]) -> Iterator[Said]:
    """Who has no cancer, without a word such as 'active' or 'evidence' that would leave a past one open, never had one."""
    said = {each.finding for each in found if each.state is not State.REFUTED}
    for hit, how in zip(made.hits, made.meant, strict=True):
        for meaning in hit.meanings if how is Meant.DENIED else ():
            past = _past_of().get(meaning.finding)
            if past and not said & {past, meaning.finding} and not _leaves_the_past_open(made, hit):
                yield Said(past, State.REFUTED, made.slice(max(0, hit.first - 1), hit.last))


def _leaves_the_past_open(made: _Text, hit: Hit) -> bool:
    around = made.words.keys[max(0, hit.first - _NEAR_A_TREATMENT) : hit.last + 2]
    return bool(context_words().of_today.intersection(around))


def _no_end(made: _Text, one: Hit, other: Hit) -> bool:
    return not any(made.words.keys[at] in _SENTENCE or made.words.keys[at] == "," for at in range(one.last + 1, other.first))


def _is_deficit(hit: Hit) -> bool:
    return any(meaning.finding in _kinds_of_time().deficits for meaning in hit.meanings)


def _onset(made: _Text, when: Sequence[tuple[Time, int | None]]) -> Iterator[Said]:
    """How long the complaint has lasted: since its change for the worse where the text tells when, else its first time."""
    some_complaint = any(_lasts(hit) for hit in made.hits)
    ours = [time for time, owner in when if _is_of_complaint(made, time, owner, some_complaint)]
    changes = [time for time in ours if time.change]
    injured = [time for time, owner in when if some_complaint and owner is not None and _is_injury(made, owner)]
    if changes and len(ours) > 1:
        time = min(changes, key=lambda each: each.days)
        yield Said(_COURSE, State.PRESENT, made.slice(max(0, time.first - 1), time.last), "worsening")
    elif ours or injured:
        time = (changes or ours or injured)[0]
    else:
        return
    about = " (about)" if time.about else ""
    yield Said(ONSET, State.PRESENT, made.slice(time.first, time.last) + about, float(int(time.days)))


def _is_injury(made: _Text, owner: int) -> bool:
    """Whether a time is that of an injury that happened; a complaint of the same text is taken to date from it."""
    hit = made.hits[owner]
    return made.meant[owner] is Meant.AFFIRMED and any(each.finding == _INJURY for each in hit.meanings)


def _is_of_complaint(made: _Text, time: Time, owner: int | None, some_complaint: bool) -> bool:
    if owner is None:
        return not some_complaint and not time.ago
    return _lasts(made.hits[owner]) and made.meant[owner] in (Meant.AFFIRMED, Meant.SUSPECTED)


def _owners(words: Words, hits: Sequence[Hit], when: Sequence[Time]) -> list[int | None]:
    """The finding each time speaks of: the next one for '3-week history of', else the one before it in its sentence, else
    the next; findings that have no time (such as 'worsening') are passed over."""
    ends = [at for at, key in enumerate(words.keys) if key in _SENTENCE]
    timely = [(hit.first, place) for place, hit in enumerate(hits) if _has_time(hit)]
    firsts = [first for first, _ in timely]
    owners: list[int | None] = []
    for time in when:
        sentence = bisect_right(ends, time.first)
        at = bisect_right(firsts, time.first)
        before = _in_sentence(timely, at - 1, ends, sentence)
        after = _in_sentence(timely, at, ends, sentence)
        first, second = (after, before) if time.ahead else (before, after)
        owners.append(second if first is None else first)
    return owners


def _in_sentence(timely: Sequence[tuple[int, int]], at: int, ends: Sequence[int], sentence: int) -> int | None:
    """The finding at a place of the list, if it stands in the sentence with this number."""
    if not 0 <= at < len(timely):
        return None
    first, place = timely[at]
    return place if bisect_right(ends, first) == sentence else None


def _has_time(hit: Hit) -> bool:
    timely = _kinds_of_time().any
    return any(meaning.finding in timely for meaning in hit.meanings)


def _lasts(hit: Hit) -> bool:
    return any(meaning.finding in _kinds_of_time().lasting for meaning in hit.meanings)


def _of_person(made: _Text, first: int, last: int, years: float | None, sex: str | None) -> Iterator[Said]:
    words = made.slice(first, last)
    if years is not None:
        yield Said(AGE, State.PRESENT, words, years)
    if sex:
        yield Said(SEX, State.PRESENT, words, sex)


@dataclass(frozen=True)
class _KindsOfTime:
    """`lasting`: what a time makes the duration of; `dated`: what it makes the day of; `treatments`: what lasted so long."""

    lasting: frozenset[str]
    dated: frozenset[str]
    treatments: frozenset[str]
    deficits: frozenset[str]
    any: frozenset[str]
    """All that have a time."""


@cache
def _kinds_of_time() -> _KindsOfTime:
    rows = table("text_time_kinds")
    kinds = ("lasts", "dated", "treatment", "deficit")
    by_kind = {kind: frozenset(row["finding"] for row in rows if row["kind"] == kind) for kind in kinds}
    complaints = frozenset(row["finding"] for row in table("complaints"))
    lasting = by_kind["lasts"] | complaints
    return _KindsOfTime(
        lasting, by_kind["dated"], by_kind["treatment"], by_kind["deficit"], lasting | by_kind["dated"] | by_kind["treatment"]
    )


@cache
def _kinds() -> Kinds:
    findings: dict[str, dict[str, Any]] = read_yaml(files("imaging_rules") / "library" / "vocabulary.yaml")["findings"]
    diagnoses = {
        name for name, row in findings.items() if "condition" in row["record_part"] and "observation" not in row["record_part"]
    }
    done = {name for name, row in findings.items() if "procedure" in row["record_part"] and name.startswith("prior_")}
    done |= _kinds_of_time().treatments | {"recent_spine_procedure"}
    return Kinds(frozenset(row["finding"] for row in table("complaints")), frozenset(diagnoses), frozenset(done))


@cache
def _suspicions() -> dict[str, tuple[Meaning, ...]]:
    """What it also says to suspect a finding."""
    found: dict[str, tuple[Meaning, ...]] = {}
    for row in table("text_suspicions"):
        suspected = Meaning(row["finding"], State.PRESENT, table_value(row["value"]))
        found[row["when_suspected"]] = (*found.get(row["when_suspected"], ()), suspected)
    return found


@cache
def _past_of() -> dict[str, str]:
    """The finding for having had, by that for having now."""
    return {row["now"]: row["past"] for row in table("text_pasts")}


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    """By a finding that says something only beside others, those others."""
    found: dict[str, set[str]] = {}
    for row in table("text_neighbours"):
        found.setdefault(row["finding"], set()).add(row["beside"])
    return {finding: frozenset(beside) for finding, beside in found.items()}


@cache
def _regions() -> dict[str, str]:
    return {row["finding"]: row["region"] for row in table("text_regions")}
