"""The note of a Condition tells of the course, the pain and the treatment of that Condition."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.whole_chart import read_chart
from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource

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


def test_an_undated_note_was_written_since_the_problem_began() -> None:
    """The state of a fresh injury holds for a day: the note of an injury of today is of today, that of an old one is not."""
    injured = {**with_note("Injury of neck", "Midline tenderness at C3-C4, landed on his head"), "recordedDate": None}
    assert "nexus_items" in {each.name for each in chart({**injured, "onsetDateTime": "2026-11-20"}).findings}
    assert "nexus_items" not in {each.name for each in chart({**injured, "onsetDateTime": "2026-11-01"}).findings}


def test_a_sensory_level_in_a_note_is_a_sign() -> None:
    weak = with_note("Weakness of both legs", "Pin prick lost below T6, catheter drained 900 mL")
    assert [each.value for each in chart(weak).findings if each.name == "sensory_level"] == ["thoracic"]


def test_an_earlier_attack_is_none_of_now() -> None:
    told = chart(with_note("Numbness of the left leg", "New, did not have this in any earlier relapse")).findings
    assert "relapse" not in {each.name for each in told}


@pytest.mark.parametrize(
    ("note", "left_open"),
    [
        ("ENT clinic: attacks in which the room whirls, two to four hours", True),
        ("Room spinning since yesterday. No double vision.", True),
        ("Lightheaded on standing, not spinning", False),
        ("Lightheaded on standing", False),
    ],
)
def test_a_note_that_tells_of_spinning_leaves_the_kind_of_dizziness_open(note: str, left_open: bool) -> None:
    read = read_chart({"Condition": [with_note("Hypertension", note)]}, "p1", TODAY)
    assert ("nonspecific_dizziness" in read.mentioned) is left_open


def test_what_a_problem_list_asks_is_no_question_of_the_order() -> None:
    assert "other_question" not in {each.name for each in chart(with_note("r/o subdural", "?aortic dissection")).findings}
