"""A low eGFR that is old, or came without its unit, warns and clears nothing; the newest value with its unit decides."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from benchmarks.matching.charts import Chart, hook_request
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.library import Library

LOW, KIDNEY = "gadolinium-egfr-low-not-current", "gadolinium-kidney"
OTHERWISE = "gadolinium-kidney-without-egfr"
PER_AREA = "mL/min/{1.73_m2}"
RADIOGRAPH, WITH_CONTRAST = "cpt 72100 | XR lumbar spine", "cpt 72158 | MRI lumbar spine without and with contrast"
INFECTION = "?discitis, back pain 3 weeks"
CKD_3 = {
    "resourceType": "Condition",
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "N18.30"}], "text": "CKD stage 3"},
}


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(Library.load(), as_of=date(2026, 11, 22))


def egfr(value: float, day: str, unit: str = PER_AREA, code: str = "98979-8", **more: Any) -> dict[str, Any]:
    coding = {"system": "http://loinc.org", "code": code, "display": "eGFR"}
    quantity = {"value": value, **({"unit": unit} if unit else {}), **more}
    of = {"code": {"coding": [coding]}, "effectiveDateTime": day, "valueQuantity": quantity}
    return {"resourceType": "Observation", "status": "final", **of}


def creatinine(value: float, day: str) -> dict[str, Any]:
    return egfr(value, day, "mg/dL", "2160-0")


def answer(evaluator: Evaluator, order: str, record: tuple[dict[str, Any], ...], reason: str, **elements: Any) -> Any:
    asked = {"code": order, "reasonCode": [{"text": reason}], **elements}
    patient = {"resourceType": "Patient", "gender": "female", "birthDate": "1958-01-01"}
    numbered = [{"id": f"r{place}", **each} for place, each in enumerate(record)]
    chart = Chart("x", "x", "positive", None, "", {"id": "x", "order": asked, "record": [patient, *numbered]})
    return evaluator.answer(read_hook_request(json.dumps(hook_request(chart)).encode()), "imaging-appropriateness-select")


def held(evaluator: Evaluator, *record: dict[str, Any], reason: str = INFECTION) -> set[str]:
    """The ids of the lines about gadolinium on what is offered instead of a radiograph."""
    (made,) = answer(evaluator, RADIOGRAPH, record, reason).assessment.orders
    cautions = {note.id for offer in made.recommended for note in offer.cautions}
    return {name for name in cautions | {one.id for one in made.constraints} if name.startswith("gadolinium")}


def cards(evaluator: Evaluator, order: str, *record: dict[str, Any], **elements: Any) -> list[dict[str, Any]]:
    return list(answer(evaluator, order, record, INFECTION, **elements).response["cards"])


@pytest.mark.parametrize(
    ("record", "lines"),
    [
        ([egfr(22, "2026-09-23")], {LOW}),
        ([CKD_3, egfr(22, "2026-09-23")], {LOW}),
        ([egfr(14, "2026-11-21", "mL/min")], {LOW}),
        ([egfr(14, "2026-11-21", "")], {LOW}),
        ([egfr(15, "2026-11-10", "", comparator="<")], {LOW}),
        ([egfr(22, "2026-08-10"), egfr(80, "2026-11-20", "")], {LOW}),
        ([egfr(65, "2026-11-10"), egfr(14, "2026-11-20", "")], {LOW}),
        ([egfr(22, "2026-11-10")], {KIDNEY}),
        ([egfr(65, "2026-08-01"), egfr(22, "2026-11-10")], {KIDNEY}),
        ([egfr(65, "2026-11-10"), egfr(22, "2026-11-10")], {KIDNEY}),
        ([egfr(0.4, "2026-11-20", "mL/s/1.73m2")], {KIDNEY}),
        ([egfr(22, "2026-08-01"), egfr(65, "2026-11-10")], set()),
        ([egfr(65, "2026-11-10"), egfr(14, "2026-11-01", "")], set()),
        ([egfr(45, "2026-08-01")], set()),
        ([egfr(88, "2026-11-01", "")], set()),
        ([egfr(1.4, "2026-11-20", "")], set()),
        ([egfr(60, "2026-11-10", "", comparator=">")], set()),
        ([egfr(22, "2026-12-10")], set()),
        ([CKD_3], {OTHERWISE}),
        ([CKD_3, egfr(45, "2026-08-01")], {OTHERWISE}),
        ([CKD_3, egfr(45, "2026-11-01")], set()),
        ([creatinine(3.2, "2026-11-20")], {OTHERWISE}),
        ([egfr(70, "2026-10-25"), creatinine(3.2, "2026-11-20")], {OTHERWISE}),
        ([egfr(31, "2026-11-20"), creatinine(2.1, "2026-11-20")], set()),
    ],
)
def test_what_a_filtration_rate_makes_of_contrast(evaluator: Evaluator, record: list[dict[str, Any]], lines: set[str]) -> None:
    assert held(evaluator, *record) == lines


def test_a_suspected_acute_injury_is_a_caution_whatever_the_egfr_was(evaluator: Evaluator) -> None:
    assert held(evaluator, egfr(70, "2026-11-01"), reason=f"{INFECTION}, ?AKI") == {OTHERWISE}


@pytest.mark.parametrize(("text", "line"), [("eGFR 22", KIDNEY), ("eGFR 22 in September", LOW)])
def test_a_value_in_words_is_of_its_day(evaluator: Evaluator, text: str, line: str) -> None:
    assert held(evaluator, reason=f"{INFECTION}, {text}") == {line}


def test_the_old_value_is_named_with_its_day_and_contrast_is_no_tap(evaluator: Evaluator) -> None:
    (card,) = cards(evaluator, RADIOGRAPH, CKD_3, egfr(22, "2026-09-23"))
    assert "Recorded: eGFR: 22 mL/min/1.73 m² (2026-09-23)." in card["detail"]
    assert [each["label"] for each in card["suggestions"]] == ["Order MRI lumbar spine without IV contrast instead"]


def test_contrast_ordered_beside_such_a_value_is_warned_of(evaluator: Evaluator) -> None:
    (card,) = cards(evaluator, WITH_CONTRAST, egfr(22, "2026-05-06"))
    assert card["summary"].startswith("Last eGFR under 30, but old: MRI lumbar spine without IV contrast")
    assert "(2026-05-06)" in card["detail"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (egfr(22, "2026-05-06"), "but old;"),
        (egfr(14, "2026-11-21", ""), "but without its full unit;"),
        (egfr(14, "2026-11-21", "mL/min"), "but without its full unit;"),
    ],
)
@pytest.mark.parametrize("order", [RADIOGRAPH, WITH_CONTRAST])
def test_an_egfr_that_does_not_count_is_told_with_why(
    evaluator: Evaluator, order: str, value: dict[str, Any], why: str
) -> None:
    (card,) = cards(evaluator, order, value)
    assert f"The last eGFR is under 30, {why}" in card["detail"]
    assert "old or without" not in card["detail"] + card["summary"]


@pytest.mark.parametrize("record", [[CKD_3], [egfr(45, "2026-05-06")], [egfr(88, "2026-11-01", "")], []])
def test_any_other_kidney_raises_no_card_of_its_own(evaluator: Evaluator, record: list[dict[str, Any]]) -> None:
    assert cards(evaluator, WITH_CONTRAST, *record) == []


def test_where_time_decides_no_result_is_awaited(evaluator: Evaluator) -> None:
    assert cards(evaluator, WITH_CONTRAST, egfr(22, "2026-05-06"), priority="stat") == []


def test_a_site_with_group_ii_agents_only_hears_nothing_of_it() -> None:
    library = Library.load(settings={"gadolinium_agents": "group_ii_only"})
    assert held(Evaluator(library, as_of=date(2026, 11, 22)), CKD_3, egfr(22, "2026-05-06")) == set()


def test_an_egfr_by_its_name_alone_counts_with_its_unit_only(evaluator: Evaluator) -> None:
    named = {"code": {"text": "eGFR"}}
    assert held(evaluator, {**egfr(14, "2026-11-20", "mL/min/1.73m2"), **named}) == {KIDNEY}
    assert held(evaluator, {**egfr(14, "2026-11-20", ""), **named}) == set()  # EGFR is a receptor, too


def test_nor_where_the_scenario_itself_is_an_emergency(evaluator: Evaluator) -> None:
    order, reason = "cpt 72156 | MRI cervical spine without and with contrast", "spastic legs, sensory level T4 since yesterday"
    (made,) = answer(evaluator, order, (egfr(22, "2026-05-06"),), reason).assessment.orders
    assert made.emergency
    assert made.situation != "caution"


def test_a_low_value_counts_before_it_is_final_and_one_in_order_clears_nothing(evaluator: Evaluator) -> None:
    interim = {"status": "preliminary"}
    assert held(evaluator, {**egfr(14, "2026-11-21"), **interim}) == {KIDNEY}
    assert held(evaluator, egfr(21, "2026-11-10"), {**egfr(71, "2026-11-21"), **interim}) == {KIDNEY}
    assert held(evaluator, {**egfr(71, "2026-11-21"), **interim}) == set()


def test_a_kidney_at_its_end_is_told_by_the_code_of_its_hypertension(evaluator: Evaluator) -> None:
    coded = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I12.0"}]}
    assert held(evaluator, {**CKD_3, "code": coded}) == {KIDNEY}
