"""A hook request as it arrives: the envelope is decoded once, the prefetch stays raw until it is needed.

Members we do not know are ignored at every level, and null counts as not sent (CDS Hooks 2.0.1, HTTP request). A member that
nothing of the answer hangs on refuses no request: of another type than the specification's it counts as not sent.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from cds_service.problems import RequestProblem

log = logging.getLogger("cds_service")
ORDER_SELECT = "order-select"
ORDER_SIGN = "order-sign"
NULL = b"null"
_NOT_SENT = msgspec.Raw(NULL)


@dataclass(frozen=True, slots=True)
class HookRequest:
    """One call of a hook. `selections` is None where the hook has none; `draft_orders` is the Bundle as it came, its
    decimals as written; `prefetch` maps each key to the raw JSON of its value."""

    hook: str
    patient_id: str
    draft_orders: dict[str, Any]
    selections: tuple[str, ...] | None = None
    hook_instance: str = ""
    user_id: str = ""
    fhir_server: str | None = None
    access_token: str | None = None
    may_read: bool = True
    """False where the request brought a token that cannot be used: then nothing is read from the server."""
    prefetch: Mapping[str, msgspec.Raw] = field(default_factory=dict)


class _Authorization(msgspec.Struct):
    access_token: str | None = None
    token_type: str | None = None
    expires_in: float | None = None
    patient: str | None = None

    def opens(self, patient_id: str) -> bool:
        """Whether the token may read this patient now; no server is asked with one that may not."""
        lasts = self.expires_in is None or self.expires_in > 0
        bearer = (self.token_type or "bearer").lower() == "bearer"
        return bool(self.access_token) and lasts and bearer and self.patient in (None, "", patient_id, f"Patient/{patient_id}")


class _Envelope(msgspec.Struct, rename="camel"):
    hook: str
    context: msgspec.Raw
    hook_instance: Any = None
    fhir_server: str | None = None
    fhir_authorization: msgspec.Raw = _NOT_SENT
    prefetch: dict[str, msgspec.Raw] | None = None


class _Context(msgspec.Struct, rename="camel"):
    patient_id: str
    draft_orders: dict[str, Any] | None = None
    selections: msgspec.Raw = _NOT_SENT
    user_id: Any = None


_envelope = msgspec.json.Decoder(_Envelope)
_context = msgspec.json.Decoder(_Context, float_hook=Decimal)
_authorization = msgspec.json.Decoder(_Authorization, strict=False)
"""A lifetime sent as text is one all the same."""
_selections = msgspec.json.Decoder(list[str] | None)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ArithmeticError)
"""What a decoder raises on bytes that are no JSON, or not JSON that we take (NaN, too deep, lone surrogates)."""


def read_hook_request(body: bytes) -> HookRequest:
    """The hook request in a body.

    Raises RequestProblem (400) where it is not JSON, lacks what the hook requires, or has a member of the wrong type.
    """
    envelope = _decode(_envelope, body)
    if envelope.hook not in (ORDER_SELECT, ORDER_SIGN):
        raise RequestProblem(400, "this service answers the hooks order-select and order-sign")
    context = _decode(_context, bytes(envelope.context), "context")
    patient_id = context.patient_id.removeprefix("Patient/")
    if not patient_id:
        raise RequestProblem(400, "context.patientId is empty")
    selects = envelope.hook == ORDER_SELECT
    selections = _decode(_selections, bytes(context.selections), "context.selections") if selects else None
    drafts = _drafts(envelope.hook, context, selections)
    sent = bytes(envelope.fhir_authorization) != NULL
    token = _token(envelope) if sent else None
    return HookRequest(
        hook=envelope.hook,
        patient_id=patient_id,
        draft_orders=drafts,
        selections=tuple(selections or ()) if selects else None,
        hook_instance=_if_text(envelope.hook_instance),
        user_id=_if_text(context.user_id),
        fhir_server=envelope.fhir_server,
        access_token=token.access_token if token else None,
        may_read=not sent or (token is not None and token.opens(patient_id)),
        prefetch=envelope.prefetch or {},
    )


def _token(envelope: _Envelope) -> _Authorization | None:
    """The authorization to read the FHIR server; None (logged) where it has no shape that can be used."""
    try:
        found: _Authorization = _authorization.decode(bytes(envelope.fhir_authorization))
        return found
    except UNREADABLE:
        log.warning("fhirAuthorization cannot be used, nothing is read from the server")
        return None


def _if_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _drafts(hook: str, context: _Context, selections: list[str] | None) -> dict[str, Any]:
    """The Bundle of drafts. The public Sandbox calls order-select with neither drafts nor selections once nothing is
    being ordered: that is no error, and there is nothing to say."""
    nothing_ordered = hook == ORDER_SELECT and context.draft_orders is None and selections is None
    if nothing_ordered:
        return {}
    if context.draft_orders is None:
        raise RequestProblem(400, "context.draftOrders is missing")
    if not isinstance(context.draft_orders.get("entry"), list | None):
        raise RequestProblem(400, "context.draftOrders.entry is not a list")
    if hook == ORDER_SELECT and selections is None:
        raise RequestProblem(400, "context.selections is missing")
    return context.draft_orders


def _decode(decoder: msgspec.json.Decoder[Any], body: bytes, member: str = "") -> Any:
    """The content of a member of the request, or of the whole."""
    try:
        body.decode("utf-8")
        return decoder.decode(body)
    except msgspec.ValidationError as problem:
        raise RequestProblem(400, f"wrong shape: {without_values(problem, member)}") from None
    except UNREADABLE:
        raise RequestProblem(400, "the body is not JSON that can be read") from None


def without_values(problem: msgspec.ValidationError, member: str = "") -> str:
    """`context.patientId: Expected `str`, got `int``: what is wrong in a member of the request, and where.

    Of msgspec's words only those are kept that name our own types and members: a path of it holds `[...]` for a key of the
    request, its other words may hold values.
    """
    text, _, path = str(problem).partition(" - at `$")
    known = text.startswith(("Expected ", "Object missing required field "))
    place = (member + path.removesuffix("`")).removeprefix(".")
    told = text.split(" - at ")[0] if known else "a value is out of range"
    return f"{place}: {told}" if place else told
