"""Reaching into a FHIR R4 resource as it came: codings, references, statuses, days, texts.

Everything takes any JSON value. What is missing comes back as nothing; what is there in a shape that cannot be read
raises `Unreadable`, because unreadable is not absent.
"""

from __future__ import annotations

import re
import sys
from calendar import monthrange
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from fhir_mappings.codes.systems import international_category, is_national_icd, normal_code, normal_system
from fhir_mappings.remembered import one_request

_DAY = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?\s*", re.DOTALL)
_REFERENCE = re.compile(r"(?:^|/)([A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]*)?/?$")
LONGEST_TEXT = 20_000
"""Characters of one text that are read."""
_ONE_DAY = timedelta(days=1)
_AFTER_A_DAY = ("", "T", " ")
OBJECT = (dict, Mapping)
"""A JSON object is a dict nearly always, and asking the abstract class first takes several times as long."""
ARRAY = (list, tuple)
_NUMBER = (int, float)


class Unreadable(ValueError):
    """An element that is there in a shape that FHIR does not know."""


class Coding(NamedTuple):
    """One coding: `system` a short name or None, `code` in our spelling or None, `uri` and `raw` as they came."""

    system: str | None
    code: str | None
    display: str
    uri: str
    raw: str


class Days(NamedTuple):
    """The days a FHIR date can mean: one day, or for `2026-02` and `2026` the first and the last of them."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    @property
    def middle(self) -> date:
        """The day in the middle: half a month or half a year off at most."""
        return self.first + timedelta(days=(self.last - self.first).days // 2)

    @property
    def written(self) -> str | None:
        """As people write a date that is known in part: `2026-02`, `2026`; None for one day."""
        if self.exact:
            return None
        first, last = self.first, self.last
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%Y-%m}"
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"

    def lie_ahead_of(self, today: date) -> bool:
        """Whether all of these days lie ahead. Tomorrow does not: elsewhere it has begun."""
        return self.first > today + _ONE_DAY


def mapping(value: object) -> Mapping[str, Any]:
    """A JSON object, or an empty one where there is none. Raises Unreadable for anything else."""
    if value is None:
        return {}
    if isinstance(value, OBJECT):
        return value
    raise Unreadable("an object was expected")


def finite_number(value: object) -> float | None:
    """A JSON number as it came; None for anything else, and for what no float can hold."""
    if isinstance(value, bool) or not isinstance(value, _NUMBER):
        return None
    return value if abs(value) <= sys.float_info.max else None


def members(value: object) -> tuple[Mapping[str, Any], ...]:
    """The objects of a JSON array; a lone object counts as an array of one. Raises Unreadable for anything else."""
    if value is None:
        return ()
    if isinstance(value, ARRAY):
        return tuple([each if isinstance(each, dict) else mapping(each) for each in value if each is not None])
    if isinstance(value, OBJECT):
        return (value,)
    raise Unreadable("an array was expected")


def text_of(value: object) -> str:
    """A JSON string, trimmed; "" for nothing. Raises Unreadable for anything else."""
    if isinstance(value, str):
        return value.strip()[:LONGEST_TEXT]
    if value is None:
        return ""
    raise Unreadable("text was expected")


class _Decoded(NamedTuple):
    """What is worked out of the CodeableConcepts of one request, by their identity. The concept is held as well, so that its
    identity stays its own."""

    codings: dict[int, tuple[object, tuple[Coding, ...]]]
    texts: dict[int, tuple[object, tuple[str, ...]]]


_decoded: ContextVar[_Decoded | None] = ContextVar("decoded", default=None)


@contextmanager
def each_concept_decoded_once() -> Iterator[None]:
    """As long as it lasts, the codings and texts of the same JSON object are worked out once, however many readers ask, and
    each text is read once. The objects must not be changed meanwhile; nothing is kept afterwards."""
    token = _decoded.set(_Decoded({}, {}))
    try:
        with one_request():
            yield
    finally:
        _decoded.reset(token)


def codings(concept: object) -> tuple[Coding, ...]:
    """The codings of a CodeableConcept. Raises Unreadable where the concept, or a code in it, is not of FHIR's shape
    (a code sent as a number has lost digits and is not guessed at)."""
    if concept is None:
        return ()
    decoded = _decoded.get()
    if decoded is None:
        return _codings(concept)
    known = decoded.codings.get(id(concept))
    if known is None:
        known = decoded.codings[id(concept)] = (concept, _codings(concept))
    return known[1]


def _codings(concept: object) -> tuple[Coding, ...]:
    return tuple([_coding(each) for each in members(mapping(concept).get("coding"))])


def coding_of(value: object) -> Coding:
    """One Coding element."""
    return _coding(mapping(value))


def _coding(each: Mapping[str, Any]) -> Coding:
    uri, raw = text_of(each.get("system")), text_of(each.get("code"))
    system, code = _known_as(uri, raw)
    return Coding(system, code, text_of(each.get("display")), uri, raw)


@lru_cache(maxsize=8192)
def _known_as(uri: str, raw: str) -> tuple[str | None, str | None]:
    """The short name of a system, and a code of it in our spelling. Codes only: nothing of a patient is kept."""
    system = normal_system(uri)
    code = normal_code(system, raw)
    return system, international_category(code) if code and is_national_icd(uri) else code


def concept_text(concept: object) -> str:
    """The text of a CodeableConcept, else the first display, else the first code."""
    written, coded = text_of(mapping(concept).get("text")), codings(concept)
    return written or next((name for each in coded if (name := each.display or each.raw)), "")


def wording(concept: object) -> str:
    """The text of a CodeableConcept, else the first display; empty where it has only codes."""
    named = texts(concept)
    return named[0] if named else ""


def texts(concept: object) -> tuple[str, ...]:
    """Every wording of a CodeableConcept: its text and all displays, without repeats."""
    if concept is None:
        return ()
    decoded = _decoded.get()
    if decoded is None:
        return _texts(concept)
    known = decoded.texts.get(id(concept))
    if known is None:
        known = decoded.texts[id(concept)] = (concept, _texts(concept))
    return known[1]


def _texts(concept: object) -> tuple[str, ...]:
    coded, text = codings(concept), text_of(mapping(concept).get("text"))
    return tuple(dict.fromkeys(filter(None, [text, *[coding.display for coding in coded]])))


def status_of(value: object, known: frozenset[str] = frozenset()) -> str:
    """A status, sent as a code or as a CodeableConcept, in the spelling of FHIR's codes (`entered-in-error` for 'Entered in
    error'); "" where there is none.

    Of several codings and wordings the first that is one of `known` counts: a local code may stand before HL7's own.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _as_status(text_of(value))
    if (plain_code := _one_code(value)) in known:
        return plain_code
    coded = codings(value)
    said = [*(coding.raw for coding in coded), text_of(mapping(value).get("text")), *(coding.display for coding in coded)]
    plain = [_as_status(each) for each in said if each]
    return next((each for each in plain if each in known), next(iter(plain), ""))


def _one_code(concept: object) -> str:
    """The code of a CodeableConcept with one coding, as most statuses are; "" for any other."""
    coded = concept.get("coding") if isinstance(concept, dict) else None
    if not isinstance(coded, list) or len(coded) != 1 or not isinstance(coded[0], dict):
        return ""
    code = coded[0].get("code")
    return code if isinstance(code, str) else ""


def _as_status(written: str) -> str:
    return "-".join(written.lower().replace("_", " ").split())


def days_of(value: object) -> Days | None:
    """The days of a FHIR date, dateTime or instant, as it is written (no change of time zone); None for nothing.

    Raises Unreadable for anything that is not a date.
    """
    if value is None:
        return None
    written = text_of(value)
    if not written:
        return None
    plain = _plain_day(written)
    if plain is not None:
        return Days(plain, plain)
    found = _DAY.fullmatch(written)
    if not found:
        raise Unreadable("a date was expected")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return _span(year or 0, month, day)
    except ValueError:
        raise Unreadable("no such day") from None


def _plain_day(written: str) -> date | None:
    """The day of a whole date, with or without a time; None for whatever is written in another way."""
    if written[4:5] != "-" or written[7:8] != "-" or written[10:11] not in _AFTER_A_DAY:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _span(year: int, month: int | None, day: int | None) -> Days:
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return Days(date(year, month, day), date(year, month, day))


def lenient_days(value: object) -> Days | None:
    """The days of a FHIR date; None also where it cannot be read, for a date that nothing hangs on."""
    try:
        return days_of(value)
    except Unreadable:
        return None


def when(resource: Mapping[str, Any], stem: str) -> Days | None:
    """The day of a choice element such as `effective` or `performed`: dateTime, instant, date, or the start of a Period
    (its end where only that is given)."""
    for ending in ("DateTime", "Instant", "Date"):
        if resource.get(stem + ending) is not None:
            return days_of(resource[stem + ending])
    period = mapping(resource.get(stem + "Period"))
    return days_of(period.get("start")) or days_of(period.get("end"))


def reference_of(value: object) -> str:
    """The reference string of a Reference; "" where there is none."""
    return text_of(mapping(value).get("reference"))


def reference_key(reference: str) -> tuple[str, str]:
    """Type and id of a reference: relative, absolute and versioned give ("Patient", "x"), `urn:uuid:x` gives ("", "x"),
    `#x` gives ("#", "x"). ("", "") for what is none of these."""
    plain = reference.strip()
    if plain.startswith("#"):
        return ("#", plain[1:])
    if plain.lower().startswith(("urn:uuid:", "urn:oid:")):
        return ("", plain.split(":", 2)[2])
    found = _REFERENCE.search(plain)
    return (found[1], found[2]) if found else ("", "")


def contained(resource: Mapping[str, Any], identifier: str) -> Mapping[str, Any] | None:
    """The contained resource with this id."""
    return next((each for each in members(resource.get("contained")) if each.get("id") == identifier), None)


def notes(resource: Mapping[str, Any]) -> Iterator[str]:
    """The texts of `note`."""
    for note in members(resource.get("note")):
        written = text_of(note.get("text"))
        if written:
            yield written


def name_of(resource: Mapping[str, Any]) -> str:
    """`Condition/abc`; `Condition` alone without an id."""
    kind, identifier = text_of(resource.get("resourceType")), text_of(resource.get("id"))
    return f"{kind}/{identifier}" if identifier else kind
