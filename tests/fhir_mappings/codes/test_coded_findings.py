"""Findings that Conditions, Procedures and reports carry by a code: each says what it says, and no more."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from tests.fhir_mappings.fhir_records import ICD, LOINC, SNOMED, Resource, chart, concept, condition, resource, said, the

CPT = "http://www.ama-assn.org/go/cpt"
MRI = {"text": "MRI cervical spine"}


def names(*resources: Resource) -> set[str]:
    return {name for name, _ in said(*resources)}


def procedure(system: str, code: str, **elements: Any) -> Resource:
    given = {"status": "completed", "code": concept(system, code), "performedDateTime": "2026-11-01"}
    return resource("Procedure", **{**given, **elements})


def reason(*concepts: Resource) -> dict[str, Any]:
    """The findings of an order with these reasons: name to value, or to state."""
    order = {"resourceType": "ServiceRequest", "id": "o1", "reasonCode": list(concepts)}
    return {each.name: each.value or str(each.state) for each in read_indication(order, chart())}


@pytest.mark.parametrize(
    ("system", "code", "finding"),
    [
        (ICD, "G96.02", "csf_leak"),
        (ICD, "G97.0", "csf_leak"),
        (ICD, "I77.74", "arterial_injury_suspected"),
        (ICD, "S15.101A", "arterial_injury_suspected"),
        (ICD, "S13.151A", "ligament_injury_suspected"),
        (ICD, "H53.2", "brainstem_symptoms"),
        (ICD, "R47.81", "brainstem_symptoms"),
        (SNOMED, "309557009", "brainstem_symptoms"),
        (ICD, "G32.81", "ataxia"),
        (ICD, "G11.4", "spasticity"),
        (ICD, "G60.0", "neuropathy_or_plexopathy_dx"),
        (ICD, "G56.01", "neuropathy_or_plexopathy_dx"),
        (ICD, "M53.1", "arm_root_symptoms"),
        (ICD, "H53.131", "visual_symptoms"),
        (SNOMED, "428700003", "multiple_sclerosis"),
        (SNOMED, "24982008", "brainstem_symptoms"),
        (ICD, "H81.11", "positional_vertigo"),
        (ICD, "H81.23", "persistent_vertigo"),
        (ICD, "H81.03", "recurrent_vertigo"),
        (SNOMED, "386705008", "nonspecific_dizziness"),
        (ICD, "H93.11", "hearing_loss_or_tinnitus"),
        (SNOMED, "16973004", "limp"),
        (ICD, "L89.154", "wound_over_spine"),
    ],
)
def test_a_condition_says_by_its_code(system: str, code: str, finding: str) -> None:
    assert finding in names(condition(system, code, onsetDateTime="2026-11-10"))


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("G96.01", "csf_leak"),  # of the skull base
        ("S13.4XXA", "ligament_injury_suspected"),  # a sprain, whiplash too
        ("S15.101S", "arterial_injury_suspected"),
        ("H55.01", "brainstem_symptoms"),  # congenital
        ("H93.13", "hearing_loss_or_tinnitus"),  # both sides
        ("L89.214", "wound_over_spine"),  # the hip
        ("G11.11", "ataxia_kind"),  # cerebellar and sensory
        ("W01.0XXA", "injury_energy"),  # a fall can break an old spine
    ],
)
def test_a_near_miss_says_nothing(code: str, never: str) -> None:
    assert never not in names(condition(ICD, code, onsetDateTime="2026-11-19"))


def test_a_provisional_fracture_is_a_suspected_one_and_a_known_fracture_is_not() -> None:
    provisional = condition(ICD, "S32.010A", verificationStatus={"coding": [{"code": "provisional"}]})
    assert ("fracture_suspected", "suspected") in said(provisional)
    assert "fracture_suspected" not in names(condition(ICD, "S32.010A"))
    asked = concept(ICD, "S32.010A", "r/o fracture")
    assert reason(asked)["fracture_suspected"] == "suspected"


def test_how_the_injury_came_about_counts_only_while_it_is_recent() -> None:
    assert the("injury_energy", condition(ICD, "V28.4XXA", onsetDateTime="2026-11-18"))[0].value == "significant"
    assert "injury_energy" not in names(condition(ICD, "V28.4XXA", onsetDateTime="2026-10-18"))
    assert "injury_energy" not in names(condition(ICD, "V28.4XXA"))
    assert "injury_energy" not in names(condition(ICD, "V28.4XXD", onsetDateTime="2026-11-18"))


def test_intoxication_makes_the_examination_unreliable_on_that_day_only() -> None:
    assert names(condition(ICD, "F10.129", onsetDateTime="2026-11-20")) >= {"unexaminable", "nexus_items"}
    assert "unexaminable" not in names(condition(ICD, "F10.129", onsetDateTime="2026-11-10"))


def test_purpose_and_chronicity_are_read_from_the_reason_of_the_order_and_not_from_the_problem_list() -> None:
    assert reason(concept(ICD, "Z09"))["purpose"] == "follow_up"
    assert reason(concept(SNOMED, "278860009"))["stated_chronicity"] == "chronic"
    listed = (condition(ICD, "Z09"), condition(SNOMED, "278860009", id="b"))
    assert names(*listed) & {"purpose", "stated_chronicity"} == set()


def test_a_relapse_of_multiple_sclerosis_is_said_by_the_clinical_status() -> None:
    assert ("relapse", "present") in said(condition(ICD, "G35", clinical="relapse"))
    assert "relapse" not in names(condition(ICD, "G35"))
    assert "relapse" not in names(condition(ICD, "M54.2", clinical="relapse"))


def test_a_complaint_that_came_back_is_recurrent_for_the_order_that_refers_to_it() -> None:
    read = chart(condition(ICD, "M54.2", clinical="recurrence"))
    order = {"resourceType": "ServiceRequest", "reasonReference": [{"reference": "Condition/condition-1"}]}
    assert {each.value for each in read_indication(order, read) if each.name == "trajectory"} == {"recurrent"}
    assert [each for each in read.findings if each.name == "trajectory"] == []


# ---- procedures and reports


def test_kyphoplasty_is_a_treated_fracture_and_a_recent_procedure_while_it_is_recent() -> None:
    assert names(procedure(CPT, "22514")) >= {"vcf_treated_or_multiple", "recent_spine_procedure"}
    old = names(procedure(CPT, "22514", performedDateTime="2024-01-01"))
    assert "vcf_treated_or_multiple" in old
    assert "recent_spine_procedure" not in old
    planned = procedure(CPT, "22514", status="preparation")
    assert names(planned) == set()


def test_a_report_of_guidance_for_vertebroplasty_says_that_a_fracture_was_treated() -> None:
    report = resource("DiagnosticReport", status="final", code=concept(LOINC, "70924-6"), effectiveDateTime="2025-03-01")
    assert "vcf_treated_or_multiple" in names(report)


@pytest.mark.parametrize(
    ("code", "operation"),
    [("63046", "prior_thoracic_surgery"), ("22551", "prior_cervical_surgery"), ("22612", "prior_lumbar_surgery")],
)
def test_an_operation_is_read_at_its_level(code: str, operation: str) -> None:
    assert operation in names(procedure(CPT, code))


@pytest.mark.parametrize(
    ("elements", "stops"),
    [
        ({"status": "stopped", "statusReason": concept(SNOMED, "19887002")}, True),
        ({"status": "not-done", "statusReason": {"text": "claustrophobia"}}, True),
        ({"status": "not-done", "statusReason": {"text": "patient did not come"}}, False),
        ({"status": "completed", "statusReason": concept(SNOMED, "19887002")}, False),
        ({"status": "stopped", "statusReason": concept(SNOMED, "19887002"), "code": {"text": "CT chest"}}, False),
    ],
)
def test_an_mri_that_failed_for_claustrophobia_is_a_reason_against_mri(elements: Resource, stops: bool) -> None:
    scan = resource("Procedure", **{"code": MRI, **elements})
    assert ("claustrophobia_stops_scan" in names(scan)) is stops


@pytest.mark.parametrize(
    ("concluded", "value"),
    [
        ([concept(ICD, "M54.12")], "cervical_radiculopathy"),
        ([concept(ICD, "G56.01"), concept(ICD, "M54.12")], "cervical_radiculopathy"),
        ([concept(ICD, "G62.9")], "peripheral_neuropathy"),
        ([concept(SNOMED, "17621005")], "normal"),
        ([concept(SNOMED, "17621005"), concept("http://site.example", "9", "slow waves")], None),
        ([], None),
    ],
)
def test_a_nerve_study_is_read_by_its_coded_conclusion(concluded: list[Resource], value: str | None) -> None:
    report = resource(
        "DiagnosticReport", status="final", code={"text": "EMG/NCS right arm"}, issued="2026-09-01", conclusionCode=concluded
    )
    assert [each.value for each in the("emg_result", report)] == ([value] if value else [])
    assert ("emg_result" in chart(report).mentioned) is (value is None)


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        ("Denervation in deltoid and biceps. Conclusion: C5-6 radiculopathy on the right.", "cervical_radiculopathy"),
        ("Findings of an active right C7 radiculopathy; no evidence of plexopathy.", "cervical_radiculopathy"),
        ("Reduced ulnar amplitudes. Conclusion: chronic lower trunk plexopathy; no cervical root lesion.", "plexopathy"),
        ("Patchy upper brachial plexopathy in keeping with Parsonage-Turner syndrome.", "plexopathy"),
        ("Moderate carpal tunnel syndrome on the right.", "peripheral_neuropathy"),
        ("Length dependent sensorimotor polyneuropathy.", "peripheral_neuropathy"),
        ("Chronic L5 radiculopathy.", "other"),
        ("Normal EMG and nerve conduction studies.", "normal"),
        ("Normal ulnar conduction. Denervation in C7 muscles.", None),
        ("Possible C6 radiculopathy.", None),
        ("No evidence of cervical radiculopathy.", None),
        ("Radiculopathy, level not told.", None),
    ],
)
def test_a_nerve_study_without_codes_is_read_by_its_words(conclusion: str, value: str | None) -> None:
    report = resource(
        "DiagnosticReport", status="final", code={"text": "EMG/NCS right arm"}, issued="2026-09-01", conclusion=conclusion
    )
    assert [(each.value, each.evidence.kind) for each in the("emg_result", report)] == ([(value, "text")] if value else [])
    assert ("emg_result" in chart(report).mentioned) is (value is None)


def test_long_term_steroids_are_a_fracture_risk_and_no_weak_immunity_by_themselves() -> None:
    found = names(condition(ICD, "Z79.52"))
    assert "steroid_long_term" in found
    assert "immune_suppression" not in found
    assert "immune_suppression" in names(condition(ICD, "Z79.621"))


def dizzy(text: str, *more: Resource) -> set[str]:
    coded = {"coding": [*concept(ICD, "R42")["coding"], *more], "text": text}
    return names({**condition(), "code": coded})


def test_dizziness_without_a_kind_is_vague_until_words_or_a_second_code_tell_its_kind() -> None:
    assert dizzy("") == dizzy("Dizziness and giddiness") == {"nonspecific_dizziness"}
    assert dizzy("Vertigo") == set()
    assert dizzy("Continuous vertigo") == {"persistent_vertigo"}
    assert dizzy("", {"system": SNOMED, "code": "399153001", "display": "Vertigo (finding)"}) == set()


@pytest.mark.parametrize("code", ["R70.0", "R79.82", "D72.829"])
def test_raised_markers_on_the_problem_list_are_of_this_illness_for_a_month(code: str) -> None:
    assert names(condition(ICD, code, recordedDate="2026-11-10")) == {"inflammatory_markers_raised"}
    assert names(condition(ICD, code, recordedDate="2026-09-10")) == set()
    assert names(condition(ICD, code)) == set()


@pytest.mark.parametrize("code", ["M54.2", "M54.50", "M54.6", "R42", "R20.2"])
@pytest.mark.parametrize("verification", ["provisional", "unconfirmed"])
def test_what_the_patient_feels_needs_no_confirmation(code: str, verification: str) -> None:
    one = condition(ICD, code, verificationStatus={"coding": [{"code": verification}]})
    assert {state for _, state in said(one)} == {"present"}


@pytest.mark.parametrize(
    ("code", "text", "verification"),
    [
        ("M54.2", "", "differential"),
        ("M54.2", "No neck pain", "provisional"),
        ("M54.12", "", "provisional"),
        ("G35", "", "unconfirmed"),
        ("R27.0", "", "provisional"),
    ],
)
def test_a_diagnosis_a_sign_or_a_doubted_symptom_stays_a_suspicion(code: str, text: str, verification: str) -> None:
    one = {**condition(verificationStatus={"coding": [{"code": verification}]}), "code": concept(ICD, code, text)}
    assert {state for _, state in said(one)} == {"suspected"}


@pytest.mark.parametrize(
    ("code", "kind"), [("97530", "physical_therapy"), ("97810", "acupuncture"), ("98925", "osteopathic_manipulation")]
)
def test_conservative_treatment_is_told_by_its_billing_code(code: str, kind: str) -> None:
    assert [each.value for each in the("conservative_kind", procedure(CPT, code))] == [(kind,)]


def test_a_mark_of_the_skin_counts_over_the_spine_only() -> None:
    def marked(**more: Any) -> set[str]:
        return names(condition(ICD, "L68.2", **more))

    assert "lump_or_sinus" in marked(bodySite=[{"text": "Lumbosacral region"}])
    assert "lump_or_sinus" not in marked(bodySite=[{"text": "Upper lip"}])
    assert "lump_or_sinus" not in marked()
    assert "lump_or_sinus" in reason(concept(ICD, "L68.2"))  # the reason to look at the spine


def test_a_reason_before_an_operation_is_planning() -> None:
    assert reason(concept(ICD, "Z01.818"))["purpose"] == "treatment_planning"
    assert "purpose" not in names(condition(ICD, "Z01.818"))


def test_a_crash_on_record_makes_the_fracture_that_an_order_names_no_suspicion() -> None:
    def injury(*conditions: Resource) -> set[str]:
        order = {"resourceType": "ServiceRequest", "id": "o1", "reasonCode": [concept(ICD, "S12.300A")]}
        read = read_indication(order, chart(*conditions))
        return {each.state.value for each in read if each.name == "spine_injury"}

    crash = condition(ICD, "V43.52XA", onsetDateTime="2026-11-19")
    doubted = condition(ICD, "S12.300A", verificationStatus={"coding": [{"code": "provisional"}]})
    assert injury(crash) == {"present"}
    assert injury(doubted) == {"suspected"}
    assert injury(crash, doubted) == {"suspected"}


@pytest.mark.parametrize(
    ("elements", "stops"),
    [
        ({"code": concept(ICD, "F40.240")}, False),
        ({"code": concept(ICD, "F40.240"), "severity": concept(SNOMED, "24484000")}, True),
        ({"code": concept(ICD, "F40.240"), "severity": {"text": "Severe"}}, True),
        ({"code": concept(ICD, "F40.240"), "severity": {"text": "Mild"}}, False),
        ({"code": concept(SNOMED, "19887002", "Severe claustrophobia")}, True),
        ({"code": {**concept(ICD, "F40.240"), "text": "Claustrophobia, could not complete MRI in May"}}, True),
        ({"code": {**concept(ICD, "F40.240"), "text": "Claustrophobia in lifts"}}, False),
    ],
)
def test_how_severe_a_coded_claustrophobia_is(elements: Resource, stops: bool) -> None:
    found = names(resource("Condition", **elements))
    assert "claustrophobia" in found
    assert ("claustrophobia_stops_scan" in found) is stops


def test_a_refuted_severe_claustrophobia_stops_no_scan() -> None:
    denied = {"verificationStatus": {"text": "refuted"}, "severity": concept(SNOMED, "24484000")}
    assert "claustrophobia_stops_scan" not in names(resource("Condition", code=concept(ICD, "F40.240"), **denied))
