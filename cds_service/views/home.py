"""`/`: what this service is, how to call it, and what its library holds."""

from __future__ import annotations

from flask import Blueprint, render_template

from cds_service.parts import parts
from cds_service.services import SERVICES

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def explain() -> str:
    """The page for a person who opens the address of the service."""
    own = parts()
    return render_template(
        "home.html",
        base=own.settings.base_url,
        profile=own.settings.profile,
        services=SERVICES,
        metrics=own.settings.shows_metrics,
        topics=own.evaluator.library.topics.values(),
        as_of=own.evaluator.as_of(),
    )
