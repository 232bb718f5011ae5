"""Whether anything that a resource says may be used at all, whatever refers to it.

The reader of a type tells what a resource says and in which state. This question comes before, for what is reached by a
reference, where no reader stands in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_mappings.resources import Unreadable, status_of
from fhir_mappings.subject import whose

_TAKEN_BACK = frozenset({"entered-in-error", "refuted"})
_STATUSES = ("status", "clinicalStatus", "verificationStatus")


def may_be_used(resource: Mapping[str, Any], patient_id: str, patient: Mapping[str, Any] | None) -> bool:
    """Whether a resource is this patient's, and neither entered in error nor refuted; False for what cannot be read."""
    try:
        return not is_taken_back(resource) and whose(resource, patient_id, patient).accepted
    except Unreadable:
        return False


def is_taken_back(resource: Mapping[str, Any]) -> bool:
    """Whether a resource was entered in error or refuted. Raises Unreadable for a status of no known shape."""
    return any(status_of(resource.get(element), _TAKEN_BACK) in _TAKEN_BACK for element in _STATUSES)
