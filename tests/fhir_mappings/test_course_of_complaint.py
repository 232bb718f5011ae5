"""How a complaint goes and when it began, where the record says it beside the complaint."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import read_chart
from tests.fhir_mappings.fhir_records import LOINC, SNOMED, TODAY, Resource, concept, condition, observation, resource

WORSENING, STABLE, RECURRENT, PROGRESSIVE = "230993007", "58158008", "255227004", "255314001"
COURSE = "http://hl7.org/fhir/StructureDefinition/condition-diseaseCourse"
ABOUT_THE_COMPLAINT = [{"reference": "Condition/c1"}]


def course(value: str, day: str = "2026-11-18", **more: Any) -> Resource:
    given = {"valueCodeableConcept": concept(SNOMED, value), "focus": ABOUT_THE_COMPLAINT, **more}
    return observation("263502005", SNOMED, day, **given)


def told(*observations: Resource, referred: bool = True, **complaint: Any) -> dict[str, Any]:
    pain = {**condition(**complaint), "id": "c1"}
    parts = {"Condition": [pain], "Observation": [{**each, "id": f"o{n}"} for n, each in enumerate(observations)]}
    reason = {"reasonReference": [{"reference": "Condition/c1"}]} if referred else {"reasonCode": [pain["code"]]}
    found = read_indication(resource("ServiceRequest", **reason), read_chart(parts, "p1", TODAY))
    return {finding.name: finding.value for finding in found}


@pytest.mark.parametrize(
    ("value", "goes"), [(WORSENING, "worsening"), (PROGRESSIVE, "worsening"), (STABLE, "stable"), (RECURRENT, "recurrent")]
)
@pytest.mark.parametrize("referred", [True, False])
def test_the_course_recorded_of_a_complaint_is_that_of_the_order(value: str, goes: str, referred: bool) -> None:
    assert told(course(value), referred=referred)["trajectory"] == goes


def test_how_a_patient_does_is_the_course_of_the_complaint_it_is_about() -> None:
    assert told({**course("271299001"), "code": concept(SNOMED, "418138009")})["trajectory"] == "worsening"


def test_the_newest_course_counts() -> None:
    assert told(course(WORSENING, "2026-11-18"), course(STABLE, "2026-11-02"))["trajectory"] == "worsening"


@pytest.mark.parametrize(
    "no_course",
    [
        course(WORSENING, focus=[{"reference": "Condition/knee"}]),
        course(WORSENING, focus=[]),
        course(WORSENING, "2026-10-01"),
        course(WORSENING, "2026-12-24"),
        course(WORSENING, status="preliminary"),
        course(WORSENING, subject={"reference": "Patient/other"}),
        {**course(WORSENING), "code": concept(SNOMED, "81680005")},
    ],
)
def test_a_course_of_something_else_or_of_another_time_is_not_that_of_the_order(no_course: Resource) -> None:
    assert "trajectory" not in told(no_course)


def test_a_course_says_nothing_but_how_it_goes() -> None:
    words = course(WORSENING, valueCodeableConcept=None, valueString="worsening, now with hand clumsiness")
    assert told(words)["trajectory"] == "worsening"
    assert "hand_clumsiness" not in told(words)


def test_a_known_demyelinating_disease_of_worsening_course_is_a_new_deficit() -> None:
    assert "neuro_symptoms_new_or_worse" in told(course(WORSENING), system=SNOMED, code="24700007")
    assert "neuro_stable" in told(course(STABLE), system=SNOMED, code="24700007")


def test_the_course_may_stand_on_the_condition_itself() -> None:
    acute = {"url": COURSE, "valueCodeableConcept": concept(SNOMED, "373933003")}
    assert told(extension=[acute])["stated_chronicity"] == "acute"
    assert "stated_chronicity" not in told(extension=[{**acute, "url": "http://example.org/other"}])


def test_the_day_of_onset_may_be_an_observation_of_its_own() -> None:
    began = observation("65222-2", LOINC, "2026-11-18", focus=ABOUT_THE_COMPLAINT, valueDateTime="2026-11-10")
    assert told(began)["symptom_onset"] == 10
    assert "symptom_onset" not in told({**began, "focus": []})
    assert told(began, onsetDateTime="2026-10-21")["symptom_onset"] == 30


FLOWSHEET = "https://clinic.example/flowsheet"
CURRENT = {
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "subject": {"reference": "Patient/p1"},
    "resourceType": "Condition",
}


def row(label: str, words: str, day: str = "2026-11-18", **more: Any) -> Resource:
    code, value = ({"coding": [{"system": FLOWSHEET, "code": "9", "display": each}]} for each in (label, words))
    return resource("Observation", status="final", code=code, valueCodeableConcept=value, effectiveDateTime=day, **more)


def trajectory(*observations: Resource, beside: Resource | None = None, **complaint: Any) -> Any:
    pain = {**condition(**complaint), "id": "c1"}
    parts = {
        "Condition": [pain, *([beside] if beside else [])],
        "Observation": [{**each, "id": f"o{number}"} for number, each in enumerate(observations)],
    }
    order = resource("ServiceRequest", reasonReference=[{"reference": "Condition/c1"}])
    found = read_indication(order, read_chart(parts, "p1", TODAY))
    return next((each.value for each in found if each.name == "trajectory"), None)


@pytest.mark.parametrize(
    ("label", "words", "goes"),
    [
        ("Course of symptoms", "Recurrent", "recurrent"),
        ("Course of symptoms", "Progressive", "worsening"),
        ("Course since last visit", "Stable", "stable"),
        ("Change since last visit", "Worse", "worsening"),
        ("Course of the neck pain since first visit", "Worsening", "worsening"),
    ],
)
def test_how_the_symptoms_go_is_the_course_of_the_only_complaint(label: str, words: str, goes: str) -> None:
    assert trajectory(row(label, words)) == goes


def test_of_two_complaints_only_a_label_that_names_one_tells_whose_course_it_is() -> None:
    back = {**CURRENT, "id": "c2", "code": concept("http://hl7.org/fhir/sid/icd-10-cm", "M54.50")}
    assert trajectory(row("Course of symptoms", "Worsening"), beside=back) is None
    assert trajectory(row("Course of the neck pain", "Worsening"), beside=back) == "worsening"
    assert trajectory(row("Course of the back pain", "Worsening"), beside=back) is None
    past = {**back, "clinicalStatus": {"coding": [{"code": "resolved"}]}}
    assert trajectory(row("Course of symptoms", "Worsening"), beside=past) == "worsening"


@pytest.mark.parametrize(
    "no_course",
    [
        row("Course of symptoms", "Worsening", "2026-09-01"),
        row("Course of the neck pain", "Worsening", "2026-09-01"),
        row("Course of symptoms", "Worsening", "2026-12-24"),
        row("Course of symptoms", "Worsening", subject={"reference": "Patient/p2"}),
        row("Course of symptoms", "Worsening", focus=[{"reference": "Condition/knee"}]),
        row("Course of symptoms", "Worsening", dataAbsentReason={"text": "not asked"}),
        row("Course of treatment", "Worsening"),
        row("Course of depression", "Worsening"),
        row("Clinical course", "Worsening"),
        row("Golf course", "Stable"),
        row("Course of symptoms", "Refused"),
    ],
)
def test_a_course_of_nobody_knows_what_is_none_of_the_order(no_course: Resource) -> None:
    assert trajectory(no_course) is None


def test_an_error_of_the_newest_course_leaves_the_one_before() -> None:
    wrong = {**row("Course of symptoms", "Worsening", "2026-11-18"), "status": "entered-in-error"}
    assert trajectory(wrong, row("Course of symptoms", "Stable", "2026-11-10")) == "stable"


@pytest.mark.parametrize(
    "no_complaint",
    [
        {"subject": {"reference": "Patient/p2"}},
        {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
    ],
)
def test_the_course_on_a_condition_that_does_not_count_is_not_that_of_the_order(no_complaint: Resource) -> None:
    worse = [{"url": COURSE, "valueCodeableConcept": concept(SNOMED, WORSENING)}]
    assert told(extension=worse)["trajectory"] == "worsening"
    assert "trajectory" not in told(extension=worse, **no_complaint)


def test_beside_a_condition_that_nobody_knows_the_symptoms_are_not_of_the_complaint_alone() -> None:
    knee = {**CURRENT, "id": "c2", "code": {"text": "Knee pain"}}
    assert trajectory(row("Course of symptoms", "Worsening"), beside=knee) is None
