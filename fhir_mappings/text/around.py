"""What a text tells around its findings: of whom it speaks, its times, its plans and its earlier notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fhir_mappings.text.context.plans import is_of_a_complaint, planned_places
from fhir_mappings.text.past.old_notes import places_of_old_notes
from fhir_mappings.text.past.recent_procedures import RECENT
from fhir_mappings.text.patient.known_age import person_of_this_age, years_told
from fhir_mappings.text.patient.person import Person, person
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.unread_diseases import with_unread_diseases
from fhir_mappings.text.times.gestation import without_weeks_of_pregnancy
from fhir_mappings.text.times.since_an_age import with_ages
from fhir_mappings.text.times.times import times
from fhir_mappings.text.times.told_time import Time
from fhir_mappings.text.treatments.asked_weeks import asked_weeks
from fhir_mappings.text.words import Words

_NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """What a text tells around its findings: of whom it speaks, its times, its plans and its earlier notes."""

    as_of: date
    someone: Person | None
    years: float | None
    taken: frozenset[int]
    """The places of the words that tell of whom."""
    planned: frozenset[int]
    """The places of words that say what is planned."""
    old: frozenset[int]
    """The places of words of an earlier note."""
    asked: frozenset[int]
    """The places of words that ask for so many weeks of treatment and are answered no."""
    every: Sequence[Time]
    when: Sequence[Time]
    """The times of the complaint."""
    others: Sequence[Time]
    """Those of another illness."""
    timed: frozenset[int]
    """The places of the words of times."""


def around_phrases(words: Words, phrases: list[Hit], as_of: date, months: int | None) -> tuple[list[Hit], Around]:
    """The phrases that are no part of a person or a time, and what stands around them."""
    someone = person(words) or (person_of_this_age(words, months) if months is not None else None)
    years = years_told(someone, months)
    taken = frozenset(range(someone.first, someone.last + 1)) if someone else _NOWHERE
    hits = [hit for hit in phrases if hit.last < someone.first or someone.last < hit.first] if someone else phrases
    planned = planned_places(words)
    every = without_weeks_of_pregnancy(words, hits, times(words, as_of, taken))
    every = with_ages(words, hits, every, years)
    old = places_of_old_notes(words, as_of, every)
    if old:
        every = [time for time in every if time.first not in old]
    if planned:
        every = [time for time in every if time.first not in planned or is_of_a_complaint(hits, time.first, planned)]
    asked = asked_weeks(words, hits)
    if asked:
        every = [time for time in every if time.first not in asked]
    when, others = _of_the_complaint(every)
    timed = frozenset([at for time in when for at in range(time.first, time.last + 1)])
    if not timed.isdisjoint([hit.first for hit in hits]):
        hits = [hit for hit in hits if hit.first not in timed or not _is_a_time(hit, timed)]
    around = Around(as_of, someone, years, taken, planned, old, asked, every, when, others, timed)
    return with_unread_diseases(words, hits), around


def _of_the_complaint(every: Sequence[Time]) -> tuple[Sequence[Time], Sequence[Time]]:
    """Some times without those of another illness, and these."""
    others = [time for time in every if time.other]
    return ([time for time in every if not time.other], others) if others else (every, others)


def _is_a_time(hit: Hit, timed: frozenset[int]) -> bool:
    """Whether all words of a phrase are those of a time: 'fall' in 'since last fall'."""
    return RECENT not in hit.findings and timed.issuperset(range(hit.first, hit.last + 1))
