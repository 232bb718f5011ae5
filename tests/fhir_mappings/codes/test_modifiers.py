"""What a modifier extension changes is not read as if it were not there."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.order.drafts import read_order
from fhir_mappings.resource.modifiers import Modified, modified
from tests.fhir_mappings.fhir_records import chart, concept, condition, observation, quantity, resource, said

CPT = "http://www.ama-assn.org/go/cpt"
NOT_DONE = "http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-notDone"
NOT_TO_BE_DONE = "http://hl7.org/fhir/StructureDefinition/request-doNotPerform"
OTHER = "https://ehr.example/fhir/StructureDefinition/other"


def by(url: str, value: object = True) -> dict[str, Any]:
    return {"modifierExtension": [{"url": url, "valueBoolean": value}]}


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({}, Modified.NOT_AT_ALL),
        ({"modifierExtension": []}, Modified.NOT_AT_ALL),
        ({"contained": [by(OTHER)]}, Modified.NOT_AT_ALL),
        ({"extension": [{"url": OTHER}]}, Modified.NOT_AT_ALL),
        (by(NOT_DONE, False), Modified.NOT_AT_ALL),
        (by(NOT_DONE), Modified.NOT_DONE),
        (by(NOT_TO_BE_DONE), Modified.NOT_DONE),
        (by(NOT_DONE, "true"), Modified.UNKNOWN),
        (by(OTHER), Modified.UNKNOWN),
        (by(OTHER, False), Modified.UNKNOWN),
        ({"modifierExtension": {"url": OTHER}}, Modified.UNKNOWN),
        ({"modifierExtension": ["x"]}, Modified.UNKNOWN),
        ({"modifierExtension": [*by(NOT_DONE)["modifierExtension"], *by(OTHER)["modifierExtension"]]}, Modified.UNKNOWN),
        ({"component": [{}, by(OTHER)]}, Modified.UNKNOWN),
        ({"component": [by(NOT_DONE)]}, Modified.UNKNOWN),
        ({"dispenseRequest": by(OTHER)}, Modified.UNKNOWN),
        ({"item": [{"item": [{"item": [by(OTHER)]}]}]}, Modified.UNKNOWN),
    ],
)
def test_what_modifier_extensions_make_of_a_resource(elements: dict[str, Any], expected: Modified) -> None:
    assert modified({"resourceType": "Observation", **elements}) is expected


@pytest.mark.parametrize("url", [NOT_TO_BE_DONE, NOT_DONE, OTHER])
def test_a_modified_order_is_not_assessed(url: str) -> None:
    plain = {"resourceType": "ServiceRequest", "id": "a", "code": concept(CPT, "72141")}
    assert read_order(plain).to_assess
    assert read_order({**plain, **by(url, False)}).to_assess is (url != OTHER)
    assert not read_order({**plain, **by(url)}).to_assess


def test_what_was_not_done_says_nothing_and_leaves_its_list_whole() -> None:
    warm = observation("8310-5", **quantity(39.0, "Cel"))
    read = chart({**warm, **by(NOT_DONE)})
    assert "observation" in read.delivered
    assert not read.findings
    assert chart(warm).findings


def test_a_procedure_that_was_not_done_is_read_as_one() -> None:
    therapy = resource("Procedure", status="completed", code=concept(CPT, "97110"), performedDateTime="2026-11-01")
    assert chart({**therapy, **by(NOT_DONE)}).findings == chart({**therapy, "status": "not-done"}).findings
    assert chart({**therapy, **by(NOT_DONE)}).findings != chart(therapy).findings


def test_a_modified_implant_is_there_and_its_label_only_bars() -> None:
    pacemaker = resource("Device", status="active", type={"text": "pacemaker"})
    labelled = {**pacemaker, "safety": [{"text": "MR conditional"}]}
    safe = {**labelled, **by(OTHER)}
    unsafe = {**pacemaker, "safety": [{"text": "MR unsafe"}], **by(OTHER)}
    assert "device_mr_label" in {name for name, _ in said(labelled)}
    assert said(safe) == said(pacemaker) != set()
    assert "device_mr_label" in {name for name, _ in said(unsafe)}
    assert "device" not in chart(safe).delivered


def test_a_modified_allergy_is_there_and_denies_none() -> None:
    reaction = resource("AllergyIntolerance", code={"text": "gadolinium"}, reaction=[{"severity": "severe"}])
    assert said({**reaction, **by(OTHER)}) == said(reaction)
    none = resource("AllergyIntolerance", code={"text": "no known allergies"})
    assert said(none)
    assert not said({**none, **by(OTHER)})
    assert "allergy" not in chart({**none, **by(OTHER)}).delivered


def test_a_modified_refutation_takes_no_suspicion_back() -> None:
    suspected = condition(code="M46.46", verificationStatus={"coding": [{"code": "provisional"}]}, recordedDate="2026-11-01")
    refuted = {**condition(code="M46.46", recordedDate="2026-11-10"), "id": "later"}
    refuted["verificationStatus"] = {"coding": [{"code": "refuted"}]}
    assert ("spine_infection", "suspected") not in said(suspected, refuted)
    assert ("spine_infection", "suspected") in said(suspected, {**refuted, **by(OTHER)})


def test_without_the_patient_there_is_no_age() -> None:
    person = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-01-01"}
    assert "age_years" in {name for name, _ in said(person)}
    assert "age_years" not in {name for name, _ in said({**person, **by(OTHER)})}
