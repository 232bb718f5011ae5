"""What a text says of a patient whose age the record has: 'wobbly' of a child, '26 mo rollover MVC' of one of that age.

A text that gives an age goes first. Words from `tables/text/person.yaml`.
"""

from __future__ import annotations

import re

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.patient.ages_of_others import is_an_age_of_others
from fhir_mappings.text.patient.of_a_child import is_grown_up
from fhir_mappings.text.patient.person import Person
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before

_WORDS = word_lists("text/person")
_MONTHS, _YEARS = _WORDS["months"] | {"m"}, _WORDS["years"]
_BREAKS = frozenset({"", ",", ".", ";", "\n", "(", ":"}) | _WORDS["children"] | _WORDS["infants"] | _WORDS["people"]
_A_YEAR = 12
_LONG = 3
_TELLS_AN_AGE = re.compile(r"\bage|\d0['’]?s\b", re.IGNORECASE)


def age_counts(text: str, months: int) -> bool:
    """Whether the age of the patient can matter to a text: a child's does, a grown-up's where ages are told."""
    return not is_grown_up(months / _A_YEAR) or _TELLS_AN_AGE.search(text) is not None


def years_told(someone: Person | None, months: int | None) -> float | None:
    """The age of the patient in completed years: as the text has it, else as the record has."""
    if someone is not None and someone.years is not None:
        return someone.years
    return None if months is None else float(months // _A_YEAR)


def person_of_this_age(words: Words, months: int) -> Person | None:
    """A child's age that stands bare at the beginning of a part of the sentence and is that of the record: '26 mo rollover
    MVC', 'Erb palsy. 4 mo, biceps 0'; '3 mo of back pain' is none."""
    if is_grown_up(months / _A_YEAR) or words.named.isdisjoint(_MONTHS | _YEARS):
        return None
    for after in words.where(_MONTHS | _YEARS):
        at, number = after - 1, word_before(words.keys, after)
        if not (number.isascii() and number.isdigit() and len(number) < _LONG) or word_before(words.keys, at) not in _BREAKS:
            continue
        if word_at(words.keys, after + 1) in _WORDS["behind a time"] or is_an_age_of_others(words, at, after):
            continue
        if _is_this_age(int(number), words.keys[after], months):
            return Person(at, after, float(months // _A_YEAR), None)
    return None


def _is_this_age(number: int, unit: str, months: int) -> bool:
    """Whether a number of months or years is an age; months are told of the smallest alone, and may have run out since."""
    if unit in _MONTHS:
        return number <= text_limits().months_of_age and number in (months - 1, months)
    return number * _A_YEAR <= months < (number + 1) * _A_YEAR and number > 1
