"""Rows and forms as clinics write them: what a clinician suspects, numbers under plain labels, headings, results of a study
that the question before names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource, said, the

Told = set[tuple[str, str]]


def row(label: str, value: str = "", **more: Any) -> Resource:
    valued = {"valueString": value} if value else {}
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": TODAY.isoformat(), **valued}
    return resource("Observation", **{**given, **more})


def asked(text: str, answer: str = "", **value: Any) -> Resource:
    return {"linkId": "q", "text": text, "answer": [value or {"valueString": answer}]}


def form(*items: Resource) -> Resource:
    return resource("QuestionnaireResponse", status="completed", authored=TODAY.isoformat(), item=list(items))


def under(heading: str, *items: Resource) -> Resource:
    return {"linkId": "g", "text": heading, "item": list(items)}


@pytest.mark.parametrize(
    ("label", "answer", "suspected"),
    [
        ("What does the treating doctor think this is?", "discitis until shown otherwise", "spine_infection"),
        ("MD concern", "epidural abscess or vertebral osteomyelitis", "spine_infection"),
        ("Referrer's worry", "infected disc", "spine_infection"),
        ("Pain registrar thinks", "infection in the spine from the injection", "spine_infection"),
        ("Clinician's idea", "neuralgic amyotrophy (Parsonage-Turner)", "brachial_plexus_syndrome"),
        ("For the registrar: what is the scan to answer?", "is this a first bout of multiple sclerosis", "multiple_sclerosis"),
        ("Consult impression", "acute transverse myelitis is what I think this is", "transverse_myelitis"),
        ("Provisional", "GBS (?AIDP)", "peripheral_demyelination"),
    ],
)
def test_what_a_clinician_thinks_is_suspected_and_no_more(label: str, answer: str, suspected: str) -> None:
    for one in (row(label, answer), form(asked(label, answer))):
        assert {state for name, state in said(one) if name == suspected} == {"suspected"}


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("Patient's worry", "discitis"),
        ("Your worry", "discitis"),
        ("Family's concern", "discitis"),
        ("MD concern", "no infection"),
    ],
)
def test_what_others_fear_is_no_suspicion(label: str, answer: str) -> None:
    assert {state for name, state in said(row(label, answer)) if name == "spine_infection"} <= {"refuted"}


@pytest.mark.parametrize(
    ("label", "value", "unit", "says"),
    [
        ("Temp (tympanic)", 38.7, "Cel", "fever"),
        ("Temp F", 101.8, "[degF]", "fever"),
        ("C-reactive, near patient", 168, "mg/L", "crp"),
        ("WCC", 17.2, "10*9/L", "wbc"),
        ("Sed rate 1 h", 96, "mm", "esr"),
        ("Bladder scan", 720, "mL", "bladder_dysfunction"),
        ("PVR", 640, "mL", "bladder_dysfunction"),
    ],
)
def test_a_number_under_a_plain_label_is_read_by_its_unit(label: str, value: float, unit: str, says: str) -> None:
    assert (says, "present") in said(row(label, valueQuantity={"value": value, "unit": unit}))


def test_a_number_in_another_unit_or_under_an_ambiguous_label_says_nothing() -> None:
    assert said(row("Bladder scan", valueQuantity={"value": 720, "unit": "s"})) == set()
    assert said(row("T", valueQuantity={"value": 39})) == set()
    assert said(row("Bladder scan", valueQuantity={"value": 40, "unit": "mL"})) == set()
    assert ("fever", "present") in said(form(asked("Temperature today", valueQuantity={"value": 38.4, "unit": "Cel"})))


@pytest.mark.parametrize(
    ("label", "answer", "says"),
    [
        ("Tandem walk", "cannot do", {("gait_abnormal", "present")}),
        ("Heel-toe walk", "done without trouble", set()),
        ("Clonus", "3 beats, right ankle", {("pathologic_reflex", "present")}),
        ("Clonus", "2 beats", set()),
        ("Finger flick reflex", "pos on left", {("pathologic_reflex", "present")}),
        ("Finger flick reflex", "negative left", set()),
    ],
)
def test_everyday_tests_of_the_cord(label: str, answer: str, says: Told) -> None:
    assert said(row(label, answer)) - {("neuro_exam_recorded", "present")} == says


def test_the_sides_of_one_test_are_its_components() -> None:
    sides = [{"code": {"text": side}, "valueString": "thumb flexes"} for side in ("Right", "Left")]
    assert ("pathologic_reflex", "present") in said(row("Flick of middle finger nail (Hoffmann)", component=sides))


@pytest.mark.parametrize(
    "heading", ["Pain clinic intake, Hobart", "Transfer call, spinal on-call", "Collar clinic, two-week visit", "Parent sheet"]
)
def test_a_heading_that_names_a_form_or_a_visit_says_nothing_else(heading: str) -> None:
    assert ("fever", "present") in said(form(under(heading, asked("Fever", "yes"))))


@pytest.mark.parametrize(
    "heading", ["Mother's intake sheet", "Previous visit", "Donor questionnaire", "Knee", "Household check", "Form of 2019"]
)
def test_a_heading_that_says_whose_or_of_when_is_not_read_over(heading: str) -> None:
    assert ("fever", "present") not in said(form(under(heading, asked("Fever", "yes"))))


def test_the_result_of_a_study_that_the_question_before_names() -> None:
    read = form(
        asked("Neck MRI, date", valueDate="2026-10-29"), asked("What did the reader conclude?", "motion-degraded, equivocal")
    )
    assert [each.value for each in the("cervical_mri_for_cord", read)] == ["equivocal"]
    assert the("cervical_mri_for_cord", form(asked("What did the reader conclude?", "motion-degraded, equivocal"))) == []


def test_a_film_that_is_told_and_not_understood_is_left_open() -> None:
    assert "vcf_film" in chart(row("Film at urgent care", "L1 looks odd, see letter")).mentioned
    assert "vcf_film" not in chart(row("Film at urgent care", "not done")).mentioned
    assert "vcf_film" not in chart(row("Chest X-ray", "clear")).mentioned


@pytest.mark.parametrize("answer", ["Right ear, in 2019", "Father, right ear", "left?, hard to say", "left, but gone"])
def test_a_part_of_an_answer_counts_where_no_other_takes_it_back(answer: str) -> None:
    assert ("hearing_loss_or_tinnitus", "present") not in said(row("Hearing", answer))
    assert ("hearing_loss_or_tinnitus", "present") in said(row("Hearing", "left worse, right fine"))
