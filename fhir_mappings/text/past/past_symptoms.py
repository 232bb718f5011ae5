"""Symptoms of years ago: 'had leg weakness in 2012', 'numb legs in her 20s', 'incontinence after childbirth 1998'.

Such a symptom was had: it is neither there now nor denied. What goes on since then, or is back, is of now; so is a pain that
somebody comes for, unless the text tells of another. The words stand in `tables/text/past_symptoms.yaml`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, zip_longest
from operator import attrgetter

from fhir_mappings.text.known_of_findings import context_kinds, kinds_of_time, passing_symptoms
from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.past.past_years import MONTHS, is_past_year, may_tell_a_year
from fhir_mappings.text.patient.of_a_child import is_grown_up
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, SENTENCE
from fhir_mappings.text.times.points_in_time import is_as_early_as
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/past_symptoms")

_LEADS = _WORDS["in"] | _WORDS["had"]
_GAP = _WORDS["in"] | _WORDS["between"] | _WORDS["before an age"] | MONTHS
_YOUNG = _WORDS["young"] | _WORDS["young one"]
_AGES = _WORDS["decades"] | _WORDS["of an age"]
_OF_LIFE = _YOUNG | _AGES
_JOINS = frozenset({"and", "&", "/", "or", "+"})
_FAR, _BEHIND, _NEAR = 10, 12, 3
_A_YEAR, _DECADE = 4, 10
_NOW, _AGAIN = "now", "again"
_EVENT = frozenset({"after", "following", "post"})
_first = attrgetter("first")
_AFFIRMED, _PAST = Meant.AFFIRMED, Meant.PAST


def of_past_symptoms(words: Words, hits: Sequence[Hit], meant: list[Meant], as_of: date, years: float | None) -> list[Meant]:
    """How phrases are meant where some may name a symptom of years ago. `years` is the age of the patient, where it is told."""
    meant = _back_again(words, hits, meant)
    may_tell_a_time = may_tell_a_year(words) or not _OF_LIFE.isdisjoint(words.named)
    if not may_tell_a_time or _LEADS.isdisjoint(words.named) or _AFFIRMED not in meant:
        return meant
    made = meant
    for at, of_life in _times(words, as_of, years):
        place = _told_of(words.keys, hits, at, of_life)
        if place is None or made[place] is not _AFFIRMED or _goes_on(words.keys, hits, place, at):
            continue
        surely = of_life or _was_had(words.keys, hits[place]) or not _EVENT.isdisjoint(words.keys[hits[place].last + 1 : at])
        if not (surely or _another_is_there(hits, made, place)):
            continue  # 'leg weakness in 2012' alone is what somebody comes for
        made = list(made) if made is meant else made
        while _is_of_then(words.keys, hits, made, place, of_life):
            made[place] = _PAST
            if not place or not _JOINS.issuperset(words.keys[hits[place - 1].last + 1 : hits[place].first]):
                break
            place -= 1
    return made


def _back_again(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant where some were had years ago, and are back: 'leg weakness 10 years ago, now back'."""
    if _PAST not in meant or words.named.isdisjoint(_WORDS["is back"]):
        return meant
    made = list(meant)
    for place in [place for place, how in enumerate(meant) if how is _PAST and _is_symptom(hits[place])]:
        back = _WORDS["is back"] if kinds_of_time().is_deficit(hits[place]) else _WORDS["is there again"]
        begins = hits[place].last + 1
        behind = words.keys[begins : _next_finding(hits, begins, len(words))]
        behind = behind[: next((at for at, key in enumerate(behind) if key in SENTENCE), len(behind))]
        if any(key in back and _WORDS["has had"].isdisjoint(behind[at + 1 : at + 2]) for at, key in enumerate(behind)):
            made[place] = _AFFIRMED if _WORDS["never"].isdisjoint(behind) else _PAST
    return made


def _times(words: Words, as_of: date, years: float | None) -> Iterator[tuple[int, bool]]:
    """The places of times of years ago, each with whether it is a time of life, not a year."""
    spelled, named = words.keys, words.named
    if may_tell_a_year(words):
        passed = frozenset(key for key in named if len(key) == _A_YEAR and key.isdigit())
        settled = as_of - timedelta(days=text_limits().past_symptom)
        yield from ((at, False) for at in words.where(passed) if is_past_year(spelled[at], settled))
    if not named.isdisjoint(_AGES):
        yield from ((at, True) for at, key in enumerate(spelled) if key.isdigit() and _is_a_past_age(spelled, at, years))
    if years is None or is_grown_up(years):
        yield from ((at, True) for at in words.where(_YOUNG) if spelled[at] in _WORDS["young"] or _was_one(spelled, at))


def _is_a_past_age(spelled: Sequence[str], at: int, years: float | None) -> bool:
    """Whether a number is an age or a decade of life that is over: 'at age 20', 'in her 20s'."""
    if len(spelled[at]) == _A_YEAR:
        return False
    if word_at(spelled, at + 1) in _WORDS["decades"]:
        return years is None or int(spelled[at]) + _DECADE < years
    return word_before(spelled, at) in _WORDS["before an age"] and (years is None or int(spelled[at]) + 1 < years)


def _was_one(spelled: Sequence[str], at: int) -> bool:
    """Whether somebody was young then: 'as a child', not 'ataxia in child'."""
    return not _WORDS["was one"].isdisjoint(spelled[max(0, at - _NEAR) : at])


def _told_of(spelled: Sequence[str], hits: Sequence[Hit], at: int, of_life: bool) -> int | None:
    """The phrase that a time is told of: just before it ('leg weakness in 2012'), or behind it in a thought that begins with
    the time ('as a child he was incontinent')."""
    place, lasting = bisect_left(hits, at, key=_first) - 1, False
    while place >= 0 and at - hits[place].last <= _FAR and not _is_symptom(hits[place]):
        if context_kinds().is_course(hits[place]):
            return None  # 'weakness worse than in 2012'
        lasting = lasting or _leaves_something(hits[place])
        place -= 1  # 'incontinence after surgery 2010'
    if place >= 0 and at - hits[place].last <= _FAR:
        others = [hit for hit in hits[place + 1 :] if hit.first < at and hit.findings]
        inside = {word for hit in others for word in range(hit.first, hit.last + 1)}
        gap = [spelled[word] for word in range(hits[place].last + 1, at) if word not in inside or spelled[word] in _GAP]
        had = _was_had(spelled, hits[place])
        if _GAP.issuperset(gap) and (had or not (lasting or _WORDS["in"].isdisjoint(gap))):
            return place
    begins = at
    while begins and spelled[begins - 1] in _GAP:
        begins -= 1
    if begins == at or (begins and spelled[begins - 1] not in PARTS):
        return None
    after = next((place for place, hit in enumerate(hits) if hit.first > at and _is_symptom(hit)), None)
    if after is None or hits[after].first - at > _FAR or not PARTS.isdisjoint(spelled[at + 1 : hits[after].first]):
        return None
    return after if of_life or not _WORDS["had"].isdisjoint(spelled[at + 1 : hits[after].first]) else None


def _leaves_something(hit: Hit) -> bool:
    """Whether an injury or an operation stands there, after which a symptom may last: 'foot drop after discectomy 2010'."""
    return context_kinds().is_event(hit) or kinds_of_time().is_procedure(hit)


def _was_had(spelled: Sequence[str], hit: Hit) -> bool:
    """Whether 'had' stands just before a symptom: 'had foot drop 2015', not 'has had'."""
    for at in range(hit.first - 1, max(-1, hit.first - 1 - _NEAR), -1):
        if spelled[at] in _WORDS["had"]:
            return word_before(spelled, at) not in _WORDS["has had"]
        if spelled[at] in PARTS:
            return False
    return False


def _goes_on(spelled: Sequence[str], hits: Sequence[Hit], place: int, at: int) -> bool:
    """Whether a symptom lasts since its time, or is back: 'in 2012, persisting', 'in 2012. Never recovered.'"""
    hit = hits[place]
    before = spelled[max(0, hit.first - _NEAR) : hit.last + 1]
    if is_as_early_as(spelled, at) or not (_WORDS["goes on"] | _WORDS["began"]).isdisjoint(before):
        return True
    if _AGAIN in spelled[at : hit.first]:
        return True  # 'in 2019 and again in October 2026 he had leg weakness'
    begins = max(at, hit.last) + 1
    end = _next_finding(hits, begins, len(spelled))
    behind = spelled[begins:end]
    if behind[-1:] == (_NOW,) and end < len(spelled):
        behind = behind[:-1]  # 'in 2012, now LBP'
    if _NOW in behind:
        after = behind[behind.index(_NOW) + 1 :][:_NEAR]
        if not after or after[0] in PARTS or not _WORDS["back"].isdisjoint(after):
            return True
    if any(one in _WORDS["none since"] and other == "since" for one, other in pairwise(behind)):
        return False
    return not (_WORDS["goes on"] - {_NOW}).isdisjoint(behind)


def _next_finding(hits: Sequence[Hit], begins: int, end: int) -> int:
    """The place up to which words behind a time may speak of its symptom: up to what is said of the next finding."""
    after = [hit for hit in hits if hit.first >= begins and hit.findings]
    for one, other in zip_longest(after, after[1:]):
        leads = other is not None and other.first - one.last == 1
        if not context_kinds().is_course(one) or leads:
            return min(one.first, begins + _BEHIND)
    return min(end, begins + _BEHIND)


def _is_of_then(spelled: Sequence[str], hits: Sequence[Hit], meant: Sequence[Meant], place: int, of_life: bool) -> bool:
    """Whether a phrase can be past with its time: a symptom of nerves, a warning sign; a pain where it is told as had and the
    text tells of another that is there."""
    hit = hits[place]
    if meant[place] is not _AFFIRMED or not _is_symptom(hit):
        return False
    if not _is_pain(hit):
        return True
    if not (of_life or _was_had(spelled, hit)):
        return False
    return _another_is_there(hits, meant, place)


def _another_is_there(hits: Sequence[Hit], meant: Sequence[Meant], place: int) -> bool:
    """Whether the text tells of another complaint, or of a disease, that is there."""
    others = (other for at, other in enumerate(hits) if meant[at] is _AFFIRMED and at != place)
    return any(context_kinds().is_complaint(other) or context_kinds().is_diagnosis(other) for other in others)


def _is_symptom(hit: Hit) -> bool:
    return not hit.findings.isdisjoint(passing_symptoms()) and not context_kinds().is_event(hit)


def _is_pain(hit: Hit) -> bool:
    """Whether a phrase names a pain and no symptom of nerves."""
    return context_kinds().is_complaint(hit) and not kinds_of_time().is_deficit(hit)
