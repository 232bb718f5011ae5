"""A claustrophobia on record that stops a scan: its code tells no more than that it is there, the severity of the Condition or
the words beside the code tell the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import Days, codings, texts
from fhir_mappings.rows.test_answers import coded_word
from imaging_rules.facts import Finding, State

CLAUSTROPHOBIA, STOPS_SCAN = "claustrophobia", "claustrophobia_stops_scan"
_SEVERE = "severe"
"""Of the value set of Condition.severity (FHIR R4); its code stands in `tables/answer_codes.csv`."""


def stops_scan(resource: Mapping[str, Any], there: Finding, days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`claustrophobia_stops_scan` of a Condition that says claustrophobia: called severe, or with a scan that failed for it."""
    if _is_severe(resource):
        called = replace(there.evidence, text=f"{there.evidence.text} (severe)")
        yield replace(there, name=STOPS_SCAN, evidence=called)
        return
    for words in texts(resource.get("code")):
        for finding in reading.written(words, resource, State.PRESENT, days):
            if finding.name == STOPS_SCAN:
                yield finding
                return


def _is_severe(resource: Mapping[str, Any]) -> bool:
    severity = resource.get("severity")
    if severity is None:
        return False
    return _SEVERE in {*map(str.lower, texts(severity)), *map(coded_word, codings(severity))}
