"""Each kind of resource, read for what it says."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest

from fhir_mappings.resource.elements import finite_number
from fhir_mappings.tables_csv import table
from imaging_rules.facts import Span, State
from imaging_rules.library import topic_files
from tests.fhir_mappings.fhir_records import (
    ICD,
    LOINC,
    RXNORM,
    SNOMED,
    TODAY,
    Resource,
    chart,
    concept,
    condition,
    observation,
    quantity,
    resource,
    said,
    the,
)


def names(*resources: dict[str, Any]) -> set[str]:
    return {name for name, _ in said(*resources)}


# ---- Patient


def patient(born: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "p1", "birthDate": born, **more}


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1962-11-20", 64.0),
        ("1962-11-21", 63.0),
        ("1964-02-29", 62.0),
        ("2008-11-20", 18.0),
        ("2008-11-21", 17.0),
        ("2024-11-20", 2.0),
        ("2024-11-21", 1.92),
        ("2026-08-20", 0.25),
        ("2026-08-21", 0.17),
        ("2026-11-20", 0.0),
    ],
)
def test_age_is_in_completed_years_and_of_infants_in_completed_months(born: str, age: float) -> None:
    assert [each.value for each in the("age_years", patient(born))] == [age]


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1962-05", 64.0),
        ("1962-11", 63.0),
        ("1962", 63.0),
        ("2008", Span(17, 18)),
        ("2008-11", Span(17, 18)),
        ("1956", Span(69, 70)),
        ("2026-09", Span(0.08, 0.17)),
    ],
)
def test_a_partial_birth_date_gives_an_age_or_the_span_that_an_age_limit_divides(born: str, age: float | Span) -> None:
    assert [each.value for each in the("age_years", patient(born))] == [age]


def test_an_age_that_is_open_by_a_year_says_so() -> None:
    (found,) = the("age_years", patient("1962"))
    assert found.evidence.text == "born 1962: 63 or 64 years"


@pytest.mark.parametrize("born", ["2026-11-21", "2030-01-01", "2027", "1800-01-01", "0001-01-01"])
def test_a_birth_date_that_cannot_be_gives_no_age(born: str) -> None:
    read = chart(patient(born))
    assert read.findings == ()
    assert read.skipped["birth-date-not-possible"] == 1


@pytest.mark.parametrize(("more", "has_age"), [({"deceasedBoolean": True}, False), ({"deceasedBoolean": False}, True),
    ({"deceasedDateTime": "2026-10-01"}, False), ({"deceasedDateTime": ""}, True)])  # fmt: skip
def test_a_deceased_patient_has_no_age(more: dict[str, Any], has_age: bool) -> None:
    assert bool(the("age_years", patient("1962-11-20", **more))) is has_age


def test_the_age_limits_are_those_of_the_rules() -> None:
    listed = {float(row["years"]) for row in table("age_limits") if row["limit"] == "rule"}
    root = files("imaging_rules") / "library"
    knowledge = [*topic_files(root), root / "vocabulary.yaml", root / "safety.yaml"]
    bands = [band for file in knowledge for band in re.findall(r"age_years: \{([^}]*)\}", file.read_text(encoding="utf-8"))]
    used = {float(number) for band in bands for number in re.findall(r"\d+", band)}
    assert 18.0 in used
    assert used <= listed


# ---- Condition


@pytest.mark.parametrize(
    ("clinical", "verification", "abated", "state"),
    [
        ("active", "confirmed", False, "present"),
        ("recurrence", "", False, "present"),
        ("relapse", "", False, "present"),
        ("", "", False, "present"),
        ("", "", True, "history"),
        ("remission", "confirmed", False, "history"),
        ("resolved", "", True, "history"),
        ("inactive", "", False, "history"),
        ("active", "provisional", False, "suspected"),
        ("active", "differential", False, "suspected"),
        ("", "unconfirmed", False, "suspected"),
        ("inactive", "differential", False, None),
        ("active", "refuted", False, "refuted"),
        ("active", "entered-in-error", False, None),
    ],
)
def test_a_condition_is_in_the_state_its_statuses_give(
    clinical: str, verification: str, abated: bool, state: str | None
) -> None:
    one = condition(
        code="M54.12",
        clinical=clinical,
        verificationStatus={"coding": [{"code": verification}]} if verification else None,
        **({"abatementDateTime": "2020"} if abated else {}),
    )
    assert said(one) == ({("arm_root_symptoms", state)} if state else set())


@pytest.mark.parametrize(
    "one",
    [
        condition(ICD, "Z80.3"),
        condition(SNOMED, "429740004"),
        condition(SNOMED, "312824007"),
        {**condition(), "code": {"text": "Family history of multiple sclerosis"}},
        {**condition(), "code": {"text": "Familienanamnese: Vater Morbus Bechterew (father: ankylosing spondylitis)"}},
        {**condition(), "code": {"text": "Familieanamnese: moeder MS (multiple sclerosis)"}},
        {**condition(), "code": {"text": "Antécédents familiaux: breast cancer"}},
        {**condition(ICD, "C50.911"), "category": [{"text": "family history"}]},
        {**condition(ICD, "C50.911"), "code": concept(ICD, "C50.911", "FHx breast cancer")},
    ],
)
def test_family_history_is_dropped_and_counted(one: dict[str, Any]) -> None:
    read = chart(one)
    assert read.findings == ()
    assert read.skipped == {"family-history": 1}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Neck pain", {("neck_pain", "present")}),
        ("  neck-PAIN. ", {("neck_pain", "present")}),
        ("MS", {("multiple_sclerosis", "present")}),
        ("ms", set()),
        ("? cord compression", {("cord_compression", "suspected")}),
        ("r/o cord compression", {("cord_compression", "suspected")}),
        ("no neck pain", {("neck_pain", "refuted")}),
        ("neck pain and nothing else that is known", {("neck_pain", "present")}),
        ("afebrile", {("fever", "refuted")}),
    ],
)
def test_words_are_read_as_they_are_meant(text: str, found: set[tuple[str, str]]) -> None:
    assert said({**condition(), "code": {"text": text}}) == found


def test_a_code_sent_to_rule_it_out_is_a_suspicion() -> None:
    assert said({**condition(), "code": concept(ICD, "G35", "r/o MS")}) == {("multiple_sclerosis", "suspected")}
    assert said({**condition(), "code": concept(ICD, "G35", "MS, r/o relapse")}) == {("multiple_sclerosis", "present")}


@pytest.mark.parametrize(
    ("began", "name"), [("2026-11-01", "spine_injury"), ("2026-10", "spine_injury"), ("2016-05-22", "old_injury")]
)
def test_an_injury_of_years_ago_is_an_old_one(began: str, name: str) -> None:
    assert name in names(condition(SNOMED, "39848009", onsetDateTime=began))


def test_a_body_site_gives_spine_surgery_its_level() -> None:
    fused = condition(ICD, "Z98.1")
    assert names(fused) == {"prior_spine_surgery_level_unknown"}
    assert names({**fused, "bodySite": [{"text": "Lumbar spine"}]}) == {"prior_lumbar_surgery"}


# ---- Observation


@pytest.mark.parametrize(
    ("code", "value", "unit", "name", "ours"),
    [
        ("98979-8", 22, "mL/min/{1.73_m2}", "egfr", 22.0),
        ("33914-3", 22, "mL/min/1.73 m²", "egfr", 22.0),
        ("33914-3", 22, "mL/min", "egfr", None),
        ("33914-3", 22, "", "egfr", None),
        ("1988-5", 3.5, "mg/dL", "crp", 35.0),
        ("14682-9", 88.4, "umol/L", "creatinine", 1.0),
        ("6690-2", 12000, "/uL", "wbc", 12.0),
        ("777-3", 18, "K/uL", "platelets", 18.0),
        ("6301-6", 1.7, "", "inr", 1.7),
        ("2160-0", 4.0, "mg/dL", "egfr", None),
    ],
)
def test_a_number_counts_only_in_a_known_unit(code: str, value: float, unit: str, name: str, ours: float | None) -> None:
    found = the(name, observation(code, **quantity(value, unit)))
    assert [each.value for each in found] == ([] if ours is None else [pytest.approx(ours, abs=0.001)])
    assert all(str(each.evidence.date) == "2026-11-10" for each in found)


@pytest.mark.parametrize("value", [True, "8", None, [8], float("nan"), float("inf"), 10**400])
def test_what_is_no_number_that_can_be_counted_with_is_none(value: object) -> None:
    assert finite_number(value) is None
    assert finite_number(8) == 8


@pytest.mark.parametrize(
    ("comparator", "bound", "read"), [(">", 60, True), (">", 20, False), ("<", 15, True), ("<", 60, False)]
)
def test_a_bound_counts_only_where_it_settles_the_question(comparator: str, bound: float, read: bool) -> None:
    assert bool(the("egfr", observation("33914-3", **quantity(bound, "mL/min/1.73m2", comparator=comparator)))) is read


def test_every_value_is_given_and_a_legacy_equation_only_without_another() -> None:
    old = observation("33914-3", day="2020-01-01", **quantity(80, "mL/min/1.73m2"))
    new = observation("98979-8", day="2026-11-01", **quantity(25, "mL/min/1.73m2"))
    legacy = observation("48642-3", day="2026-11-01", **quantity(70, "mL/min/1.73m2"))
    newest_legacy = observation("48643-1", day="2026-11-10", **quantity(24, "mL/min/1.73m2"))
    assert {each.value for each in the("egfr", old, new, legacy)} == {80.0, 25.0}
    assert {each.value for each in the("egfr", legacy)} == {70.0}
    assert {each.value for each in the("egfr", new, newest_legacy)} == {25.0, 24.0}


@pytest.mark.parametrize(
    ("value", "unit", "day", "fever"),
    [
        (38.0, "Cel", "2026-11-10", True),
        (37.9, "Cel", "2026-11-10", False),
        (100.4, "[degF]", "2026-11-10", True),
        (100.3, "degF", "2026-11-10", False),
        (39, "Cel", "2026-11-05", False),
        (39, "K", "2026-11-10", False),
    ],
)
def test_fever_is_a_temperature_of_38_in_the_last_two_weeks(value: float, unit: str, day: str, fever: bool) -> None:
    assert ("fever" in names(observation("8310-5", day=day, **quantity(value, unit)))) is fever


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ({"valueString": "positive"}, "present"),
        ({"valueString": "Upgoing bilaterally"}, "present"),
        ({"valueCodeableConcept": {"text": "present"}}, "present"),
        ({"valueBoolean": True}, "present"),
        ({"interpretation": [{"coding": [{"code": "A"}]}]}, "present"),
        ({"valueString": "downgoing"}, "refuted"),
        ({"valueString": "Negative"}, "refuted"),
        ({"interpretation": [{"coding": [{"code": "N"}]}]}, "refuted"),
        ({"valueString": "equivocal"}, None),
        ({"dataAbsentReason": {"text": "refused"}}, None),
        ({}, None),
    ],
)
def test_babinski_is_read_from_its_answer(value: dict[str, Any], state: str | None) -> None:
    assert said(observation("32385-7", **value)) == ({("pathologic_reflex", state)} if state else set())


@pytest.mark.parametrize(
    ("code", "answer", "found"),
    [
        ("10194-9", "3+", {("hyperreflexia", "present"), ("abnormal_tendon_reflexes", "present")}),
        ("10194-9", "absent", {("reduced_reflexes", "present"), ("abnormal_tendon_reflexes", "present")}),
        ("32433-5", "ataxic", {("gait_pattern", "present"), ("gait_abnormal", "present")}),
        ("10202-0", "normal", {("neuro_exam_recorded", "present"), ("neuro_exam_normal", "present")}),
    ],
)
def test_the_examination_is_read_from_its_answers(code: str, answer: str, found: set[tuple[str, str]]) -> None:
    assert said(observation(code, valueString=answer)) == found


def test_a_normal_examination_of_long_ago_says_nothing_of_today() -> None:
    assert said(observation("10202-0", day="2024-01-01", valueString="normal")) == {("neuro_exam_recorded", "present")}
    assert said(observation("32385-7", day="2024-01-01", valueString="negative")) == set()
    assert said(observation("32385-7", day="2024-01-01", valueString="positive")) == {("pathologic_reflex", "present")}


def test_a_sensory_level_is_read_by_name() -> None:
    level = resource("Observation", status="final", code={"text": "Sensory level"}, valueString="T6")
    assert [each.value for each in the("sensory_level", level)] == ["thoracic"]


def test_components_are_read_like_observations() -> None:
    panel = resource(
        "Observation", status="final", effectiveDateTime="2026-11-10", code={"text": "Neuro exam"},
        component=[{"code": concept(LOINC, "32385-7"), "valueString": "positive"}],
    )  # fmt: skip
    assert said(panel) == {("pathologic_reflex", "present")}


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", "preliminary", "registered"])
def test_an_observation_that_is_not_final_says_nothing(status: str) -> None:
    assert said({**observation("32385-7", valueString="positive"), "status": status}) == set()


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (observation("82810-3", valueCodeableConcept=concept(SNOMED, "77386006")), {("pregnancy", "present")}),
        (
            observation("82810-3", day="2026-11-18", valueCodeableConcept=concept(SNOMED, "60001007")),
            {("pregnancy", "refuted")},
        ),
        (observation("82810-3", day="2025-11-18", valueCodeableConcept=concept(SNOMED, "60001007")), set()),
        (observation("2106-3", day="2026-09-01", valueString="positive"), set()),
        (observation("11778-8", valueDateTime="2027-04-01"), {("pregnancy", "present")}),
        (observation("11778-8", valueDateTime="2026-04-01"), set()),
        (condition(SNOMED, "72892002", onsetDateTime="2024-01-01"), set()),
        (condition(ICD, "O03.9"), set()),
    ],
)
def test_pregnancy_is_read_only_while_it_can_last(one: dict[str, Any], found: set[tuple[str, str]]) -> None:
    assert said(one) == found


def test_a_marker_is_raised_by_its_flag_or_its_reference_range() -> None:
    high = {"referenceRange": [{"high": {"value": 10, "unit": "mg/L"}}]}
    assert "inflammatory_markers_raised" in names(observation("1988-5", **quantity(12, "mg/L"), **high))
    assert "inflammatory_markers_raised" not in names(observation("1988-5", **quantity(9, "mg/L"), **high))
    flagged = observation("4537-7", **quantity(50, "mm/h"), interpretation=[{"coding": [{"code": "H"}]}])
    assert "inflammatory_markers_raised" in names(flagged)


# ---- Procedure, Device


def test_an_implant_that_is_known_only_by_its_procedure_counts() -> None:
    done = resource("Procedure", status="completed", code=concept(SNOMED, "233170003"))
    assert said(done) == {("icd_defibrillator", "present")}
    assert said({**done, "status": "not-done"}) == set()
    assert said({**done, "status": "preparation"}) == set()


@pytest.mark.parametrize(("day", "recent"), [("2026-09-01", True), ("2026-08-01", False), (None, False)])
def test_a_spine_procedure_is_recent_for_twelve_weeks(day: str | None, recent: bool) -> None:
    fusion = resource("Procedure", status="completed", code=concept(SNOMED, "50172003"), performedDateTime=day)
    assert ("recent_spine_procedure" in names(fusion)) is recent
    assert "prior_lumbar_surgery" in names(fusion)


@pytest.mark.parametrize(
    ("device", "found"),
    [
        ({"type": {"text": "Dual chamber pacemaker"}}, {"pacemaker"}),
        ({"type": concept(SNOMED, "14106009")}, {"pacemaker"}),
        ({"type": {"text": "No implants"}}, set()),
        ({"type": {"text": "Walking frame"}}, set()),
        ({"type": {"text": "External insulin pump"}}, set()),
        ({"type": {"text": "Knee joint prosthesis"}}, set()),
        ({"type": {"text": "Spinal cord stimulator"}, "status": "entered-in-error"}, set()),
        ({"type": {"text": "Knee joint prosthesis"}, "status": "inactive"}, set()),
        ({"type": {"text": "Pacemaker"}, "note": [{"text": "MR Unsafe"}]}, {"pacemaker", "device_mr_label"}),
        ({"type": {"text": "Pacemaker"}, "note": [{"text": "not known to be MR safe"}]}, {"pacemaker"}),
        ({"type": {"text": "Unheard-of thing"}, "safety": [{"text": "MR Conditional"}]}, {"other_implant", "device_mr_label"}),
        ({"type": {"text": "Unheard-of thing"}}, set()),
    ],
)
def test_a_device_is_an_implant_only_if_it_says_so(device: dict[str, Any], found: set[str]) -> None:
    assert names(resource("Device", **{"status": "active", **device})) == found


@pytest.mark.parametrize(
    ("words", "label"),
    [("MR Unsafe", "unsafe"), ("not MRI compatible", "unsafe"), ("MR Conditional, 1.5 T", "conditional")],
)
def test_the_mr_label_belongs_to_its_device(words: str, label: str) -> None:
    read = chart(resource("Device", status="active", type={"text": "pacemaker"}, safety=[{"text": words}]))
    assert {(each.name, each.value, each.evidence.source) for each in read.findings} == {
        ("pacemaker", None, "Device/device-1"),
        ("device_mr_label", label, "Device/device-1"),
    }


@pytest.mark.parametrize(("kind", "label"), [("pacemaker", "conditional"), ("aneurysm clip", "safe")])
def test_safe_is_no_label_of_an_implant_with_a_current_of_its_own(kind: str, label: str) -> None:
    read = chart(resource("Device", status="active", type={"text": kind}, safety=[{"text": "MR Safe"}]))
    assert [each.value for each in read.findings if each.name == "device_mr_label"] == [label]


# ---- AllergyIntolerance


@pytest.mark.parametrize(
    ("substance", "more", "found"),
    [
        ("Gadavist", {"reaction": [{"severity": "mild"}]}, {("gbca_reaction", "mild")}),
        ("gadolinium contrast", {"criticality": "high"}, {("gbca_reaction", "severe")}),
        ("iohexol", {}, {("iodinated_reaction_severity", "severity_unknown")}),
        ("iohexol", {"reaction": [{"manifestation": [{"text": "Anaphylaxis"}]}]}, {("iodinated_reaction_severity", "severe")}),
        (
            "IV contrast",
            {},
            {("contrast_allergy_agent_unknown", None), ("contrast_reaction_severity_agent_unknown", "severity_unknown")},
        ),
        ("shellfish", {}, set()),
        ("iodine", {}, set()),
    ],
)
def test_a_contrast_reaction_is_told_by_the_name_of_the_agent(
    substance: str, more: dict[str, Any], found: set[tuple[str, str | None]]
) -> None:
    read = chart(resource("AllergyIntolerance", code={"text": substance}, **more)).findings
    affirmed = [each for each in read if each.state is not State.REFUTED]
    assert {
        (each.name, each.value) for each in affirmed if each.name not in ("gadolinium_reaction", "iodinated_reaction")
    } == found


def test_no_known_allergy_refutes_a_contrast_reaction_and_a_food_allergy_says_nothing() -> None:
    none_known = resource("AllergyIntolerance", code=concept(SNOMED, "716186003"))
    assert ("gbca_reaction", "refuted") in said(none_known)
    assert ("gbca_reaction", "present") not in said(none_known)
    assert said(resource("AllergyIntolerance", code=concept(SNOMED, "429625007"))) == set()


def test_a_refuted_reaction_is_refuted_and_one_in_error_is_dropped() -> None:
    allergy = resource("AllergyIntolerance", code={"text": "gadolinium"})
    refuted = {**allergy, "verificationStatus": {"coding": [{"code": "refuted"}]}}
    assert said(refuted) == {("gadolinium_reaction", "refuted"), ("gbca_reaction", "refuted")}
    assert said({**allergy, "verificationStatus": {"coding": [{"code": "entered-in-error"}]}}) == set()


# ---- Medication


@pytest.mark.parametrize(
    ("medicine", "more", "found"),
    [
        ({"text": "Eliquis 5 mg oral tablet"}, {}, {"anticoagulated"}),
        (concept(RXNORM, "11289"), {}, {"anticoagulated"}),
        ({"text": "Heparin lock flush 10 units/mL"}, {}, set()),
        ({"text": "aspirin 81 mg"}, {}, set()),
        ({"text": "prednisone 10 mg"}, {"authoredOn": "2026-03-01"}, {"steroid_long_term"}),
        ({"text": "prednisone 10 mg"}, {"authoredOn": "2026-11-01"}, set()),
        ({"text": "hydrocortisone 1% cream"}, {"authoredOn": "2026-03-01"}, set()),
        ({"text": "Eliquis"}, {"status": "stopped"}, set()),
        ({"text": "Eliquis"}, {"status": "completed"}, set()),
        ({"text": "Eliquis"}, {"intent": "proposal"}, set()),
        ({"text": "Tysabri"}, {}, {"dmt", "dmt_pml_risk", "immune_suppression"}),
    ],
)
def test_a_current_medicine_is_read_by_ingredient(medicine: dict[str, Any], more: dict[str, Any], found: set[str]) -> None:
    request = resource("MedicationRequest", **{"status": "active", "medicationCodeableConcept": medicine, **more})
    assert names(request) == found


def test_a_medicine_that_cannot_be_named_may_be_any() -> None:
    read = chart(resource("MedicationRequest", status="active", medicationReference={"reference": "Medication/9"}))
    assert "medication" not in read.delivered


def prescribed(name: str, day: str, *, end: str = "", supply: Resource | None = None) -> Resource:
    """A prescription that is still called active, with an end of its dosage or a supply."""
    bounds = {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"start": day, "end": end}}}}]} if end else {}
    more = {**bounds, **({"dispenseRequest": supply} if supply else {})}
    return resource("MedicationRequest", status="active", authoredOn=day, medicationCodeableConcept={"text": name}, **more)


def test_an_active_prescription_that_states_its_own_end_is_over_then() -> None:
    assert said(prescribed("prednisone 20 mg", "2019-01-01", end="2019-01-06")) == set()
    assert said(prescribed("enoxaparin 40 mg", "2019-01-01", end="2019-01-06")) == set()
    assert names(prescribed("prednisone 20 mg", "2026-03-01", end="2027-01-06")) == {"steroid_long_term"}
    five_days = {"timing": {"repeat": {"boundsDuration": {"value": 5, "code": "d"}}}}
    assert said({**prescribed("prednisone 20 mg", "2026-03-01"), "dosageInstruction": [five_days]}) == set()


def test_of_a_taper_the_last_dosage_counts_and_a_dosage_without_an_end_goes_on() -> None:
    taper = prescribed("prednisone 20 mg", "2026-03-01", end="2026-03-06")
    step = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-03-06", "end": "2027-03-01"}}}}
    assert names({**taper, "dosageInstruction": [*taper["dosageInstruction"], step]}) == {"steroid_long_term"}
    assert names({**taper, "dosageInstruction": [*taper["dosageInstruction"], {"text": "5 mg daily"}]}) == {"steroid_long_term"}


def test_a_blood_thinner_that_ended_yesterday_may_still_act() -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert said(prescribed("enoxaparin 40 mg", "2026-11-01", end=yesterday)) == {("anticoagulated", "suspected")}


@pytest.mark.parametrize(
    "supply",
    [
        {"expectedSupplyDuration": {"value": 30, "code": "d"}},
        {"validityPeriod": {"start": "2026-01-01", "end": "2026-06-01"}},
        {"expectedSupplyDuration": {"value": 1, "unit": "months"}, "numberOfRepeatsAllowed": 3},
    ],
)
def test_a_supply_that_has_run_out_ends_no_medicine(supply: Resource) -> None:
    assert said(prescribed("methotrexate 15 mg", "2026-01-01", supply=supply)) == {("immune_suppression", "present")}
    assert said(prescribed("warfarin 5 mg", "2026-01-01", supply=supply)) == {("anticoagulated", "suspected")}
    assert "anticoagulated" in chart(prescribed("warfarin 5 mg", "2026-01-01", supply=supply)).mentioned


def test_a_supply_with_its_refills_that_lasts_until_today_leaves_nothing_open() -> None:
    refilled = {"expectedSupplyDuration": {"value": 90, "code": "d"}, "numberOfRepeatsAllowed": 5}
    assert said(prescribed("warfarin 5 mg", "2026-01-01", supply=refilled)) == {("anticoagulated", "present")}
    assert names(prescribed("prednisone 5 mg", "2026-01-01", supply=refilled)) == {"steroid_long_term"}


def test_steroids_count_up_to_the_end_of_their_supply_and_are_left_open_after_it() -> None:
    burst = prescribed("prednisone 20 mg", "2019-01-01", supply={"expectedSupplyDuration": {"value": 5, "code": "d"}})
    assert said(burst) == set()
    assert "steroid_long_term" in chart(burst).mentioned
    half_a_year = {"expectedSupplyDuration": {"value": 180, "code": "d"}}
    assert names(prescribed("prednisone 5 mg", "2026-01-01", supply=half_a_year)) == {"steroid_long_term"}


# ---- DiagnosticReport, ImagingStudy


@pytest.mark.parametrize(
    ("code", "conclusion", "reading"),
    [
        ({"text": "MRI cervical spine"}, "Findings equivocal for cord compression at C5-6.", "equivocal"),
        (concept(LOINC, "24935-9"), "Severe stenosis with cord compression at C5-6.", "compressive"),
        ({"text": "MRI cervical spine"}, "No cord compression.", None),
        ({"text": "MRI cervical spine"}, "Indication: possible myelopathy. Normal study.", None),
        ({"text": "MRI lumbar spine"}, "Cord compression.", None),
    ],
)
def test_a_cervical_mri_is_read_for_the_cord_only_in_plain_words(
    code: dict[str, Any], conclusion: str, reading: str | None
) -> None:
    report = resource("DiagnosticReport", status="final", code=code, effectiveDateTime="2026-10-01", conclusion=conclusion)
    assert [each.value for each in the("cervical_mri_for_cord", report)] == ([reading] if reading else [])


@pytest.mark.parametrize(
    ("study", "counts"),
    [
        ({"description": "MRI CERVICAL SPINE WO"}, True),
        ({"description": "CT C-SPINE"}, True),
        ({"description": "XR cervical spine"}, False),
        ({"description": "MRI lumbar spine"}, False),
        ({"description": "CTA neck"}, False),
        ({"series": [{"modality": {"code": "MR"}, "bodySite": {"display": "Cervical spine"}}]}, True),
        ({"description": "MRI cervical spine", "status": "cancelled"}, False),
    ],
)
def test_the_day_of_earlier_neck_imaging(study: dict[str, Any], counts: bool) -> None:
    one = resource("ImagingStudy", **{"status": "available", "started": "2026-10-01T09:00:00Z", **study})
    assert [str(each.value) for each in the("prior_imaging_date", one)] == (["2026-10-01"] if counts else [])
