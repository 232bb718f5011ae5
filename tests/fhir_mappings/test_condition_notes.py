"""The note of a Condition tells of the course, the pain and the treatment of that Condition."""

from __future__ import annotations

import pytest
from fhir_records import TODAY, Resource, chart, resource

from fhir_mappings.chart import read_chart

COURSE = "Worse since June, wakes her at night, 6 weeks of physio."


def with_note(name: str, note: str) -> Resource:
    return resource("Condition", clinicalStatus="active", code={"text": name}, recordedDate="2026-11-06", note=[{"text": note}])


@pytest.mark.parametrize("name", ["Asthma", "Knee osteoarthritis", "Osteoporosis", "Breast cancer", "Depression"])
def test_the_note_of_another_illness_tells_nothing_of_the_course_of_the_complaint(name: str) -> None:
    read = read_chart({"Condition": [with_note(name, COURSE)]}, "p1", TODAY)
    told = {"trajectory", "symptom_onset", "night_pain", "conservative_care", "conservative_weeks", "conservative_kind"}
    assert told.isdisjoint({each.name for each in read.findings} | read.mentioned)


@pytest.mark.parametrize("name", ["Low back pain", "Lumbar disc disease", "Scoliosis", "Cervical spondylosis"])
def test_the_note_of_a_complaint_or_of_a_disease_of_the_spine_tells_of_its_course(name: str) -> None:
    told = {each.name for each in chart(with_note(name, COURSE)).findings}
    assert {"trajectory", "night_pain", "conservative_care"} <= told


def test_a_complaint_that_the_note_itself_names_has_its_course() -> None:
    told = {each.name for each in chart(with_note("Migraine", "Neck pain, worse since June")).findings}
    assert {"neck_pain", "trajectory"} <= told


def test_what_is_no_course_counts_in_any_note() -> None:
    told = {each.name for each in chart(with_note("Hypertension", "Fever since Monday, weak left leg")).findings}
    assert {"fever", "weakness"} <= told
