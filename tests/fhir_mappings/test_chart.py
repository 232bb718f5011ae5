"""The chart as a whole: whose it is, what was delivered, and that nothing ever raises."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import PART_OF, READERS, read_chart
from fhir_mappings.questions.own_responses import QUESTIONNAIRES
from tests.fhir_mappings.fhir_records import SNOMED, TODAY, chart, condition, observation, quantity, resource

EDGE_CASES = {
    "entered-in-error": set(),
    "refuted": {("multiple_sclerosis", "refuted")},
    "provisional": {("cord_compression", "suspected"), ("myelopathy", "suspected")},
    "unconfirmed-text-only": {("cord_compression", "suspected")},
    "no-statuses": {("neck_pain", "present")},
    "local-code-only": {("neck_pain", "present"), ("stated_chronicity", "present")},
    "no-system": {("spondylotic_myelopathy", "present")},  # by its words alone
    "oid-system-icd": {("spondylotic_myelopathy", "present")},
    "icd-undotted-lowercase-space": {("spondylotic_myelopathy", "present")},
    "icd-old-unsplit-ms": {("multiple_sclerosis", "present")},
    "icd-new-split-ms": {("multiple_sclerosis", "present")},
    "two-codings-disagree": {("cervical_degeneration", "present"), ("spondylotic_myelopathy", "suspected")},
    # The code is wrong by its check digit; its words are those of the vocabulary.
    "snomed-bad-check-digit": {("multiple_sclerosis", "present")},
    "snomed-as-number-text": set(),
    "display-wrong-for-code": set(),
    "negated-text": {("history_of_malignancy", "refuted"), ("malignancy_active", "refuted")},
    "family-history-text": set(),
    "resolved-cancer-period": {("malignancy_active", "history"), ("cancer_site", "history")},
    "history-code": {("history_of_malignancy", "present"), ("cancer_site", "history")},
    "external-cause-not-trauma-now": {("old_injury", "present")},
    "non-melanoma-skin-cancer": {("low_risk_skin_or_in_situ_cancer", "present")},
    "contained-subject": {("neck_pain", "present")},
    "absolute-subject": {("neck_pain", "present")},
    "onset-no-timezone": {("neck_pain", "present")},
}


def test_every_edge_case_is_read_as_it_is_meant(published: Path) -> None:
    bundle = json.loads((published / "fixtures/fhir/own-edge-cases/condition-edge-cases.json").read_text())
    read = {}
    for entry in bundle["entry"]:
        found = read_chart({"Condition": [entry["resource"]]}, "edge-1", TODAY).findings
        read[entry["resource"]["id"]] = {(each.name, str(each.state)) for each in found}
    assert read == EDGE_CASES


def test_every_published_patient_rides_along(published: Path) -> None:
    for file in sorted((published / "fixtures/fhir").rglob("*.json")):
        body = json.loads(file.read_text())
        parts: dict[str, list[Any]] = defaultdict(list)
        for each in [entry["resource"] for entry in body["entry"]] if "entry" in body else [body]:
            parts[each.get("resourceType", "")].append(each)
        patients = parts.get("Patient") or [{"id": "example"}]
        read = read_chart(parts, patients[0]["id"], TODAY)
        assert "unreadable" not in read.skipped, file.name
        assert all(found.evidence.source and found.evidence.text for found in read.findings), file.name


def synthea(published: Path, name: str) -> set[tuple[str, str]]:
    bundle = json.loads((published / f"fixtures/fhir/synthea/{name}.json").read_text())
    parts: dict[str, list[Any]] = defaultdict(list)
    for entry in bundle["entry"]:
        parts[entry["resource"]["resourceType"]].append(entry["resource"])
    found = read_chart(parts, parts["Patient"][0]["id"], TODAY).findings
    return {(each.name, str(each.state)) for each in found}


def test_a_miscarriage_after_a_resolved_pregnancy_is_no_pregnancy(published: Path) -> None:
    assert ("pregnancy", "present") not in synthea(published, "pregnancy-allergies")


def test_opioid_abuse_is_no_injecting(published: Path) -> None:
    read = synthea(published, "opioid-abuse")
    assert ("drug_use_route_unknown", "present") in read
    assert "injecting_drug_use" not in {name for name, _ in read}


def test_resolved_rheumatoid_arthritis_and_whiplash_are_history(published: Path) -> None:
    read = synthea(published, "whiplash-rheumatoid-arthritis")
    assert {("rheumatoid_arthritis", "history"), ("spine_injury", "history")} <= read


@pytest.mark.parametrize("reference", ["Patient/p1", "https://e.org/fhir/Patient/p1", "urn:uuid:p1", "Patient/p1/_history/2"])
def test_the_patient_is_recognised_in_every_form_of_reference(reference: str) -> None:
    assert chart(condition(subject={"reference": reference})).findings


@pytest.mark.parametrize("reference", ["Patient/p2", "https://e.org/fhir/Patient/p11", "Patient/p2/_history/1"])
def test_another_patients_resource_is_dropped_and_counted(reference: str) -> None:
    read = chart(condition(subject={"reference": reference}))
    assert read.findings == ()
    assert read.skipped == {"other-patient": 1}
    assert "condition" in read.delivered


def test_what_is_under_an_id_linked_with_the_patient_may_be_the_patients() -> None:
    link = {"type": "replaces", "other": {"reference": "https://e.org/fhir/Patient/p0"}}
    read = chart({"resourceType": "Patient", "id": "p1", "link": [link]}, condition(subject={"reference": "Patient/p0"}))
    assert (read.findings, read.skipped) == ((), {"subject-unknown": 1})
    assert "condition" not in read.delivered


@pytest.mark.parametrize("reference", ["urn:uuid:p2", "Group/p1", "#none", "Patient?identifier=a|b", "Patient/P1", "?"])
def test_what_may_be_of_anybody_is_left_out_and_its_list_is_not_whole(reference: str) -> None:
    read = chart(condition(subject={"reference": reference}), condition(code="M54.5"))
    assert [found.name for found in read.findings] == ["low_back_pain"]
    assert read.skipped == {"subject-unknown": 1}
    assert "condition" not in read.delivered


def test_a_report_of_unknown_subject_leaves_the_earlier_imaging_open() -> None:
    report = resource("DiagnosticReport", status="final", code={"text": "MRI"}, subject={"reference": "Group/1"})
    assert not chart(report).imaging_whole


def test_a_contained_patient_who_says_something_else_of_sex_is_another() -> None:
    born = {"resourceType": "Patient", "id": "p1", "gender": "male", "birthDate": "1962-05-01"}
    other = condition(subject={"reference": "#c"}, contained=[{"resourceType": "Patient", "id": "c", "gender": "female"}])
    assert "neck_pain" not in {found.name for found in chart(born, other).findings}


def test_a_missing_subject_is_accepted_and_said() -> None:
    read = chart({key: value for key, value in condition().items() if key != "subject"})
    assert read.findings
    assert read.skipped == {"subject-not-given": 1}


def test_what_was_not_delivered_is_told_from_what_is_empty() -> None:
    assert read_chart({"Condition": [], "Observation": None}, "p1", TODAY).delivered == {"condition"}
    assert read_chart({}, "p1", TODAY).delivered == frozenset()
    assert read_chart({kind: [] for kind in READERS}, "p1", TODAY).delivered == set(PART_OF.values())


@pytest.mark.parametrize("odd", [{"code": "M54.2"}, {"code": {"coding": [{"system": SNOMED, "code": 81680005}]}}])
def test_an_unreadable_entry_takes_its_part_from_what_was_delivered(odd: dict[str, Any]) -> None:
    read = chart({**condition(), **odd}, condition())
    assert read.skipped["unreadable"] == 1
    assert "condition" not in read.delivered
    assert [found.name for found in read.findings] == ["neck_pain"]


def test_an_error_of_the_server_is_no_empty_record() -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}
    assert read_chart({"Condition": [outcome]}, "p1", TODAY).delivered == frozenset()


def test_order_and_duplicates_change_nothing() -> None:
    several = [condition(), condition(SNOMED, "24700007"), observation("33914-3", **quantity(55, "mL/min/1.73m2"))]
    assert chart(*several).findings == chart(*reversed(several), several[1]).findings


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = st.sampled_from(
    ["code", "subject", "patient", "status", "clinicalStatus", "verificationStatus", "category", "bodySite", "id",
     "onsetDateTime", "onsetAge", "onsetString", "onsetPeriod", "recordedDate", "abatementString", "effectiveDateTime",
     "valueQuantity", "valueString", "valueCodeableConcept", "component", "interpretation", "referenceRange", "type",
     "dataAbsentReason", "deviceName", "safety", "note", "property", "udiCarrier", "reaction", "criticality", "started",
     "medicationCodeableConcept", "medicationReference", "dosageInstruction", "conclusion", "conclusionCode", "series",
     "procedureCode", "birthDate", "gender", "contained", "reasonCode", "reasonReference", "priority", "performedPeriod",
     "questionnaire", "authored", "item", "source"]
)  # fmt: skip
WHOLE = {
    "Condition": condition(),
    "Observation": observation("33914-3", **quantity(55, "mL/min/1.73m2")),
    "Device": resource("Device", status="active", type={"text": "pacemaker"}),
    "AllergyIntolerance": resource("AllergyIntolerance", code={"text": "gadolinium"}),
    "MedicationRequest": resource("MedicationRequest", status="active", medicationCodeableConcept={"text": "warfarin"}),
    "DiagnosticReport": resource("DiagnosticReport", status="final", code={"text": "MRI cervical spine"}),
    "ImagingStudy": resource("ImagingStudy", status="available", description="CT cervical spine"),
    "Procedure": resource("Procedure", status="completed", code={"text": "x"}),
    "Patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1962-05-01"},
    "QuestionnaireResponse": resource(
        "QuestionnaireResponse",
        status="completed",
        questionnaire=QUESTIONNAIRES,
        item=[{"linkId": "neck_pain", "answer": [{"valueBoolean": True}]}],
    ),
}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.dictionaries(ELEMENTS, JSON, max_size=4), JSON)
def test_no_json_value_anywhere_raises(kind: str, elements: dict[str, Any], stray: Any) -> None:
    odd = {**WHOLE[kind], **elements, "resourceType": kind}
    read = read_chart({kind: [odd, stray], "Condition": [condition()] if kind != "Condition" else [odd]}, "p1", TODAY)
    order = {"resourceType": "ServiceRequest", "reasonReference": [{"reference": "Condition/condition-1"}], **elements}
    found = (*read.findings, *read_indication(order, read), *read_indication(stray, read))
    assert all(each.evidence.source for each in found)
