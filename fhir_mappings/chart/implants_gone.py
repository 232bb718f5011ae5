"""Implants that are history: a status of inactive, and the word 'removed', are no proof that the leads are out as well.

So one is asked about before MRI, as an implant that words only mention, unless an operation or the order names all of it as
out, or the same kind is on record as there, which is then asked about itself. Source: safety fact `mri-explanted-device`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from fhir_mappings.resource.elements import Days
from fhir_mappings.tables_csv import column, table
from fhir_mappings.text.phrases.implant_labels import implants
from fhir_mappings.word_match import has_word
from imaging_rules.facts import Evidence, Finding, State

_OF_THAT_TIME = "other_implant"
"""An implant of which nobody knows whether anything of it is left."""


def implants_to_ask_about(found: Sequence[Finding], taken_out: Iterable[tuple[str, Days | None]]) -> Iterator[Finding]:
    """An implant of unknown MRI safety for each kind that was there and may be there in part. `taken_out` are the implants that
    an operation took out with all their leads, with the day."""
    there = {each.name for each in found if each.state is State.PRESENT}
    denied = {each.name for each in found if each.state is State.REFUTED and all_is_out(each.evidence.text)}
    out, settled = tuple(taken_out), there | denied
    for each in found:
        if each.state is not State.HISTORY or each.name not in implants() or each.name in settled:
            continue
        if not any(_took_out(operation, each) for operation in out):
            settled.add(each.name)
            yield replace(each, name=_OF_THAT_TIME, state=State.PRESENT, evidence=_as_shown(each.evidence))


def _as_shown(evidence: Evidence) -> Evidence:
    """What the order writes says itself that it is over; of a record it is the status that does."""
    return evidence if evidence.of_order else replace(evidence, text=f"{evidence.text} (over, by the record)")


def all_is_out(words: str) -> bool:
    """Whether words name an implant and its leads as out, and no part as left behind."""
    said = {row["kind"] for row in table("whole_removals") if has_word(row["words"], words)}
    return said == {"whole"}


@cache
def parts_left_behind() -> frozenset[str]:
    """Implants of which parts may be left in the body when they are taken out."""
    return column("parts_left_behind", "finding")


def _took_out(operation: tuple[str, Days | None], implant: Finding) -> bool:
    """Whether an operation took out an implant; not one that began, or was recorded, only after it."""
    name, days = operation
    began = implant.evidence.date
    return name == implant.name and (days is None or began is None or began <= days.last)
