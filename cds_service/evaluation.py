"""From a hook request to its answer: orders and chart are read, assessed, and composed into cards.

The only module here that knows the engine, the FHIR readers and the card writer.
"""

from __future__ import annotations

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cds_service.clients import Client, allowed_base, client_of
from cds_service.consultation import Consultation
from cds_service.fhir_access import FhirAccess, FhirSource, query_for
from cds_service.hook_request import HookRequest
from cds_service.prefetch import RecordParts, RecordReader
from cds_service.selection import asked_about
from cds_service.settings import Settings
from fhir_mappings.orders import ImagingOrder, read_orders
from imaging_rules.assess import Basket, OrderToAssess, assess_order
from imaging_rules.assessment_result import Assessment
from imaging_rules.facts import Record
from imaging_rules.library import Library

log = logging.getLogger("cds_service")


@dataclass(frozen=True, slots=True)
class Answer:
    """The response body, the assessment behind it, and what to keep of it; nothing is kept where nothing was asked."""

    response: dict[str, Any]
    assessment: Assessment
    consultation: Consultation | None = None


class Evaluator:
    """Answers hook requests with one library. `as_of` fixes the day of assessment; without it, today in UTC."""

    def __init__(
        self,
        library: Library,
        clients: tuple[Client, ...] = (),
        access: FhirAccess | None = None,
        as_of: date | None = None,
        order_cap: int = 200,
    ) -> None:
        self.library = library
        self._clients = clients
        self._access = access
        self._as_of = as_of
        self._order_cap = order_cap

    @classmethod
    def from_settings(cls, settings: Settings) -> Evaluator:
        """The evaluator of an installation."""
        access = FhirAccess(settings.fetch_deadline, settings.fetch_cap, settings.fetch_pages)
        return cls(Library.load(), settings.clients(), access, settings.as_of, settings.order_cap)

    def as_of(self) -> date:
        """The day orders are assessed on."""
        return self._as_of or datetime.now(UTC).date()

    def answer(self, request: HookRequest, service_id: str) -> Answer:
        """The cards, system actions and record for one request.

        Nothing is decoded or read for a request that asks about no imaging order.
        """
        began = time.perf_counter()
        orders = [order for order in read_orders(asked_about(request)) if order.to_assess][: self._order_cap]
        if not orders:
            return Answer({"cards": []}, Assessment())
        client = client_of(self._clients, request.fhir_server)
        parts = self._record_parts(request, client)
        drafts = self._assessed(orders, request, parts)
        assessment = Assessment(tuple(draft for draft in drafts))
        own_id = str(uuid.uuid4())
        response = {"cards": []}
        kept = self._consultation(own_id, request, service_id, client, assessment, response)
        _log(own_id, service_id, client, assessment, response, parts, time.perf_counter() - began)
        return Answer(response, assessment, kept)

    def _assessed(self, orders, request, parts):
        record = Record(self.as_of(), ())
        return [
            assess_order(self.library, OrderToAssess(o.reference, o.study, o.is_imaging, o.priority), record)
            for o in orders
        ]

    def _consultation(
        self,
        own_id: str,
        request: HookRequest,
        service_id: str,
        client: Client,
        assessment: Assessment,
        response: dict[str, Any],
    ) -> Consultation:
        return Consultation(
            id=own_id,
            client=client.id,
            service=service_id,
            hook=request.hook,
            hook_instance=request.hook_instance,
            patient_id=request.patient_id,
            user_id=request.user_id,
            as_of=self.as_of().isoformat(),
            assessment=assessment.to_json(),
            cards=tuple(card["uuid"] for card in response["cards"]),
        )

    def _record_parts(self, request: HookRequest, client: Client) -> RecordParts:
        """The patient's record: what was sent along, and what the client's own FHIR server adds to it."""
        reader = RecordReader(request.patient_id)
        reader.take_prefetch(request.prefetch)
        base = allowed_base(client, request.fhir_server)
        if base is not None and self._access is not None:
            complete(reader, self._access, FhirSource(base, request.access_token), request.patient_id)
        return reader.parts()


def _log(
    own_id: str,
    service_id: str,
    client: Client,
    assessment: Assessment,
    response: dict[str, Any],
    parts: RecordParts,
    seconds: float,
) -> None:
    """One line of ids and counts; nothing of the patient."""
    log.info(
        "consultation=%s service=%s client=%s statuses=%s cards=%d delivered=%d unreadable=%d dropped=%d ms=%.1f",
        own_id,
        service_id,
        client.id,
        ",".join(order.status.value for order in assessment.orders),
        len(response["cards"]),
        len(parts.delivered),
        parts.unreadable,
        parts.dropped,
        seconds * 1000,
    )


def complete(reader: RecordReader, access: FhirAccess, source: FhirSource, patient_id: str) -> None:
    """Read the missing parts, and the further pages of those cut short, in one go."""
    further = reader.cut_short()
    queries = {key: query_for(key, patient_id) for key in reader.missing()}
    addresses = {key: query for key, query in queries.items() if query is not None} | further
    if not addresses:
        return
    for key, pages in access.read(source, addresses).items():
        if key not in further:
            reader.replace(key, pages)
        for page in pages if key in further else ():
            reader.take(key, page)
