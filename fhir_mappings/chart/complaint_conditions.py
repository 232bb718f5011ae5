"""The Conditions of a record that are, or may be, the complaint of an order, and since when each is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date
from typing import Any

from fhir_mappings.chart.whole_chart import READERS, Chart
from fhir_mappings.complaint_parts import is_elsewhere
from fhir_mappings.readers.condition import condition_state
from fhir_mappings.readers.onset import Onset, onset_of
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.age import birth_days
from fhir_mappings.resource.as_far_as_readable import as_far_as_readable
from fhir_mappings.resource.elements import (
    Unreadable,
    lenient_days,
)
from fhir_mappings.tables_csv import table
from imaging_rules.facts import Finding, State

_ONSET = "symptom_onset"


def complaints_of(
    referred: Iterable[Mapping[str, Any]], found: Iterable[Finding], chart: Chart, stated: bool
) -> Iterator[Mapping[str, Any]]:
    """The Conditions that are the order's complaint: those it refers to, else those of the chart that say the same."""
    named = [each for each in referred if each.get("resourceType") == "Condition"]
    names = {finding.name for finding in found if finding.state is not State.REFUTED}
    yield from named or candidates(referred, names, chart, stated)


def candidates(
    referred: Iterable[Mapping[str, Any]],
    names: set[str],
    chart: Chart,
    stated: bool,
) -> Iterator[Mapping[str, Any]]:
    """The Conditions whose onset may be the order's, the closest to the order first; what they say must hold today. That of
    one which the order names and the record calls over is of an episode before this one."""
    reading = chart.reading(of_order=False)
    yield from (each for each in referred if each.get("resourceType") == "Condition" and is_current(each, reading))
    if _ONSET in names:
        return  # the order says itself how long it has lasted
    wanted = names & _complaints() if stated else _complaints()
    fitting = [each for each in chart.conditions if chart.names_said_by(each) & wanted]
    yield from sorted((each for each in fitting if is_current(each, reading)), key=_newest_first)


def without_those_elsewhere(
    conditions: Iterable[Mapping[str, Any]], elsewhere: Set[str], chart: Chart
) -> Iterator[Mapping[str, Any]]:
    """Some Conditions without the complaints of another part than the ordered one."""
    return (each for each in conditions if not (elsewhere and is_elsewhere(names_said(each, chart), elsewhere)))


def is_current(condition: Mapping[str, Any], reading: Reading) -> bool:
    """Whether a Condition is the patient's and there today, or suspected."""
    try:
        return reading.may_use(condition) and condition_state(condition, reading) in (State.PRESENT, State.SUSPECTED)
    except Unreadable:
        return False


def names_said(condition: Mapping[str, Any], chart: Chart) -> set[str]:
    """The findings that a Condition affirms or suspects."""
    found = as_far_as_readable(READERS["Condition"](condition, chart.reading(of_order=False)))
    return {finding.name for finding in found if finding.state in (State.PRESENT, State.SUSPECTED)}


def _newest_first(condition: Mapping[str, Any]) -> tuple[int, str]:
    """By recording, else by onset, the newest first; the id decides a tie."""
    for element in ("recordedDate", "onsetDateTime"):
        days = lenient_days(condition.get(element))
        if days:
            return (-days.first.toordinal(), str(condition.get("id")))
    return (-date.min.toordinal(), str(condition.get("id")))


def onset_in(condition: Mapping[str, Any], chart: Chart) -> Onset | None:
    """The onset of a Condition; None where none is given or none can be read."""
    return onset_of(condition, birth_days(chart.patient), chart.as_of)


def shown(onset: Onset) -> str:
    """The day of an onset, or its first and its last."""
    days = onset.days
    return str(days.first) if days.exact else f"{days.first} to {days.last}"


def _complaints() -> set[str]:
    return {row["finding"] for row in table("complaints")}
