"""Headings of other people's forms: which leave the answers under them what they are, and which put them in the past."""

from __future__ import annotations

from fhir_mappings.forms.table import form_table
from fhir_mappings.forms.wordings import plain, words_of
from fhir_mappings.rows.looks_like_a_day import NAMES_A_YEAR


def is_known_heading(heading: str) -> bool:
    """Whether a heading is nothing but words that do not say whose answers stand under it, nor of which time; or names a form,
    a visit or a part of one, with no word that may say so: `Pain clinic intake, Hobart`."""
    table, words = form_table(), plain(heading).split()
    if words and table.headings.issuperset(words):
        return True
    every = set(words_of(heading))
    return bool(table.forms & every) and table.not_plain.isdisjoint(every) and not NAMES_A_YEAR.search(heading)


def is_of_the_past(heading: str) -> bool:
    """Whether a heading names the patient's own past: only what is asked of any time is read there."""
    return bool(form_table().past.fullmatch(plain(heading)))
