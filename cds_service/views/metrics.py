"""`/metrics`, for a Prometheus server that knows the token; where none is set, in the demo, which serves this machine only, for
anybody."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, request
from prometheus_client.exposition import choose_encoder

from cds_service.parts import parts
from cds_service.problems import RequestProblem

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
def show() -> Response:
    """The counters, in the form the caller accepts. Not there at a site that has set no token."""
    own = parts()
    token = own.settings.metrics_token
    if not own.settings.shows_metrics:
        raise RequestProblem(404, "there is nothing at this address")
    if token is not None and not _is_told(token.get_secret_value()):
        raise RequestProblem(401, "the metrics are for those who know their token")
    encode, form = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(own.metrics.registry), content_type=form)


def _is_told(token: str) -> bool:
    told = request.headers.get("Authorization", "")
    return hmac.compare_digest(told.encode(), f"Bearer {token}".encode())
