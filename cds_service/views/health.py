"""`/health/live` and `/health/ready`, for the load balancer."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response

from cds_service.parts import parts
from cds_service.problems import RequestProblem

blueprint = Blueprint("health", __name__, url_prefix="/health")


@blueprint.get("/live")
def live() -> Response:
    """The process answers."""
    return Response(msgspec.json.encode({"status": "ok"}), mimetype="application/json")


@blueprint.get("/ready")
def ready() -> Response:
    """The library is loaded and the database answers; 503 otherwise. Overlays of a site's policy that have expired are
    named: they have no effect any more, and the service runs on without them."""
    own = parts()
    if not own.store.ready():
        raise RequestProblem(503, "the database does not answer")
    expired = own.evaluator.policies.expired(own.evaluator.as_of())
    told = {"status": "ok", **({"expired_overlays": expired} if expired else {})}
    return Response(msgspec.json.encode(told), mimetype="application/json")
