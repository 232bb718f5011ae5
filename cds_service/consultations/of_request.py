"""An answered request as the consultation that is kept of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from cards.assessed_draft import ConsultationIds
from cds_service.clients import Client
from cds_service.consultations.consultation import AnswerId, Consultation, Details, Facts, SilentOrder
from cds_service.hook_request import HookRequest
from imaging_rules.assessment_result import Assessment

_LONGEST_ID = 200


def consultation_of(
    request: HookRequest,
    service_id: str,
    client: Client,
    day: date,
    assessment: Assessment,
    ids: tuple[AnswerId, ...],
    details: Details | None,
    facts: Facts,
    silent: tuple[SilentOrder, ...] = (),
) -> Consultation:
    """What is kept of a request that was answered with these ids; of the client's own ids no more than a column holds."""
    return Consultation(
        id=str(uuid.uuid4()),
        client=client.id,
        service=service_id,
        hook=request.hook,
        hook_instance=request.hook_instance[:_LONGEST_ID],
        patient_id=request.patient_id,
        user_id=request.user_id,
        as_of=day.isoformat(),
        assessment=assessment.to_record(),
        ids=ids,
        details=details,
        facts=facts,
        silent=silent,
    )


def given_out(response: Mapping[str, Any], ids: ConsultationIds) -> tuple[AnswerId, ...]:
    """The ids in an answer, by which feedback and the marked orders refer to it later."""
    cards = [AnswerId(card["uuid"], "card") for card in response["cards"]]
    suggestions = [
        AnswerId(suggestion["uuid"], "suggestion", card["uuid"])
        for card in response["cards"]
        for suggestion in card.get("suggestions", [])
    ]
    return (*cards, *suggestions, *(AnswerId(own_id, "order", order) for order, own_id in ids.orders.items()))
