"""An order whose reason holds complaints of two parts of the spine: the times that count are those of the ordered part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.complaint_parts import complaints_elsewhere
from imaging_rules.study import Study, study
from tests.fhir_mappings.fhir_records import ICD, TODAY, chart, concept, resource

_NECK, _LOW_BACK, _THORACIC = (study(f"MRI {part} spine without IV contrast") for part in ("cervical", "lumbar", "thoracic"))
_BOTH = study("MRI cervical and lumbar spine without IV contrast")
_TIMES = ("symptom_onset", "trajectory", "stated_chronicity")


def problem(code: str, days: int | None = None, **elements: Any) -> dict[str, Any]:
    began = {"onsetDateTime": str(TODAY - timedelta(days=days))} if days is not None else {}
    return resource("Condition", id=f"problem-{code}", code=concept(ICD, code), **began, **elements)


def times(ordered: Study, *record: dict[str, Any], **reason: Any) -> dict[str, Any]:
    order = resource("ServiceRequest", id="draft", status="draft", **reason)
    return {each.name: each.value for each in read_indication(order, chart(*record), ordered) if each.name in _TIMES}


def coded(*codes: str) -> list[dict[str, Any]]:
    return [concept(ICD, code) for code in codes]


def noted(words: str) -> dict[str, Any]:
    return {"note": [{"text": words}]}


def test_the_onset_on_record_is_that_of_the_ordered_part() -> None:
    record = problem("M54.50", 180), problem("M54.2", 20)
    assert times(_LOW_BACK, *record, reasonCode=coded("M54.50", "M54.2")) == {"symptom_onset": 180}
    assert times(_NECK, *record, reasonCode=coded("M54.50", "M54.2")) == {"symptom_onset": 20}


def test_roots_of_the_arm_are_of_the_neck() -> None:
    record = problem("M54.12", 180), problem("M54.50", 20)
    assert times(_NECK, *record, reasonCode=coded("M54.12", "M54.50")) == {"symptom_onset": 180}


def test_the_order_of_the_reasons_does_not_matter() -> None:
    record = problem("M54.50", 20), problem("M54.6", 180)
    assert times(_THORACIC, *record, reasonCode=coded("M54.50", "M54.6")) == {"symptom_onset": 180}


def test_of_conditions_that_the_order_refers_to_as_well() -> None:
    record = problem("M54.2", 20), problem("M54.50", 180)
    named = [{"reference": "Condition/problem-M54.2"}, {"reference": "Condition/problem-M54.50"}]
    assert times(_LOW_BACK, *record, reasonReference=named) == {"symptom_onset": 180}


def test_without_an_onset_of_the_ordered_part_it_is_left_open() -> None:
    record = problem("M54.50"), problem("M54.2", 20)
    assert times(_LOW_BACK, *record, reasonCode=coded("M54.50", "M54.2")) == {}


def test_a_neck_that_hurts_again_says_nothing_of_the_low_back() -> None:
    again = {"clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "recurrence")}
    record = problem("M54.2", 20, **again), problem("M54.50", 180)
    named = [{"reference": "Condition/problem-M54.2"}, {"reference": "Condition/problem-M54.50"}]
    assert "trajectory" not in times(_LOW_BACK, *record, reasonReference=named)
    assert times(_NECK, *record, reasonReference=named)["trajectory"] == "recurrent"


def test_of_an_order_without_a_reason_too() -> None:
    assert times(_LOW_BACK, problem("M54.50", 180), problem("M54.2", 20)) == {"symptom_onset": 180}


def test_an_order_of_both_parts_goes_by_the_newest_as_before() -> None:
    record = problem("M54.50", 180), problem("M54.2", 20)
    assert times(_BOTH, *record, reasonCode=coded("M54.50", "M54.2")) == {"symptom_onset": 20}


def test_a_single_complaint_keeps_its_onset_whatever_is_ordered() -> None:
    assert times(_LOW_BACK, problem("M54.2", 20), reasonCode=coded("M54.2")) == {"symptom_onset": 20}
    assert times(_LOW_BACK, **noted("Neck pain for 6 weeks")) == {"symptom_onset": 42}


def test_words_beside_codes() -> None:
    words = noted("Low back pain for 6 weeks. Neck pain for 12 weeks.")
    assert times(_NECK, reasonCode=coded("M54.2"), **words) == {"symptom_onset": 84}
    assert times(_LOW_BACK, reasonCode=coded("M54.50"), **words) == {"symptom_onset": 42}
    assert times(_NECK, reasonCode=coded("M54.2"), **noted("Also low back pain for 6 weeks")) == {}


@pytest.mark.parametrize("element", ["reasonCode", "note"])
def test_each_complaint_in_words_of_its_own(element: str) -> None:
    reason = {element: [{"text": "Acute neck pain"}, {"text": "Chronic low back pain"}]}
    assert times(_LOW_BACK, **reason) == {"stated_chronicity": "chronic"}
    assert times(_NECK, **reason) == {"stated_chronicity": "acute"}


def test_legs_are_of_no_other_part_where_a_cord_may_be_ill() -> None:
    named = {"neck_pain", "leg_root_symptoms"}
    assert "leg_root_symptoms" in complaints_elsewhere(named, _NECK)
    assert "leg_root_symptoms" not in complaints_elsewhere({*named, "gait_abnormal"}, _NECK)
    assert "low_back_pain" in complaints_elsewhere({*named, "gait_abnormal"}, _NECK)


def test_a_study_of_no_part_of_the_spine_leaves_all_as_it_is() -> None:
    assert complaints_elsewhere({"neck_pain", "low_back_pain"}, study("MRI head without IV contrast")) == frozenset()
    assert complaints_elsewhere({"neck_pain", "low_back_pain"}, None) == frozenset()


@pytest.mark.parametrize("reason", [("M54.6", "G82.20"), ("G82.20", "M54.6")])
def test_of_a_pain_and_of_signs_beside_it_those_of_the_signs_count(reason: tuple[str, ...]) -> None:
    record = problem("M54.6", 15), problem("G82.20", 2)
    assert times(_THORACIC, *record, reasonCode=coded(*reason)) == {"symptom_onset": 2}


def test_a_newer_pain_of_the_arm_goes_before_an_old_neck() -> None:
    record = problem("M54.2", 700), problem("M54.12", 14)
    assert times(_NECK, *record, reasonCode=coded("M54.2", "M54.12")) == {"symptom_onset": 14}


def test_a_sign_that_the_reason_does_not_name_leaves_the_onset_alone() -> None:
    record = problem("M54.6", 15), problem("G82.20", 2)
    assert times(_THORACIC, *record, reasonCode=coded("M54.6")) == {"symptom_onset": 15}


def test_the_signs_count_also_where_the_order_refers_to_the_pain_first() -> None:
    record = problem("M54.6", 15), problem("G82.20", 2)
    named = [{"reference": "Condition/problem-M54.6"}, {"reference": "Condition/problem-G82.20"}]
    assert times(_THORACIC, *record, reasonReference=named) == {"symptom_onset": 2}
