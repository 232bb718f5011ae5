"""Creating a QuestionnaireResponse: `POST /demo/fhir/QuestionnaireResponse`, with a token that was granted it.

Kept in memory until the service stops, and read like any other resource of the patient.
"""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from sandbox_config.demo_fhir.answers import FhirProblem, fhir
from sandbox_config.demo_fhir.records import Resource, patient_of
from sandbox_config.demo_fhir.scopes import CREATED, may_create
from sandbox_config.demo_fhir.server import base, smart

_MOST = 500


def add_create_views(blueprint: Blueprint) -> None:
    """Register the view."""
    blueprint.post(f"/{CREATED}")(create)


def create() -> Response:
    """One resource, about the token's own patient."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    access = smart().tokens.get(token.strip()) if scheme.lower() == "bearer" else None
    if access is None:
        raise FhirProblem(401, "creating takes an access token")
    if not may_create(access.scopes, CREATED):
        raise FhirProblem(403, "the scopes of the token do not cover creating this resource type")
    resource = _resource()
    if patient_of(resource) != access.patient:
        raise FhirProblem(403, "the token is for another patient")
    kept = {**resource, "id": secrets.token_hex(8)}
    own = smart().created
    own.append(kept)
    del own[:-_MOST]
    answer = fhir(kept, 201)
    answer.headers["Location"] = f"{base()}/{CREATED}/{kept['id']}"
    return answer


def _resource() -> Resource:
    try:
        found: Any = msgspec.json.decode(request.get_data())
    except msgspec.DecodeError:
        raise FhirProblem(400, "the body is no JSON") from None
    subject = found.get("subject") if isinstance(found, dict) else None
    named = isinstance(subject, dict) and isinstance(subject.get("reference"), str)
    if not named or found.get("resourceType") != CREATED or not isinstance(found.get("status"), str):
        raise FhirProblem(400, f"the body is no {CREATED} with status and subject")
    return dict(found)
