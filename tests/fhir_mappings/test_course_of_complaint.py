"""How a complaint goes and when it began, where the record says it beside the complaint."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import LOINC, SNOMED, TODAY, Resource, concept, condition, observation, resource

from fhir_mappings.chart import read_chart
from fhir_mappings.indication import read_indication

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
