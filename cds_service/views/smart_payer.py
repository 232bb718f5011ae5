"""`/smart/app/…/payer/…`: a payer's criteria in the details app: questions answered, the evidence packet printed or kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from cds_service.consultations.kept_tasks import value_to_json
from cds_service.parts import parts
from cds_service.smart.details_page import DetailsPage
from cds_service.smart.launch import LaunchProblem
from cds_service.smart.payer_packet import packet_of
from cds_service.smart.payer_view import Asked, PayerView, owed_feature
from cds_service.smart.sessions import Given, OpenPage
from cds_service.smart.told import LEFT_OPEN, PAYER
from cds_service.smart.typed_answer import NotTaken, typed_answer
from cds_service.views.open_page import details_of, form_of, html, number, open_page, shown, told_at
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
    if request.form.get("unsure"):
        parts().pages.keep(page_id, page.answering(_unsure(asked)))
        return told_at(page_id, LEFT_OPEN)
    try:
        given = _chosen(asked) if asked.question is not None else _written(asked, date.fromisoformat(details.day))
    except NotTaken as problem:
        typed = {name: request.form.get(name, "") for name in ("start", "end", "value")}
        wrong = {"feature": asked.feature, "words": str(problem), "typed": typed}
        return shown(page_id, page, details, 400, wrong=wrong)
    if given is None:
        raise LaunchProblem("form")
    parts().pages.keep(page_id, page.answering(given))
    return told_at(page_id, PAYER)


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
    context = _shown(page, details, view)
    document = render_template("smart/packet_document.html", **context)
    answer = next(each for each in details.answers_of if each.verdict.policy == policy)
    author = f"Imaging appropriateness service, library {context['library']}"
    bundle = packet_bundle(packet_of(answer, page, context["made_at"], author, document))
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


def _unsure(asked: Asked) -> Given:
    """'Not sure' is said, and sets nothing."""
    question = asked.question.text if asked.question is not None else f"{asked.means}:"
    return replace(_given(asked, question, "not sure", {}), written=True)


def _written(asked: Asked, today: date) -> Given:
    value = typed_answer(parts().evaluator.library.vocabulary, asked.feature, request.form, today)
    words = value_words(value, asked.unit)
    return replace(_given(asked, f"{asked.means}:", words, {asked.feature: value}), written=True)


def _given(asked: Asked, question: str, answer: str, sets: dict[str, Any]) -> Given:
    plain = {name: msgspec.to_builtins(value_to_json(value)) for name, value in sets.items()}
    return Given(0, asked.feature, question, answer, plain, at=datetime.now(UTC).isoformat(timespec="seconds"))


def _to_payer(page_id: str) -> AnyResponse:
    return redirect(f"/smart/app/{page_id}#payer", 303)
