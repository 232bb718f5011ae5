"""The words of a report: its conclusion; without one, the report as it was issued, else the narrative for human readers.

FHIR R4 DiagnosticReport: `conclusion`, `presentedForm` (an Attachment; plain text and HTML are read), `text.div` (XHTML).
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from fhir_mappings.order_elements import json_object, objects
from fhir_mappings.resources import text_of

_ENDS_A_LINE = re.compile(r"</?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_PLAIN, _MARKED_UP = "text/plain", ("text/html", "application/xhtml+xml")
_LONGEST = 100_000
"""Characters of base64, above which an attachment is no report in words, and of a narrative, of which the rest is not read."""


def report_words(report: Mapping[str, Any]) -> str:
    """What a report says, in its own words; "" where it brings none that can be read. Raises Unreadable for a conclusion that
    is no text."""
    return text_of(report.get("conclusion")) or next(_issued(report), "") or _narrative(report)


def _issued(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as issued, form by form."""
    for form in objects(report.get("presentedForm")):
        kind, data = form.get("contentType"), form.get("data")
        if not isinstance(kind, str) or not isinstance(data, str) or len(data) > _LONGEST:
            continue
        kind = kind.partition(";")[0].strip().lower()
        if kind == _PLAIN or kind in _MARKED_UP:
            words = _decoded(data)
            yield text_of(words if kind == _PLAIN else _without_markup(words))


def _decoded(data: str) -> str:
    try:
        return b64decode(data, validate=True).decode()
    except (Error, ValueError):
        return ""


def _narrative(report: Mapping[str, Any]) -> str:
    div = json_object(report.get("text")).get("div")
    return text_of(_without_markup(div[:_LONGEST])) if isinstance(div, str) else ""


def _without_markup(marked_up: str) -> str:
    return unescape(_TAG.sub("", _ENDS_A_LINE.sub("\n", marked_up)))
