"""`POST /cds-services/{id}/feedback`: what became of the cards."""

from __future__ import annotations

from flask import Blueprint, Response, request

from cds_service.consultations.feedback_request import read_feedback
from cds_service.consultations.group_commit import NotCommitted
from cds_service.parts import parts
from cds_service.problems import RequestProblem
from cds_service.request_body import json_body
from cds_service.services import BY_ID
from cds_service.views.caller import identify_caller

blueprint = Blueprint("feedback", __name__)
blueprint.before_request(identify_caller)


@blueprint.post("/cds-services/<service_id>/feedback")
def keep(service_id: str) -> Response:
    """Store a report and say so only once it is stored. Cards we do not know are stored too."""
    if service_id not in BY_ID:
        raise RequestProblem(404, "there is no such service")
    own = parts()
    items = read_feedback(service_id, json_body(request, own.settings.body_cap))
    try:
        own.store.keep_feedback(items)
    except NotCommitted:
        raise RequestProblem(503, "the feedback could not be stored; send it again") from None
    own.metrics.feedback(service_id, items)
    return Response(b"{}", mimetype="application/json")
