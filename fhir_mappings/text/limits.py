"""The limits that the reader of texts goes by where a text tells when something was, from `tables/text/limits.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fhir_mappings.tables_csv import table


@dataclass(frozen=True, slots=True)
class TextLimits:
    """The rows of the table by their names, which say there what each is for; in days, or what the row counts in."""

    old_injury: int
    new_injury: int
    new_sign: int
    old_sign: int
    treated_infection: int
    study_of_complaint: int
    old_complaint: int
    old_note: int
    past_symptom: int
    last_night: int
    at_once: int
    spell: int
    pregnancy: int
    life: int
    age: int
    month_letter: int
    months_of_age: int
    year_of_time: int
    year_of_past: int
    improved_percent: int
    one_of_two_times: int
    fahrenheit_from: int
    fahrenheit_to: int
    unread_words: int
    unread_share: int
    unread_words_of_few: int
    unread_share_of_few: int
    unread_words_of_sentence: int
    unread_share_of_sentence: int


@cache
def text_limits() -> TextLimits:
    """All of them. Raises TypeError for a row that nobody asks for, or one that is missing."""
    return TextLimits(**{row["limit"]: int(row["count"]) for row in table("text/limits")})
