"""The authorization server: SMART configuration, authorize, token, keys.

It agrees to every app on this machine without asking, because nothing it guards is anybody's. The protocol is kept:
exact redirect address, PKCE with S256 only, codes used once, `aud` checked, an EHR launch bound to its app's origin.
Sources: SMART App Launch 2.2; RFC 6749; RFC 7636; OpenID Connect Core 1.0.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox_config.demo_fhir.capability import smart_configuration
from sandbox_config.demo_fhir.loopback import is_local_address, origin_of
from sandbox_config.demo_fhir.records import records
from sandbox_config.demo_fhir.scopes import granted
from sandbox_config.demo_fhir.server import base, smart, today
from sandbox_config.demo_fhir.smart_state import Access, Grant, Launch, challenge_of
from sandbox_config.sample_patients import sample_patients

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


@dataclass
class _Refusal(Exception):
    """An OAuth error: its code (RFC 6749) and a sentence about it."""

    error: str
    description: str
    status: int = field(default=400)


def add_smart_views(blueprint: Blueprint) -> None:
    """Register the views."""
    blueprint.get("/.well-known/smart-configuration")(configuration)
    blueprint.get("/.well-known/openid-configuration", endpoint="openid_configuration")(configuration)
    blueprint.get("/auth/jwks")(keys)
    blueprint.get("/auth/authorize")(authorize)
    blueprint.post("/auth/authorize", endpoint="authorize_form")(authorize)
    blueprint.post("/auth/token")(token)


def configuration() -> Response:
    """The addresses and abilities of the authorization server; always plain JSON."""
    return jsonify(smart_configuration(base()))


def keys() -> Response:
    """The keys that id_tokens are checked with."""
    return jsonify(smart().public_keys())


def authorize() -> AnyResponse:
    """Send the app its code; for an app started by itself, ask for the patient first.

    A request whose redirect address cannot be trusted is answered here and sent nowhere.
    """
    asked = request.values
    redirect_uri = asked.get("redirect_uri", "")
    if not asked.get("client_id") or not is_local_address(redirect_uri):
        return _page("This app cannot be started here: it names no client, or an address that is not on this machine.", 400)
    try:
        launch = _launch(asked, redirect_uri)
        _check(asked)
    except _Refusal as refusal:
        return _sent(redirect_uri, asked, {"error": refusal.error, "error_description": refusal.description})
    if launch is None:
        return _page("Choose a patient for this app.", 200, asked)
    grant = Grant(
        client_id=asked["client_id"],
        redirect_uri=redirect_uri,
        challenge=asked["code_challenge"],
        scopes=granted(asked["scope"]),
        nonce=asked.get("nonce", ""),
        launch=launch,
    )
    return _sent(redirect_uri, asked, {"code": smart().codes.put(grant)})


def token() -> Response:
    """Exchange a code for an access token, with what the launch is about beside it."""
    try:
        answer = jsonify(_exchanged(request.form))
    except _Refusal as refusal:
        answer = jsonify(error=refusal.error, error_description=refusal.description)
        answer.status_code = refusal.status
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Pragma"] = "no-cache"
    return answer


def _launch(asked: Mapping[str, str], redirect_uri: str) -> Launch | None:
    """The launch announced by the EHR, or of the patient chosen here; None where one is still to be chosen."""
    if "launch" in asked:
        found = smart().launches.get(asked["launch"])
        if found is None:
            raise _Refusal("invalid_request", "the launch is unknown or past its time")
        if origin_of(found.launch_url) != origin_of(redirect_uri):
            raise _Refusal("unauthorized_client", "the launch is for another app")
        return found
    chosen = asked.get("patient", "") if request.method == "POST" else ""
    return Launch(redirect_uri, chosen) if ("Patient", chosen) in records(today()).by_key else None


def _check(asked: Mapping[str, str]) -> None:
    if asked.get("response_type") != "code":
        raise _Refusal("unsupported_response_type", "response_type is code")
    if asked.get("aud", "").rstrip("/") != base():
        raise _Refusal("invalid_request", "aud is not the address of this FHIR server")
    if asked.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(asked.get("code_challenge", "")):
        raise _Refusal("invalid_request", "PKCE with S256 is required")
    if not asked.get("state"):
        raise _Refusal("invalid_request", "state is required")
    scopes = granted(asked.get("scope", ""))
    if not scopes:
        raise _Refusal("invalid_scope", "no scope that this server grants")
    if "launch" in scopes and "launch" not in asked:
        raise _Refusal("invalid_request", "the scope launch comes with the launch parameter")


def _sent(redirect_uri: str, asked: Mapping[str, str], answer: Mapping[str, str]) -> AnyResponse:
    state = {"state": asked["state"]} if asked.get("state") else {}
    joint = "&" if "?" in redirect_uri else "?"
    return redirect(f"{redirect_uri}{joint}{urlencode({**answer, **state})}", 302)


def _page(says: str, status: int, asked: Mapping[str, str] | None = None) -> Response:
    page = render_template("authorize.html", says=says, asked=asked, patients=sample_patients() if asked else ())
    return Response(page, status, mimetype="text/html")


def _exchanged(form: Mapping[str, str]) -> dict[str, Any]:
    if form.get("grant_type") != "authorization_code":
        raise _Refusal("unsupported_grant_type", "grant_type is authorization_code")
    code = form.get("code", "")
    grant = smart().codes.take(code)
    if grant is None:
        smart().tokens.drop(lambda access: secrets.compare_digest(access.code.encode(), code.encode()))
        raise _Refusal("invalid_grant", "the code is unknown, used, or past its time")
    if form.get("client_id") != grant.client_id or form.get("redirect_uri") != grant.redirect_uri:
        raise _Refusal("invalid_grant", "the code was given to another client or redirect address")
    verifier = form.get("code_verifier", "")
    if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(challenge_of(verifier), grant.challenge):
        raise _Refusal("invalid_grant", "the code verifier does not fit")
    access_token = smart().tokens.put(Access(grant.launch.patient, grant.scopes, code))
    return {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(smart().tokens.lifetime),
        "scope": " ".join(grant.scopes),
        **({"id_token": smart().id_token(base(), grant)} if "openid" in grant.scopes else {}),
        **_context(grant),
    }


def _context(grant: Grant) -> dict[str, Any]:
    """The launch context: the patient, and of an EHR launch what the EHR told. There is no encounter in the demo."""
    launch = grant.launch
    told = {
        "appContext": launch.app_context,
        "smart_messaging_origin": launch.messaging_origin,
        "smart_web_messaging_origin": launch.messaging_origin,
        "smart_web_messaging_handle": launch.messaging_handle or (secrets.token_urlsafe(16) if launch.messaging_origin else ""),
    }
    stated = {name: value for name, value in told.items() if value}
    return {"patient": launch.patient, "need_patient_banner": launch.patient_banner, **stated}
