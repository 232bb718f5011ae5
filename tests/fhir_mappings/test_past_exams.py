"""Which examinations a record tells of: each once, none that was not done, none that the order at hand led to."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.reports.past_exams import past_exams
from imaging_rules.past.past_exam import PastExam
from tests.fhir_mappings.fhir_records import Resource, chart, resource

NAME = "CT cervical spine without IV contrast"
ORDER: Resource = {"resourceType": "ServiceRequest", "id": "o1", "identifier": [{"system": "urn:placer", "value": "P-77"}]}
ACCESSION = {"type": {"coding": [{"code": "ACSN"}]}, "system": "urn:acc", "value": "A-1"}


def report(own_id: str = "r1", day: str = "2026-11-03", **more: Any) -> Resource:
    given_ = {"status": "final", "code": {"text": NAME}, "effectiveDateTime": day, "conclusion": "No fracture.", "id": own_id}
    return resource("DiagnosticReport", **{**given_, **more})


def images(own_id: str = "i1", day: str = "2026-11-03T10:00:00Z", **more: Any) -> Resource:
    return resource("ImagingStudy", **{"status": "available", "description": NAME, "started": day, "id": own_id, **more})


def procedure(own_id: str = "p1", day: str = "2026-11-03", **more: Any) -> Resource:
    return resource(
        "Procedure", **{"status": "completed", "code": {"text": NAME}, "performedDateTime": day, "id": own_id, **more}
    )


def exams(*resources: Resource, order: Resource = ORDER) -> tuple[PastExam, ...]:
    return past_exams(chart(*resources).exams, order)


def test_a_report_its_images_and_the_procedure_are_one_examination_told_by_the_report() -> None:
    (exam,) = exams(procedure(), images(), report())
    assert (exam.source, exam.day, exam.conclusion, exam.final) == (
        "DiagnosticReport/r1", date(2026, 11, 3), "No fracture.", True,
    )  # fmt: skip


def test_a_report_of_the_day_after_is_of_the_images_before_it_and_dated_by_them() -> None:
    (exam,) = exams(images(), report(day="2026-11-04"))
    assert (exam.source, exam.day) == ("DiagnosticReport/r1", date(2026, 11, 3))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_no_day_of_the_calendar_is_out_of_reach(day: str) -> None:
    assert len(exams(images(day=day), images("i2"), report())) == (2 if day < "2026" else 1)
    assert len(exams(images(), procedure(day=day))) == 2


def test_images_of_the_future_are_no_examination_and_are_counted() -> None:
    read = chart(images(day="9999-12-31"), images("i2", "2027-03-01"))
    assert (past_exams(read.exams, ORDER), read.imaging) == ((), ())
    assert dict(read.skipped)["in-the-future"] == 2


def test_two_reports_of_two_days_are_two_examinations() -> None:
    assert len(exams(report(), report("r2", "2026-11-04"))) == 2


@pytest.mark.parametrize(
    "link",
    [
        {"basedOn": [{"reference": "ServiceRequest/earlier"}]},
        {"basedOn": [{"reference": "https://ehr.example/fhir/ServiceRequest/earlier/_history/2"}]},
        {"identifier": [ACCESSION]},
    ],
)
def test_one_order_or_accession_number_makes_one_examination_whatever_the_days(link: Resource) -> None:
    first = {**link}
    if "basedOn" in link:
        first = {"basedOn": [{"reference": "ServiceRequest/earlier"}]}
    assert len(exams(images(**first), report(day="2026-11-09", **link))) == 1
    assert len(exams(images(), report(day="2026-11-09", **link))) == 2


def test_a_report_that_names_its_images_is_of_them() -> None:
    assert len(exams(images(), report(day="2026-11-12", imagingStudy=[{"reference": "ImagingStudy/i1"}]))) == 1


@pytest.mark.parametrize(
    "own",
    [
        {"basedOn": [{"reference": "ServiceRequest/o1"}]},
        {"basedOn": [{"identifier": {"system": "urn:placer", "value": "P-77"}}]},
        {"identifier": [{"value": "P-77"}]},
    ],
)
@pytest.mark.parametrize("make", [report, images, procedure])
def test_what_came_of_the_order_itself_is_not_an_earlier_examination(make: Any, own: Resource) -> None:
    assert exams(make(day="2026-11-20", **own)) == ()
    assert len(exams(make(day="2026-11-20"))) == 1


def test_images_of_the_order_take_their_report_with_them() -> None:
    assert (
        exams(images(basedOn=[{"reference": "ServiceRequest/o1"}]), report(imagingStudy=[{"reference": "ImagingStudy/i1"}]))
        == ()
    )


def test_a_number_of_another_system_is_another_number() -> None:
    assert len(exams(report(identifier=[{"system": "urn:other", "value": "P-77"}]))) == 1


@pytest.mark.parametrize(
    "resource_",
    [
        report(status="cancelled"),
        report(status="entered-in-error"),
        report(status="registered"),
        images(status="cancelled"),
        images(status="entered-in-error"),
        images(status="registered"),
        procedure(status="not-done"),
        procedure(status="preparation"),
        procedure(status="entered-in-error"),
        procedure(status="in-progress"),
        report(subject={"reference": "Patient/somebody-else"}),
        images(subject={"reference": "Patient/somebody-else"}),
        procedure(subject={"reference": "Patient/somebody-else"}),
    ],
)
def test_what_was_not_done_or_not_to_this_patient_does_not_count(resource_: Resource) -> None:
    assert exams(resource_) == ()


def test_a_preliminary_report_is_told_as_such() -> None:
    (exam,) = exams(report(status="preliminary"))
    assert exam.conclusion == "No fracture."
    assert not exam.final


def test_images_without_a_report_have_no_conclusion() -> None:
    (exam,) = exams(images())
    assert (exam.conclusion, exam.final, exam.source) == ("", False, "ImagingStudy/i1")


def test_resources_without_an_id_stay_apart() -> None:
    one, other = report(), report(day="2026-08-01")
    del one["id"], other["id"]
    assert len(exams(one, other)) == 2


@pytest.mark.parametrize("odd", [5, "x", [3], {"reference": 4}, [{"reference": {}}], None])
@pytest.mark.parametrize("element", ["basedOn", "identifier"])
def test_an_odd_link_is_no_link(element: str, odd: Any) -> None:
    assert len(exams(images(**{element: odd}), report(day="2026-11-09"), order={**ORDER, element: odd})) == 2


RECORD = [
    report(), images(), procedure(), report("r2", "2026-11-09"), images("i2", "2026-11-08"), report("r3", "2026-02"),
    images("i3", "2026-02-10", basedOn=[{"reference": "ServiceRequest/a"}]), report("r4", "2026-03-01", identifier=[ACCESSION]),
    images("i4", "2026-04-01", identifier=[ACCESSION]), procedure("p2", "2026-11-10"),
]  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.permutations(RECORD), st.lists(st.sampled_from(RECORD), max_size=4))
def test_the_order_of_the_record_and_repeats_change_nothing(shuffled: list[Resource], repeated: list[Resource]) -> None:
    assert exams(*shuffled, *repeated) == exams(*RECORD)


def test_a_long_record_is_gone_through_once() -> None:
    days = [
        f"20{year:02}-{month:02}-{day:02}" for year, month, day in itertools.product(range(10, 26), range(1, 13), range(1, 29))
    ]
    many = [images(f"i{place}", day) for place, day in enumerate(days)]
    assert len(exams(*many)) == len(days)
