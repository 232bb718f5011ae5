"""Whose a resource is, however its subject is written."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.resource.elements import Unreadable
from fhir_mappings.resource.subject import Whose, whose

LONG = "e" * 194
PATIENT = {"resourceType": "Patient", "id": "p1", "identifier": [{"system": "urn:oid:1.2", "value": "7"}], "gender": "male"}


def of(subject: Any, patient_id: str = "p1") -> Whose:
    return whose({"resourceType": "Condition", "subject": subject}, patient_id, PATIENT)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Patient/p1", Whose.OURS),
        (" Patient/p1 ", Whose.OURS),
        ("https://x.org/fhir/Patient/p1/_history/3", Whose.OURS),
        ("urn:uuid:P1", Whose.OURS),
        ("p1", Whose.OURS),
        ("Patient?identifier=urn:oid:1.2|7", Whose.OURS),
        ("Patient/p2", Whose.ANOTHERS),
        (" Patient/p2", Whose.ANOTHERS),
        ("Patient/p2/_history/2", Whose.ANOTHERS),
        ("https://x.org/fhir/Patient/p2/", Whose.ANOTHERS),
        ("Patient/P1", Whose.UNKNOWN),
        ("patient/p2", Whose.UNKNOWN),
        ("urn:uuid:p2", Whose.UNKNOWN),
        ("Group/p1", Whose.UNKNOWN),
        ("RelatedPerson/p1", Whose.UNKNOWN),
        ("Patient?identifier=urn:oid:1.2|8", Whose.UNKNOWN),
        ("Patient?identifier=7", Whose.UNKNOWN),
        ("Patient?identifier=urn:oid:1.2|7&active=true", Whose.UNKNOWN),
        ("#p", Whose.UNKNOWN),
        ("somebody", Whose.UNKNOWN),
    ],
)
def test_a_reference_tells_whose_it_is(reference: str, expected: Whose) -> None:
    assert of({"reference": reference}) is expected


def test_an_id_longer_than_fhir_allows_is_compared_as_it_stands() -> None:
    assert of({"reference": f"Patient/{LONG}"}, LONG) is Whose.OURS
    assert not of({"reference": f"Patient/{LONG}x"}, LONG).accepted


def test_no_subject_is_taken_for_ours_and_said() -> None:
    assert [of(None), of({}), of({"display": "Somebody"})] == [Whose.NOT_GIVEN] * 3


def test_an_identifier_is_compared_with_those_of_the_patient_in_its_system() -> None:
    assert of({"identifier": {"system": "urn:oid:1.2", "value": "7"}}) is Whose.OURS
    assert of({"identifier": {"system": "urn:oid:1.2", "value": "8"}}) is Whose.UNKNOWN
    assert of({"identifier": {"system": "urn:oid:9", "value": "8"}}) is Whose.NOT_GIVEN


def test_identifiers_of_the_patient_that_cannot_be_read_take_nothing_else_with_them() -> None:
    odd = {**PATIENT, "identifier": "7"}
    assert whose({"subject": {"identifier": {"system": "a", "value": "b"}}}, "p1", odd) is Whose.NOT_GIVEN


def test_a_bare_reference_and_a_list_of_one_are_read() -> None:
    assert of("Patient/p2") is Whose.ANOTHERS
    assert of([{"reference": "Patient/p2"}]) is Whose.ANOTHERS


def test_a_contained_patient_is_ours_unless_it_says_otherwise() -> None:
    held = [{"resourceType": "Patient", "id": "c"}, {"resourceType": "Patient", "id": "f", "gender": "female"}]
    found = [whose({"subject": {"reference": f"#{own}"}, "contained": held}, "p1", PATIENT) for own in ("c", "f")]
    assert found == [Whose.CONTAINED, Whose.ANOTHERS]


@pytest.mark.parametrize("subject", [5, {"reference": 5}, [{}, {}]])
def test_a_subject_of_no_known_shape_is_no_subject(subject: Any) -> None:
    with pytest.raises(Unreadable):
        of(subject)
