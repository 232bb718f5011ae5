"""A medicine on record is care of this episode where its reason is the spine, or where it was begun in the episode and nothing
else on record is a reason for it. The order's day is 2026-11-20."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.care_of_another_time import care_of_this_episode
from fhir_mappings.chart.indication import read_indication
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, resource

SINCE_MAY = "Neck pain with left arm pain x 6 months."


def medicine(name: str, since: str, reason: str = "") -> Resource:
    reasons = {"reasonCode": [{"text": reason}]} if reason else {}
    return resource(
        "MedicationStatement",
        status="active",
        medicationCodeableConcept={"text": name},
        effectivePeriod={"start": since},
        **reasons,
    )


def problem(code: str, words: str) -> Resource:
    return resource("Condition", clinicalStatus={"coding": [{"code": "active"}]}, code=concept(ICD, code, words))


def counts(text: str, *on_file: Resource) -> bool | None:
    """Whether medicines on record count as care; None where that is left open."""
    order = resource("ServiceRequest", status="draft", intent="order", reasonCode=[{"text": text}])
    record = chart(*on_file)
    care = care_of_this_episode((*record.findings, *read_indication(order, record)), record)
    kinds = any(each.name == "conservative_kind" and each.value == ("medication",) for each in care.findings)
    return True if kinds else None if "conservative_kind" in care.open else False


@pytest.mark.parametrize(
    ("text", "since"),
    [
        (SINCE_MAY, "2026-06-10"),
        (SINCE_MAY, "2026-05-05"),  # a complaint is dated to the month
        ("Neck pain for 3 years.", "2024-02-01"),
        ("Neck pain.", "2026-08-01"),
    ],
)
def test_a_medicine_begun_in_the_episode_counts(text: str, since: str) -> None:
    assert counts(text, medicine("naproxen 500 mg", since)) is True


@pytest.mark.parametrize(
    ("text", "since"), [(SINCE_MAY, "2019-02-01"), (SINCE_MAY, "2026-03-01"), ("Neck pain.", "2025-11-01")]
)
def test_one_begun_before_it_is_left_open(text: str, since: str) -> None:
    assert counts(text, medicine("gabapentin 300 mg", since)) is None


def test_one_for_the_spine_counts_whenever_it_was_begun() -> None:
    assert counts(SINCE_MAY, medicine("gabapentin 300 mg", "2019-02-01", "neck pain")) is True


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("gabapentin 300 mg", "E11.42", "Type 2 diabetes mellitus with diabetic polyneuropathy"),
        ("pregabalin 75 mg", "G40.909", "Epilepsy"),
        ("meloxicam 15 mg", "M17.11", "Unilateral primary osteoarthritis, right knee"),
        ("baclofen 10 mg", "G80.1", "Spastic diplegic cerebral palsy"),
    ],
)
def test_one_with_a_reason_of_its_own_on_record_is_left_open(name: str, code: str, words: str) -> None:
    assert counts(SINCE_MAY, medicine(name, "2026-08-01"), problem(code, words)) is None


@pytest.mark.parametrize("name", ["naproxen 500 mg", "cyclobenzaprine 10 mg"])
def test_a_problem_that_another_medicine_is_for_leaves_it(name: str) -> None:
    assert counts(SINCE_MAY, medicine(name, "2026-08-01"), problem("E11.42", "diabetic polyneuropathy")) is True


def test_what_the_order_tells_counts() -> None:
    assert counts(f"{SINCE_MAY} Gabapentin, no relief.", problem("E11.42", "diabetic polyneuropathy")) is True
