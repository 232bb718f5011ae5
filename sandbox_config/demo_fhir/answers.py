"""How the demo server answers: FHIR JSON in the media type that was asked for, and problems as OperationOutcome."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, request

FHIR_JSON = "application/fhir+json"
_ALSO = ("application/json+fhir", "application/json")
"""The media type before FHIR 3.0.1, which the public CDS Hooks Sandbox still asks for, and plain JSON."""
_CODES = {400: "invalid", 401: "login", 403: "forbidden", 404: "not-found", 405: "not-supported", 406: "not-supported"}


class FhirProblem(Exception):
    """A request the demo server refuses; `text` says why."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def fhir(resource: dict[str, Any], status: int = 200) -> Response:
    """A resource as an answer."""
    return Response(msgspec.json.encode(resource), status, mimetype=_media_type())


def refused(problem: FhirProblem) -> Response:
    """A problem as an answer."""
    code = _CODES.get(problem.status, "processing")
    issue = {"severity": "error", "code": code, "diagnostics": problem.text}
    response = fhir({"resourceType": "OperationOutcome", "issue": [issue]}, problem.status)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def must_accept_json() -> None:
    """Raises FhirProblem (406) for a caller that takes no JSON at all."""
    wanted = request.args.get("_format", "")
    accepted = not request.accept_mimetypes or any(request.accept_mimetypes[kind] for kind in (FHIR_JSON, *_ALSO))
    if ("json" not in wanted) if wanted else not accepted:
        raise FhirProblem(406, "this server speaks JSON only")


def _media_type() -> str:
    """The older or plain type where it is named, else the present one."""
    named = [value for value, _ in request.accept_mimetypes]
    return next((kind for kind in named if kind in (*_ALSO, FHIR_JSON)), FHIR_JSON)
