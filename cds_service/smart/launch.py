"""Launching the details app: to the EHR's authorization server and back (SMART App Launch 2.2, EHR and standalone).

Nothing is sent anywhere before the launching FHIR server is found in the registry. Each launch has its own `state`, used
once within ten minutes by the browser that began it; PKCE with S256; fixed redirect address. The access token reads the
patient's name for the page, once, and is then forgotten, unless it was granted for saving answers to the chart.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from cds_service.clients import Client, SmartApp, allowed_base
from cds_service.fhir_access import ReadFailed, get_json, origin_of, post_form
from cds_service.settings import Settings, SettingsProblem
from cds_service.short_lived_store import ShortLivedStore
from cds_service.signed_tokens import TokenProblem, client_assertion, signing_key
from cds_service.smart.id_token import check_id_token
from cds_service.smart.sessions import browser_digest

LAUNCH_SECONDS = 600.0
EXCHANGE_SECONDS = 8.0
"""For each document exchanged with the EHR; a person is waiting."""
_SHARE = 2
"""One thread in so many may wait for EHRs that launch; the others stay free for orders."""
CALLBACK = "/smart/callback"
_LONGEST_GRANT = 3600.0


class LaunchProblem(Exception):
    """A launch that ends here. `reason` is one of the fixed words that the page of problems knows; `again` is the listed
    FHIR server from which a window of its own may be launched, empty where that would not help."""

    def __init__(self, reason: str, status: int = 400, again: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.again = again


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a finished launch is about. `app_context` is the handle of a consultation, `drafts` the orders the EHR named,
    `messaging` the origin (and handle) of the page that takes messages, where there is one we may talk to."""

    client: str
    iss: str
    patient_id: str
    app_context: str | None
    drafts: tuple[str, ...] = ()
    messaging_origin: str = ""
    messaging_handle: str = field(default="", repr=False)
    patient_words: str = field(default="", repr=False)
    """Name and birth date, where the EHR wants the app to show them."""
    writing_token: str = field(default="", repr=False)
    """The access token, where it may create a QuestionnaireResponse; empty for any other, which is forgotten."""
    writable_until: float = 0.0
    """Seconds since 1970."""


class Launcher:
    """Begins and finishes launches. `now` gives seconds since 1970."""

    def __init__(
        self,
        settings: Settings,
        clients: tuple[Client, ...],
        store: ShortLivedStore,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Raises SettingsProblem where the key an app signs with cannot be used."""
        for client in clients:
            if client.smart and client.smart.key_file:
                try:
                    signing_key(client.smart.key_file)
                except (OSError, ValueError) as problem:
                    raise SettingsProblem(f"client {client.id}: {problem}") from None
        self._redirect_uri = settings.base_url + CALLBACK
        self._clients = clients
        self._store = store
        self._now = now
        self._places = threading.BoundedSemaphore(max(1, settings.threads // _SHARE))

    def begin(self, iss: str, launch: str | None, browser: str) -> str:
        """The address of the authorization server to send the browser to.

        Args:
            iss: the FHIR server that the launch names, whoever wrote it.
            launch: the EHR's launch id; None for a standalone launch.
            browser: the secret of this browser's cookie.

        Raises LaunchProblem; for an unlisted server before anything is sent.
        """
        client, base, app = self._listed(iss)
        told = self._configuration(base, _origins(app, base))
        authorize = str(told["authorization_endpoint"])
        state, verifier, nonce = (secrets.token_urlsafe(size) for size in (32, 64, 32))
        begun = {
            "client": client.id,
            "iss": base,
            "verifier": verifier,
            "nonce": nonce,
            "token": str(told["token_endpoint"]),
            "issuer": str(told.get("issuer", "")),
            "jwks": str(told.get("jwks_uri", "")),
            "browser": browser_digest(browser),
        }
        self._store.keep("launch", state, begun, LAUNCH_SECONDS)
        asked = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": self._redirect_uri,
            "scope": scopes("permission-v2" in _words(told, "capabilities"), launch is not None, app.writes_answers),
            "state": state,
            "aud": base,
            "code_challenge": urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "nonce": nonce,
            **({"launch": launch} if launch is not None else {}),
        }
        return f"{authorize}{'&' if '?' in authorize else '?'}{urlencode(asked)}"

    def _configuration(self, base: str, origins: frozenset[str]) -> Mapping[str, Any]:
        """What a FHIR server tells of its authorization server, whose endpoints are of these origins and which knows PKCE.
        Raises LaunchProblem."""
        try:
            with self._a_place():
                told = get_json(f"{base}/.well-known/smart-configuration", origins, EXCHANGE_SECONDS)
        except ReadFailed:
            raise LaunchProblem("ehr-silent", 502) from None
        authorize, token = (str(told.get(f"{name}_endpoint", "")) for name in ("authorization", "token"))
        if not {origin_of(authorize), origin_of(token)} <= origins or "#" in authorize:
            raise LaunchProblem("ehr-unsuitable", 502)
        if "S256" not in _words(told, "code_challenge_methods_supported"):
            raise LaunchProblem("ehr-unsuitable", 502)
        return told

    def finish(self, answer: Mapping[str, str], browser: str | None) -> Arrival:
        """What the launch came to, from the authorization server's answer in the address of the callback.

        Raises LaunchProblem; a `state` is used up by the first try.
        """
        begun = self._store.take("launch", answer.get("state", ""))
        if begun is None:
            raise LaunchProblem("expired")
        if browser is None or not hmac.compare_digest(browser_digest(browser), begun["browser"]):
            raise LaunchProblem("other-browser", 403, again=begun["iss"])
        if answer.get("iss") not in (None, begun["issuer"], begun["iss"]):
            raise LaunchProblem("ehr-unsuitable")
        if answer.get("error") or not answer.get("code"):
            raise LaunchProblem("refused", 403)
        with self._a_place():
            return self._arrived(begun, answer["code"])

    @contextmanager
    def _a_place(self) -> Iterator[None]:
        """One of the places for those who wait for an EHR. Raises LaunchProblem where all are taken."""
        if not self._places.acquire(blocking=False):
            raise LaunchProblem("busy", 503)
        try:
            yield
        finally:
            self._places.release()

    def _arrived(self, begun: Mapping[str, str], code: str) -> Arrival:
        """What the launch came to, once the EHR has given its token for the code."""
        client, base, app = self._listed(begun["iss"])
        try:
            granted = post_form(begun["token"], _origins(app, base), EXCHANGE_SECONDS, self._form(app, begun, code))
            self._check(granted, begun, app, _origins(app, base))
        except ReadFailed:
            raise LaunchProblem("ehr-silent", 502) from None
        except TokenProblem:
            raise LaunchProblem("not-vouched", 403) from None
        arrival = _arrival(granted, client, base, app)
        return _with_grant_to_write(arrival, granted, self._now()) if app.writes_answers else arrival

    def _listed(self, iss: str) -> tuple[Client, str, SmartApp]:
        for client in self._clients:
            base = allowed_base(client, iss)
            if base is not None and client.smart is not None:
                return client, base, client.smart
        raise LaunchProblem("unlisted", 403)

    def _form(self, app: SmartApp, begun: Mapping[str, str], code: str) -> dict[str, str]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": begun["verifier"],
        }
        if app.key_file is None:
            return {**form, "client_id": app.client_id}
        signed = client_assertion(app.key_file, app.client_id, begun["token"], self._now())
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return {**form, "client_assertion_type": kind, "client_assertion": signed}

    def _check(self, granted: Mapping[str, Any], begun: Mapping[str, str], app: SmartApp, origins: frozenset[str]) -> None:
        """Raises TokenProblem unless the answer is a bearer token for a patient, vouched for by an id_token."""
        if str(granted.get("token_type", "")).lower() != "bearer" or not isinstance(granted.get("access_token"), str):
            raise TokenProblem("token")
        if not isinstance(granted.get("patient"), str) or not granted["patient"]:
            raise LaunchProblem("no-patient")
        if "id_token" not in granted and "openid" not in str(granted.get("scope", "openid")).split():
            return  # the EHR did not grant to say who the user is
        keys = get_json(begun["jwks"], origins, EXCHANGE_SECONDS)
        check_id_token(granted.get("id_token"), keys, begun["issuer"], app.client_id, begun["nonce"], self._now())


def scopes(second_version: bool, by_ehr: bool, writes_answers: bool = False) -> str:
    """The least the app needs: who is looking, which patient, and that patient's name; where the registry says so, saving
    answers. Version 2 where the server can."""
    patient = "patient/Patient.rs" if second_version else "patient/Patient.read"
    answers = "patient/QuestionnaireResponse.c" if second_version else "patient/QuestionnaireResponse.write"
    asked = f"openid fhirUser {'launch' if by_ehr else 'launch/patient'} {patient}"
    return f"{asked} {answers}" if writes_answers else asked


_WRITES_ANSWERS = re.compile(r"(patient|user)/(\*|QuestionnaireResponse)\.(\*|write|cr?u?d?s?)")


def _with_grant_to_write(arrival: Arrival, granted: Mapping[str, Any], now: float) -> Arrival:
    """The arrival with its access token, where that was granted for creating a QuestionnaireResponse, and for how long."""
    lasts = granted.get("expires_in")
    may = any(_WRITES_ANSWERS.fullmatch(scope) for scope in str(granted.get("scope", "")).split())
    if not may or isinstance(lasts, bool) or not isinstance(lasts, int | float) or lasts <= 0:
        return arrival
    return replace(arrival, writing_token=granted["access_token"], writable_until=now + min(lasts, _LONGEST_GRANT))


def _arrival(granted: Mapping[str, Any], client: Client, base: str, app: SmartApp) -> Arrival:
    patient_id = granted["patient"].removeprefix("Patient/")
    context = granted.get("appContext")
    origin, handle = _messaging(granted, app, base)
    return Arrival(
        client=client.id,
        iss=base,
        patient_id=patient_id,
        app_context=context if isinstance(context, str) and context else None,
        drafts=tuple(_drafts(granted.get("fhirContext"))),
        messaging_origin=origin,
        messaging_handle=handle,
        patient_words="" if granted.get("need_patient_banner") is False else _patient_words(base, patient_id, granted),
    )


def _messaging(granted: Mapping[str, Any], app: SmartApp, base: str) -> tuple[str, str]:
    """Where messages may go: an origin the registry lists, by the name of SMART Web Messaging 1.0.0 or the older one."""
    for name in ("smart_web_messaging_origin", "smart_messaging_origin"):
        origin = origin_of(str(granted.get(name, "")))
        if origin and origin in {*map(origin_of, app.messaging_origins), origin_of(base)}:
            handle = granted.get("smart_web_messaging_handle")
            return origin, handle if isinstance(handle, str) else ""
    return "", ""


def _drafts(context: object) -> list[str]:
    """The orders among the resources an EHR launches with."""
    rows = [row for row in context if isinstance(row, Mapping)] if isinstance(context, list) else []
    return [row["reference"] for row in rows if str(row.get("reference", "")).startswith("ServiceRequest/")]


def _patient_words(base: str, patient_id: str, granted: Mapping[str, Any]) -> str:
    """Name and birth date of the patient; empty where they cannot be read."""
    address = f"{base}/Patient/{quote(patient_id, safe='')}"
    try:
        patient = get_json(address, {origin_of(base)}, EXCHANGE_SECONDS, granted["access_token"])
    except ReadFailed:
        return ""
    if patient.get("resourceType") != "Patient" or patient.get("id") != patient_id:
        return ""
    names = [name for name in patient.get("name") or [] if isinstance(name, Mapping)]
    name = next((name for name in names if name.get("use") == "official"), names[0] if names else {})
    given = [part for part in name.get("given") or [] if isinstance(part, str)]
    whole = [str(name.get("text") or " ".join([*given, str(name.get("family") or "")])).strip()]
    born = patient.get("birthDate")
    return ", ".join([*filter(None, whole), *([f"born {born}"] if isinstance(born, str) else [])])[:200]


def _origins(app: SmartApp, base: str) -> frozenset[str]:
    return frozenset({origin_of(base), *map(origin_of, app.authorization_origins)} - {""})


def _words(told: Mapping[str, Any], name: str) -> list[object]:
    found = told.get(name)
    return found if isinstance(found, list) else []
