"""What every view of the demo server shares: its address, its day, and the state of its authorization server."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import cast

from flask import current_app, request

from sandbox_config.demo_fhir.smart_state import SmartState

PREFIX = "/demo/fhir"
STATE = "demo-smart"


def base() -> str:
    """The address of the server under the name it was asked by (`localhost` or a loopback address), no closing slash."""
    return request.host_url.rstrip("/") + PREFIX


def today() -> date:
    """The day the records are as of, in UTC like the assessment."""
    return datetime.now(UTC).date()


def smart() -> SmartState:
    """The state of the application that is answering."""
    return cast(SmartState, current_app.extensions[STATE])
