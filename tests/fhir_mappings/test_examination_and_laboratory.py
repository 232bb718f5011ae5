"""Observations: numbers against their own range, coded and worded answers, signs of an examination."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.tables_csv import table
from tests.fhir_mappings.fhir_records import LOINC, SNOMED, Resource, chart, observation, quantity, resource, said, the

ESR, CRP, WBC, EGFR, HCG, B12, COMA = "4537-7", "1988-5", "6690-2", "33914-3", "21198-7", "2132-9", "9269-2"
BABINSKI, GAIT, REFLEXES, PREGNANT = "32385-7", "32433-5", "10194-9", "82810-3"


def marked(*codes: str) -> Resource:
    return {"interpretation": [{"coding": [{"code": code}]} for code in codes]}


def between(low: float | None, high: float | None, unit: str) -> Resource:
    ends = {"low": low, "high": high}
    return {"referenceRange": [{end: {"value": at, "unit": unit} for end, at in ends.items() if at is not None}]}


def coded(system: str, code: str) -> Resource:
    return {"valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def named(name: str, **more: Any) -> Resource:
    return {**observation("x", **more), "code": {"text": name}}


# ---- numbers


@pytest.mark.parametrize(
    ("one", "raised"),
    [
        (observation(CRP, **quantity(80, "mg/L"), **marked("H")), True),
        (observation(CRP, **quantity(80, "mg/L"), **marked("HH")), True),
        (observation(CRP, **quantity(80, "mg/L"), **marked("A")), True),
        (observation(CRP, **quantity(80, "mg/L"), interpretation=[{"text": "High"}]), True),
        (observation(CRP, **quantity(2, "mg/L"), **marked("N")), False),
        (observation(CRP, **quantity(80, "mg/L")), True),
        (observation(CRP, **quantity(8, "mg/dL")), True),
        (observation(CRP, **quantity(10, "mg/L")), False),
        (observation(CRP, **quantity(80, "furlong")), False),
        (observation(CRP, **quantity(12, "mg/L"), **between(0, 15, "mg/L")), False),
        (observation(CRP, **quantity(12, "mg/L"), **marked("N")), False),
        (observation(ESR, **quantity(25, "mm/h")), False),
        (observation(WBC, **quantity(16, "10*9/L")), True),
        (observation(WBC, **quantity(2, "10*9/L")), False),
        (named("CRP", **quantity(80, "mg/L")), True),
        (observation(ESR, **quantity(40, "mm/h"), **between(0, 20, "mm/h")), True),
        (observation(ESR, **quantity(12, "mm/h"), **between(0, 20, "mm/h")), False),
        (observation(ESR, **quantity(40, "mm/h"), **between(0, 20, "mm/2h")), False),
        (observation(WBC, **quantity(16, "10*3/uL"), **marked("H")), True),
        (observation(WBC, **quantity(2, "10*3/uL"), **marked("L")), False),
        (observation(WBC, **quantity(2, "10*3/uL"), **marked("A")), False),
        (observation(WBC, **quantity(2, "10*3/uL"), **marked("A"), **between(4, 11, "10*3/uL")), False),
        (observation(WBC, **quantity(16, "10*3/uL"), **marked("A"), **between(4, 11, "10*3/uL")), True),
        (observation(CRP, **quantity(80, "mg/L"), **marked("H", "L")), False),
        (observation(CRP, day="2026-08-01", **quantity(80, "mg/L"), **marked("H")), False),
    ],
)
def test_a_marker_is_raised_by_mark_range_or_usual_limit_and_never_by_being_low(one: Resource, raised: bool) -> None:
    assert bool(the("inflammatory_markers_raised", one)) is raised


def test_all_names_of_a_marker_have_one_usual_limit() -> None:
    limits = {(row["finding"], row["raised_above"]) for row in table("text/measures") if row["finding"] and row["raised_above"]}
    assert {marker for marker, _ in limits} == {"crp", "esr", "wbc"}
    assert len(limits) == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("55 mL/min/1.73m2", 55.0),
        ("55", None),
        ("about 55 mL/min/1.73m2", None),
        ("30 - 60 mL/min/1.73m2", None),
        ("normal", None),
    ],
)
def test_a_number_sent_as_text_counts_with_its_unit(text: str, value: float | None) -> None:
    assert [each.value for each in the("egfr", observation(EGFR, valueString=text))] == ([] if value is None else [value])


def test_a_bound_sent_as_text_counts_where_it_settles_the_question() -> None:
    (found,) = the("egfr", observation(EGFR, valueString="> 60 mL/min/1.73m2"))
    assert isinstance(found.value, float)
    assert found.value > 60
    assert found.evidence.text.endswith("> 60 mL/min/1.73m2")


def test_creatinine_is_never_an_egfr() -> None:
    assert the("egfr", observation("2160-0", **quantity(55, "mL/min/1.73m2"))) == []
    assert the("egfr", observation(EGFR, **quantity(1.1, "mg/dL"))) == []


def test_an_egfr_of_every_equation_is_known_and_a_race_specific_one_only_alone() -> None:
    newest = observation("77147-7", id="a", day="2026-11-01", **quantity(40, "mL/min/1.73m2"))
    legacy = observation("48643-1", id="b", day="2026-11-01", **quantity(60, "mL/min/1.73m2"))
    assert [each.value for each in the("egfr", newest, legacy)] == [40.0]
    assert [each.value for each in the("egfr", legacy)] == [60.0]


def test_a_low_b12_level_is_a_deficiency_and_a_normal_one_says_nothing() -> None:
    assert the("b12_or_copper_deficiency", observation(B12, **quantity(120, "pg/mL"), **marked("L")))
    assert the("b12_or_copper_deficiency", observation(B12, **quantity(120, "pg/mL"), **between(200, 900, "pg/mL")))
    assert said(observation(B12, **quantity(400, "pg/mL"), **between(200, 900, "pg/mL"))) == set()
    assert said(observation(B12, day="2024-01-01", **quantity(120, "pg/mL"), **marked("L"))) == set()


@pytest.mark.parametrize(("score", "day", "obtunded"), [(8, "2026-11-20", True), (12, "2026-11-20", True),
    (13, "2026-11-20", False), (15, "2026-11-20", False), (8, "2026-11-01", False)])  # fmt: skip
def test_a_coma_score_under_13_cannot_be_examined_now(score: int, day: str, obtunded: bool) -> None:
    assert bool(the("obtunded", observation(COMA, day=day, **quantity(score, "{score}")))) is obtunded


def test_fever_is_read_in_fahrenheit_and_celsius_only_with_the_unit() -> None:
    day = "2026-11-18"
    assert said(observation("8310-5", day=day, **quantity(101.2, "[degF]"))) == {("fever", "present")}
    assert said(observation("8310-5", day=day, **quantity(38.4, "Cel"))) == {("fever", "present")}
    assert said(observation("8310-5", day=day, valueQuantity={"value": 101.2})) == set()


# ---- answers


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (coded(SNOMED, "10828004"), "present"),
        (coded(SNOMED, "52101004"), "present"),
        (coded(SNOMED, "260385009"), "refuted"),
        (coded(SNOMED, "2667000"), "refuted"),
        (coded(SNOMED, "17621005"), "refuted"),
        (coded(SNOMED, "263654008"), "present"),
        (coded(SNOMED, "246586009"), "present"),
        (coded(LOINC, "LA9633-4"), "present"),
        (coded(LOINC, "LA9634-2"), "refuted"),
        (coded(LOINC, "LA6577-6"), "refuted"),
        (marked("POS"), "present"),
        (marked("NEG"), "refuted"),
        (marked("N"), "refuted"),
        ({"valueBoolean": True}, "present"),
        ({"dataAbsentReason": {"text": "not asked"}, **marked("N")}, None),
        ({"valueTime": "12:00:00"}, None),
        ({"valueRatio": {}}, None),
        (coded(SNOMED, "261665006"), None),
        ({}, None),
    ],
)
def test_a_coded_answer_is_read_with_or_without_words(value: Resource, state: str | None) -> None:
    found = the("pathologic_reflex", observation(BABINSKI, **value))
    assert [each.state for each in found] == ([state] if state else [])


def test_a_code_and_words_that_disagree_say_nothing_of_a_sign() -> None:
    both = {"coding": [{"system": SNOMED, "code": "10828004"}], "text": "absent"}
    assert said(named("clonus", valueCodeableConcept=both)) == set()


def test_signs_with_a_concept_of_their_own() -> None:
    assert said(observation("65329004", SNOMED, valueBoolean=True)) == {("lhermitte", "present")}
    assert said(observation("91365008", SNOMED, **coded(SNOMED, "246584007"))) == {("pathologic_reflex", "refuted")}
    assert said(observation("246586009", SNOMED, valueBoolean=True)) == {("pathologic_reflex", "present")}
    assert said(observation("246586009", SNOMED, valueBoolean=False)) == set(), "there are other pathologic reflexes"
    assert said(observation("65329004", SNOMED, valueBoolean=False)) == {("lhermitte", "refuted")}
    assert said(observation("246586009", SNOMED)) == set(), "a code alone does not say that the sign was there"


@pytest.mark.parametrize(
    ("name", "answer", "found"),
    [
        ("Hoffmann sign", "positive", {("pathologic_reflex", "present")}),
        ("Plantar response", "flexor", {("pathologic_reflex", "refuted")}),
        ("Motor strength", "4/5", {("weakness", "present")}),
        ("Motor strength", "5/5", {("weakness", "refuted")}),
        ("Muscle tone", "increased", {("spasticity", "present")}),
        ("Sensation", "reduced", {("sensory_loss", "present")}),
        ("Saddle sensation", "reduced", {("cauda_equina_syndrome", "present")}),
        ("Rectal tone", "lax", {("cauda_equina_syndrome", "present")}),
        ("Rectal tone", "normal", set()),
        ("HINTS exam", "central", {("hints", "present")}),
        ("Romberg sign", "positive", {("ataxia_kind", "present")}),
        ("Distracting injury", "yes", {("nexus_items", "present")}),
        ("Distracting injury", "no", set()),
        ("Neck rotation 45 degrees", "unable", {("neck_rotation_45", "refuted")}),
        ("NEXUS", "negative", {("rule_says", "present")}),
        ("NEXUS", "met", set()),
        ("Neurologic localization", "thoracic", {("localization", "present")}),
        ("Straight leg raise", "positive", {("leg_root_symptoms", "present")}),
        ("Schober test", "positive", set()),
    ],
)
def test_an_examination_in_words_is_read_by_its_name(name: str, answer: str, found: set[tuple[str, str]]) -> None:
    assert said(named(name, valueString=answer)) == found


def test_a_normal_finding_of_one_place_denies_nothing_of_the_others() -> None:
    arm = {"bodySite": {"text": "right biceps"}}
    assert said(observation(REFLEXES, valueString="normal", **arm)) == set()
    assert said(observation(REFLEXES, valueString="brisk", **arm)) == {
        ("hyperreflexia", "present"),
        ("abnormal_tendon_reflexes", "present"),
    }
    assert said(named("weakness", valueBoolean=False, **arm)) == set()


def test_one_absent_sign_does_not_take_back_another_that_is_there() -> None:
    there = observation(BABINSKI, day="2026-11-10", id="a", valueString="upgoing")
    absent = named("Hoffmann sign", day="2026-11-18", id="b", valueString="negative")
    assert said(there, absent) == {("pathologic_reflex", "present")}
    gone = observation(BABINSKI, day="2026-11-18", id="c", valueString="downgoing")
    assert said(there, gone) == {("pathologic_reflex", "present"), ("pathologic_reflex", "refuted")}
    long_ago = observation(BABINSKI, day="2026-08-01", id="a", valueString="upgoing")
    assert said(long_ago, absent) == {("pathologic_reflex", "present"), ("pathologic_reflex", "refuted")}


def test_the_members_inside_a_panel_are_read_and_those_not_final_are_not() -> None:
    inside = [
        {
            "resourceType": "Observation",
            "id": "g",
            "status": "final",
            **without_id(observation(GAIT, valueString="scissoring")),
        },
        {
            "resourceType": "Observation",
            "id": "b",
            **without_id(observation(BABINSKI, valueString="upgoing")),
            "status": "registered",
        },
    ]
    panel = observation(
        "10202-0", contained=inside, hasMember=[{"reference": "#g"}, {"reference": "#b"}, {"reference": "#zzz"}]
    )
    assert {name for name, _ in said(panel)} == {"gait_pattern", "gait_abnormal"}


def without_id(one: Resource) -> Resource:
    return {key: value for key, value in one.items() if key not in ("id", "resourceType")}


# ---- pregnancy


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (observation(PREGNANT, **coded(SNOMED, "77386006")), {("pregnancy", "present")}),
        (observation(PREGNANT, day="2026-11-19", **coded(LOINC, "LA26683-5")), {("pregnancy", "refuted")}),
        (observation(PREGNANT, **coded(SNOMED, "146799005")), {("pregnancy", "suspected")}),
        (observation(PREGNANT, **coded(SNOMED, "261665006")), set()),
        (observation(HCG, **quantity(5230, "m[IU]/mL"), **marked("H")), {("pregnancy", "present")}),
        (observation(HCG, **quantity(5230, "mIU/mL"), **between(0, 5, "mIU/mL")), {("pregnancy", "present")}),
        (observation(HCG, **quantity(2, "mIU/mL"), **between(0, 5, "mIU/mL")), set()),
        (observation(HCG, day="2026-09-01", **quantity(5230, "m[IU]/mL"), **marked("H")), set()),
        (observation("80384-1", valueString="Positive"), {("pregnancy", "present")}),
        (observation("2112-1", day="2026-11-19", valueString="Negative"), {("pregnancy", "refuted")}),
        (observation("2112-1", day="2026-11-10", valueString="Negative"), set()),
    ],
)
def test_pregnancy_is_read_from_status_and_tests_while_they_hold(one: Resource, found: set[tuple[str, str]]) -> None:
    assert said(one) == found


@pytest.mark.parametrize("status", ["registered", "preliminary", "cancelled", "entered-in-error", "unknown"])
def test_what_has_no_final_result_says_nothing(status: str) -> None:
    assert said(observation(BABINSKI, valueString="upgoing", status=status)) == set()


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_a_corrected_result_counts(status: str) -> None:
    assert said(observation(BABINSKI, valueString="upgoing", status=status)) == {("pathologic_reflex", "present")}


def test_a_component_without_a_value_does_not_hide_the_others() -> None:
    parts = [
        {"code": {"coding": [{"system": LOINC, "code": BABINSKI}]}, "dataAbsentReason": {"text": "not done"}},
        {"code": {"coding": [{"system": LOINC, "code": GAIT}]}, "valueString": "scissoring"},
    ]
    read = chart(observation("10202-0", component=parts))
    assert {each.name for each in read.findings} == {"gait_pattern", "gait_abnormal"}
    assert read.skipped["value-absent"] == 1


def test_another_patients_observation_says_nothing() -> None:
    stranger = resource("Observation", status="final", code={"text": "clonus"}, valueBoolean=True)
    assert said({**stranger, "subject": {"reference": "Patient/p2"}}) == set()


@pytest.mark.parametrize(
    ("sign", "finding"),
    [
        ("Urinary incontinence", "bladder_dysfunction"),
        ("Nystagmus", "brainstem_symptoms"),
        ("Dysmetria", "ataxia"),
    ],
)
def test_a_sign_that_was_absent_long_ago_is_no_denial_of_today(sign: str, finding: str) -> None:
    lately = named(sign, valueString="absent", day="2026-11-15")
    long_ago = named(sign, valueString="absent", day="2020-01-01")
    assert (finding, "refuted") in said(lately)
    assert (finding, "refuted") not in said(long_ago)
