"""Which QuestionnaireResponses answer a questionnaire of ours, and which of them are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fhir_mappings.resource.elements import Unreadable, contained, lenient_days, status_of, text_of
from fhir_mappings.resource.modifiers import Modified, modified
from fhir_mappings.resource.subject import whose

QUESTIONNAIRES = "https://imaging-cds.example/Questionnaire/"
"""Where the canonical addresses of our own questionnaires begin, beside those that this service serves."""

ANSWERED = frozenset({"completed", "amended"})
UNFINISHED = frozenset({"in-progress", "stopped"})


def is_to_ours(resource: Mapping[str, Any], own_forms: Sequence[str]) -> bool:
    """Whether a response answers a questionnaire of ours, named by its address or contained. `own_forms` are the beginnings
    of the addresses at which this service serves its own."""
    asked = text_of(resource.get("questionnaire"))
    if asked.startswith("#"):
        asked = text_of((contained(resource, asked[1:]) or {}).get("url"))
    return asked.startswith((QUESTIONNAIRES, *own_forms))


def counts(resource: Mapping[str, Any], patient_id: str, as_of: date, own_forms: Sequence[str]) -> bool:
    """Whether a response is one to our questions that is read: finished, of this patient, not of the future."""
    try:
        days = lenient_days(resource.get("authored"))
        ahead = days is not None and days.lie_ahead_of(as_of)
        finished = status_of(resource.get("status")) in ANSWERED
        plain = modified(resource) is Modified.NOT_AT_ALL
        return finished and plain and not ahead and whose(resource, patient_id).accepted and is_to_ours(resource, own_forms)
    except Unreadable:
        return False
