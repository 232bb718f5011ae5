"""The demo: a FHIR server with sample patients and an EHR page over it. For this machine only, never for a site."""

from __future__ import annotations

from flask import Flask

from sandbox_config.demo_ehr.views import blueprint as demo_ehr
from sandbox_config.demo_fhir.blueprint import demo_fhir
from sandbox_config.demo_fhir.server import STATE
from sandbox_config.demo_fhir.smart_state import SmartState


def register(app: Flask) -> None:
    """Put the demo EHR at `/demo/` and its FHIR and SMART server at `/demo/fhir` of an application."""
    app.extensions[STATE] = SmartState()
    app.register_blueprint(demo_fhir())
    app.register_blueprint(demo_ehr)
