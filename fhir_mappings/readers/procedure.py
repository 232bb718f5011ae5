"""Procedure: operations, injections, implants, treatment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fhir_mappings.readers.body_levels import surgery_at_level
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resources import status_of, when
from imaging_rules.facts import Finding, State

# FHIR R4 event-status. A procedure under way, or of unknown status, may have been done: an implant counts.
_COUNTS = frozenset({"completed", "in-progress", "unknown", ""})


def read_procedure(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a Procedure that was done; planned, stopped and not-done ones give none (counted)."""
    status = status_of(resource.get("status"))
    if status not in _COUNTS:
        reading.skip("entered-in-error" if status == "entered-in-error" else "not-done")
        return
    if not reading.is_ours(resource):
        return
    for finding in reading.concept(resource.get("code"), resource, State.PRESENT, when(resource, "performed")):
        yield replace(finding, name=surgery_at_level(finding.name, resource))
