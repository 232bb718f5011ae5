"""What goes back when a request cannot be answered: an OperationOutcome, short and without patient data."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import msgspec
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

log = logging.getLogger("cds_service")

_ISSUE_CODES = {401: "login", 404: "not-found", 405: "not-supported", 413: "too-long", 415: "not-supported", 503: "transient"}
_WORDS = {
    404: "there is nothing at this address",
    405: "this address does not take that method",
}


class RequestProblem(ValueError):
    """A request that is refused. `status` is the HTTP status; `text` says what is wrong without quoting it."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def outcome(status: int, text: str) -> dict[str, Any]:
    """The OperationOutcome for an HTTP status."""
    severity = "fatal" if status == 500 else "error"
    code = _ISSUE_CODES.get(status, "exception" if status >= 500 else "invalid")
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code, "diagnostics": text}]}


def log_fault(problem: BaseException) -> str:
    """Log a fault of ours and return its incident id. The message of the exception may hold patient data: only its
    type and the lines of code it passed are logged."""
    incident = str(uuid.uuid4())
    places = []
    trace = problem.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("incident=%s type=%s at=%s", incident, type(problem).__name__, " < ".join(reversed(places[-12:])))
    return incident


def answer_problems(app: Flask) -> None:
    """Make every error of the application an OperationOutcome."""

    @app.errorhandler(RequestProblem)
    def refused(problem: RequestProblem) -> Response:
        return _response(problem.status, problem.text)

    @app.errorhandler(HTTPException)
    def http_error(problem: HTTPException) -> Response:
        status = problem.code or 500
        response = _response(status, _WORDS.get(status, problem.name.lower()))
        for name, value in problem.get_headers():
            if name.lower() in ("allow", "retry-after"):
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def fault(problem: Exception) -> Response:
        return _response(500, f"internal fault, incident {log_fault(problem)}")


def _response(status: int, text: str) -> Response:
    response = Response(msgspec.json.encode(outcome(status, text)), status, mimetype="application/json")
    if status == 503:
        response.headers["Retry-After"] = "5"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
