"""What the demo's authorization server remembers between its answers, and the key it signs with."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from sandbox_config.demo_fhir.expiring import Expiring
from sandbox_config.patient_resources import PRACTITIONER


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch the EHR announced: the app's address and what the app is to be told."""

    launch_url: str
    patient: str
    app_context: str = ""
    messaging_origin: str = ""
    messaging_handle: str = ""
    patient_banner: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """What an authorization code stands for."""

    client_id: str
    redirect_uri: str
    challenge: str
    scopes: tuple[str, ...]
    nonce: str
    launch: Launch


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token lets its bearer read: one patient, in these scopes. `code` is the code it came from."""

    patient: str
    scopes: tuple[str, ...]
    code: str


class SmartState:
    """Launches for ten minutes, codes for one, tokens for half an hour; all gone when the service stops."""

    def __init__(self) -> None:
        self.launches: Expiring[Launch] = Expiring(600)
        self.codes: Expiring[Grant] = Expiring(60)
        self.tokens: Expiring[Access] = Expiring(1800)
        self.created: list[dict[str, Any]] = []
        """The resources that apps created, oldest first."""

    @cached_property
    def _key(self) -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": secrets.token_hex(8), "use": "sig", "alg": "RS256"}, private=True)

    def public_keys(self) -> dict[str, Any]:
        """The JSON Web Key Set to check id_tokens with."""
        return dict(KeySet([self._key]).as_dict(private=False))

    def id_token(self, issuer: str, grant: Grant) -> str:
        """The signed id_token for a client: the demo's one clinician, ten minutes long."""
        now = int(time.time())
        claims = {
            "iss": issuer,
            "sub": PRACTITIONER,
            "aud": grant.client_id,
            "iat": now,
            "exp": now + 600,
            "fhirUser": f"{issuer}/Practitioner/{PRACTITIONER}",
            **({"nonce": grant.nonce} if grant.nonce else {}),
        }
        header = {"alg": "RS256", "typ": "JWT", "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=["RS256"])


def challenge_of(verifier: str) -> str:
    """The S256 code challenge of a PKCE verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
