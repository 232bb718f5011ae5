"""Neurologic signs on record that are new by their own words: 'Hoffmann sign: positive, new'. Which signs, and the words, as in
a text (`text/times/new_signs`). A code with a day makes none new: it tells neither what it comes from nor that anybody
examined it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from fhir_mappings.text.limits import text_limits
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.times.new_signs import calls_anything_new, new_of
from imaging_rules.facts import Finding, State

_ROWS = "Observation/"


def new_in_rows(found: Iterable[Finding], as_of: date) -> Iterator[Finding]:
    """What rows of an examination of these weeks call new; a row without a day is of no known time."""
    for each in found:
        new = new_of(each.name) if each.state is State.PRESENT and _is_of_these_weeks(each, as_of) else None
        if new is None or not calls_anything_new(each.evidence.text):
            continue
        words = each.evidence.text.replace(":", " ")
        if any(said.finding == new and said.state is State.PRESENT for said in read_text(words, as_of).said):
            yield replace(each, name=new, value=None)


def _is_of_these_weeks(each: Finding, as_of: date) -> bool:
    day = each.evidence.date
    return each.evidence.source.startswith(_ROWS) and day is not None and (as_of - day).days < text_limits().new_sign
