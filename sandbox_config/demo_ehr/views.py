"""`/demo/`: the order-entry page and what it offers to choose from. Everything else happens in the browser."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox_config.demo_ehr.choices import choices
from sandbox_config.demo_fhir.loopback import only_this_machine

blueprint = Blueprint(
    "demo_ehr", "sandbox_config.demo_ehr", url_prefix="/demo", template_folder="templates", static_folder="static"
)


@blueprint.before_request
def admit() -> None:
    """This machine only."""
    only_this_machine(request)


@blueprint.get("/")
def order_entry() -> AnyResponse | str:
    """The page; its headers go by the closing slash, so `/demo` leads there."""
    if not request.path.endswith("/"):
        return redirect(url_for("demo_ehr.order_entry"))
    return render_template("order_entry.html")


@blueprint.get("/choices.json")
def offered() -> Response:
    """Patients, studies, indications."""
    return jsonify(choices())
