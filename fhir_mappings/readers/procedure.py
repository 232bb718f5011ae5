"""Procedure: operations, injections, implants, treatment, and imaging that is recorded as a procedure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fhir_mappings.earlier_imaging import EarlierStudy
from fhir_mappings.readers.body_levels import surgery_at_level
from fhir_mappings.readers.imaged import imaged_in_procedure, is_of_the_neck
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.report import imaging_day
from fhir_mappings.resources import Days, name_of, status_of, texts, when
from imaging_rules.facts import Finding, State
from imaging_rules.study import Study

# FHIR R4 event-status. A procedure under way, or of unknown status, may have been done: an implant counts.
_COUNTS = frozenset({"completed", "in-progress", "unknown", ""})


def read_procedure(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a Procedure that was done; planned, stopped and not-done ones give none (counted), and so does one
    whose day lies ahead, unless it is called completed: then the day is the slip."""
    status = status_of(resource.get("status"))
    if status not in _COUNTS:
        reading.skip("entered-in-error" if status == "entered-in-error" else "not-done")
        return
    if not reading.is_ours(resource):
        return
    days = when(resource, "performed")
    if reading.in_the_future(days) and status != "completed":
        reading.skip("in-the-future")
        return
    studies = imaged_in_procedure(resource)
    if studies:
        yield from _imaging(resource, studies, days, reading)
        return
    for finding in reading.concept(resource.get("code"), resource, State.PRESENT, days):
        yield replace(finding, name=surgery_at_level(finding.name, resource))


def _imaging(resource: Mapping[str, Any], studies: tuple[Study, ...], days: Days | None, reading: Reading) -> Iterator[Finding]:
    wordings = texts(resource.get("code"))
    reading.imaging.append(EarlierStudy(name_of(resource), studies, days))
    if is_of_the_neck(studies, wordings):
        yield from imaging_day(resource, next(iter(wordings), studies[0].name), days, reading)
