"""`POST /cds-services/{id}`: a draft order goes in, cards come out."""

from __future__ import annotations

from time import perf_counter

from flask import Blueprint, Response, g, request

from cds_service.hook_request import read_hook_request
from cds_service.json_encoder import ENCODER
from cds_service.parts import parts
from cds_service.problems import RequestProblem, log_fault
from cds_service.request_body import json_body
from cds_service.services import BY_ID
from cds_service.views.caller import caller, identify_caller

blueprint = Blueprint("hooks", __name__)
NO_CARDS = b'{"cards":[]}'


@blueprint.before_request
def start_the_clock() -> None:
    """Before anything else is done: calls that are refused take time too."""
    g.arrived = perf_counter()


blueprint.before_request(identify_caller)


@blueprint.post("/cds-services/<service_id>")
def call(service_id: str) -> Response:
    """Answer a hook. A fault of ours shows the clinician nothing rather than something wrong."""
    if service_id not in BY_ID:
        raise RequestProblem(404, "there is no such service")
    own = parts()
    hook_request = read_hook_request(json_body(request, own.settings.body_cap))
    try:
        answer = own.evaluator.answer(hook_request, service_id, caller())
        body = ENCODER.encode(answer.response)
        if answer.consultation is not None:
            own.store.remember(answer.consultation)
        if answer.unmatched is not None:
            own.store.count(answer.unmatched)
    except Exception as fault:
        log_fault(fault)
        own.metrics.fault(service_id)
        return Response(NO_CARDS, mimetype="application/json")
    own.metrics.answer(service_id, answer)
    return Response(body, mimetype="application/json")


@blueprint.after_request
def count_the_call(response: Response) -> Response:
    """Count calls of the services there are; a preflight is no call."""
    service = (request.view_args or {}).get("service_id")
    if service in BY_ID and request.method == "POST":
        parts().metrics.call(service, response.status_code, perf_counter() - g.arrived)
    return response
