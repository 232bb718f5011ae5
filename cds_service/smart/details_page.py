"""The whole details page: the orders of a consultation with what was answered on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cds_service.assessed_request import assessed_request
from cds_service.assessment_task import AssessmentTask
from cds_service.clients import Client
from cds_service.consultations.consultation import KeptDetails
from cds_service.evaluation import Evaluator
from cds_service.smart.answer_form import answer_form
from cds_service.smart.page import OrderPage, PageContext, order_pages
from cds_service.smart.payer_view import PayerView, payer_view
from cds_service.smart.reassessment import answered
from cds_service.smart.sessions import Given, OpenPage
from fhir_mappings.order.replacement import with_rating
from fhir_mappings.questions.answer_notes import ABOUT_ONE_ORDER, note_text, with_note
from fhir_mappings.questions.form import QuestionForms
from imaging_rules.library import Library
from imaging_rules.payer.request import PayerAnswer


@dataclass(frozen=True)
class AnswerLine:
    """An answer given on the page. `messages` put it on the order as a note; empty where it is there, or cannot be."""

    given: Given
    messages: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class DetailsPage:
    """All that the template shows. `day` is the day the orders are assessed on, `form` the answers as a
    QuestionnaireResponse, where a form can hold one."""

    orders: list[OrderPage]
    answers: list[AnswerLine]
    day: str
    made_at: str
    form: dict[str, Any] | None = None
    payer: tuple[PayerView, ...] = ()
    answers_of: tuple[PayerAnswer, ...] = ()
    """What the payer's policies say, as it is shown and as it was judged."""

    @classmethod
    def made(
        cls,
        evaluator: Evaluator,
        client: Client,
        kept: KeptDetails,
        tasks: Sequence[AssessmentTask],
        page: OpenPage,
        forms: QuestionForms,
    ) -> DetailsPage:
        """The page of a consultation as it stands with the answers given on it."""
        now = answered(tasks, page.answers)
        library = evaluator.policies.library_for(client.id, tasks[0].record.as_of if tasks else evaluator.as_of())
        context = PageContext(library, client.dialect, evaluator.guideline_url, kept.order_ids, client.site_codes)
        made = assessed_request(now, library)
        orders = order_pages(now, [client.silent_mode.shown(draft) for draft in made.drafts], context)
        answers = [AnswerLine(given, _note(given, now, orders, kept.order_ids, client.dialect.qcdsm)) for given in page.answers]
        day = tasks[0].record.as_of.isoformat() if tasks else ""
        form = answer_form(forms, page.answers, page.patient_id)
        payer = tuple(_payer(answer, library) for answer in made.payer)
        return cls(orders, answers, day, kept.made_at[:16].replace("T", " "), form, payer, made.payer)


def _payer(answer: PayerAnswer, library: Library) -> PayerView:
    return payer_view(answer, library.policies[answer.verdict.policy], library.vocabulary)


def _note(
    given: Given,
    tasks: Sequence[AssessmentTask],
    orders: Sequence[OrderPage],
    order_ids: Mapping[str, str],
    qcdsm: str | None,
) -> tuple[dict[str, Any], ...]:
    """The order it was asked for, with the answer as a note and the rating as it is now."""
    task, order = tasks[given.order], orders[given.order]
    if given.noted or given.written or given.feature == ABOUT_ONE_ORDER or not task.reference:
        return ()
    noted = with_note(task.resource, note_text(given.question, given.answer))
    consult_id = order_ids.get(task.reference)
    made = order.made
    if made.guideline_rating is not None and consult_id:
        noted = with_rating(noted, made.guideline_rating, consult_id, order.published, qcdsm, made.local_rating)
    return ({"messageType": "scratchpad.update", "payload": {"resource": noted}},)
