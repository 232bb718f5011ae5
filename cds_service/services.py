"""The two CDS services and the discovery document that lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cds_service.hook_request import ORDER_SELECT, ORDER_SIGN
from cds_service.prefetch_templates import PREFETCH


@dataclass(frozen=True, slots=True)
class Service:
    """One CDS service, as discovery names it."""

    id: str
    hook: str
    title: str
    description: str


SERVICES = (
    Service(
        "imaging-appropriateness-select",
        ORDER_SELECT,
        "Imaging appropriateness, while ordering",
        "Rates the selected imaging orders against published criteria for this patient and offers the better study.",
    ),
    Service(
        "imaging-appropriateness-sign",
        ORDER_SIGN,
        "Imaging appropriateness, at signing",
        "Rates all imaging orders about to be signed against published criteria and offers the better study.",
    ),
)
BY_ID = {service.id: service for service in SERVICES}
_USAGE = (
    "FHIR R4. Without prefetch or read access the answer rests on the order alone: absences are not assumed, and where one "
    "would decide a card asks for it instead of a rating. Most criteria are for adults or for children: without the Patient, "
    "or its birth date, an order they would rate is not rated, unless its words tell the age; a card says so, and what rules "
    "a study out all the same."
)


def discovery() -> dict[str, Any]:
    """The discovery document (CDS Hooks 2.0.1)."""
    return {
        "services": [
            {
                "hook": service.hook,
                "title": service.title,
                "description": service.description,
                "id": service.id,
                "prefetch": PREFETCH,
                "usageRequirements": _USAGE,
            }
            for service in SERVICES
        ]
    }
