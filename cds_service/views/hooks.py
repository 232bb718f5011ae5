"""`POST /cds-services/{id}`: a draft order goes in, cards come out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from cds_service.hook_request import read_hook_request
from cds_service.json_encoder import ENCODER
from cds_service.parts import parts
from cds_service.problems import RequestProblem, log_fault
from cds_service.request_body import json_body
from cds_service.services import BY_ID
from cds_service.views.caller import caller, identify_caller

blueprint = Blueprint("hooks", __name__)
blueprint.before_request(identify_caller)
NO_CARDS = b'{"cards":[]}'


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
        body = NO_CARDS
    return Response(body, mimetype="application/json")
