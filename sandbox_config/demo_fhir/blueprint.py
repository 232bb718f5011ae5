"""The demo FHIR and SMART server, put together."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from sandbox_config.demo_fhir.answers import FhirProblem, refused
from sandbox_config.demo_fhir.create_views import add_create_views
from sandbox_config.demo_fhir.launch_views import add_launch_views
from sandbox_config.demo_fhir.loopback import only_this_machine
from sandbox_config.demo_fhir.read_views import add_read_views
from sandbox_config.demo_fhir.server import PREFIX
from sandbox_config.demo_fhir.smart_views import add_smart_views

MOST_BYTES = 64 * 1024


def demo_fhir() -> Blueprint:
    """The blueprint at `/demo/fhir`."""
    blueprint = Blueprint("demo_fhir", "sandbox_config.demo_fhir", url_prefix=PREFIX, template_folder="templates")
    blueprint.before_request(_admit)
    add_launch_views(blueprint)
    add_smart_views(blueprint)
    add_create_views(blueprint)
    add_read_views(blueprint)
    blueprint.errorhandler(FhirProblem)(refused)
    blueprint.errorhandler(HTTPException)(_http_error)
    return blueprint


def _admit() -> None:
    only_this_machine(request)
    request.max_content_length = MOST_BYTES


def _http_error(problem: HTTPException) -> Response:
    return refused(FhirProblem(problem.code or 400, problem.name.lower()))
