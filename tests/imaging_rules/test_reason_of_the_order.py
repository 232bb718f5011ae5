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
