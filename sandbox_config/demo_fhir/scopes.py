"""What a scope of SMART App Launch lets a token do. Source: SMART App Launch 2.2, scopes; version 1 scopes are understood.

Answers to questions can be created, everything else is read-only: of a scope that asks for more, the part that reads is
granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLAIN = frozenset({"openid", "fhirUser", "profile", "launch", "launch/patient"})
_CLINICAL = re.compile(r"(patient|user)/(\*|[A-Z][A-Za-z]+)\.(\*|read|write|c?r?u?d?s?)(?:\?.*)?")


def granted(asked: str) -> tuple[str, ...]:
    """The scopes granted of those asked for, each once, in their order."""
    return tuple(dict.fromkeys(given for scope in asked.split() if (given := _granted(scope))))


CREATED = "QuestionnaireResponse"
"""The one resource type that apps may create here."""


def may_read(scopes: Iterable[str], kind: str) -> bool:
    """Whether a token with these scopes may read and search a resource type."""
    readable = (read for scope in scopes if (read := _CLINICAL.fullmatch(scope)))
    return any(read[2] in ("*", kind) and (read[3] in ("*", "read") or set(read[3]) & {"r", "s"}) for read in readable)


def may_create(scopes: Iterable[str], kind: str) -> bool:
    """Whether a token with these scopes may create a resource of a type."""
    writable = (found for scope in scopes if (found := _CLINICAL.fullmatch(scope)))
    return kind == CREATED and any(w[2] == kind and (w[3] == "write" or w[3].startswith("c")) for w in writable)


def _granted(scope: str) -> str:
    if scope in _PLAIN:
        return scope
    read = _CLINICAL.fullmatch(scope)
    if not read:
        return ""
    who, kind, rights = read.groups()
    if kind == CREATED and rights in ("write", "c"):
        return scope
    if rights in ("*", "read"):
        return f"{who}/{kind}.read"
    reading = "".join(letter for letter in rights if letter in "rs") if rights != "write" else ""
    return f"{who}/{kind}.{reading}" if reading else ""
