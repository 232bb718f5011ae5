"""An EHR's authorization server, as `responses` plays it, and the steps of a launch through it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from cds_service.parts import KEY

ISS = "http://localhost:8090/fhir"
OTHER_ISS = "https://other.example.org/fhir"
SELECT = "/cds-services/imaging-appropriateness-select"
RS256 = RSAKey.generate_key(2048, {"kid": "ehr-1", "use": "sig"})
ACCESS_TOKEN = "canary-access-token"
SAVED = Path(__file__).parents[3] / "sandbox_config" / "requests"


def saved_request(name: str, iss: str = ISS) -> dict[str, Any]:
    """A saved hook request, sent by the client of a FHIR server."""
    return {**json.loads((SAVED / f"{name}.json").read_text()), "fhirServer": iss}


def ask(client: FlaskClient, app: Flask, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to a hook request, once its consultation is stored."""
    answer = client.post(SELECT, json=body)
    assert answer.status_code == 200
    app.extensions[KEY].store.close()
    return dict(answer.get_json())


def handle_of(answer: dict[str, Any]) -> str:
    """The handle that the first card's link carries."""
    (link,) = [link for link in answer["cards"][0]["links"] if link["type"] == "smart"]
    return str(link["appContext"])


@dataclass
class FakeEhr:
    """What the server is configured to say; `asked` collects the forms sent to its token endpoint."""

    iss: str = ISS
    configuration: dict[str, Any] = field(default_factory=dict)
    granted: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    signed_by: RSAKey = field(default_factory=lambda: RS256)
    algorithm: str = "RS256"
    without: tuple[str, ...] = ()
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    nonce: str = ""
    challenge: str = ""

    def serve(self) -> None:
        """Answer at the server's addresses."""
        told = {
            "issuer": self.iss,
            "authorization_endpoint": f"{self.iss}/auth/authorize",
            "token_endpoint": f"{self.iss}/auth/token",
            "jwks_uri": f"{self.iss}/auth/jwks",
            "capabilities": ["launch-ehr", "permission-v2"],
            "code_challenge_methods_supported": ["S256"],
            **self.configuration,
        }
        responses.get(f"{self.iss}/.well-known/smart-configuration", json=told)
        responses.get(f"{self.iss}/auth/jwks", json={"keys": [RS256.as_dict(private=False)]})
        responses.add_callback(responses.POST, f"{self.iss}/auth/token", self._token)
        name = {"family": "Canaryname", "given": ["Ann"]}
        patient = {"resourceType": "Patient", "id": "neck-pain-new", "name": [name], "birthDate": "1991-02-03"}
        responses.get(re.compile(f"{re.escape(self.iss)}/Patient/.*"), json=patient)

    def _token(self, request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        form = parse_qs(str(request.body))
        self.asked.append(form)
        now = int(time.time())
        claims = {"iss": self.iss, "aud": "imaging-details", "iat": now, "exp": now + 300, "nonce": self.nonce, **self.claims}
        id_token = jwt.encode({"alg": self.algorithm, "kid": "ehr-1"}, claims, self.signed_by, algorithms=[self.algorithm])
        answer = {
            "access_token": ACCESS_TOKEN,
            "token_type": "Bearer",
            "expires_in": 300,
            "scope": "openid fhirUser launch patient/Patient.rs",
            "patient": "neck-pain-new",
            "id_token": id_token,
            **self.granted,
        }
        return 200, {}, json.dumps({name: value for name, value in answer.items() if name not in self.without})

    def begin(self, client: FlaskClient, launch: str | None = "from-ehr") -> dict[str, str]:
        """The authorization request that the app sends the browser off with."""
        answer = client.get("/smart/launch", query_string={"iss": self.iss, **({"launch": launch} if launch else {})})
        assert answer.status_code == 302, answer.data
        address = urlsplit(answer.headers["Location"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{self.iss}/auth/authorize"
        asked = {name: value for name, (value,) in parse_qs(address.query).items()}
        self.nonce, self.challenge = asked["nonce"], asked["code_challenge"]
        return asked

    def finish(self, client: FlaskClient, asked: dict[str, str], **more: str) -> TestResponse:
        """The browser comes back with a code."""
        return client.get("/smart/callback", query_string={"code": "the-code", "state": asked["state"], **more})

    def launched(self, client: FlaskClient, app_context: str | None) -> TestResponse:
        """A whole launch; the page or the refusal at its end."""
        if app_context is not None:
            self.granted["appContext"] = app_context
        answer = self.finish(client, self.begin(client))
        return client.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
