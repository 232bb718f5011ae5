"""Answers that travel with an order: completed responses to our questions among its contained resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.questions.latest_answers import latest_answers
from fhir_mappings.questions.own_responses import counts
from fhir_mappings.readers.questionnaire_response import read_questionnaire_response
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import Unreadable, members
from fhir_mappings.resource.modifiers import Modified, modified
from imaging_rules.facts import Finding


def read_order_answers(order: Mapping[str, Any], chart: Chart) -> tuple[tuple[Finding, ...], frozenset[str]]:
    """What the responses contained in an order say, and what unfinished ones mention.

    One that the order only refers to (`supportingInfo`) is read with the record or the drafts it came with. Takes any JSON;
    a response that cannot be read is left out.
    """
    reading = chart.reading(of_order=True)
    try:
        held = [each for each in members(order.get("contained")) if each.get("resourceType") == "QuestionnaireResponse"]
    except Unreadable:
        return (), frozenset()
    in_force = latest_answers(held, lambda each: counts(each, chart.patient_id, chart.as_of, chart.own_forms))
    found = [finding for response in in_force for finding in _read(response, reading)]
    return tuple(found), reading.mentioned.names


def _read(response: Mapping[str, Any], reading: Reading) -> tuple[Finding, ...]:
    if modified(response) is not Modified.NOT_AT_ALL:
        return ()
    try:
        return tuple(read_questionnaire_response(response, reading))
    except Exception:  # whatever an order holds, the rest of it is still read
        return ()
