"""Checking an id_token against the EHR's keys (OpenID Connect Core 3.1.3.7; SMART App Launch 2.2, scopes for identity)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from cds_service.client_trust import LEEWAY
from cds_service.signed_tokens import ASYMMETRIC, TokenProblem, check_times, public_keys, unverified, verified

_LONGEST = 24 * 3600.0


def check_id_token(token: object, keys: Mapping[str, Any], issuer: str, client_id: str, nonce: str, now: float) -> None:
    """Raises TokenProblem unless the token is the issuer's, for this client and this very launch, and holds now.

    Args:
        token: as it stood in the answer of the token endpoint.
        keys: the JWKS of the authorization server.
        issuer: its name by its own configuration.
        client_id: ours.
        nonce: as sent with the launch.
        now: seconds since 1970.
    """
    if not isinstance(token, str):
        raise TokenProblem("id_token missing")
    try:
        key_set = public_keys(keys)
    except ValueError:
        raise TokenProblem("keys") from None
    header, _ = unverified(token)
    if "kid" not in header and len(key_set.keys) > 1:
        raise TokenProblem("key id")
    claims = verified(token, key_set, ASYMMETRIC)
    audience = claims.get("aud")
    named = [audience] if isinstance(audience, str) else audience
    if not issuer or claims.get("iss") != issuer:
        raise TokenProblem("issuer")
    if not isinstance(named, list) or client_id not in named or (len(named) > 1 and claims.get("azp") != client_id):
        raise TokenProblem("audience")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise TokenProblem("nonce")
    check_times(claims, now, LEEWAY, _LONGEST)
