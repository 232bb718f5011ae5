"""Condition: what it says, in the state its statuses give, on the day it began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from fhir_mappings.readers.body_levels import surgery_at_level
from fhir_mappings.readers.onset import onset_of
from fhir_mappings.readers.patient import birth_days
from fhir_mappings.readers.reading import FAMILY_HISTORY, Reading
from fhir_mappings.resources import concept_text, members, status_of
from imaging_rules.facts import Finding, State

_SUSPECTED = frozenset({"provisional", "differential", "unconfirmed"})
_CURRENT = frozenset({"active", "recurrence", "relapse"})
_PAST = frozenset({"remission", "resolved", "inactive"})
STATUS_NOT_GIVEN = " (clinical status not given)"


def read_condition(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The findings of a Condition. Entered in error, another patient's and family history give none (counted)."""
    state = condition_state(resource, reading)
    if state is None or not reading.is_ours(resource):
        return
    if any("family" in concept_text(category).lower() for category in members(resource.get("category"))):
        reading.skip(FAMILY_HISTORY)
        return
    if resource.get("code") is None:
        reading.skip("no-code")
        return
    onset = onset_of(resource, birth_days(reading.patient), reading.as_of)
    given = status_of(resource.get("clinicalStatus")) or state is not State.PRESENT
    found = reading.concept(resource["code"], resource, state, onset.days if onset else None, "" if given else STATUS_NOT_GIVEN)
    for finding in found:
        yield replace(finding, name=surgery_at_level(finding.name, resource))


def condition_state(resource: Mapping[str, Any], reading: Reading) -> State | None:
    """The state of a Condition from its two statuses and its abatement; None (counted) where it says nothing now.

    A suspicion that has ended was neither confirmed nor refuted, so it says nothing. Source: FHIR R4 Condition,
    constraints con-3 to con-5, and what clients send without a clinical status.
    """
    verification = status_of(resource.get("verificationStatus"))
    clinical = status_of(resource.get("clinicalStatus"))
    if "entered-in-error" in (verification, clinical):
        reading.skip("entered-in-error")
        return None
    if verification == "refuted":
        return State.REFUTED
    past = clinical in _PAST or _abated(resource)
    if verification in _SUSPECTED and past:
        reading.skip("suspicion-ended")
        return None
    if verification in _SUSPECTED:
        return State.SUSPECTED
    return State.HISTORY if past else State.PRESENT


def _abated(resource: Mapping[str, Any]) -> bool:
    return any(value not in (None, False, "") for key, value in resource.items() if str(key).startswith("abatement"))
