"""Deficits that a text calls new or worse, or that began lately in a disease that comes in attacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import kinds_of_time, new_deficit_days, relapsing
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE, Said, Text
from fhir_mappings.text.times.told_time import Owned
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/course")
_NEAR = 3
_COURSE, _CHANGED_DEFICIT = "trajectory", "neuro_symptoms_new_or_worse"
_ATTACK = "relapse"
_INFECTIONS = frozenset(
    {
        "spine_infection",
        "infection_after_spine_procedure",
        "wound_over_spine",
        "sepsis_or_bacteraemia",
        "injecting_drug_use",
    }
)
"""An infection of the spine, and what leads to one."""
_JUST_NOW = 2
_CHANGES = ("new", "worsening", "recurrent")
_NEW = "new"
_NEAR_NEW = 5
"""'New right wrist extensor weakness'."""
_BULB = frozenset({"brainstem_symptoms"})
"""Trouble with swallowing or the voice, as after an operation on the neck; a sign as others in a disease of attacks."""
_BOUTS = _WORDS["bouts"] | _WORDS["other bouts"]


def changes(made: Text) -> Iterator[Said]:
    """A deficit that is called new or worse, just before or just after it is named, or that is said to have developed."""
    hits, meant, deficits = made.hits, made.meant, kinds_of_time().deficits
    developed = not context_words().developed.isdisjoint(made.words.named)
    if deficits.isdisjoint(made.findings) or not (developed or _COURSE in made.findings):
        return
    deficient = [at for at, hit in enumerate(hits) if not deficits.isdisjoint(hit.findings)]
    told = [at for at in deficient if meant[at] is Meant.AFFIRMED]
    for place in sorted({*told, *[at - 1 for at in told if at]}):
        if place + 1 == len(hits) or meant[place] is not Meant.AFFIRMED or meant[place + 1] is not Meant.AFFIRMED:
            continue
        one, other = hits[place], hits[place + 1]
        told_after = _is_called_new_after(made, place)
        near = _NEAR_NEW if _is_called(one, (_NEW,)) else _NEAR
        if not told_after and (other.first - one.last > near or made.apart(one, other)):
            continue
        spells = not _BOUTS.isdisjoint(made.words.keys[one.last + 1 : other.last + 2])  # 'recurrent spells of ataxia'
        called_before = _is_called(one, _CHANGES) and not spells and not deficits.isdisjoint(other.findings)
        after = (told_after or _is_called(other, ("worsening",))) and not deficits.isdisjoint(one.findings)
        if called_before or after:
            yield Said(_CHANGED_DEFICIT, State.PRESENT, made.slice(one.first, other.last))
    for hit in (hits[at] for at in told):
        before = made.words.keys[max(0, hit.first - _NEAR) : hit.first]
        if _is_called(hit, _CHANGES) or (developed and not context_words().developed.isdisjoint(before)):
            yield Said(_CHANGED_DEFICIT, State.PRESENT, made.slice(hit.first, hit.last))  # 'new foot drop' is one phrase


def _is_called_new_after(made: Text, place: int) -> bool:
    """Whether the next phrase calls this one new, and nothing that comes after it: 'triceps 4/5, new since June', not
    'weakness, new numbness'."""
    one, other = made.hits[place], made.hits[place + 1]
    if not _is_called(other, (_NEW,)) or not _WORDS["before new"].issuperset(made.words.keys[one.last + 1 : other.first]):
        return False
    of_the_throat = not _BULB.isdisjoint(one.findings) and relapsing().isdisjoint(made.findings)
    if of_the_throat or not _ends_or_goes_on(made, other.last + 1):
        return False
    if place + 2 == len(made.hits):
        return True
    third = made.hits[place + 2]
    return third.first - other.last > _NEAR_NEW or made.apart(other, third)


def _ends_or_goes_on(made: Text, at: int) -> bool:
    """Whether a clause ends at a place, or goes on with since when: 'foot drop, new since June', not 'foot drop, new brace'."""
    if at >= len(made.words):
        return True
    key = made.words.keys[at]
    return key in SENTENCE or key in _WORDS["after new"] or key[0].isdigit()


def attacks(made: Text, when: Owned) -> Iterator[Said]:
    """A deficit that began some weeks ago at most is new in somebody who is said to have a disease that comes in attacks."""
    if not when or relapsing().isdisjoint(made.findings):
        return
    known = any(
        (how is Meant.AFFIRMED or (how is Meant.SUSPECTED and _ATTACK in hit.findings))
        and any(each.finding in relapsing() and each.state is State.PRESENT for each in hit.meanings)
        for hit, how in zip(made.hits, made.meant, strict=True)
        if not relapsing().isdisjoint(hit.findings)
    )
    if known:
        yield from _that_began_lately(made, when)


def beside_an_infection(made: Text, when: Owned) -> Iterator[Said]:
    """A deficit that began some weeks ago at most, or is there now, is new where an infection of the spine is named, or a wound
    over it: its criteria ask for one."""
    if _INFECTIONS.isdisjoint(made.findings) or not _is_an_infection_named(made):
        return
    yield from _that_began_lately(made, when)
    for hit, how in zip(made.hits, made.meant, strict=True) if "now" in made.words.named else ():
        before = made.words.keys[max(0, hit.first - _JUST_NOW) : hit.first + 1]
        if how is Meant.AFFIRMED and "now" in before and _says_a_deficit(hit):
            yield Said(_CHANGED_DEFICIT, State.PRESENT, made.slice(hit.first, hit.last))  # 'discitis, now cannot move the legs'


def _that_began_lately(made: Text, when: Owned) -> Iterator[Said]:
    for time, owner in when:
        if owner is None or made.meant[owner] is not Meant.AFFIRMED or time.days > new_deficit_days():
            continue
        hit = made.hits[owner]
        if _says_a_deficit(hit):
            words = made.slice(min(hit.first, time.first), max(hit.last, time.last))
            yield Said(_CHANGED_DEFICIT, State.PRESENT, words)


def _says_a_deficit(hit: Hit) -> bool:
    """Whether a phrase says that a deficit is there: 'sensation normal today' says that none is."""
    deficits = kinds_of_time().deficits
    return any(each.finding in deficits and each.state is State.PRESENT for each in hit.meanings)


def _is_an_infection_named(made: Text) -> bool:
    """Whether such an infection is there, or suspected."""
    return any(
        how in (Meant.AFFIRMED, Meant.SUSPECTED) and not _INFECTIONS.isdisjoint(hit.findings)
        for hit, how in zip(made.hits, made.meant, strict=True)
    )


def is_called_new(made: Text, owner: int | None) -> bool:
    """Whether a phrase is called new or worse just before it, or is told of with 'now'."""
    if owner is None:
        return False
    hit = made.hits[owner]
    if _is_called(hit, _CHANGES):
        return True  # 'progressive weakness'
    called = owner > 0 and _is_called(made.hits[owner - 1], _CHANGES) and hit.first - made.hits[owner - 1].last <= _NEAR
    called = called and not made.apart(made.hits[owner - 1], hit)
    return called or "now" in made.words.keys[max(0, hit.first - _NEAR) : hit.first]


def _is_called(hit: Hit, courses: Sequence[str]) -> bool:
    return _COURSE in hit.findings and any(each.finding == _COURSE and each.value in courses for each in hit.meanings)
