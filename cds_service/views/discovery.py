"""`GET /cds-services`: which services there are."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response

from cds_service.services import discovery
from cds_service.views.caller import identify_caller

blueprint = Blueprint("discovery", __name__)
blueprint.before_request(identify_caller)
_DOCUMENT = msgspec.json.encode(discovery())


@blueprint.get("/cds-services")
def list_services() -> Response:
    """The discovery document, the same for everybody."""
    return Response(_DOCUMENT, mimetype="application/json")
