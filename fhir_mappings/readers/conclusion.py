"""The conclusion of a report of spine or brain imaging in words: what the images showed, as findings of the kind text.

`tables/conclusion_findings.csv` lists what such words may say, where a denial is believed, and for how long what passes
counts. A conclusion is never the reason of an order. Implants and the like that it names are mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from fhir_mappings.readers.alarming_sentence import mention_what_alarms
from fhir_mappings.readers.compared_curve import mention_a_growing_curve, of_a_compared_curve
from fhir_mappings.readers.curve_angle import note_angle_of_a_film
from fhir_mappings.readers.reading import Reading
from fhir_mappings.reports.conclusion_sentences import sentences_of
from fhir_mappings.reports.conclusion_words import is_stated_plainly, of_this_study
from fhir_mappings.reports.words import report_words
from fhir_mappings.resource.elements import Days
from fhir_mappings.tables_csv import table
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.recorded import kept_elsewhere
from fhir_mappings.text.said import Said
from imaging_rules.facts import Finding, State
from imaging_rules.study import Study, catalogue

_BRAIN = "head"
_SIGN = "new_tumour_sign"
_NONE = "none"


def shows_spine_or_brain(studies: Iterable[Study]) -> bool:
    """Whether a study shows the spine, any part of it, or the brain."""
    return any(_is_spine_or_brain(region) for study in studies for region in study.regions)


def read_conclusion(
    resource: Mapping[str, Any], studies: tuple[Study, ...], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """The findings that the words of a final report of the spine or the brain state, ask or deny."""
    shown = frozenset(region for study in studies for region in study.regions)
    of_the_spine = _shows_the_spine(shown)
    for sentence in sentences_of(report_words(resource)):
        own = of_this_study(sentence)
        if not own:
            compared = of_a_compared_curve(sentence, reading) if of_the_spine else ()
            for said in compared:
                yield from found(said, resource, shown, days, reading)
            if not compared and of_the_spine:
                mention_a_growing_curve(resource, sentence, reading)
            continue
        if of_the_spine:
            note_angle_of_a_film(own, resource, days, reading)
        told = read_text(own, reading.as_of)
        reading.mention(told.mentioned & (_rows().keys() | kept_elsewhere()), resource, sentence)
        plainly = is_stated_plainly(sentence)
        for said in told.said:
            yield from found(as_certain(said, plainly), resource, shown, days, reading)
        if not of_the_spine or any(said.finding in _rows() for said in told.said):
            continue
        mention_a_growing_curve(resource, own, reading)
        if is_recent(days, reading):
            mention_what_alarms(resource, own, reading, of_the_spine=True)


def in_passing(finding: str) -> str:
    """Where a finding counts in a report about another part, by the table; "" for nowhere."""
    row = _rows().get(finding)
    return row["in_passing"] if row else ""


def is_recent(days: Days | None, reading: Reading) -> bool:
    """Whether a report may be about this complaint, as a sign of a tumour in it is; one without a day may be."""
    return days is None or (reading.as_of - days.first).days <= int(_rows()[_SIGN]["within_days"])


def as_certain(said: Said, plainly: bool) -> Said:
    """In a sentence that leaves something open nothing is certain."""
    return said if plainly or said.state is not State.PRESENT else said._replace(state=State.SUSPECTED)


def found(
    said: Said, resource: Mapping[str, Any], shown: frozenset[str], days: Days | None, reading: Reading
) -> Iterator[Finding]:
    """The finding that words of a report say, if the table lets a report of these regions say it on these days."""
    row = _rows().get(said.finding)
    if row is None:
        if said.finding in kept_elsewhere() and said.state is not State.REFUTED:
            reading.mention(frozenset({said.finding}), resource, said.quote)
        return
    denies = said.state is State.REFUTED or said.value == _NONE
    if said.state is State.HISTORY or (said.state is State.SUSPECTED and said.value is not None):
        return
    if denies and not shown & frozenset(row["denied_where"].split(";")):
        return
    if row["within_days"] and (days is None or (reading.as_of - days.first).days > int(row["within_days"])):
        reading.skip("too-old")
        reading.mention(frozenset() if denies else frozenset({said.finding}), resource, said.quote)
        return
    made = Finding(said.finding, said.state, reading.in_the_words(said._replace(day=None), resource, days), said.value)
    yield from reading.kept(made, days, "DiagnosticReport")


def without_repeats(worded: Iterable[Finding], coded: Iterable[Finding]) -> Iterator[Finding]:
    """What words say beyond the codes of the same report. A suspicion in words adds nothing to what a code states."""
    told = {(each.name, each.state) for each in coded}
    for each in worded:
        weaker = each.state is State.SUSPECTED and (each.name, State.PRESENT) in told
        if not weaker and (each.name, each.state) not in told:
            yield each


def _shows_the_spine(shown: frozenset[str]) -> bool:
    return any(region != _BRAIN and _is_spine_or_brain(region) for region in shown)


def _is_spine_or_brain(region: str) -> bool:
    return region == _BRAIN or "spine" in region or catalogue().regions[region].unstated


@cache
def _rows() -> Mapping[str, Mapping[str, str]]:
    return {row["finding"]: row for row in table("conclusion_findings")}
