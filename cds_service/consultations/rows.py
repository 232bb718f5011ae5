"""The rows in which a consultation, and feedback on it, are kept."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Container
from typing import Any, TypeAlias

import sqlalchemy as sa

from cds_service import __version__
from cds_service.consultations.consultation import Consultation, Feedback
from cds_service.consultations.tables import ANSWER_ID, CONSULTATION, DETAILS, LIBRARY, REPLAY
from cds_service.database import now_in_utc
from imaging_rules.archive import packed
from imaging_rules.library import Library

DETAILS_SECONDS = 8 * 3600.0
"""How long the details app can open a consultation: a shift."""
Row: TypeAlias = tuple[sa.Table, dict[str, Any]]
"""A row, and the table that it stands in."""


def rows_of_consultation(consultation: Consultation) -> list[Row]:
    """The consultation itself, the ids it gave out, and what the details app needs."""
    row = {
        "id": consultation.id,
        "made_at": now_in_utc(),
        "client": consultation.client,
        "service": consultation.service,
        "hook": consultation.hook,
        "hook_instance": consultation.hook_instance,
        "patient_id": consultation.patient_id,
        "user_id": consultation.user_id,
        "as_of": consultation.as_of,
        "assessment": json.dumps(consultation.assessment, separators=(",", ":")),
    }
    ids: list[Row] = [
        (ANSWER_ID, {"id": each.id, "consultation": consultation.id, "kind": each.kind, "of": each.of})
        for each in consultation.ids
    ]
    return [(CONSULTATION, row), *ids, *_details_rows(consultation, row["made_at"])]


def _details_rows(consultation: Consultation, made_at: str) -> list[Row]:
    if consultation.details is None:
        return []
    row = {
        "id": hidden(consultation.details.handle),
        "consultation": consultation.id,
        "client": consultation.client,
        "patient_id": consultation.patient_id,
        "made_at": made_at,
        "expires_at": time.time() + DETAILS_SECONDS,
        "tasks": consultation.details.tasks,
    }
    return [(DETAILS, row)]


def rows_of_facts(consultation: Consultation, seconds: float, kept_libraries: Container[str]) -> list[Row]:
    """What a replay needs for so long; with the library, unless it is one that is known to be kept."""
    facts = consultation.facts
    if facts is None or not seconds:
        return []
    used, expires = facts.library.content_hash, time.time() + seconds
    row = {"id": consultation.id, "program": __version__, "library": used, "expires_at": expires, "tasks": facts.tasks}
    return [(REPLAY, row), *([] if used in kept_libraries else [(LIBRARY, _row_of_library(facts.library))])]


def _row_of_library(library: Library) -> dict[str, Any]:
    return {"id": library.content_hash, "first_used": now_in_utc(), "program": __version__, "content": packed(library)}


def hidden(handle: str) -> str:
    """A handle as it is stored: who reads the database cannot use it."""
    return hashlib.sha256(handle.encode()).hexdigest()


def row_of_feedback(item: Feedback, received: str) -> dict[str, Any]:
    """One report of what became of a card."""
    return {
        "id": item.id,
        "service": item.service,
        "card": item.card,
        "outcome": item.outcome,
        "suggestions": json.dumps(list(item.suggestions)),
        "outcome_timestamp": item.outcome_timestamp,
        "reason_system": item.reason_system,
        "reason_code": item.reason_code,
        "received_at": received,
    }
