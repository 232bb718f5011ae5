"""Signed tokens (JWS in compact form): key sets, reading, verifying and signing, by joserfc.

`verified` checks the signature; what the claims must say is checked by whoever asked, with `check_times` and their own
rules. Nothing of a token is ever logged.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key
from joserfc.jws import JWSRegistry

ASYMMETRIC = ("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
"""The algorithms an installation may choose from; none is unsigned or rests on a shared secret."""
LONGEST_TOKEN = 8 * 1024
_REFUSED_HEADERS = frozenset({"jwk", "x5u", "x5c", "crit", "b64", "zip"})
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
_LAST_SECOND = 2.0**41


class TokenProblem(Exception):
    """A token that is not accepted; the text is a fixed word for a counter, never a part of the token. `client` is the id of
    the registered client that it names; empty where it names none."""

    def __init__(self, reason: str, client: str = "") -> None:
        super().__init__(reason)
        self.client = client


PublicKeys: TypeAlias = KeySet


def key_ids(keys: PublicKeys) -> frozenset[str]:
    """The ids of the keys of a set."""
    return frozenset(key.kid for key in keys.keys if key.kid)


def public_keys(content: Mapping[str, Any]) -> KeySet:
    """A set of public signature keys from a JWKS. Raises ValueError for private or shared keys, a key id that stands
    twice, or a set without a key that can be used."""
    entries = content.get("keys")
    rows = [row for row in entries if isinstance(row, Mapping)] if isinstance(entries, list) else []
    if any(_PRIVATE_MEMBERS & row.keys() for row in rows):
        raise ValueError("the key set holds a private or shared key")
    usable = [dict(row) for row in rows if row.get("kty") in ("EC", "RSA") and row.get("use", "sig") == "sig"]
    ids = [row["kid"] for row in usable if "kid" in row]
    if len(set(ids)) < len(ids):
        raise ValueError("a key id stands twice")
    if not usable:
        raise ValueError("the key set holds no public EC or RSA key for signatures")
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError):
        raise ValueError("the key set holds a key that cannot be read") from None


def unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token nobody has vouched for yet, to find the keys by. Raises TokenProblem."""
    parts = token.split(".")
    if len(token) > LONGEST_TOKEN or len(parts) != 3 or not all(parts):
        raise TokenProblem("form")
    return _member(parts[0]), _member(parts[1])


def verified(token: str, keys: KeySet, algorithms: tuple[str, ...]) -> dict[str, Any]:
    """The claims of a token that one of the keys has signed. Raises TokenProblem.

    Keys or critical extensions that the token brings along are refused unread.
    """
    header, _ = unverified(token)
    if _REFUSED_HEADERS & header.keys():
        raise TokenProblem("header")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise TokenProblem("type")
    registry = JWSRegistry(algorithms=list(algorithms), strict_check_header=False)
    try:
        return jwt.decode(token, keys, algorithms=list(algorithms), registry=registry).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenProblem("signature") from None


def check_times(claims: Mapping[str, Any], now: float, leeway: float, longest: float) -> None:
    """Raises TokenProblem unless the token holds now: `exp` and `iat` are there, `nbf` where stated, and it was made to
    last no longer than `longest` seconds."""
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    starts = _seconds(claims, "nbf") if "nbf" in claims else issued
    if expires + leeway <= now:
        raise TokenProblem("expired")
    if max(issued, starts) - leeway > now:
        raise TokenProblem("not yet")
    if not 0 < expires - issued <= longest:
        raise TokenProblem("lifetime")


def signing_key(file: Path) -> Key:
    """The private key of a JWK file, with `kid` and `alg`. Raises OSError or ValueError."""
    content = json.loads(file.read_text())
    if not isinstance(content, dict) or not content.get("kid") or content.get("alg") not in ASYMMETRIC:
        raise ValueError("the key file is not a JWK with kid and alg")
    try:
        key = import_key(content)
    except (JoseError, ValueError, TypeError, KeyError):
        raise ValueError("the key file holds a key that cannot be read") from None
    if not key.is_private:
        raise ValueError("the key file holds no private key")
    return key


def public_half(file: Path) -> dict[str, Any]:
    """The public JWK of a private key's file, for the key set that an EHR reads. Raises OSError or ValueError."""
    return {**signing_key(file).as_dict(private=False), "use": "sig"}


def client_assertion(file: Path, client_id: str, audience: str, now: float) -> str:
    """The token by which a confidential app names itself to a token endpoint (SMART App Launch 2.2, asymmetric
    authentication): for five minutes, once. Raises OSError or ValueError."""
    key = signing_key(file)
    algorithm = str(key.as_dict(private=False)["alg"])
    claims = {"iss": client_id, "sub": client_id, "aud": audience, "iat": int(now), "exp": int(now) + 300}
    header = {"alg": algorithm, "kid": key.kid}
    return jwt.encode(header, {**claims, "jti": secrets.token_urlsafe(24)}, key, algorithms=[algorithm])


def _seconds(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenProblem("times")
    if not 0 <= value < _LAST_SECOND:  # false for NaN too
        raise TokenProblem("times")
    return float(value)


def _member(part: str) -> dict[str, Any]:
    try:
        content = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise TokenProblem("form") from None
    if not isinstance(content, dict):
        raise TokenProblem("form")
    return content
