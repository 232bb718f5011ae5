"""From a hook request to its answer: orders and chart are read, assessed, and composed into cards.

Here the FHIR readers, the engine and the card writer meet.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from cards.assessed_draft import AssessedDraft, ConsultationIds
from cards.card_types import Link
from cards.compose import compose
from cards.criteria_address import GuidelineUrl
from cards.referral_note import without_referral_notes
from cds_service import warm_up
from cds_service.assessed_request import AssessedRequest, assessed_request
from cds_service.assessment_task import AssessmentTask
from cds_service.basket_context import MOST_HEARD, BasketContext, Draft, speaks
from cds_service.clients import Client, allowed_base, client_of, unknown_policies
from cds_service.consultations.consultation import Consultation, Details, Facts
from cds_service.consultations.kept_tasks import tasks_to_text
from cds_service.consultations.of_request import consultation_of, given_out
from cds_service.consultations.replay import facts_to_text
from cds_service.draft_orders import orders_of, ours, unmatched_orders
from cds_service.fhir_access import FhirAccess, FhirSource
from cds_service.guideline_address import guideline_pages_at
from cds_service.hook_request import HookRequest
from cds_service.order_record import own_words, record_for
from cds_service.own_forms import own_forms
from cds_service.patient_record import chart_of, complete, delivered_parts
from cds_service.prefetch import RecordParts, RecordReader
from cds_service.problems import log_fault
from cds_service.selection import asked_about, draft_resources, reference
from cds_service.settings import Settings, SettingsProblem
from cds_service.site_policies import PolicyNotAllowed, SitePolicies, Switches
from cds_service.unmatched_codes import Unmatched
from fhir_mappings.chart.whole_chart import Chart, read_chart
from fhir_mappings.order.by_reason import by_its_reason
from fhir_mappings.order.drafts import ImagingOrder, read_order
from fhir_mappings.order.placed import standing_orders
from fhir_mappings.order.reason import unmatched_reasons
from fhir_mappings.questions.answer_notes import AnswerNotes
from fhir_mappings.resource.elements import each_concept_decoded_once
from fhir_mappings.resource.subject import Whose
from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import Assessment
from imaging_rules.library import Library
from imaging_rules.order_to_assess import Basket, OrderToAssess

log = logging.getLogger("cds_service")
LAUNCH = "/smart/launch"
"""Where the details app is launched."""
_APP_LABEL = "Details for this patient"


@dataclass(frozen=True, slots=True)
class Answer:
    """The response body, the assessment behind it, and what to keep of it; nothing is kept where nothing was asked.

    `unmatched` are the codes that said nothing, to be counted.
    """

    response: dict[str, Any]
    assessment: Assessment
    consultation: Consultation | None = None
    unmatched: Unmatched | None = None


class Evaluator:
    """Answers hook requests with one library. `as_of` fixes the day of assessment; without it, today in UTC.
    `guideline_url` is where the guideline pages are; without it cards name the publisher's address. `app_url` is where
    the details app is launched; without it no card leads there. `own_forms` are the beginnings of the addresses of this
    service's own questionnaires."""

    def __init__(
        self,
        library: Library,
        clients: tuple[Client, ...] = (),
        access: FhirAccess | None = None,
        as_of: date | None = None,
        order_cap: int = 200,
        guideline_url: GuidelineUrl | None = None,
        app_url: str | None = None,
        own_forms: tuple[str, ...] = (),
        policies: SitePolicies | None = None,
    ) -> None:
        """Raises PolicyNotAllowed for a policy that the library does not allow."""
        self.library = library
        self.policies = policies or SitePolicies(library, clients=clients)
        self._clients = clients
        self._access = access
        self._as_of = as_of
        self._order_cap = order_cap
        self.guideline_url = guideline_url
        self._app_url = app_url
        self._answers = AnswerNotes(library)
        self._own_forms = own_forms

    @classmethod
    def from_settings(cls, settings: Settings, base: str | None = None, switches: Switches | None = None) -> Evaluator:
        """The evaluator of an installation, whose pages are at `base`, or else at the public address if it has one.
        Without `switches` no scenario counts as switched off.

        Raises SettingsProblem where a client names a payer policy that the library does not have, or a site's policy is one
        that the library does not allow.
        """
        access = FhirAccess(settings.fetch_deadline, settings.fetch_cap, settings.fetch_pages, settings.threads)
        reached = base or settings.public_base_url
        pages = guideline_pages_at(reached.rstrip("/")) if reached else None
        app = reached.rstrip("/") + LAUNCH if reached else None
        library, clients = Library.load(), settings.clients()
        if problems := unknown_policies(clients, library):
            raise SettingsProblem("; ".join(problems))
        try:
            policies = SitePolicies(library, settings.policy(), clients, switches)
        except PolicyNotAllowed as problem:
            raise SettingsProblem(f"site policy: {problem}") from None
        forms = own_forms(settings)
        made = cls(library, clients, access, settings.as_of, settings.order_cap, pages, app, forms, policies)
        made.get_ready()
        for overlay in policies.expired(made.as_of()):
            log.warning("site policy: an overlay has expired and has no effect: %s", overlay)
        return made

    def get_ready(self) -> None:
        """Read the code and word tables now, so that the first request does not wait for them."""
        chart = read_chart(warm_up.RECORD, "patient", self.as_of())
        order = read_order(warm_up.ORDER)
        asked = OrderToAssess(order.reference, order.study)
        made = assess_order(self.library, asked, record_for(order, chart, chart.delivered | {"order"}))
        compose([AssessedDraft(order.resource, order.reference, made)], ConsultationIds())
        _ = self.library.bounding_findings, self.library.exclusions

    def client(self, name: str) -> Client | None:
        """The first client of that id; None where the registry has none."""
        return next((client for client in self._clients if client.id == name), None)

    def as_of(self) -> date:
        """The day orders are assessed on."""
        return self._as_of or datetime.now(UTC).date()

    @each_concept_decoded_once()
    def answer(self, request: HookRequest, service_id: str, caller: Client | None = None) -> Answer:
        """The cards, system actions and record for one request. `caller` is the client that signed it; an unsigned one is
        told by its FHIR server.

        Nothing is decoded or read for a request that asks about no imaging order, or about orders of others only.
        """
        began, day = time.perf_counter(), self.as_of()
        client = caller or client_of(self._clients, request.fhir_server)
        drafted = orders_of(asked_about(request), request.patient_id, self._others_words, client.site_codes)
        asked = [order for order in drafted if order.to_assess]
        _log_left_out(drafted)
        if not asked:
            return _nothing_to_say(client, day, drafted)
        if len(asked) > self._order_cap:
            log.warning("orders=%d, only the first %d are assessed", len(asked), self._order_cap)
        parts = self._record_parts(request, client)
        chart = chart_of(parts, request, day, client.site_codes, self._own_forms)
        of_patient = ours(asked, chart)
        if len(of_patient) < len(asked):
            log.warning("orders=%d not known to be of the request's patient, not assessed", len(asked) - len(of_patient))
        if not of_patient:
            return _nothing_to_say(client, day, drafted)
        delivered = delivered_parts(chart, parts, self.library.longest_look_back)
        asked = [by_its_reason(order, chart) for order in of_patient]
        tasks = self._tasks(asked, request, chart, delivered, client.payer_policies)
        library = self.policies.library_for(client.id, day)
        assessed = assessed_request(tasks, library)
        assessment = assessed.assessment
        response, ids, details = self._composed(request, client, tasks, assessed)
        facts = Facts(library, facts_to_text(tasks))
        silent, given = client.silent_mode.kept(assessed.drafts), given_out(response, ids)
        kept = consultation_of(request, service_id, client, day, assessment, given, details, facts, silent)
        _log(kept, len(response["cards"]), parts, chart, time.perf_counter() - began)
        said_nothing = chart.unmatched.union(unmatched_orders(drafted), *(unmatched_reasons(o.resource, chart) for o in asked))
        return Answer(response, assessment, kept, Unmatched(client.id, day, said_nothing))

    def _composed(
        self, request: HookRequest, client: Client, tasks: Sequence[AssessmentTask], assessed: AssessedRequest
    ) -> tuple[dict[str, Any], ConsultationIds, Details | None]:
        """The response, the ids it gives out, and what the details app will need of it; of what is assessed silently nothing
        is shown."""
        silent = client.silent_mode
        seen = [] if silent.everything else [silent.shown(draft) for draft in assessed.drafts]
        ids, details = ConsultationIds(), self._details(client, tasks) if seen else None
        response = compose(
            seen,
            ids,
            client.dialect,
            self.guideline_url,
            self._links(client, details),
            client.site_codes,
            silent.heard(assessed),
            request.hook,
        )
        for draft in assessed.drafts if details else ():
            if not silent.covers(draft.assessment):
                ids.of_order(draft.reference)  # what the app says of an order refers to its id, with or without a rating
        return response, ids, details

    def _details(self, client: Client, tasks: Sequence[AssessmentTask]) -> Details | None:
        """What the details app will need, under a handle that tells nothing; None for a client without the app."""
        if client.smart is None or self._app_url is None:
            return None
        try:
            return Details(secrets.token_urlsafe(24), tasks_to_text(tasks))
        except Exception as fault:  # the cards do not depend on it
            log_fault(fault)
            return None

    def _links(self, client: Client, details: Details | None) -> list[Link]:
        if details is None or client.smart is None or not client.smart.link or self._app_url is None:
            return []
        return [Link(_APP_LABEL, self._app_url, "smart", details.handle if client.smart.app_context else None)]

    def _tasks(
        self,
        asked: Sequence[ImagingOrder],
        request: HookRequest,
        chart: Chart,
        delivered: frozenset[str],
        policies: tuple[str, ...],
    ) -> list[AssessmentTask]:
        """Each order with what its assessment rests on. The other imaging drafts are its basket. An id that several drafts
        have points to none of them, so that no action changes the wrong one."""
        seen = {id(order.resource) for order in asked}
        every = draft_resources(request.draft_orders)
        unasked = [draft for draft in every if id(draft) not in seen]
        others = ours(orders_of(unasked, chart.patient_id, self._others_words, chart.site), chart)
        holders = Counter(reference(draft) or "" for draft in every)
        drafted = Counter(o.study for o in (*asked, *others) if o.study and o.to_assess)
        look_back = self.library.imaging_history.look_back.placed_order.period
        placed = standing_orders(chart.placed, holders, chart.imaging, chart.as_of, look_back)
        asked = asked[: self._order_cap]
        told = [self._draft(order, chart) for order in asked]
        beside = [order for order in others if speaks(order.resource)][: max(0, MOST_HEARD - len(told))]
        heard = (*told[:MOST_HEARD], *(self._draft(order, chart) for order in beside))
        context = BasketContext(self.library, heard)
        return [
            AssessmentTask(
                order.resource,
                order.reference if holders[order.reference] == 1 else "",
                order.name,
                OrderToAssess(order.reference, order.study, order.is_imaging, order.priority, order.elsewhere),
                context.completing(record_for(order, chart, delivered, own.words), own),
                Basket(tuple(study for study, count in drafted.items() if count > (study == order.study)), placed),
                policies,
            )
            for order, own in zip(asked, told, strict=True)
        ]

    def _draft(self, order: ImagingOrder, chart: Chart) -> Draft:
        """What a draft says as others wrote it, and the answers noted on it."""
        words = self._others_words(order.resource)
        worded = order if words is order.resource else replace(order, resource=words)
        return Draft(own_words(worded, chart), self._answers.read(order.resource))

    def _others_words(self, draft: Mapping[str, Any]) -> Mapping[str, Any]:
        """The draft without the notes that this service wrote: they are no evidence."""
        return without_referral_notes(self._answers.without(draft))

    def _record_parts(self, request: HookRequest, client: Client) -> RecordParts:
        """The patient's record: what was sent along, and what the client's own FHIR server adds to it."""
        reader = RecordReader(request.patient_id)
        reader.take_prefetch(request.prefetch)
        base = allowed_base(client, request.fhir_server)
        if base is not None and self._access is not None and request.may_read:
            complete(reader, self._access, FhirSource(base, request.access_token), request.patient_id)
        return reader.parts()


def _nothing_to_say(client: Client, day: date, drafted: Iterable[ImagingOrder]) -> Answer:
    return Answer({"cards": []}, Assessment(), unmatched=Unmatched(client.id, day, unmatched_orders(drafted)))


def _log_left_out(drafted: Iterable[ImagingOrder]) -> None:
    """Why imaging orders that were asked about are not assessed; nothing of the patient."""
    reasons = Counter(order.skip_reason for order in drafted if order.is_imaging and order.skip_reason)
    for reason, count in sorted(reasons.items()):
        log.info("orders=%d not assessed: %s", count, reason)


def _log(kept: Consultation, cards: int, parts: RecordParts, chart: Chart, seconds: float) -> None:
    """One line of ids and counts; nothing of the patient."""
    statuses = ",".join(order["status"] for order in kept.assessment["orders"])
    log.info(
        "consultation=%s service=%s client=%s statuses=%s cards=%d delivered=%d unreadable=%d dropped=%d unresolved=%d ms=%.1f",
        kept.id,
        kept.service,
        kept.client,
        statuses,
        cards,
        len(parts.delivered),
        parts.unreadable,
        parts.dropped + chart.skipped.get(Whose.ANOTHERS, 0),
        chart.skipped.get(Whose.UNKNOWN, 0),
        seconds * 1000,
    )
