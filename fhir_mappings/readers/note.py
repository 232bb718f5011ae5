"""The notes of a Condition: what they tell of a course, a pain at night or a treatment is of that Condition.

It counts where the Condition, or the note itself, is of a complaint or a disease of the spine, the cord or the nerves
(`tables/notes_of_course.csv`). 'Stable, wakes at night, on inhalers since 2014' on an asthma says nothing of the back.
Everything else in a note counts wherever it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from fhir_mappings.mentions import Mentions, mentions
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.treatment import is_of_the_spine
from fhir_mappings.resource.elements import Days, lenient_days, members, name_of, text_of, texts
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.reader import read_text
from fhir_mappings.worded_otherwise import of_another_kind
from imaging_rules.facts import Finding, State


def read_notes(resource: Mapping[str, Any], found: Collection[str], onset: Days | None, reading: Reading) -> Iterator[Finding]:
    """The findings of the notes of a Condition that is there or suspected. `found` are the names of those of its concept. A
    note without a day was written between the `onset` and today."""
    if "note" not in resource and "bodySite" not in resource:
        return
    since = Days(onset.first, reading.as_of) if onset is not None and onset.first <= reading.as_of else None
    of_the_spine = reading.of_order or not _with_a_course().isdisjoint(found) or _names_the_spine(resource)
    for note in members(resource.get("note")):
        written = lenient_days(note.get("time")) or lenient_days(resource.get("recordedDate")) or since
        text = text_of(note.get("text"))
        said = read_text(text, reading.as_of, reading.months_lived).said
        reading.mention(of_another_kind(text), resource, text)
        if of_the_spine or not _with_a_course().isdisjoint([each.finding for each in said]):
            yield from reading.written(text, resource, State.PRESENT, written)
            continue
        reading.note_mentions(_without_course(mentions([text], name_of(resource), reading.as_of, months=reading.months_lived)))
        told = [each for each in said if each.finding not in _of_a_course()]
        yield from reading.told(told, resource, State.PRESENT, written)


def _without_course(made: Mentions) -> Mentions:
    left = tuple(each for each in made.findings if each.name not in _of_a_course())
    return Mentions(made.names - _of_a_course(), left)


def _names_the_spine(resource: Mapping[str, Any]) -> bool:
    """Whether the words of a Condition, or of where it is, name the spine: a disease of it that is not known by its code."""
    named = [*texts(resource.get("code")), *(text for site in members(resource.get("bodySite")) for text in texts(site))]
    return any(is_of_the_spine(text) for text in named)


@cache
def _of_a_course() -> frozenset[str]:
    return column("notes_of_course", "finding", role="course")


@cache
def _with_a_course() -> frozenset[str]:
    """The complaints and diseases whose notes tell of their course."""
    diseases = {row["finding"] for row in table("notes_of_course") if row["role"] == "of"}
    return frozenset(diseases.union(row["finding"] for row in table("complaints")))
