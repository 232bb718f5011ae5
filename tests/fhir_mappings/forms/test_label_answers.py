"""Flowsheet rows with labels of the site's own: what a plain answer affirms and denies, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import LOINC, SNOMED, TODAY, Resource, chart, concept, resource, said, the

FLOWSHEET = "urn:oid:2.16.840.1.113883.3.9999.7"
PRESENT, ABSENT = concept(SNOMED, "52101004"), concept(SNOMED, "2667000")
YES, NO = concept(LOINC, "LA33-6", "Yes"), concept(LOINC, "LA32-8", "No")


def own(words: str) -> Resource:
    return {"coding": [{"system": FLOWSHEET, "code": "77", "display": words}]}


def row(label: str, value: Resource | None = None, **more: Any) -> Resource:
    given = {"status": "final", "code": own(label), "effectiveDateTime": TODAY.isoformat()}
    return resource("Observation", **{**given, **({"valueCodeableConcept": value} if value else {}), **more})


@pytest.mark.parametrize(
    ("label", "denied"),
    [
        ("Radiating arm pain, tingling or numbness", {"arm_root_symptoms", "sensory_loss"}),
        ("Pain, numbness or tingling down the arm", {"arm_root_symptoms"}),
        ("Weakness, numbness or tingling", {"weakness", "sensory_loss"}),
        ("Fever, chills, weight loss or night sweats", {"fever", "weight_loss", "night_sweats"}),
        ("Loss of bladder or bowel control", {"bladder_dysfunction", "bowel_dysfunction"}),
        ("Numbness in the groin or trouble with bladder or bowel", {"bladder_dysfunction", "bowel_dysfunction"}),
    ],
)
@pytest.mark.parametrize("no", [ABSENT, NO, own("Absent")])
def test_a_row_of_several_symptoms_answered_no_denies_each(label: str, denied: set[str], no: Resource) -> None:
    assert {(name, "refuted") for name in denied} <= said(row(label, no))


@pytest.mark.parametrize(
    ("label", "named"),
    [
        ("Fever or weight loss", {"fever", "weight_loss"}),
        ("Weakness, numbness or tingling", {"weakness", "sensory_loss"}),
        ("Gait disturbance or falls", {"gait_abnormal"}),
        ("Numbness in the saddle area or trouble with bladder or bowel", {"cauda_equina_syndrome", "bladder_dysfunction"}),
    ],
)
def test_a_row_of_several_symptoms_answered_yes_leaves_open_which(label: str, named: set[str]) -> None:
    read = chart(row(label, PRESENT))
    assert [each.name for each in read.findings if each.state.value == "present"] == []
    assert named <= read.mentioned


@pytest.mark.parametrize(
    ("label", "finding"),
    [
        ("Radiating arm pain, tingling or numbness", "arm_root_symptoms"),
        ("Numbness/tingling", "sensory_loss"),
        ("Bladder or bowel dysfunction", "bladder_dysfunction"),
        ("Candidate for surgery or an interventional procedure", "surgery_candidate"),
        ("Brought on by sport or repeated activity", "mechanical_overuse_pain"),
        ("Left/right leg weakness", "weakness"),
    ],
)
def test_what_every_member_of_a_list_means_is_there(label: str, finding: str) -> None:
    assert (finding, "present") in said(row(label, YES))


@pytest.mark.parametrize(
    ("label", "finding"),
    [
        ("Inflammatory back pain (ASAS expert criteria)", "inflammatory_back_pain"),
        ("Radiating arm pain", "arm_root_symptoms"),
        ("Wakes at night from pain", "night_pain"),
        ("Stiff in the morning", "morning_stiffness"),
        ("Pain all the time without a break", "constant_pain"),
    ],
)
def test_a_row_that_names_one_finding_is_denied_by_a_no(label: str, finding: str) -> None:
    assert (finding, "refuted") in said(row(label, concept(SNOMED, "260385009")))
    assert (finding, "present") in said(row(label, concept(SNOMED, "10828004")))


@pytest.mark.parametrize(
    "label",
    [
        "Neck pain improved with treatment",
        "No weakness",
        "Denies weakness",
        "Absence of fever",
        "Weakness after exercise of the hand",
        "Neck pain at night only",
    ],
)
def test_a_no_to_more_than_the_finding_does_not_deny_it(label: str) -> None:
    assert {("weakness", "refuted"), ("neck_pain", "refuted"), ("fever", "refuted")}.isdisjoint(said(row(label, NO)))


def test_one_absent_sign_does_not_deny_the_syndrome_by_a_list() -> None:
    assert ("cauda_equina_syndrome", "refuted") not in said(row("Numbness around the anus or genitals", ABSENT))


@pytest.mark.parametrize(
    "label",
    [
        "Neck pain goal",
        "Education on leg weakness",
        "Patient education: cauda equina warning signs",
        "Are you worried about weakness?",
        "Does anyone in your family have back pain?",
        "Weakness assessment done",
        "Previous neck pain",
        "Have you ever had weakness?",
        "Risk of weakness",
        "Husband: neck pain",
    ],
)
def test_a_row_that_asks_for_another_thing_says_nothing(label: str) -> None:
    assert [each for each in chart(row(label, YES)).findings if each.state.value == "present"] == []


def test_a_relative_who_tells_of_the_patient_is_read() -> None:
    assert ("weakness", "present") in said(row("Mother reports weakness", YES))


@pytest.mark.parametrize("words", ["Unable to assess", "Refused", "Not tested"])
def test_a_value_of_the_sites_own_that_settles_nothing_is_no_fact(words: str) -> None:
    read = chart(row("Leg weakness", own(words)))
    assert not any(each.state.value in ("present", "refuted") for each in read.findings)


def test_a_value_of_the_sites_own_is_read_by_its_words() -> None:
    assert ("hyperreflexia", "present") in said(row("Neuro exam", own("Brisk reflexes")))
    assert ("pathologic_reflex", "present") in said(row("Hoffmann's (neuro flowsheet)", own("Positive bilaterally")))


def test_a_row_of_another_patient_or_in_error_or_without_a_value_says_nothing() -> None:
    label = "Radiating arm pain, tingling or numbness"
    for more in (
        {"subject": {"reference": "Patient/p2"}},
        {"status": "entered-in-error"},
        {"dataAbsentReason": {"text": "refused"}},
    ):
        assert said(row(label, PRESENT, **more)) == set()


@pytest.mark.parametrize("label", ["GCS total (neuro ICU flowsheet)", "Glasgow Coma Scale Score", "Total GCS"])
def test_a_coma_score_is_known_by_its_whole_name(label: str) -> None:
    assert said(row(label, valueInteger=6)) == {("obtunded", "present")}
    assert said(row(label, valueInteger=15)) == set()


@pytest.mark.parametrize("label", ["GCS motor", "GCS at scene", "Lowest GCS ever", "RASS", "Pain goal", "Fall risk score"])
def test_a_number_under_a_name_that_means_no_known_scale_says_nothing(label: str) -> None:
    assert said(row(label, valueInteger=6)) == set()


def test_a_temperature_by_name_is_read_with_its_unit_only() -> None:
    assert said(row("Temp (oral)", valueQuantity={"value": 38.8, "unit": "Cel"})) == {("fever", "present")}
    assert said(row("Temp (oral)", valueInteger=39)) == set()


def curve(side: str, place: str, name: str = "Main curve") -> Resource:
    parts = [
        {"code": own("Side of convexity"), "valueCodeableConcept": own(side)},
        {"code": own("Region"), "valueCodeableConcept": own(place)},
    ]
    return row(name, component=parts)


def test_the_side_and_the_place_of_a_curve_are_read_together() -> None:
    assert [each.value for each in the("scoliosis_risk", curve("Left", "Thoracic"))] == [("left_thoracic_curve",)]
    assert said(curve("Left", "Thoracic")) == {("scoliosis_risk", "present")}
    for other in (curve("Right", "Thoracic"), curve("Left", "Lumbar"), curve("Left", "Thoracic", "Chest tube")):
        assert the("scoliosis_risk", other) == []


def test_a_left_thoracic_curve_may_be_a_row_of_its_own() -> None:
    assert [each.value for each in the("scoliosis_risk", row("Left thoracic curve", PRESENT))] == [("left_thoracic_curve",)]
    assert the("scoliosis_risk", row("Left thoracic curve", ABSENT)) == []


@pytest.mark.parametrize(
    "label",
    [
        "Is your back pain constant?",
        "Is your back pain worse at night?",
        "Do you take painkillers for back pain?",
        "Have you missed work because of back pain?",
        "MRI for back pain",
        "Surgery for leg pain",
        "Is your leg pain worse than your back pain?",
        "Is your leg pain or back pain severe?",
        "Severe weakness",
        "Left leg weakness",
        "Minor trauma",
        "Major trauma",
        "Do you sleep well with back pain?",
    ],
)
def test_a_no_to_one_detail_of_a_complaint_denies_nothing(label: str) -> None:
    assert [each.name for each in chart(row(label, NO)).findings if each.state.value == "refuted"] == []


@pytest.mark.parametrize(
    "label",
    [
        "Explained cauda equina symptoms",
        "Information on weakness given",
        "Patient informed about incontinence",
        "Advice on back pain given",
        "Concerned about weakness",
        "Possible weakness",
        "Baby has fever",
        "Grandchild has fever",
        "Carer with back pain",
    ],
)
def test_a_yes_to_a_label_with_any_other_word_affirms_nothing(label: str) -> None:
    assert [each.name for each in chart(row(label, YES)).findings if each.state.value == "present"] == []


def test_no_treatment_for_two_pains_denies_neither() -> None:
    assert said(row("Any treatment for low back pain or neck pain?", NO)) == {("conservative_care", "refuted")}


@pytest.mark.parametrize("label", ["Have you missed work because of trauma?", "MRI for trauma", "Minor trauma"])
def test_a_no_to_more_than_an_injury_says_not_that_there_was_none(label: str) -> None:
    assert said(row(label, NO)) == set()
    assert ("no_recent_injury", "present") in said(row("Recent trauma", NO))
