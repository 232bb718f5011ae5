"""What a follow-up counts from, as records tell it: the last MRI of the cord, the beginning of a therapy, an operation."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.chart.indication import read_indication
from imaging_rules.facts import State
from tests.fhir_mappings.fhir_records import RXNORM, TODAY, Resource, chart, concept, resource, said, the

CPT = "http://www.ama-assn.org/go/cpt"
NECK_MRI = "MRI cervical spine without and with contrast"


def report(name: str, day: str | None = "2025-11-20", **more: object) -> Resource:
    given = {"status": "final", "code": {"text": name}, "conclusion": "Unchanged."}
    return resource("DiagnosticReport", **{**given, **({"effectiveDateTime": day} if day else {}), **more})


def days(name: str, *resources: Resource) -> list[object]:
    return [each.value for each in the(name, *resources)]


# ---- the last MRI of the cord


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (NECK_MRI, True),
        ("MRI thoracic spine", True),
        ("MRI whole spine", True),
        ("MRI lumbar spine", False),
        ("MRI brain", False),
        ("MRI soft tissue neck", False),
        ("CT cervical spine", False),
        ("XR cervical spine 2 views", False),
    ],
)
def test_mri_of_the_neck_the_thoracic_or_the_whole_spine_is_one_of_the_cord(name: str, counts: bool) -> None:
    assert days("cord_mri_date", report(name)) == ([date(2025, 11, 20)] if counts else [])


@pytest.mark.parametrize("status", ["preliminary", "registered", "cancelled", "entered-in-error"])
def test_a_report_that_is_not_final_tells_of_no_mri(status: str) -> None:
    assert days("cord_mri_date", report(NECK_MRI, status=status)) == []


def test_a_report_without_a_day_tells_none() -> None:
    assert days("cord_mri_date", report(NECK_MRI, None)) == []


def test_no_mri_looks_older_than_it_may_be() -> None:
    assert days("cord_mri_date", report(NECK_MRI, "2025-11")) == [date(2025, 11, 30)]
    assert days("cord_mri_date", report(NECK_MRI, "2026")) == [TODAY]


def test_images_and_procedures_tell_of_an_mri_too() -> None:
    images = resource("ImagingStudy", status="available", started="2025-10-01", description=NECK_MRI)
    done = resource("Procedure", status="completed", code={"text": NECK_MRI}, performedDateTime="2025-09-01")
    assert days("cord_mri_date", images) == [date(2025, 10, 1)]
    assert days("cord_mri_date", done) == [date(2025, 9, 1)]


def test_an_mri_on_record_was_made_before() -> None:
    assert ("neck_mri_before", "present") in said(report(NECK_MRI))
    assert ("whole_spine_mri_before", "present") not in said(report(NECK_MRI))
    assert ("whole_spine_mri_before", "present") in said(report("MRI whole spine"))
    assert ("neck_mri_before", "present") not in said(report("MRI thoracic spine"))


# ---- the therapy


def statement(name: str, start: str | None, **more: object) -> Resource:
    period = {"effectivePeriod": {"start": start}} if start else {}
    given = {"status": "active", "medicationCodeableConcept": {"text": name}, "id": f"{name}-{start}"}
    return resource("MedicationStatement", **{**given, **period, **more})


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-02-03", date(2026, 2, 3)),
        ("2026-02", date(2026, 2, 28)),
        ("2020", date(2020, 12, 31)),
        ("2026-05", None),  # six months ago or not
        ("2026-12-01", None),
        (None, None),
    ],
)
def test_a_statement_tells_since_when_a_therapy_is_taken(start: str | None, day: date | None) -> None:
    assert days("dmt_start_date", statement("ocrelizumab 600 mg IV", start)) == ([day] if day else [])


def test_the_same_medicine_renewed_is_no_change_of_therapy() -> None:
    old, new = statement("ocrelizumab 300 mg", "2020-03-01"), statement("ocrelizumab 600 mg", "2026-03-01")
    assert days("dmt_start_date", old, new) == [date(2020, 3, 1)]
    ended = {**old, "status": "completed", "effectivePeriod": {"start": "2020-03-01", "end": "2026-02-28"}}
    assert days("dmt_start_date", ended, new) == [date(2020, 3, 1)]


def test_another_medicine_is_one() -> None:
    ended = statement("Tecfidera", "2020-03-01", status="stopped", effectivePeriod={"start": "2020-03-01", "end": "2026-02-01"})
    assert days("dmt_start_date", ended, statement("ofatumumab", "2026-02-15")) == [date(2026, 2, 15)]


def test_a_prescription_and_other_medicines_tell_no_beginning() -> None:
    renewed = resource(
        "MedicationRequest",
        status="active",
        intent="order",
        authoredOn="2026-03-01",
        medicationCodeableConcept={"text": "ocrelizumab"},
    )
    assert days("dmt_start_date", renewed) == []
    assert days("dmt_start_date", statement("lisinopril", "2026-03-01")) == []
    assert days("dmt_start_date", statement("ocrelizumab", "2026-03-01", status="stopped")) == []
    assert days("dmt_start_date", statement("", "2026-03-01", medicationCodeableConcept=concept(RXNORM, "29046"))) == []


# ---- operations


def operation(code: str = "22551", day: str = "2024-03-12", **more: object) -> Resource:
    return resource("Procedure", **{"status": "completed", "code": concept(CPT, code), "performedDateTime": day, **more})


def test_the_day_of_an_operation_on_the_neck() -> None:
    assert days("neck_surgery_date", operation(day="2026-07-15")) == [date(2026, 7, 15)]
    assert days("neck_surgery_date", operation(day="2026-07")) == []
    assert days("neck_surgery_date", operation("63030")) == []  # lumbar
    assert days("neck_surgery_date", operation(status="not-done")) == []


@pytest.mark.parametrize(
    ("reason", "operated", "new"),
    [
        ("Hx ACDF. New R arm tingling to the middle finger since 10/2026", "2024-03-12", True),
        ("ACDF C5-6 in the past, new left hand weakness x 2 wks", "2026-07-15", True),
        ("new left hand weakness x 2 wks", "2026-11-10", False),  # the operation is newer
        ("new left hand weakness", "2024-03-12", False),  # since when is not told
        ("ACDF 10/1/2026 for new arm weakness x 3 weeks", "2026-10-01", False),  # what it was for
        ("no new weakness, hand numbness x 2 wks", "2024-03-12", False),
        ("neck pain x 2 wks", "2024-03-12", False),
    ],
)
def test_symptoms_newer_than_the_operation_are_new_after_it(reason: str, operated: str, new: bool) -> None:
    order = resource("ServiceRequest", reasonCode=[{"text": reason}])
    found = read_indication(order, chart(operation(day=operated)))
    assert [each.value for each in found if each.name == "postop_status"] == (["new"] if new else [])


def test_without_the_day_of_the_operation_nothing_is_newer() -> None:
    order = resource("ServiceRequest", reasonCode=[{"text": "s/p ACDF, new left hand weakness x 2 wks"}])
    assert not [each for each in read_indication(order, chart()) if each.name == "postop_status"]


# ---- lesions of the cord in a report


@pytest.mark.parametrize(
    ("conclusion", "state"),
    [
        ("Known demyelinating cord lesions at C3 and C5, unchanged.", State.PRESENT),
        ("Demyelinating lesions of the cord at C2-C3 and C6, no enhancement.", State.PRESENT),
        ("Possible demyelinating cord lesion at C4.", State.SUSPECTED),
        ("No cord lesion.", None),
    ],
)
def test_lesions_of_the_cord_that_a_report_shows_are_known(conclusion: str, state: State | None) -> None:
    found = {each.state for each in the("ms_cord_lesions", report(NECK_MRI, conclusion=conclusion))}
    assert found == ({state} if state else set())
