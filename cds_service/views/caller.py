"""Who calls a CDS Hooks address: checked before its view runs, on discovery, services and feedback alike."""

from __future__ import annotations

import logging

from flask import g, request

from cds_service.clients import Client
from cds_service.parts import parts
from cds_service.problems import RequestProblem
from cds_service.signed_tokens import TokenProblem

log = logging.getLogger("cds_service")


def identify_caller() -> None:
    """Find the client that signed the call. Raises RequestProblem (401) where it is not to be answered; the reason goes
    to the log as one word. A preflight carries no token and passes."""
    if request.method == "OPTIONS":
        return
    try:
        g.caller = parts().trust.caller(request.headers.get("Authorization"), request.path)
    except TokenProblem as problem:
        reason, expected = str(problem).replace(" ", "-"), parts().settings.base_url + request.path
        log.info("call refused reason=%s client=%s expected_audience=%s", reason, problem.client or "-", expected)
        raise RequestProblem(401, "the call is not signed by a client of this service") from None


def caller() -> Client | None:
    """The client that signed this call; None for an unsigned call, which only the demo answers."""
    found: Client | None = g.caller
    return found
