"""References by the `fullUrl` of a Bundle's entry."""

from __future__ import annotations

from typing import Any

from fhir_mappings.chart.whole_chart import read_chart
from fhir_mappings.resource.bundle_addresses import addresses, with_its_own_id, with_references_resolved
from tests.fhir_mappings.fhir_records import TODAY, condition, resource

URN = "urn:uuid:0C3151BD-1cbf-4d64-b04d-cd9187a4c6e0"
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1970-01-01"}


def test_an_address_is_compared_without_regard_to_case() -> None:
    known = addresses([(URN, PATIENT)], "p1")
    came = condition(subject={"reference": f" {URN.upper()}"})
    assert with_references_resolved(came, known)["subject"] == {"reference": "Patient/p1"}
    assert came["subject"] == {"reference": f" {URN.upper()}"}


def test_a_resource_that_refers_to_none_of_them_is_the_same_object() -> None:
    came = condition()
    assert with_references_resolved(came, addresses([(URN, PATIENT)], "p1")) is came


def test_references_are_resolved_wherever_they_stand() -> None:
    came = resource("DiagnosticReport", imagingStudy=[{"reference": "ImagingStudy/1"}, {"reference": URN, "display": "d"}])
    known = addresses([(URN, {"resourceType": "ImagingStudy", "id": "2"})], "p1")
    assert with_references_resolved(came, known)["imagingStudy"] == [
        {"reference": "ImagingStudy/1"},
        {"reference": "ImagingStudy/2", "display": "d"},
    ]


def test_an_address_of_two_resources_stands_for_none() -> None:
    other = {"resourceType": "Patient", "id": "p2"}
    known = addresses([(URN, PATIENT), (URN, other), (URN, PATIENT)], "p1")
    read = read_chart({"Condition": [condition(subject={"reference": URN})]}, "p1", TODAY, addresses=known)
    assert (read.findings, read.skipped) == ((), {"subject-unknown": 1})


def test_two_versions_of_one_resource_have_one_address() -> None:
    known = addresses([(URN, PATIENT), (URN, {**PATIENT, "gender": "male"})], "p1")
    assert list(known.values()) == ["Patient/p1"]


def test_the_patient_without_an_id_is_the_one_asked_about() -> None:
    assert list(addresses([(URN, {"resourceType": "Patient"})], "p1").values()) == ["Patient/p1"]


def test_a_resource_without_an_id_has_that_of_its_address() -> None:
    came: dict[str, Any] = {"resourceType": "Condition"}
    assert with_its_own_id(came, URN) == {**came, "id": URN.lower().removeprefix("urn:uuid:")}
    assert with_its_own_id({**came, "id": "c1"}, URN)["id"] == "c1"
    assert with_its_own_id(came, "https://x.org/Condition/1") == came


def test_another_patients_address_names_another_patient() -> None:
    known = addresses([(URN, {"resourceType": "Patient", "id": "p2"})], "p1")
    read = read_chart({"Condition": [condition(subject={"reference": URN})]}, "p1", TODAY, addresses=known)
    assert read.skipped == {"other-patient": 1}
