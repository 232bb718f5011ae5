"""`/smart/…`: the details app, from its launch by the EHR to what is done on its page."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cards.feature_words import constraint_short
from cards.override_reasons import override_reasons
from cds_service.consultations.consultation import Feedback, KeptDetails
from cds_service.consultations.group_commit import NotCommitted
from cds_service.consultations.kept_tasks import value_to_json
from cds_service.json_encoder import ENCODER
from cds_service.parts import parts
from cds_service.sealed_tokens import seal
from cds_service.short_lived_store import StoreUnavailable
from cds_service.signed_tokens import public_half
from cds_service.smart.answer_form import saved
from cds_service.smart.launch import LAUNCH_SECONDS, Arrival, LaunchProblem
from cds_service.smart.page import visible
from cds_service.smart.sessions import PAGE_SECONDS, Given, OpenPage, browser_digest
from cds_service.smart.told import ORDER, TAKEN_BACK, told
from cds_service.views.open_page import (
    back_to,
    client_of_page,
    details_of,
    form_of,
    html,
    kept_of,
    number,
    open_page,
    own_browser,
    remember,
    shown,
    told_at,
)
from fhir_mappings.questions.answer_notes import note_text

blueprint = Blueprint("smart", __name__, url_prefix="/smart")
_LONGEST_LAUNCH = 4_000


@blueprint.app_errorhandler(LaunchProblem)
def ended(problem: LaunchProblem) -> Response:
    """A page that says why there are no details, and what to do; it holds nothing of any patient."""
    return html(render_template("smart/problem.html", reason=problem.reason, again=problem.again), problem.status)


@blueprint.errorhandler(StoreUnavailable)
def unavailable(_problem: StoreUnavailable) -> Response:
    """The database does not answer at the moment."""
    return html(render_template("smart/problem.html", reason="not-stored"), 503)


@blueprint.app_template_filter("as_json")
def as_json(value: Any) -> str:
    """A value as JSON text for an attribute; the numbers of an order stand as they came."""
    return ENCODER.encode(value).decode()


blueprint.add_app_template_filter(constraint_short)
blueprint.add_app_template_filter(visible)


@blueprint.get("/launch")
def launch() -> AnyResponse:
    """Begin: by the EHR (`iss`, `launch`) or standalone (`iss`)."""
    iss, own = request.args.get("iss", ""), request.args.get("launch")
    if len(iss) + len(own or "") > _LONGEST_LAUNCH:
        raise LaunchProblem("unlisted", 403)
    browser = own_browser() or secrets.token_urlsafe(32)
    answer = redirect(parts().launcher.begin(iss, own, browser), 302)
    remember(answer, browser, LAUNCH_SECONDS)
    return answer


@blueprint.get("/callback")
def callback() -> AnyResponse:
    """Back from the authorization server: find the consultation and open its page."""
    own, browser = parts(), own_browser()
    arrival = own.launcher.finish(request.args.to_dict(), browser)
    assert browser is not None
    kept = _consultation(arrival)
    page = OpenPage(
        client=arrival.client,
        patient_id=arrival.patient_id,
        consultation=kept.consultation,
        browser=browser_digest(browser),
        form_key=secrets.token_urlsafe(32),
        messaging_origin=arrival.messaging_origin,
        messaging_handle=arrival.messaging_handle,
        patient_words=arrival.patient_words,
        iss=arrival.iss,
        sealed_token=seal(arrival.writing_token, browser) if arrival.writing_token else "",
        writable_until=arrival.writable_until,
    )
    answer = redirect(f"/smart/app/{own.pages.open(page)}", 303)
    remember(answer, browser, PAGE_SECONDS)
    return answer


@blueprint.get("/app")
def nothing_open() -> Response:
    """The address without a launch."""
    raise LaunchProblem("no-launch")


@blueprint.get("/app/<page_id>")
def show(page_id: str) -> Response:
    """The page."""
    page = open_page(page_id)
    details = details_of(page)
    return shown(page_id, page, details, said=told(request.args.get("now", ""), page, details))


@blueprint.post("/app/<page_id>/answer")
def answer(page_id: str) -> AnyResponse:
    """A question answered: the orders are assessed again with it."""
    page = form_of(page_id)
    orders = details_of(page).orders
    place, feature, chosen = number("order"), request.form.get("feature", ""), number("answer")
    if not 0 <= place < len(orders):
        raise LaunchProblem("form")
    question = next((each for each in orders[place].questions if each.feature == feature), None)
    if question is None or not 0 <= chosen < len(question.answers):
        return back_to(page_id)  # answered meanwhile, in another window
    said = question.answers[chosen]
    sets = {name: msgspec.to_builtins(value_to_json(value)) for name, value in said.sets}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    parts().pages.keep(page_id, page.answering(Given(place, feature, question.text, said.text, sets, at=now)))
    return told_at(page_id, f"{ORDER}{place}")


@blueprint.post("/app/<page_id>/take-back")
def take_back(page_id: str) -> AnyResponse:
    """An answer taken back, unless it stands on the order by now: from there only the EHR can take it."""
    page, place = form_of(page_id), number("given")
    kept = tuple(given for number, given in enumerate(page.answers) if number != place or given.noted)
    parts().pages.keep(page_id, replace(page, answers=kept, saving=""))
    return told_at(page_id, TAKEN_BACK)


@blueprint.get("/app/<page_id>/answers.json")
def answers(page_id: str) -> Response:
    """The answers given on the page as a QuestionnaireResponse, for a file."""
    form = details_of(open_page(page_id)).form
    if form is None:
        raise LaunchProblem("form", 404)
    response = Response(msgspec.json.encode(form), mimetype="application/fhir+json")
    response.headers["Content-Disposition"] = 'attachment; filename="answers.fhir.json"'
    return response


@blueprint.post("/app/<page_id>/to-chart")
def to_chart(page_id: str) -> AnyResponse:
    """The answers saved to the chart, where the launch granted it."""
    page, browser = form_of(page_id), own_browser()
    form = details_of(page).form
    if form is None or browser is None or page.saving == "saved":
        return back_to(page_id)
    parts().pages.keep(page_id, replace(page, saving=saved(page, form, client_of_page(page), browser)))
    return back_to(page_id)


@blueprint.post("/app/<page_id>/noted")
def noted(page_id: str) -> AnyResponse:
    """The EHR took an answer as a note on the order: from now on the order is shown and changed with it."""
    page, place = form_of(page_id), number("given")
    answers = tuple(
        replace(given, noted=note_text(given.question, given.answer)) if number == place else given
        for number, given in enumerate(page.answers)
    )
    parts().pages.keep(page_id, replace(page, answers=answers))
    return back_to(page_id)


@blueprint.post("/app/<page_id>/feedback")
def feedback(page_id: str) -> AnyResponse:
    """Why the order is kept; stored as feedback of the hook is."""
    page = form_of(page_id)
    kept, orders = kept_of(page), details_of(page).orders
    place, code = number("order"), request.form.get("reason", "")
    reason = next((reason for reason in override_reasons() if reason.code == code), None)
    if reason is None or not 0 <= place < len(orders) or not orders[place].feedback_id:
        raise LaunchProblem("form")
    item = Feedback(
        service=kept.service,
        card=orders[place].feedback_id,
        outcome="overridden",
        outcome_timestamp=datetime.now(UTC).isoformat(timespec="milliseconds"),
        reason_system=reason.system,
        reason_code=reason.code,
    )
    try:
        parts().store.keep_feedback([item])
    except NotCommitted:
        raise LaunchProblem("not-stored", 503) from None
    parts().pages.keep(page_id, replace(page, reasons=(*page.reasons, f"{place}:{code}")))
    return back_to(page_id, place)


@blueprint.get("/jwks.json")
def jwks() -> Response:
    """The public keys by which the app names itself to the EHRs where it is a confidential client."""
    files = {client.smart.key_file for client in parts().clients if client.smart}
    keys = [public_half(file) for file in sorted(file for file in files if file is not None)]
    return Response(msgspec.json.encode({"keys": keys}), mimetype="application/json")


def _consultation(arrival: Arrival) -> KeptDetails:
    """The consultation a launch is about: by its handle, else the newest of the patient, with the order named if one is.

    A handle of another patient or client opens nothing, whoever is logged in.
    """
    store = parts().store
    if arrival.app_context is None:
        kept = store.newest_details(arrival.client, arrival.patient_id, arrival.drafts)
    else:
        kept = store.details(arrival.app_context)
    if kept is None:
        raise LaunchProblem("no-consultation", 404)
    if (kept.client, kept.patient_id) != (arrival.client, arrival.patient_id):
        raise LaunchProblem("other-patient", 403)
    return kept
