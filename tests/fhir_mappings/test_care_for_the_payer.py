"""What a note says of conservative care decides the payer's criteria for neck pain, and only what it says. The order's day is
2026-11-20; the look-back begins on 2026-05-20."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_course import in_one_course
from imaging_rules import Library, Record, payer_verdict
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, resource

LIBRARY = Library.load()
POLICY = LIBRARY.policies["nia-cervical-mri-2022"]
NORMAL = "Neuro exam normal, no new deficit."
CPT = "http://www.ama-assn.org/go/cpt"


def status(text: str, *on_file: Resource) -> str:
    order = resource("ServiceRequest", status="draft", intent="order", reasonCode=[{"text": text}])
    record = chart(*on_file)
    findings = in_one_course((*record.findings, *read_indication(order, record)), record.as_of)
    facts = Record(as_of=record.as_of, findings=findings, indication="read")
    return str(payer_verdict(POLICY, LIBRARY.vocabulary, facts, [study("mri-cervical")]).status)


def test_forty_two_days_are_six_weeks_and_forty_one_are_not() -> None:
    course = (
        "Neck pain. PT and ibuprofen from 8/31/2026 to 10/{}/2026, no improvement, pain did not worsen during PT. " + NORMAL
    )
    assert status(course.format(12)) == "met"
    assert status(course.format(11)) == "not-met"


def test_only_days_inside_the_half_year_count() -> None:
    course = (
        "Neck pain. PT and naproxen from 4/20/2026 to {}/2026, no improvement, not worse during PT. Nothing since. " + NORMAL
    )
    assert status(course.format("7/1")) == "met"
    assert status(course.format("6/30")) == "not-met"


@pytest.mark.parametrize(
    "text",
    [
        "Neck pain, failed 6 weeks of PT and naproxen.",
        "Neck pain, failed PT and naproxen.",
        "Neck pain. PT 8/3/26-9/28/26 failed.",
        "Neck pain. PT and naproxen 8/3/26-9/28/26.",
        "Neck pain. PT for his knee and naproxen 8/3/26-9/28/26, no improvement.",
        "Neck pain 3 weeks, naproxen no relief. PT 8/3/26-9/28/26 for low back pain, failed.",
        "Neck pain. Home exercise program and ibuprofen 9/1/26-10/20/26, no improvement.",
        "Neck pain. PT and NSAIDs 2/2/2026-4/10/2026, no benefit.",
        "Neck pain. Could not do the home exercises due to arm pain.",
    ],
)
def test_what_is_not_told_stays_open(text: str) -> None:
    assert status(f"{text} {NORMAL}") == "more-information-needed"


def test_silence_about_getting_worse_denies_nothing() -> None:
    short = "Neck pain. PT and meloxicam 10/12/26-11/16/26, no improvement. "
    assert status(short + NORMAL) == "more-information-needed"
    assert status(short + "Symptoms did not get worse under treatment. " + NORMAL) == "not-met"
    assert status(short + "Pain progressed during therapy. " + NORMAL) == "met"


def test_home_exercises_count_with_their_plan_and_follow_up() -> None:
    home = "Neck pain. Home exercise program: written plan given 9/1/2026, done daily through 10/20/2026 with ibuprofen."
    assert status(f"{home} Follow-up visit 10/20/2026: no improvement. {NORMAL}") == "met"
    assert status(f"{home} No improvement. {NORMAL}") == "more-information-needed"


def test_nothing_for_the_neck_is_nothing_though_the_knee_was_treated() -> None:
    knee = resource(
        "Procedure",
        status="completed",
        code=concept(CPT, "97110", "Therapeutic exercises"),
        performedPeriod={"start": "2026-08-01", "end": "2026-09-30"},
        reasonCode=[concept(ICD, "M17.11", "Unilateral primary osteoarthritis, right knee")],
    )
    said = f"Neck pain for 2 months. No treatment for the neck so far (the PT this summer was for his right knee). {NORMAL}"
    assert status(said, knee) == "not-met"


def test_what_helped_did_not_fail() -> None:
    course = "Neck pain. PT and naproxen 8/10/26-10/2/26, {}, no worsening during treatment. " + NORMAL
    assert status(course.format("about 60% improved")) == "not-met"
    assert status(course.format("no improvement")) == "met"


def test_a_visit_on_file_does_not_shorten_the_course_of_the_note() -> None:
    visit = resource(
        "Procedure",
        status="completed",
        code=concept(CPT, "97110", "Therapeutic exercises"),
        performedDateTime="2026-09-10",
        reasonCode=[concept(ICD, "M54.2", "Cervicalgia")],
    )
    assert status(f"Neck pain. PT and naproxen 8/3/26-9/28/26, no improvement. {NORMAL}", visit) == "met"
