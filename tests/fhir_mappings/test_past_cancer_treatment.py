"""A treatment of a cancer long ago leaves a cancer open that nobody names."""

from __future__ import annotations

import pytest

from imaging_rules.facts import State
from tests.fhir_mappings.fhir_records import SNOMED, chart, concept, condition, resource

CANCER = "history_of_malignancy"


def told(words: str, day: str = "2011-03-01", **more: object) -> dict[str, State]:
    done = resource("Procedure", status="completed", code={"text": words}, performedDateTime=day, **more)
    return {each.name: each.state for each in chart(done).findings}


@pytest.mark.parametrize("words", ["Radiotherapy, right armpit", "External beam radiation therapy, chest wall", "Chemotherapy"])
def test_rays_and_drugs_for_a_cancer_that_nobody_names_leave_one_open(words: str) -> None:
    assert told(words)[CANCER] is State.SUSPECTED


def test_a_reason_names_the_cancer() -> None:
    assert told("Radiotherapy", reasonCode=[{"text": "breast cancer"}])[CANCER] is State.PRESENT


@pytest.mark.parametrize("words", ["Radiotherapy for keloid", "Radiofrequency ablation", "Knee arthroscopy"])
def test_what_is_for_no_cancer_says_nothing(words: str) -> None:
    assert CANCER not in told(words)


@pytest.mark.parametrize("code", ["Z92.3", "Z92.21"])
def test_a_code_of_past_treatment_leaves_it_open(code: str) -> None:
    states = {each.name: each.state for each in chart(condition(code=code)).findings}
    assert states[CANCER] is State.SUSPECTED


@pytest.mark.parametrize(("day", "names"), [("2026-11-01", "cancer_treatment_current"), ("2016-11-01", CANCER)])
def test_a_coded_treatment_is_of_now_or_of_then(day: str, names: str) -> None:
    done = resource("Procedure", status="completed", code=concept(SNOMED, "33195004"), performedDateTime=day)
    assert {each.name for each in chart(done).findings} == {names}
