"""Whether anything that a resource says may be used at all, whatever refers to it.

The reader of a type tells what a resource says and in which state, and the chart asks this before it. For what is reached by a
reference, where neither stands in between, it is asked here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_mappings.resource.elements import Unreadable, status_of
from fhir_mappings.resource.modifiers import Modified, modified
from fhir_mappings.resource.subject import whose

_TAKEN_BACK = frozenset({"entered-in-error", "refuted"})
_STATUSES = ("status", "clinicalStatus", "verificationStatus")


def may_be_used(resource: Mapping[str, Any], patient_id: str, patient: Mapping[str, Any] | None) -> bool:
    """Whether a resource is this patient's, and neither entered in error, refuted nor modified; False for what cannot be
    read."""
    try:
        return says_something(resource) and whose(resource, patient_id, patient).accepted
    except Unreadable:
        return False


def says_something(resource: Mapping[str, Any]) -> bool:
    """Whether a resource was neither entered in error nor refuted, and nothing modifies it. Raises Unreadable for a status of
    no known shape."""
    taken_back = any(status_of(resource.get(element), _TAKEN_BACK) in _TAKEN_BACK for element in _STATUSES)
    return not taken_back and modified(resource) is Modified.NOT_AT_ALL
