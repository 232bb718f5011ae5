"""`/guidelines…`: the library for people to read. The same for everybody; no patient data."""

from __future__ import annotations

from flask import Blueprint, render_template

from cds_service.condition_words import line_of
from cds_service.guideline_address import PAGES, guideline_path
from cds_service.guideline_pages import words
from cds_service.guideline_pages.cases import case_count
from cds_service.guideline_pages.local_policy import local_lines
from cds_service.guideline_pages.policy_page import PolicyPage
from cds_service.guideline_pages.scenario_page import ScenarioPage
from cds_service.own_forms import form_of
from cds_service.parts import parts
from imaging_rules.library import Library

blueprint = Blueprint("guidelines", __name__, url_prefix=PAGES)
blueprint.add_app_template_global(guideline_path)
blueprint.add_app_template_filter(words.name_words)
blueprint.add_app_template_filter(words.class_words)
blueprint.add_app_template_filter(words.radiation_words)
blueprint.add_app_template_filter(words.target_words)
blueprint.add_app_template_filter(words.addresses)


@blueprint.get("")
def topics() -> str:
    """The topics with their editions, and what is in force today."""
    known = _library()
    return render_template("guidelines/topics.html", library=known, cases=case_count, as_of=parts().evaluator.as_of())


@blueprint.get("/safety")
def safety() -> str:
    """The safety constraints with their sources."""
    known = _library()
    return render_template("guidelines/safety.html", safety=known.safety, line=lambda one: line_of(one, known.vocabulary))


@blueprint.get("/earlier-imaging")
def earlier_imaging() -> str:
    """What earlier imaging, and orders placed before, mean for an order."""
    known = _library()
    history = known.imaging_history
    return render_template("guidelines/earlier_imaging.html", history=history, line=lambda one: line_of(one, known.vocabulary))


@blueprint.get("/payers/<policy>")
def payer_policy(policy: str) -> str | tuple[str, int]:
    """One payer policy whole."""
    known = _library()
    found = known.policies.get(policy)
    return _unknown() if found is None else render_template("guidelines/policy.html", page=PolicyPage(known, found))


@blueprint.get("/<topic>")
def topic(topic: str) -> str | tuple[str, int]:
    """One topic with its scenarios in short."""
    known = _library()
    found = known.topics.get(topic)
    if found is None:
        return _unknown()
    form = form_of(known, found.scenarios.values())
    return render_template("guidelines/topic.html", topic=found, cases=case_count, form=form, as_of=parts().evaluator.as_of())


@blueprint.get("/<topic>/<variant>")
def scenario(topic: str, variant: str) -> str | tuple[str, int]:
    """One scenario whole."""
    known = _library()
    found = known.scenarios.get(f"{topic}/{variant}")
    if found is None:
        return _unknown()
    evaluator = parts().evaluator
    return render_template(
        "guidelines/scenario.html",
        page=ScenarioPage(known, found),
        scenario=found,
        form=form_of(known, [found]),
        as_of=evaluator.as_of(),
        local=local_lines(found, evaluator.policies, evaluator.as_of()),
    )


def _library() -> Library:
    return parts().evaluator.library


def _unknown() -> tuple[str, int]:
    return render_template("guidelines/unknown.html"), 404
