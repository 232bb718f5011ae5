"""An access token kept while a page is open, sealed with the secret that only the page's browser holds.

Whoever reads the database reads nothing; without the browser's cookie the token is lost. JWE, `dir` with A256GCM (RFC 7516,
7518).
"""

from __future__ import annotations

import hashlib

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey


def seal(token: str, secret: str) -> str:
    """The token as only the holder of the secret can read it."""
    return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, token.encode(), _key(secret))


def unsealed(sealed: str, secret: str) -> str | None:
    """The token again; None for another secret, or for what was never sealed."""
    try:
        plain = jwe.decrypt_compact(sealed, _key(secret)).plaintext
    except (JoseError, ValueError):
        return None
    return plain.decode() if plain else None


def _key(secret: str) -> OctKey:
    return OctKey.import_key(hashlib.sha256(b"sealed token\0" + secret.encode()).digest())
