"""A text read into findings, each with the words that say it.

What is denied is a known no, what is only asked is suspected, what was is history; what concerns a relative, an advice or
nothing certain is no finding. A word that is not understood says nothing and takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache

from fhir_mappings.text.ambiguous import without_other_meanings
from fhir_mappings.text.context import Meant, meanings_of
from fhir_mappings.text.context_words import context_words
from fhir_mappings.text.course import RECENT, Owned, courses
from fhir_mappings.text.film_places import FILM, MRI, film_of, is_of_another_part
from fhir_mappings.text.kinds import (
    also_said,
    context_kinds,
    kinds_of_time,
    neighbours,
    past_of,
    regions,
    relapsing,
    suspicions,
)
from fhir_mappings.text.measures import measures
from fhir_mappings.text.person import person
from fhir_mappings.text.phrase_table import Hit, phrase_table
from fhir_mappings.text.phrase_trie import Meaning, Row
from fhir_mappings.text.results import results
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.scores import pain_scores
from fhir_mappings.text.time_owners import time_owners
from fhir_mappings.text.times import Time, times
from fhir_mappings.text.together import together
from fhir_mappings.text.words import Words, cut
from imaging_rules.facts import State, Value

__all__ = ["LONGEST_TEXT", "Said", "TextReading", "read_text"]

LONGEST_TEXT = 100_000
"""Characters; what follows is not read."""

AGE, SEX = "age_years", "sex"
_AROUND_A_DENIAL = 6
_DAYS_IN_WEEK = 7
_INJURY = "spine_injury"
_SITE = "cancer_site"
_SOON, _A_YEAR = 5, 4
_ENDED = frozenset({"cancer_treatment_current", "dmt", "dmt_pml_risk", "anticoagulated"})
_OVER = frozenset({"after", "post", "following", "completed", "finished", "since", "stopped"})
_SPINE = frozenset({"back", "spine", "spinal"})
_SPREAD, _LEG, _DIALYSIS = "metastases", "leg_root_symptoms", "dialysis"
_COURSE, _FRACTURE = "trajectory", "fracture_suspected"
_TRUNK = "thoracic_root_symptoms"
"""Nobody denies it without speaking of the thoracic spine."""
_COURSES = frozenset({_COURSE, "stated_chronicity"})
_SCIATICA = frozenset({_LEG, "low_back_pain"})
_ATTACK = "relapse"
_NAMED = frozenset({"neck_pain", "low_back_pain", "thoracic_back_pain"})
"""A phrase that says one of these names its regions itself: 'neck and low back pain'."""
_FRACTURES = frozenset({_FRACTURE, "fragility_fracture", "cervical_compression_fx", "pathologic_fracture"})
_NEXT = 2
_ASKED = frozenset({State.PRESENT, State.SUSPECTED})
_ATTACKS = frozenset({"relapse", "transverse_myelitis", "visual_symptoms", "brainstem_symptoms"})
_TO_A_YEAR = frozenset({"in", "(", "of", ",", "back"})
_CHANGES = frozenset({"neuro_symptoms_new_or_worse", "deficit_worse", "new_deficit"})


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
    phrases = without_other_meanings(words, phrase_table().hits(words))
    hits = [hit for hit in phrases if taken.isdisjoint(range(hit.first, hit.last + 1))] if taken else phrases
    when = times(words, as_of, taken)
    timed = frozenset(at for time in when for at in range(time.first, time.last + 1))
    hits = (
        [hit for hit in hits if RECENT in hit.findings or not timed.issuperset(range(hit.first, hit.last + 1))]
        if timed
        else hits
    )
    meant = meanings_of(words, hits, context_words(), context_kinds(), timed, taken)
    meant = [_of_its_year(words, hit, how, as_of) for hit, how in zip(hits, meant, strict=True)]
    made = Text(words, hits, meant, as_of, _regions_of(hits))
    owned = list(zip(when, time_owners(made, when), strict=True))
    found = [*_findings(made, owned), *courses(made, owned, timed), *pain_scores(made), *measures(made)]
    told = frozenset(said.finding for said in found if not isinstance(said.value, tuple))  # 'films neg, MRI neg' add up
    found += [*results(made, told), *together(made, found)]
    if someone:
        found += _of_person(made, someone.first, someone.last, someone.years, someone.sex)
    unsettled = {name for hit, how in zip(hits, meant, strict=True) if how is Meant.LEFT_OPEN for name in hit.findings}
    found += _never_had(made, found)
    named = {said.finding for said in found}
    found = [said for said in found if said.finding != RECENT or said.state is not State.HISTORY]
    found = _without_denied_signs(found)
    beside = neighbours()
    found = [said for said in found if said.finding not in beside or not beside[said.finding].isdisjoint(named)]
    return TextReading(tuple(dict.fromkeys(found)), frozenset(unsettled) - named)


def _mended(words: Words) -> Words:
    """The words with slips of the pen mended."""
    spelling = phrase_table().spelling
    unknown = [key for key in words.named if len(key) >= spelling.shortest and key not in spelling.known]
    meant = {key: spelling.meant(key) for key in unknown}
    if all(key == word for key, word in meant.items()):
        return words
    return replace(words, keys=tuple([meant.get(key, key) for key in words.keys]))


def _without_denied_signs(found: Sequence[Said]) -> list[Said]:
    """What is said, without the denial of a syndrome that the text asks about: in '?CES, no saddle anaesthesia' a sign of it is
    denied, and the question stands."""
    asked = {said.finding for said in found if said.state in _ASKED} & context_words().named_diseases
    return [said for said in found if said.state is not State.REFUTED or said.finding not in asked]


def _of_its_year(words: Words, hit: Hit, how: Meant, as_of: date) -> Meant:
    """How a phrase is meant that may name an attack of a past year: 'optic neuritis 2016', 'last relapse (2021)'."""
    after = words.keys[hit.last + 1 : hit.last + 3]
    year = next((key for key in after if key not in _TO_A_YEAR), "")
    is_past = len(year) == _A_YEAR and year.isdecimal() and year.isascii() and int(year) < as_of.year
    if how is not Meant.AFFIRMED or not is_past or (after[0] not in _TO_A_YEAR and after[0] != year):
        return how
    return how if _ATTACKS.isdisjoint(hit.findings) else Meant.PAST


_NO_FINDING = frozenset({Meant.NOT_OF_THE_PATIENT, Meant.LEFT_OPEN, Meant.PLANNED, Meant.CANDIDATE})
_AHEAD = {Meant.PLANNED: "spine_procedure_planned", Meant.CANDIDATE: "surgery_candidate"}


def _findings(made: Text, when: Owned) -> Iterator[Said]:
    time_of: dict[int | None, Time] = {}
    for time, owner in when:
        time_of.setdefault(owner, time)
    for place, (hit, how) in enumerate(zip(made.hits, made.meant, strict=True)):
        if how in _NO_FINDING:
            if how in _AHEAD and kinds_of_time().is_procedure(hit):
                yield Said(_AHEAD[how], State.PRESENT, made.slice(max(0, hit.first - 1), hit.last))
            continue
        if hit.findings <= _COURSES and _is_of_a_disease(made, place):
            continue
        own = time_of.get(place)
        words = made.slice(min(hit.first, own.first), max(hit.last, own.last)) if own else made.slice(hit.first, hit.last)
        for finding, state, value in _sayings(hit.row, how, made.regions):
            if state is State.REFUTED and _is_no_denial_here(made, hit, finding):
                continue
            if (finding in _ENDED and _is_over(made, hit)) or (finding == _COURSE and _is_of_a_fracture(made, place)):
                continue
            if finding == MRI and is_of_another_part(made, hit, value):
                continue
            if finding == FILM and state is State.PRESENT:
                film = film_of(made, hit, value)
                if film is None:
                    continue
                finding, value = film
            day = made.as_of - timedelta(days=int(own.days)) if own and finding in kinds_of_time().dated else None
            yield Said(finding, state, words, value, day)
            if own and not own.ago and state is State.PRESENT and finding in kinds_of_time().treatments:
                yield Said("conservative_weeks", state, words, float(int(own.days // _DAYS_IN_WEEK)))


_Saying = tuple[str, State, Value | None]


@lru_cache(maxsize=16_384)
def _sayings(row: Row, how: Meant, spoken_of: frozenset[str]) -> tuple[_Saying, ...]:
    """What a phrase says when it is meant so in a text that speaks of these regions."""
    found: list[_Saying] = []
    for meaning in _said_by(row, how, spoken_of):
        finding, state = meaning.finding, _state(meaning, Meant.AFFIRMED if _has_attacks(row, meaning) else how)
        if how is Meant.PAST and finding == _INJURY and meaning.state is State.PRESENT:
            found.append(("old_injury", State.PRESENT, None))
            continue
        if state is not None:
            found.append((finding, state, meaning.value))
        if state is State.SUSPECTED and not _has_a_site(row):
            found += [(each.finding, State.PRESENT, each.value) for each in suspicions().get(finding, ())]
        elif state is State.PRESENT and finding in also_said():
            found.append((also_said()[finding], state, None))
    return tuple(found)


def _is_no_denial_here(made: Text, hit: Hit, finding: str) -> bool:
    """Whether a word that only suspects a finding is denied in a text that does not speak of the spine: 'no infection' of
    somebody with a relapse denies none of the spine."""
    if finding not in context_words().denied_at_all or made.regions or not _SPINE.isdisjoint(made.words.named):
        return False
    return any(meaning.finding == finding and meaning.state is State.SUSPECTED for meaning in hit.row.meanings)


def _has_attacks(row: Row, meaning: Meaning) -> bool:
    """Whether a meaning is the disease of an attack: '?MS relapse' and 'no MS relapse' leave the MS."""
    return _ATTACK in row.findings and meaning.finding in relapsing()


def _is_of_a_disease(made: Text, place: int) -> bool:
    """Whether 'chronic', 'new' or the like is said of a disease that stands just after it, not of the complaint: 'acute
    leukaemia', 'chronic renal impairment'."""
    if place + 1 == len(made.hits) or made.hits[place + 1].first != made.hits[place].last + 1:
        return False
    after = made.hits[place + 1]
    return not context_words().no_course.isdisjoint(after.findings) and not kinds_of_time().lasts(after)


def _is_over(made: Text, hit: Hit) -> bool:
    """Whether what is named is only what something came after, or of a past year: '3 months after radiotherapy', 'XRT 2017'."""
    later = made.words.keys[hit.last + 1 : hit.last + _SOON]
    later = later[: next((at for at, key in enumerate(later) if key in SENTENCE or key == ","), _SOON)]
    past_year = any(len(key) == _A_YEAR and key.isdigit() and int(key) < made.as_of.year for key in later)
    return (past_year and "since" not in later) or (hit.first > 0 and made.words.keys[hit.first - 1] in _OVER)


def _is_of_a_fracture(made: Text, place: int) -> bool:
    """Whether what is called new or unchanged is a fracture: 'new L1 compression fracture' says nothing of the pain."""
    hit, before = made.hits[place], made.hits[max(0, place - 1)]
    if not _FRACTURES.isdisjoint(hit.findings):
        return True
    near = [each for each in made.hits[place + 1 : place + 2] if each.first - hit.last <= _NEXT and not made.apart(hit, each)]
    if before.first < hit.first and hit.first - before.last <= _NEXT and not made.apart(before, hit):
        near.append(before)
    return any(not _FRACTURES.isdisjoint(each.findings) for each in near)


def _has_a_site(row: Row) -> bool:
    """Whether a cancer is named with where it began, elsewhere: of that one nobody says it is in the spine."""
    in_the_spine = context_words().sites_in_the_spine
    return any(meaning.finding == _SITE and meaning.value not in in_the_spine for meaning in row.meanings)


def _of_region(row: Row, how: Meant, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    """Of a phrase that says no region, such as 'radiculopathy', what belongs to the regions the text speaks of. Where it
    speaks of none, a denial denies all of it, and nothing else is said."""
    said = _regions_said(row.findings)
    if len(said) < 2 or not row.findings.isdisjoint(_NAMED):
        return row.meanings
    region_of = regions()
    fitting = [meaning for meaning in row.meanings if region_of.get(meaning.finding) in (spoken_of | {None})]
    denied = how is Meant.DENIED or _denies(row)
    if denied and not spoken_of & said:
        return [meaning for meaning in row.meanings if meaning.finding != _TRUNK]
    return fitting


@cache
def _regions_said(findings: frozenset[str]) -> frozenset[str]:
    """The regions of the spine that some findings speak of."""
    return frozenset(regions()[finding] for finding in findings if finding in regions())


def _said_by(row: Row, how: Meant, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    if how is Meant.DENIED:
        return _denied(row, spoken_of)
    if how is Meant.SUSPECTED:
        return _asked(row, how, spoken_of)
    said = _of_region(row, how, spoken_of)
    return [each for each in said if each.finding != _FRACTURE] if _INJURY in row.findings else said


def _denied(row: Row, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    """What a denied phrase denies: of 'new weakness' that it is new, not the weakness."""
    changes = [meaning for meaning in row.meanings if meaning.finding in _CHANGES]
    return changes or _asked(row, Meant.DENIED, spoken_of)


def _asked(row: Row, how: Meant, spoken_of: frozenset[str]) -> Sequence[Meaning]:
    """What is denied or asked of bony metastases are the metastases, not the cancer; of sciatica the leg, not the back; of a
    'C5 fracture' the fracture, not that there was an injury; of dialysis not the kidneys."""
    part = _LEG if row.findings == _SCIATICA else _FRACTURE if _INJURY in row.findings else _SPREAD
    part = _DIALYSIS if _DIALYSIS in row.findings else part
    return [meaning for meaning in row.meanings if meaning.finding == part] or _of_region(row, how, spoken_of)


def _denies(row: Row) -> bool:
    return all(meaning.state is State.REFUTED for meaning in row.meanings)


def _regions_of(hits: Sequence[Hit]) -> frozenset[str]:
    """The regions of the spine that the phrases of a text speak of, apart from those that leave it open."""
    found: frozenset[str] = frozenset()
    for hit in hits:
        said = _regions_said(hit.findings)
        found |= said if len(said) == 1 or not hit.findings.isdisjoint(_NAMED) else frozenset()
    return found


def _state(meaning: Meaning, how: Meant) -> State | None:
    """The state of a finding that a phrase says, by how it is meant; None where that says nothing."""
    if how is Meant.AFFIRMED:
        return meaning.state
    if meaning.state is State.SUSPECTED and how is Meant.DENIED and meaning.finding in context_words().denied_at_all:
        return State.REFUTED  # 'no infection'
    if meaning.state is not State.PRESENT:
        return State.SUSPECTED if meaning.state is State.SUSPECTED and how is Meant.SUSPECTED else None
    if meaning.value is not None and how is not Meant.PAST and (meaning.finding, how) != (_SITE, Meant.SUSPECTED):
        return None
    if how is Meant.DENIED:
        return State.REFUTED
    if how is Meant.SUSPECTED:
        return State.SUSPECTED
    if meaning.finding in context_words().of_now_only:
        return None
    return State.PRESENT if meaning.finding in context_words().lasting else State.HISTORY


def _never_had(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """Who has no cancer, without a word such as 'active' or 'evidence' that would leave a past one open, never had one."""
    lasting = past_of().keys()
    denied = [
        hit
        for hit, how in zip(made.hits, made.meant, strict=True)
        if how is Meant.DENIED and lasting & hit.findings and _SPREAD not in hit.findings
    ]
    said = {each.finding for each in found if each.state is not State.REFUTED} if denied else set()
    for hit in denied:
        for meaning in hit.meanings:
            past = past_of().get(meaning.finding)
            if past and not said & {past, meaning.finding} and not _leaves_the_past_open(made, hit):
                yield Said(past, State.REFUTED, made.slice(max(0, hit.first - 1), hit.last))


def _leaves_the_past_open(made: Text, hit: Hit) -> bool:
    around = made.words.keys[max(0, hit.first - _AROUND_A_DENIAL) : hit.last + 2]
    return bool(context_words().of_today.intersection(around))


def _of_person(made: Text, first: int, last: int, years: float | None, sex: str | None) -> Iterator[Said]:
    words = made.slice(first, last)
    if years is not None:
        yield Said(AGE, State.PRESENT, words, years)
    if sex:
        yield Said(SEX, State.PRESENT, words, sex)
