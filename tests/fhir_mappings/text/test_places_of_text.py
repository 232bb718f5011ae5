"""Problems, operations, implants, allergies and medicines that are recorded in words, without a code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import Resource, chart, condition, resource, said, the

ACTIVE = {"coding": [{"code": "active"}]}


def worded(kind: str, words: str, **more: Any) -> Resource:
    given: dict[str, dict[str, Any]] = {
        "Condition": {"code": {"text": words}, "clinicalStatus": ACTIVE},
        "Procedure": {"code": {"text": words}, "status": "completed", "performedDateTime": "2019-05-01"},
        "Device": {"type": {"text": words}, "status": "active"},
        "AllergyIntolerance": {"code": {"text": words}, "clinicalStatus": ACTIVE},
        "MedicationRequest": {
            "medicationCodeableConcept": {"text": words},
            "status": "active",
            "intent": "order",
            "authoredOn": "2026-06-01",
        },
    }
    return resource(kind, **{**given[kind], **more})


@pytest.mark.parametrize(
    ("kind", "words", "finding", "value"),
    [
        ("Condition", "Cervical spondylotic myelopathy", "spondylotic_myelopathy", None),
        ("Condition", "CKD stage 4", "ckd_stage", "4"),
        ("Condition", "S/P ACDF C5-6 2019", "prior_cervical_surgery", None),
        ("Procedure", "ACDF C5-6 2019", "prior_cervical_surgery", None),
        ("Procedure", "L4-5 microdiscectomy", "prior_lumbar_surgery", None),
        ("Procedure", "PPM insertion", "pacemaker", None),
        ("Procedure", "Spinal cord stimulator implant", "neurostimulator", None),
        ("Procedure", "Cochlear implant L", "cochlear_implant", None),
        ("Device", "pacemaker", "pacemaker", None),
        ("Device", "PPM", "pacemaker", None),
        ("Device", "SCS", "neurostimulator", None),
        ("Device", "MRI conditional pacemaker", "device_mr_label", "conditional"),
        ("AllergyIntolerance", "gad contrast - hives", "gadolinium_reaction", None),
        ("AllergyIntolerance", "MRI contrast", "gadolinium_reaction", None),
        ("AllergyIntolerance", "CT dye", "iodinated_reaction", None),
        ("AllergyIntolerance", "Omnipaque - anaphylaxis", "iodinated_reaction_severity", "severe"),
        ("AllergyIntolerance", "Omnipaque - rash", "iodinated_reaction_severity", "severity_unknown"),
        ("MedicationRequest", "apixaban 5 mg bd", "anticoagulated", None),
        ("MedicationRequest", "DOAC", "anticoagulated", None),
    ],
)
def test_a_record_in_words_without_a_code_is_read(kind: str, words: str, finding: str, value: str | None) -> None:
    assert [(each.state.value, each.value) for each in the(finding, worded(kind, words))] == [("present", value)]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Condition", "FHx of MS"),
        ("Procedure", "planned ACDF"),
        ("Device", "no pacemaker"),
        ("AllergyIntolerance", "penicillin"),
        ("AllergyIntolerance", "shellfish"),
        ("MedicationRequest", "heparin flush"),
    ],
)
def test_a_relative_a_plan_a_denial_and_what_only_sounds_like_it_are_no_finding(kind: str, words: str) -> None:
    assert said(worded(kind, words)) == set()


@pytest.mark.parametrize("kind", ["Condition", "Procedure", "Device", "AllergyIntolerance", "MedicationRequest"])
def test_words_of_another_patient_or_entered_in_error_are_no_facts(kind: str) -> None:
    words = {
        "Condition": "Multiple sclerosis", "Procedure": "ACDF C5-6", "Device": "pacemaker",
        "AllergyIntolerance": "gadolinium", "MedicationRequest": "apixaban",
    }[kind]  # fmt: skip
    whose = "patient" if kind in ("Device", "AllergyIntolerance") else "subject"
    error: dict[str, Any] = {"status": "entered-in-error"}
    if kind in ("Condition", "AllergyIntolerance"):
        error = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    assert said(worded(kind, words))
    assert said(worded(kind, words, **{whose: {"reference": "Patient/p2"}})) == set()
    assert said(worded(kind, words, **error)) == set()


def test_an_implant_that_was_taken_out_is_asked_about_and_not_taken_for_there() -> None:
    read = chart(worded("Procedure", "Removal of pacemaker"))
    assert "pacemaker" not in {each.name for each in read.findings}
    assert "other_implant" in {each.name for each in read.findings}
    assert "pacemaker" in read.mentioned


@pytest.mark.parametrize(
    ("words", "mentioned", "asked"),
    [
        ("Gad allergy", "gadolinium_reaction", "contrast_allergy_agent_unknown"),
        ("On warfarin", "anticoagulated", "anticoagulated"),
    ],
)
def test_a_reaction_or_a_medicine_on_the_problem_list_is_not_lost(words: str, mentioned: str, asked: str) -> None:
    read = chart(worded("Condition", words))
    assert mentioned in read.mentioned
    assert {each.name for each in read.findings} == {asked}


def test_a_medicine_on_the_problem_list_is_only_suspected() -> None:
    (found,) = chart(worded("Condition", "On warfarin")).findings
    assert found.state.value == "suspected"


def test_the_note_of_a_problem_is_read_unless_the_problem_is_refuted_or_over() -> None:
    note = [{"text": "new leg weakness, had ACDF C5-6 in 2019, mother has MS"}]
    assert {("weakness", "present"), ("prior_cervical_surgery", "present")} <= said(condition(note=note))
    assert the("multiple_sclerosis", condition(note=note)) == []
    refuted = {"coding": [{"code": "refuted"}]}
    assert (
        the("weakness", condition(note=note, verificationStatus=refuted), condition("x", clinical="resolved", note=note)) == []
    )
