"""The headers every answer carries: what a page may load, who may frame it, and what must not be kept on the way.

Sources: Content Security Policy Level 3; OWASP Secure Headers; SMART App Launch 2.2 (an EHR may show an app in a frame).
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request

SMART_APP = "/smart/"
"""The only pages that another site may show in a frame: those of the SMART app, inside a registered EHR."""

DEMO_EHR = "/demo/"
"""The only pages that show a frame: the demo EHR, which opens the SMART app in one."""

_PUBLIC = ("static", "discovery.list_services", "guidelines.", "questionnaires.")
"""Endpoints, or their first letters, that answer everybody alike and never about a patient."""

_PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "publickey-credentials-get", "usb")
)


def add_security_headers(app: Flask, frame_ancestors: Sequence[str]) -> None:
    """Register the headers on an application.

    Args:
        app: the application.
        frame_ancestors: CSP sources that may frame the SMART app, such as `'self'` or `https://ehr.example.org`.
    """
    framed = content_security_policy(frame_ancestors=frame_ancestors)
    framing = content_security_policy(frame_sources=("'self'",))
    plain = content_security_policy()

    @app.after_request
    def guarded(response: Response) -> Response:
        policy = {SMART_APP: framed, DEMO_EHR: framing}.get(_first_part(request.path), plain)
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = _PERMISSIONS
        if not _is_public() or response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response


def content_security_policy(frame_ancestors: Sequence[str] = (), frame_sources: Sequence[str] = ()) -> str:
    """The policy of a page: its own scripts, styles, images and calls, and nothing inline or from elsewhere.

    Args:
        frame_ancestors: who may show the page in a frame; nobody without one.
        frame_sources: what the page may show in frames; nothing without one.
    """
    directives = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        *([f"frame-src {' '.join(frame_sources)}"] if frame_sources else []),
        f"frame-ancestors {' '.join(frame_ancestors) or _NOBODY}",
    ]
    return "; ".join(directives)


_NOBODY = "'none'"


def _first_part(path: str) -> str:
    """`/smart/` of `/smart/app`; a path without a second slash has none."""
    return path[: path.find("/", 1) + 1]


def _is_public() -> bool:
    return (request.endpoint or "").startswith(_PUBLIC)
