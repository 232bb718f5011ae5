"""`/smart/app/…/payer/…`: a payer's criteria in the details app: questions answered, the evidence packet printed or kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cds_service.consultations.kept_tasks import tasks_from_text, value_to_json
from cds_service.parts import parts
from cds_service.smart.details_page import DetailsPage
from cds_service.smart.launch import LaunchProblem
from cds_service.smart.payer_packet import packet_of
from cds_service.smart.payer_view import Asked, PayerView, owed_feature
from cds_service.smart.sessions import Given, OpenPage
from cds_service.smart.typed_answer import typed_answer
from cds_service.views.open_page import details_of, form_of, html, kept_of, number, open_page
from fhir_mappings.evidence_packet import packet_bundle
from imaging_rules.value_words import value_words

blueprint = Blueprint("smart_payer", __name__, url_prefix="/smart")


@blueprint.post("/app/<page_id>/payer/answer")
def answer_for_the_payer(page_id: str) -> AnyResponse:
    """A fact that a payer's policy is owed, chosen or written: all orders are assessed again with it."""
    page = form_of(page_id)
    details = details_of(page)
    asked = owed_feature(details.payer, request.form.get("feature", ""))
    if asked is None:
        return _to_payer(page_id)  # answered meanwhile, in another window
    given = _chosen(asked) if asked.question is not None else _written(asked, date.fromisoformat(details.day))
    if given is None:
        raise LaunchProblem("form")
    parts().pages.keep(page_id, page.answering(given))
    return _to_payer(page_id)


@blueprint.get("/app/<page_id>/payer/<policy>")
def packet(page_id: str, policy: str) -> Response:
    """The evidence packet, to be printed."""
    page = open_page(page_id)
    details = details_of(page)
    return html(render_template("smart/packet.html", page_id=page_id, **_shown(page, details, _view(details, policy))))


@blueprint.get("/app/<page_id>/payer/<policy>/packet.json")
def packet_as_fhir(page_id: str, policy: str) -> Response:
    """The evidence packet as a FHIR Bundle: a QuestionnaireResponse, and a DocumentReference with the printed page."""
    page = open_page(page_id)
    details = details_of(page)
    view = _view(details, policy)
    shown = _shown(page, details, view)
    document = render_template("smart/packet_document.html", **shown)
    answer = next(each for each in details.answers_of if each.verdict.policy == policy)
    tasks = tasks_from_text(kept_of(page).tasks)
    bundle = packet_bundle(packet_of(answer, page, tasks, shown["made_at"], document))
    response = Response(msgspec.json.encode(bundle), mimetype="application/fhir+json")
    response.headers["Content-Disposition"] = f'attachment; filename="{policy}.fhir.json"'
    return response


def _shown(page: OpenPage, details: DetailsPage, view: PayerView) -> dict[str, Any]:
    """What both forms of the packet show."""
    library = parts().evaluator.library
    return {
        "page": page,
        "details": details,
        "payer": view,
        "library": library.content_hash[:12],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "answers": [line.given for line in details.answers],
    }


def _view(details: DetailsPage, policy: str) -> PayerView:
    found = next((view for view in details.payer if view.policy == policy), None)
    if found is None:
        raise LaunchProblem("form", 404)
    return found


def _chosen(asked: Asked) -> Given | None:
    assert asked.question is not None
    place = number("answer")
    if not 0 <= place < len(asked.question.answers):
        return None
    said = asked.question.answers[place]
    return _given(asked, asked.question.text, said.text, dict(said.sets))


def _written(asked: Asked, today: date) -> Given | None:
    value = typed_answer(parts().evaluator.library.vocabulary, asked.feature, request.form, today)
    if value is None:
        return None
    words = value_words(value, asked.unit)
    return replace(_given(asked, f"{asked.means}:", words, {asked.feature: value}), written=True)


def _given(asked: Asked, question: str, answer: str, sets: dict[str, Any]) -> Given:
    plain = {name: msgspec.to_builtins(value_to_json(value)) for name, value in sets.items()}
    return Given(0, asked.feature, question, answer, plain, at=datetime.now(UTC).isoformat(timespec="seconds"))


def _to_payer(page_id: str) -> AnyResponse:
    return redirect(f"/smart/app/{page_id}#payer", 303)
