"""What a scope of SMART App Launch lets a token read. Source: SMART App Launch 2.2, scopes; version 1 scopes are understood.

The server is read-only: of a scope that asks for more, the part that reads is granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = frozenset({"openid", "fhirUser", "profile", "launch", "launch/patient"})
_CLINICAL = re.compile(r"(patient|user)/(\*|[A-Z][A-Za-z]+)\.(\*|read|write|c?r?u?d?s?)(?:\?.*)?")


def granted(asked: str) -> tuple[str, ...]:
    """The scopes granted of those asked for, each once, in their order."""
    return tuple(dict.fromkeys(given for scope in asked.split() if (given := _granted(scope))))


def may_read(scopes: Iterable[str], kind: str) -> bool:
    """Whether a token with these scopes may read and search a resource type."""
    readable = (read for scope in scopes if (read := _CLINICAL.fullmatch(scope)))
    return any(read[2] in ("*", kind) for read in readable)


def _granted(scope: str) -> str:
    if scope in _PLAIN:
        return scope
    read = _CLINICAL.fullmatch(scope)
    if not read:
        return ""
    who, kind, rights = read.groups()
    if rights in ("*", "read"):
        return f"{who}/{kind}.read"
    reading = "".join(letter for letter in rights if letter in "rs") if rights != "write" else ""
    return f"{who}/{kind}.{reading}" if reading else ""
