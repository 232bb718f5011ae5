"""The body of a request, read once and never beyond the cap.

Werkzeug cuts a chunked body off at its own limit without a word, so that limit is not used here: one byte more than the
cap is asked for, and its arrival means 413.
"""

from __future__ import annotations

from flask import Request

from cds_service.problems import RequestProblem

JSON_TYPES = ("application/json", "application/fhir+json", "application/json+fhir")
_PIECE = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def json_body(request: Request, cap: int) -> bytes:
    """The bytes of a JSON body of at most `cap` bytes.

    Raises RequestProblem: 415 for another content type or any content encoding, 413 for more than the cap, 400 where
    the body breaks off.
    """
    if request.mimetype not in JSON_TYPES:
        raise RequestProblem(415, "the content type is not application/json")
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise RequestProblem(415, "compressed bodies are not taken")
    if request.content_length is not None and request.content_length > cap:
        raise RequestProblem(413, f"the body is larger than {cap} bytes")
    body = bytearray()
    try:
        while piece := request.stream.read(min(_PIECE, cap + 1 - len(body))):
            body += piece
            if len(body) > cap:
                break
    except Exception:
        raise RequestProblem(400, "the body broke off") from None
    if len(body) > cap:
        raise RequestProblem(413, f"the body is larger than {cap} bytes")
    return bytes(body.removeprefix(_BYTE_ORDER_MARK))
