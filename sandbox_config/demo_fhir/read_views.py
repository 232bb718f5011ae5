"""Reading and searching: `/demo/fhir/{type}/{id}`, `/demo/fhir/{type}?…`, `POST /demo/fhir/{type}/_search`.

Reads are open, because the public CDS Hooks Sandbox refuses a FHIR server that wants a token. A token that is sent is
checked, and narrows what is read to its patient and scopes, so that a SMART app meets what it meets at an EHR.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from sandbox_config.demo_fhir.answers import FhirProblem, fhir, must_accept_json
from sandbox_config.demo_fhir.capability import capability_statement
from sandbox_config.demo_fhir.records import TYPES, Resource, patient_of, records
from sandbox_config.demo_fhir.scopes import may_read
from sandbox_config.demo_fhir.search import BadSearch, search
from sandbox_config.demo_fhir.server import base, smart, today

_ANYONES = frozenset({"Practitioner", "PractitionerRole"})

_Visible = Callable[[Resource], bool]


def add_read_views(blueprint: Blueprint) -> None:
    """Register the views."""
    blueprint.get("/metadata")(metadata)
    blueprint.get("/<kind>/<identifier>")(read)
    blueprint.get("/<kind>")(search_by_address)
    blueprint.post("/<kind>/_search")(search_by_form)


def metadata() -> Response:
    """The CapabilityStatement."""
    must_accept_json()
    return fhir(capability_statement(base(), today()))


def read(kind: str, identifier: str) -> Response:
    """One resource."""
    visible = _visible(kind)
    found = next((each for each in _held(kind) if each["id"] == identifier), None)
    if found is None:
        raise FhirProblem(404, "there is no such resource")
    if not visible(found):
        raise FhirProblem(403, "the token is for another patient")
    return fhir(found)


def search_by_address(kind: str) -> Response:
    """A search with its parameters in the address."""
    return _search(kind, list(request.args.items(multi=True)))


def search_by_form(kind: str) -> Response:
    """A search with its parameters in the body, the address, or both."""
    return _search(kind, [*request.args.items(multi=True), *request.form.items(multi=True)])


def _search(kind: str, parameters: list[tuple[str, str]]) -> Response:
    visible = _visible(kind)
    readable = [each for each in _held(kind) if visible(each)]
    try:
        return fhir(search(readable, parameters, base(), kind))
    except BadSearch as problem:
        raise FhirProblem(400, str(problem)) from None


def _held(kind: str) -> list[Resource]:
    """The sample resources of a type, and those that apps created."""
    return [*records(today()).by_type[kind], *(each for each in smart().created if each["resourceType"] == kind)]


def _visible(kind: str) -> _Visible:
    """What the caller may see of a type. Raises FhirProblem: unknown type, token not valid, scope missing."""
    must_accept_json()
    if kind not in TYPES:
        raise FhirProblem(404, "this server does not know that resource type")
    authorization = request.headers.get("Authorization")
    if authorization is None:
        return lambda _: True
    scheme, _, token = authorization.partition(" ")
    access = smart().tokens.get(token.strip()) if scheme.lower() == "bearer" else None
    if access is None:
        raise FhirProblem(401, "the access token is unknown or past its time")
    if kind in _ANYONES:
        return lambda _: True
    if not may_read(access.scopes, kind):
        raise FhirProblem(403, "the scopes of the token do not cover this resource type")
    return lambda resource: patient_of(resource) == access.patient
