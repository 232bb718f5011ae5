"""FHIR R4 search over the demo's resources: what our prefetch templates and the public CDS Hooks Sandbox ask.

A parameter that is not known is ignored, as the specification allows; the self link says which ones were used.
Source: FHIR R4, section 3.1.1 (search).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox_config.demo_fhir.records import Resource, patient_of

MOST = 1000
"""The largest page."""

Parameters = Sequence[tuple[str, str]]
_Test = Callable[[Resource, str], bool]
_DATES = ("onsetDateTime", "effectiveDateTime", "performedDateTime", "authoredOn", "birthDate")
_DATE = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:T.*)?")


class BadSearch(ValueError):
    """A search whose value cannot be read; the message says which parameter."""


def search(resources: Iterable[Resource], parameters: Parameters, base: str, kind: str) -> dict[str, Any]:
    """The searchset Bundle, `total` always in it.

    Args:
        resources: those of the type searched.
        parameters: names and values as they came, a name as often as it came.
        base: the address of the server, for full URLs and links.
        kind: the resource type.

    Raises BadSearch.
    """
    used = [(name, value) for name, value in parameters if value and _known(name)]
    found = [each for each in resources if all(_fits(each, name, value) for name, value in used)]
    found = _sorted(found, _last(used, "_sort"))
    start, size = _number(used, "_offset", 0), min(_number(used, "_count", MOST), MOST)
    page = [] if _last(used, "_summary") == "count" else found[start : start + size]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": list(_links(used, f"{base}/{kind}", start, size, len(found))),
        **({"entry": [_entry(each, base) for each in page]} if page else {}),
    }


def _known(name: str) -> bool:
    return name in _RESULT or name.split(":")[0] in _TESTS


def _fits(resource: Resource, name: str, value: str) -> bool:
    """One parameter; its values, divided by commas, are alternatives."""
    plain, _, modifier = name.partition(":")
    if name in _RESULT:
        return True
    found = any(_TESTS[plain](resource, each) for each in value.split(","))
    return not found if modifier == "not" else found


def _is_about(resource: Resource, value: str) -> bool:
    """`x`, `Patient/x`, or the whole address of the patient."""
    return patient_of(resource) == value.rstrip("/").rsplit("/", 1)[-1]


def _has_code(*elements: str) -> _Test:
    def test(resource: Resource, value: str) -> bool:
        system, bar, code = value.rpartition("|")
        codings = (each for element in elements for each in _codings(resource.get(element)))
        return any((not code or c.get("code") == code) and (not bar or c.get("system", "") == system) for c in codings)

    return test


def _codings(element: Any) -> Iterator[Mapping[str, str]]:
    for concept in element if isinstance(element, list) else [element]:
        if isinstance(concept, str):
            yield {"code": concept}
        elif isinstance(concept, Mapping):
            yield from concept.get("coding", [])


def _on(resource: Resource, value: str) -> bool:
    read = _DATE.fullmatch(value)
    if not read:
        raise BadSearch("a date is not of the form yyyy-mm-dd with an optional prefix")
    own = next((resource[name] for name in _DATES if name in resource), None)
    if own is None:
        return False
    prefix, asked = read[1] or "eq", read[2]
    same, later = bool(own.startswith(asked)), bool(own[: len(asked)] > asked)
    tests = {"eq": same, "ap": same, "ne": not same, "gt": later, "sa": later, "ge": later or same}
    return tests.get(prefix, not later if prefix == "le" else not (later or same))


def _named(resource: Resource, value: str) -> bool:
    names = (part for name in resource.get("name", []) for part in (name.get("family", ""), *name.get("given", [])))
    return any(part.casefold().startswith(value.casefold()) for part in names)


_TESTS: dict[str, _Test] = {
    "_id": lambda resource, value: resource["id"] == value,
    "patient": _is_about,
    "subject": _is_about,
    "code": _has_code("code", "type", "medicationCodeableConcept"),
    "type": _has_code("type"),
    "category": _has_code("category"),
    "status": _has_code("status"),
    "intent": _has_code("intent"),
    "clinical-status": _has_code("clinicalStatus"),
    "verification-status": _has_code("verificationStatus"),
    "gender": _has_code("gender"),
    "date": _on,
    "onset-date": _on,
    "authored": _on,
    "authoredon": _on,
    "birthdate": _on,
    "name": _named,
    "family": _named,
    "given": _named,
    "practitioner": lambda resource, value: str(resource.get("practitioner", {}).get("reference", "")).endswith(value),
}
_RESULT = frozenset({"_sort", "_count", "_offset", "_summary"})
SEARCH_PARAMETERS = tuple(_TESTS)


def _sorted(found: list[Resource], order: str) -> list[Resource]:
    """By date, newest first with `-`; resources without a date come last. Any other order is that of the record."""
    if not order or "date" not in order.split(",")[0]:
        return found
    dated = [(next((each[name] for name in _DATES if name in each), None), each) for each in found]
    known = sorted(((day, each) for day, each in dated if day), key=lambda pair: pair[0], reverse=order.startswith("-"))
    return [*(each for _, each in known), *(each for day, each in dated if not day)]


def _last(used: Parameters, name: str) -> str:
    return next((value for own, value in reversed(used) if own == name), "")


def _number(used: Parameters, name: str, otherwise: int) -> int:
    value = _last(used, name)
    if value and not re.fullmatch(r"[0-9]{1,6}", value):
        raise BadSearch(f"{name} is not a whole number")
    return int(value) if value else otherwise


def _links(used: Parameters, address: str, start: int, size: int, total: int) -> Iterator[dict[str, str]]:
    def link(relation: str, parameters: Parameters) -> dict[str, str]:
        return {"relation": relation, "url": f"{address}?{urlencode(parameters)}" if parameters else address}

    yield link("self", used)
    if 0 < size < total - start:
        rest = [(name, value) for name, value in used if name != "_offset"]
        yield link("next", [*rest, ("_offset", str(start + size))])


def _entry(resource: Resource, base: str) -> dict[str, Any]:
    address = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, "search": {"mode": "match"}}
