"""`/questionnaires/…`: our questions as FHIR R4 Questionnaires. The same for everybody; no patient data."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response

from cds_service.own_forms import forms
from cds_service.parts import parts
from cds_service.problems import RequestProblem
from fhir_mappings.questions.form import FORMS

blueprint = Blueprint("questionnaires", __name__, url_prefix=FORMS)
_LONGEST_NAME = 4_000


@blueprint.get("/<name>")
def questionnaire(name: str) -> Response:
    """The form that asks the questions named, such as `neck_symptom_tempo.cervical_radiculopathy_symptoms`."""
    own = parts()
    known = forms(own.evaluator.library, own.settings.base_url)
    names = known.named(name) if len(name) <= _LONGEST_NAME else ()
    if not names:
        raise RequestProblem(404, "there is no such questionnaire; its address names questions in the order of the vocabulary")
    return Response(msgspec.json.encode(known.questionnaire(names)), mimetype="application/fhir+json")
