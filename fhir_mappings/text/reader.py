"""A text read into findings, each with the words that say it.

What is denied is a known no, what is only asked is suspected, what was is history; what concerns a relative, an advice or
nothing certain is no finding. A word that is not understood says nothing and takes nothing away.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fhir_mappings.remembered import LONGEST, MOST, once_in_a_request
from fhir_mappings.text.all_said import all_said
from fhir_mappings.text.around import around_phrases
from fhir_mappings.text.how_meant import how_meant
from fhir_mappings.text.left_open import left_open
from fhir_mappings.text.patient.known_age import age_counts
from fhir_mappings.text.phrases.phrase_regions import regions_of
from fhir_mappings.text.phrases_read import phrases_read
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.taken_back import without_what_is_taken_back
from fhir_mappings.text.written_words import written_words

__all__ = ["LONGEST_TEXT", "Said", "TextReading", "read_text"]

LONGEST_TEXT = 100_000
"""Characters; what follows is not read."""
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TextReading:
    """What a text says. `mentioned` are findings it names without settling them: no facts, but no silence either."""

    said: tuple[Said, ...] = ()
    mentioned: frozenset[str] = frozenset()


def read_text(text: str, as_of: date, months: int | None = None, elsewhere: frozenset[str] = _NONE) -> TextReading:
    """The findings of a text as it is meant on the day of the order. Never raises; takes time in proportion to length.

    `months` is the age of the patient in completed months, where the record has it; an age that the text tells goes first.
    `elsewhere` are complaints of another part than the ordered one: their times are not told (`complaint_parts`).
    """
    if months is not None and not age_counts(text, months):
        months = None  # what an adult's label says is remembered for all adults
    if len(text) <= LONGEST:
        return _short(text, as_of, months, elsewhere)
    return once_in_a_request(_read, text[:LONGEST_TEXT], as_of, months, elsewhere)


@lru_cache(maxsize=MOST)
def _short(text: str, as_of: date, months: int | None, elsewhere: frozenset[str]) -> TextReading:
    return _read(text, as_of, months, elsewhere)


def _read(text: str, as_of: date, months: int | None, elsewhere: frozenset[str]) -> TextReading:
    words = written_words(text)
    phrases = phrases_read(words)
    hits, around = around_phrases(words, phrases, as_of, months)
    hits, meant = how_meant(words, hits, around)
    made = Text(words, hits, meant, as_of, regions_of(hits), elsewhere)
    found = all_said(made, phrases, around)
    found, unsettled = left_open(made, found)
    return TextReading(tuple(dict.fromkeys(without_what_is_taken_back(found))), unsettled)
