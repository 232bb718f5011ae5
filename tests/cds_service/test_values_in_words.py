"""What an order's own words say of a measured value bounds what is offered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from benchmarks.matching.charts import Chart, hook_request
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.library import Library

RELAPSE = "MS relapse, new leg weakness 4 days."


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(Library.load(), as_of=date(2026, 11, 20))


def egfr(value: float, day: str) -> dict[str, Any]:
    unit = {"unit": "mL/min/1.73m2", "system": "http://unitsofmeasure.org", "code": "mL/min/{1.73_m2}"}
    result = {"status": "final", "code": "loinc 98979-8 | eGFR", "effectiveDateTime": day}
    return {"resourceType": "Observation", **result, "valueQuantity": {"value": value, **unit}}


def assessed(evaluator: Evaluator, words: str, *record: dict[str, Any]) -> OrderAssessment:
    order = {"code": "cpt 72156 | MRI cervical spine", "reasonCode": [{"text": f"{RELAPSE} {words}"}]}
    patient = {"resourceType": "Patient", "gender": "female", "birthDate": "1970-01-01"}
    chart = Chart("x", "x", "positive", None, "", {"id": "x", "order": order, "record": [patient, *record]})
    request = read_hook_request(json.dumps(hook_request(chart)).encode())
    (made,) = evaluator.answer(request, "imaging-appropriateness-select").assessment.orders
    return made


def bars_gadolinium(made: OrderAssessment) -> bool:
    return any(constraint.id == "gadolinium-kidney" and constraint.condemns for constraint in made.constraints)


def test_a_low_rate_in_the_order_s_words_is_today_s_and_bars_gadolinium(evaluator: Evaluator) -> None:
    assert bars_gadolinium(assessed(evaluator, "eGFR 22"))
    assert not bars_gadolinium(assessed(evaluator, "eGFR 22 last year"))
    assert not bars_gadolinium(assessed(evaluator, "eGFR 75"))


@pytest.mark.parametrize("day", ["2026-11-10", "2025-10-01"])
def test_a_lower_rate_in_words_is_not_passed_over_for_an_earlier_coded_one(evaluator: Evaluator, day: str) -> None:
    assert bars_gadolinium(assessed(evaluator, "eGFR 22", egfr(75, day)))


def test_words_never_clear_what_a_recent_coded_rate_bars(evaluator: Evaluator) -> None:
    assert bars_gadolinium(assessed(evaluator, "eGFR 75", egfr(22, "2026-11-10")))
