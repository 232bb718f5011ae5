"""What an order is about, where its own reason names the complaint and the chart alone what the complaint comes from."""

from __future__ import annotations

from datetime import date

import pytest

from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import Match
from imaging_rules.facts import RECORD_PARTS, Evidence, Finding, Record, State, Value
from imaging_rules.library import Library
from imaging_rules.order_to_assess import OrderToAssess
from imaging_rules.study import study

TODAY = date(2026, 11, 20)
LUMBAR_MRI = "mri-lumbar-spine-without-iv-contrast"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def of_order(name: str, value: Value | None = None) -> Finding:
    return Finding(name, State.PRESENT, Evidence("ServiceRequest/1", name, TODAY, of_order=True), value)


def of_chart(name: str, value: Value | None = None, state: State = State.PRESENT) -> Finding:
    return Finding(name, state, Evidence("Observation/1", name, TODAY), value)


def first(library: Library, *findings: Finding) -> str | None:
    """The scenario that goes first for a lumbar MRI in somebody of 70."""
    record = Record(TODAY, (of_chart("age_years", 70.0), *findings), delivered=RECORD_PARTS, indication="read")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", study(LUMBAR_MRI)), record)
    return next((each.id for each in made.scenarios if each.match is not Match.OPEN), None)


BACK_PAIN = of_order("low_back_pain")
INFECTION = of_chart("spine_infection", state=State.SUSPECTED)
INJECTION = of_chart("recent_spine_procedure")
NEW_FRACTURE = (of_chart("fragility_fracture"), of_chart("vcf_film", "new"))
HURTS = of_chart("vcf_symptomatic")


def test_an_injection_sends_back_pain_with_a_suspected_infection_to_the_scenario_after_a_procedure(library: Library) -> None:
    assert first(library, BACK_PAIN, INFECTION) == "spine-infection-2021/v1"
    assert first(library, BACK_PAIN, INFECTION, INJECTION) == "spine-infection-2021/v2"


def test_an_injection_without_a_suspicion_is_no_infection(library: Library) -> None:
    assert first(library, BACK_PAIN, INJECTION) != "spine-infection-2021/v2"


def test_a_suspicion_of_the_chart_is_not_what_another_complaint_is_about(library: Library) -> None:
    numb = of_order("nonspecific_dizziness")
    assert first(library, numb, INFECTION, INJECTION) != "spine-infection-2021/v2"


def test_back_pain_comes_from_the_new_fracture_that_hurts(library: Library) -> None:
    assert first(library, BACK_PAIN, *NEW_FRACTURE, HURTS) == "vertebral-compression-fracture-2022/v1"


def test_a_fracture_that_nobody_calls_painful_does_not_explain_back_pain(library: Library) -> None:
    assert first(library, BACK_PAIN, *NEW_FRACTURE) != "vertebral-compression-fracture-2022/v1"


def test_a_fracture_of_the_chart_does_not_explain_dizziness(library: Library) -> None:
    assert first(library, of_order("nonspecific_dizziness"), *NEW_FRACTURE, HURTS) != "vertebral-compression-fracture-2022/v1"


MS = of_chart("multiple_sclerosis")
HEAD_CT, HEAD_MRI = "ct-head-without-iv-contrast", "mri-head-without-and-with-iv-contrast"


def named(library: Library, ordered: str, *findings: Finding) -> set[str]:
    """The topics that speak about an order."""
    record = Record(TODAY, (of_chart("age_years", 44.0), *findings), delivered=RECORD_PARTS, indication="read")
    made = assess_order(library, OrderToAssess("ServiceRequest/1", study(ordered)), record)
    return {each.id.partition("/")[0] for each in made.scenarios}


@pytest.mark.parametrize(
    "problem", ["head_injury", "spine_injury", "malignancy_active", "fever", "spinal_stenosis", "brain_warning"]
)
def test_a_disease_of_years_is_not_why_somebody_is_imaged_for_something_else(library: Library, problem: str) -> None:
    assert "demyelinating-2025" not in named(library, HEAD_CT, of_order(problem), MS)
    assert "demyelinating-2025" not in named(library, LUMBAR_MRI, of_order(problem), MS)


def test_nor_where_the_order_asks_a_question_of_its_own(library: Library) -> None:
    assert named(library, HEAD_CT, of_order("other_question", "asked"), MS) == set()
    assert (
        named(library, HEAD_CT, of_order("head_injury"), of_chart("recurrent_vertigo"), of_chart("hearing_loss_or_tinnitus"))
        == set()
    )


@pytest.mark.parametrize("symptom", ["visual_symptoms", "weakness", "sensory_loss", "gait_abnormal", "bladder_dysfunction"])
def test_what_the_disease_makes_is_about_it(library: Library, symptom: str) -> None:
    assert "demyelinating-2025" in named(library, HEAD_MRI, of_order(symptom), MS)


def test_a_blow_to_the_head_beside_a_symptom_is_about_the_blow(library: Library) -> None:
    assert "demyelinating-2025" not in named(library, HEAD_CT, of_order("head_injury"), of_order("weakness"), MS)


def test_a_reason_that_names_no_problem_leaves_the_disease(library: Library) -> None:
    assert "demyelinating-2025" in named(library, HEAD_MRI, of_order("purpose", "surveillance"), MS)


def test_every_symptom_of_a_lasting_disease_is_a_finding(library: Library) -> None:
    for disease, symptoms in library.vocabulary.lasting_diseases.items():
        assert {disease, *symptoms} <= library.vocabulary.findings.keys()
