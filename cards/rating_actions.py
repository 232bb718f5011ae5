"""System actions: the rating put on each draft, or an earlier one taken off where none is given now.

Source: Argonaut CDS Hooks for PAMA (a rated draft comes back whole, changed in its rating extensions only).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.assessed_draft import AssessedDraft, ConsultationIds, Dialect
from cards.card_types import Action, ActionType
from fhir_mappings.order.replacement import no_criteria, with_rating, without_rating
from imaging_rules.assessment_result import Status

_RATING_OPEN = frozenset({Status.ADVISED, Status.NEEDS_INFORMATION})


def rating_action(draft: AssessedDraft, ids: ConsultationIds, dialect: Dialect, criteria_url: str | None) -> Action | None:
    """The update of one draft, or None where there is nothing to say on the order or no id to say it to.

    An order that the library does not speak about keeps whatever rating it came with: it may be another service's.
    """
    made = draft.assessment
    if not draft.can_be_changed:
        return None
    if made.status is Status.RATED and made.guideline_rating is not None:
        order, consult_id, rating = draft.resource, ids.of_order(draft.reference), made.guideline_rating
        rated = with_rating(order, rating, consult_id, criteria_url, dialect.qcdsm, made.local_rating)
        local = f" (guideline); local policy: {made.local_rating.words}" if made.local_rating else ""
        return _update(f"Record the rating: {rating.words}{local}", rated)
    if made.status is Status.NO_CRITERIA and made.claimed:
        marked = no_criteria(draft.resource, ids.of_order(draft.reference), criteria_url, dialect.qcdsm)
        return _update("Record that no criteria apply", marked)
    if made.status in _RATING_OPEN or made.replaces:
        return _taken_off(draft.resource)
    return None


def _taken_off(resource: Mapping[str, Any]) -> Action | None:
    unrated = without_rating(resource)
    return _update("Remove an earlier rating that no longer holds", unrated) if unrated != resource else None


def _update(description: str, resource: dict[str, Any]) -> Action:
    return Action(ActionType.UPDATE, description, resource)
