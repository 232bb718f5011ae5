"""What a card of a whole request quotes from the record: the label of an implant, the drug behind a bleeding risk, a value with
its unit, the sign that tells the level."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from benchmarks.matching.charts import Chart, hook_request
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.library import Library

CERVICAL_MRI = "cpt 72141 | MRI cervical spine without contrast"
MYELOPATHY = "Cervical myelopathy with numb clumsy hands, 5 months."
LOINC, UCUM, RXNORM = "http://loinc.org", "http://unitsofmeasure.org", "http://www.nlm.nih.gov/research/umls/rxnorm"
INR: dict[str, Any] = {
    "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-11-17",
    "code": {"coding": [{"system": LOINC, "code": "6301-6", "display": "INR in Platelet poor plasma by Coagulation assay"}]},
    "valueQuantity": {"value": 3.1, "unit": "{INR}", "system": UCUM, "code": "{INR}"},
}  # fmt: skip
WARFARIN: dict[str, Any] = {
    "resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2026-08-03",
    "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "855332", "display": "warfarin 5 MG"}]},
}  # fmt: skip
LOW_EGFR: dict[str, Any] = {
    "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-11-09",
    "code": {"coding": [{"system": LOINC, "code": "98979-8"}], "text": "eGFR"},
    "valueQuantity": {"value": 19, "unit": "mL/min/{1.73_m2}", "system": UCUM, "code": "mL/min/{1.73_m2}"},
}  # fmt: skip


def pacemaker(*safety: str) -> dict[str, Any]:
    return {
        "resourceType": "Device", "id": "dev-1", "status": "active", "type": {"text": "Cardiac pacemaker"},
        "safety": [{"text": each} for each in safety],
    }  # fmt: skip


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(Library.load(), as_of=date(2026, 11, 20))


def lines(evaluator: Evaluator, code: str, reason: str, *record: dict[str, Any], born: str = "1961-05-05") -> list[str]:
    asked = {"code": code, "reasonCode": [{"text": reason}]}
    patient = {"resourceType": "Patient", "gender": "female", "birthDate": born}
    chart = Chart("x", "x", "positive", None, "", {"id": "x", "order": asked, "record": [patient, *record]})
    request = read_hook_request(json.dumps(hook_request(chart)).encode())
    (card,) = evaluator.answer(request, "imaging-appropriateness-select").response["cards"]
    return str(card["detail"]).split("\n\n")


def line(told: list[str], word: str) -> str:
    (found,) = (each for each in told if each.startswith(f"**{word}:**"))
    return found


def test_an_implant_that_is_labelled_unsafe_is_named_with_its_label(evaluator: Evaluator) -> None:
    told = line(lines(evaluator, CERVICAL_MRI, MYELOPATHY, pacemaker("MR Unsafe (epicardial wires left in place)")), "Safety")
    assert "Recorded: MR Unsafe (epicardial wires left in place), Cardiac pacemaker." in told


def test_a_label_is_not_borrowed_from_another_thing(evaluator: Evaluator) -> None:
    shoe = {**pacemaker("MR Unsafe"), "id": "dev-2", "type": {"text": "Wheelchair"}}
    told = line(lines(evaluator, CERVICAL_MRI, MYELOPATHY, pacemaker(), shoe), "Safety")
    assert "MR Unsafe" not in told


def test_a_bleeding_risk_names_the_drug_and_the_value(evaluator: Evaluator) -> None:
    unsafe = pacemaker("MR Unsafe")
    told = lines(evaluator, "cpt 62302 | CT myelography cervical spine", MYELOPATHY, unsafe, WARFARIN, INR)
    risk = next(each for each in told if "leeding risk for the lumbar puncture" in each)
    assert "warfarin 5 MG (2026-08-03)" in risk
    assert ": 3.1 (2026-11-17)" in risk
    assert told.index(risk) < told.index(line(told, "Based on"))


def test_a_bleeding_risk_without_a_record_of_its_own_names_none(evaluator: Evaluator) -> None:
    told = lines(evaluator, "cpt 62302 | CT myelography cervical spine", f"{MYELOPATHY} On warfarin.", pacemaker("MR Unsafe"))
    risk = next(each for each in told if "leeding risk for the lumbar puncture" in each)
    assert "Recorded: On warfarin." in risk or "Recorded: warfarin." in risk


def test_a_value_stands_with_its_unit_as_it_is_written(evaluator: Evaluator) -> None:
    reason = "Multiple sclerosis, new relapse with weak left arm for 4 days."
    told = line(lines(evaluator, "cpt 72156 | MRI cervical spine without and with contrast", reason, LOW_EGFR), "Safety")
    assert "eGFR: 19 mL/min/1.73 m² (2026-11-09)" in told


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("Sensory ataxia for 7 months, Romberg positive", "position sense runs in the cord, which ends above the lumbar spine"),
        (
            "Sensory ataxia for 7 months, spastic gait, Babinski positive, myelopathy",
            "cord signs in the legs come from the cord",
        ),
        ("Myelopathy for 7 months with numb clumsy hands", "cord signs in a hand or arm come from the cord in the neck (numb"),
    ],
)
def test_why_the_lumbar_spine_is_the_wrong_part(evaluator: Evaluator, reason: str, why: str) -> None:
    told = lines(evaluator, "cpt 72148 | MRI lumbar spine without contrast", reason)
    assert line(told, "Why").startswith(f"**Why:** {why}")


def test_another_scenario_of_the_topic_that_fits_is_named(evaluator: Evaluator) -> None:
    reason, film = "Mid back pain for 4 weeks, breast cancer", "cpt 72070 | XR thoracic spine"
    old = line(lines(evaluator, film, reason, born="1950-01-01"), "Criteria")
    assert old.endswith("(fits as well: mid-back pain with raised fracture risk).")
    assert "fits as well" not in line(lines(evaluator, film, reason), "Criteria")
