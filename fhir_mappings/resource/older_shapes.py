"""Resources of DSTU2 and STU3 in the shape of R4, as far as the older shape can mean only one thing.

Servers that were upgraded still hold such resources, and some clients still send them. Renamed elements are listed in
`tables/older_elements.csv`; here are the few whose values changed too. What fits R4 already comes back as it came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from fhir_mappings.tables_csv import table

OLDER_REQUESTS = ("ProcedureRequest", "DiagnosticOrder", "ReferralRequest", "DeviceUseRequest")
"""Resource types that R4 no longer has. A request is no fact about the patient, so they are only counted."""

_DSTU2_ALLERGY = {
    "active": ("active", ""),
    "unconfirmed": ("active", "unconfirmed"),
    "confirmed": ("active", "confirmed"),
    "inactive": ("inactive", ""),
    "resolved": ("resolved", ""),
    "refuted": ("", "refuted"),
    "entered-in-error": ("", "entered-in-error"),
}
"""DSTU2 AllergyIntolerance.status as clinicalStatus and verificationStatus."""


def in_r4_shape(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """The resource itself, or a copy with its older elements under their R4 names; an R4 element beside one wins."""
    kind = resource.get("resourceType")
    if not isinstance(kind, str):
        return resource
    if _older_elements().get(kind, _NONE).isdisjoint(resource):
        return resource
    older = _renamed().get(kind, {})
    changed = {newer: resource[name] for name, newer in older.items() if name in resource and newer not in resource}
    changed |= _MEANINGS[kind][1](resource) if kind in _MEANINGS else {}
    return {**resource, **changed} if changed else resource


def _allergy(resource: Mapping[str, Any]) -> dict[str, Any]:
    status = resource.get("status")
    if not isinstance(status, str) or "clinicalStatus" in resource or "verificationStatus" in resource:
        return {}
    clinical, verification = _DSTU2_ALLERGY.get(status.strip().lower(), ("", ""))
    return {"clinicalStatus": clinical, "verificationStatus": verification}


def _procedure(resource: Mapping[str, Any]) -> dict[str, Any]:
    """`notPerformed` (DSTU2) and `notDone` (STU3) stand beside a status of completed."""
    return {"status": "not-done"} if resource.get("notPerformed") is True or resource.get("notDone") is True else {}


def _statement(resource: Mapping[str, Any]) -> dict[str, Any]:
    """`wasNotTaken` (DSTU2) and `taken` (STU3) stand beside a status of active."""
    taken = resource.get("taken")
    not_taken = resource.get("wasNotTaken") is True or (isinstance(taken, str) and taken.strip().lower() in ("n", "na"))
    return {"status": "not-taken"} if not_taken else {}


_MEANINGS: Mapping[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "AllergyIntolerance": (("status",), _allergy),
    "Procedure": (("notPerformed", "notDone"), _procedure),
    "MedicationStatement": (("wasNotTaken", "taken"), _statement),
}
"""The older elements of a type whose values changed too, and what they mean in R4."""
_NONE: frozenset[str] = frozenset()


@cache
def _older_elements() -> dict[str, frozenset[str]]:
    """The elements of each resource type that only an older shape has."""
    found = {kind: frozenset(names) for kind, names in _renamed().items()}
    return found | {kind: found.get(kind, _NONE).union(names) for kind, (names, _) in _MEANINGS.items()}


@cache
def _renamed() -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for row in table("older_elements"):
        names[row["resource_type"]][row["former"]] = row["element"]
    return dict(names)
