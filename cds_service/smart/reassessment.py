"""The orders of a consultation, assessed again with what has been answered since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cds_service.assessment_task import AssessmentTask
from cds_service.consultations.kept_tasks import value_from_json
from cds_service.smart.sessions import Given
from fhir_mappings.questions.answer_notes import ABOUT_ONE_ORDER, with_note
from imaging_rules.facts import State, Value


def answered(tasks: Sequence[AssessmentTask], answers: Sequence[Given]) -> list[AssessmentTask]:
    """The tasks with every answer in them. What is said of the patient holds for all orders; what was noted on an order
    stands there."""
    return [_answered(task, place, answers) for place, task in enumerate(tasks)]


def _answered(task: AssessmentTask, place: int, answers: Sequence[Given]) -> AssessmentTask:
    facts: dict[str, Value | State] = {}
    draft: Mapping[str, Any] = task.resource
    for given in answers:
        for name, plain in given.sets.items():
            value = value_from_json(plain)
            if value is not None and (given.order == place or name != ABOUT_ONE_ORDER):
                facts[name] = value
        if given.noted and given.order == place:
            draft = with_note(draft, given.noted)
    made = task.answering(facts)
    return replace(made, resource=draft)
