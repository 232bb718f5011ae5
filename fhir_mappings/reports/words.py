"""The words of a report: its conclusion; without one, or where it only refers on ('See report'), the report as it was issued,
else the narrative for human readers.

FHIR R4 DiagnosticReport: `conclusion`, `presentedForm` (an Attachment; plain text and HTML are read), `text.div` (XHTML).
"""

from __future__ import annotations

import re
from base64 import b64decode
from codecs import lookup
from collections.abc import Iterator, Mapping
from functools import cache
from html import unescape
from typing import Any

from fhir_mappings.order.elements import json_object, objects
from fhir_mappings.reports.phrases import report_phrases
from fhir_mappings.resource.elements import text_of
from fhir_mappings.whole_texts import normal_text

_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(style|script)\b[^<>]*(?<!/)>.*?(?:</\1\s*>|\Z)|<[!?][^<>]*>", re.IGNORECASE | re.DOTALL
)
_AS_TYPED = re.compile(r"<pre\b", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<![.;:\r\n>])\r?\n(?!\s{0,40}(?:[A-Za-z ]{3,24}:|<))")
"""The end of a line of the source within a sentence: HTML shows a space."""
_IN_A_LINE = r"(?:a|abbr|b|big|cite|code|em|font|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|tt|u|var)(?=[\s/>])"
"""The elements of HTML that stand within a line; every other one ends it."""
_INLINE = rf"</?{_IN_A_LINE}[^<>]*>"
_HEADS = re.compile(r"<(/?)(?:dt|th|h[1-6])\b[^<>]*>", re.IGNORECASE)
_ENDS_A_LINE = re.compile(rf"</?(?!{_IN_A_LINE})[a-z][^<>]*>", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(rf"(?<=\w)(?:{_INLINE})+(?=\w)|(?<=[.,;:!?)])(?:{_INLINE})+(?=[^\W\d_])", re.IGNORECASE)
_INLINE_TAG = re.compile(_INLINE, re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_CHARSETS = frozenset({"ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "iso8859-15", "cp1252"})
_PLAIN, _MARKED_UP = "text/plain", ("text/html", "application/xhtml+xml")
_LONGEST = 100_000
"""Characters of base64, above which an attachment is no report in words, and of a narrative, of which the rest is not read."""


def report_words(report: Mapping[str, Any]) -> str:
    """What a report says, in its own words; "" where it brings none that can be read. Raises Unreadable for a conclusion that
    is no text."""
    conclusion = text_of(report.get("conclusion"))
    if conclusion and not _refers_on(conclusion):
        return conclusion
    return next(filter(None, _issued(report)), "") or narrative_words(report) or conclusion


def _refers_on(conclusion: str) -> bool:
    """Whether a conclusion only says where to read on: 'See report', 'Please refer to the attached document'."""
    known, words = report_phrases("refers on"), normal_text(conclusion).split()
    return bool(words) and known.get(words[0]) == "begins" and all(word in known for word in words)


def _issued(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as issued, form by form."""
    for form in objects(report.get("presentedForm")):
        kind, data = form.get("contentType"), form.get("data")
        if not isinstance(kind, str) or not isinstance(data, str) or len(data) > _LONGEST:
            continue
        plain = kind.partition(";")[0].strip().lower()
        if plain == _PLAIN or plain in _MARKED_UP:
            words = _decoded(data, kind)
            yield text_of(words if plain == _PLAIN else _without_markup(words))


def _decoded(data: str, content_type: str) -> str:
    """The text of a base64Binary, which may be broken into lines, in the character set that its type names, else UTF-8."""
    named = _CHARSET.search(content_type)
    try:
        charset = lookup(named[1] if named else "utf-8").name
        if charset not in _CHARSETS:
            return ""
        return b64decode("".join(data.split()), validate=True).decode(charset).removeprefix("\ufeff")
    except (LookupError, ValueError):
        return ""


def narrative_words(resource: Mapping[str, Any]) -> str:
    """The words of a resource's narrative in lines as they are shown, as many as are read of a report."""
    div = json_object(resource.get("text")).get("div")
    return text_of(_without_markup(div[:_LONGEST])) if isinstance(div, str) else ""


def _without_markup(marked_up: str) -> str:
    """The words of HTML in lines as they are shown. Words never run together, and a heading of a report gets its colon.

    Not read by `html.parser`: on broken markup it raises, and its time grows with the square of the length (Python 3.11)."""
    seen = _UNSEEN.sub(" ", marked_up)
    flowing = seen if _AS_TYPED.search(seen) else _WRAPPED.sub(" ", seen)
    lines = _ENDS_A_LINE.sub("\n", _HEADS.sub(r"\n<\1b>\n", flowing)).split("\n")
    headed = _headings().sub(r"\n\1: ", "\n".join(line.strip() for line in lines))
    return unescape(_INLINE_TAG.sub("", _BETWEEN_WORDS.sub(" ", headed)))


@cache
def _headings() -> re.Pattern[str]:
    """A known heading that is set apart by its markup alone, at the beginning of a line or a sentence."""
    named = "|".join(map(re.escape, (*report_phrases("section"), *report_phrases("other section"))))
    opened, closed = rf"(?:<{_IN_A_LINE}[^<>]*>\s*)+", rf"(?:</{_IN_A_LINE}[^<>]*>\s*)+"
    return re.compile(rf"(?:^|(?<=[\n.;]))[^\S\n]{{0,8}}{opened}({named})(?:\s*:)?\s*{closed}(?::\s*)?", re.IGNORECASE)
