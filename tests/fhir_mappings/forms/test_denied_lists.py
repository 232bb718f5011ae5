"""A plain no to a question that lists several things: what it denies, what not, and what any other answer leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.forms.denied_lists import denied_list
from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource, said


def row(label: str, value: str, **more: Any) -> Resource:
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": TODAY.isoformat(), "valueString": value}
    return resource("Observation", **{**given, **more})


def form(text: str, answer: str) -> Resource:
    item = {"linkId": "q", "text": text, "answer": [{"valueString": answer}]}
    return resource("QuestionnaireResponse", status="completed", authored=TODAY.isoformat(), item=[item])


def denied(label: str, answer: str = "no") -> set[str]:
    """What both a flowsheet and a form deny."""
    told = said(row(label, answer)) & said(form(label, answer))
    return {name for name, state in told if state == "refuted"}


@pytest.mark.parametrize(
    ("label", "answer", "absent"),
    [
        ("Pain or pins and needles in the arms", "no", {"arm_root_symptoms"}),
        ("Cancer / infection / fevers", "none", {"malignancy_active", "fever"}),
        ("Known cancer, MS, autoimmune illness", "nil", {"malignancy_active", "multiple_sclerosis"}),
        ("H/o TB / fever / loss of appetite or weight", "Nil", {"fever", "weight_loss"}),
        (
            "Chills, fever, drenching sweats or weight dropping off lately",
            "none of these",
            {"fever", "night_sweats", "weight_loss"},
        ),
        ("Injury / cancer / fever / steroids / thin bones / back surgery", "No to each", {"spine_injury", "osteoporosis"}),
        ("Cancer, low immunity, fevers, losing weight, injecting", "no", {"immune_suppression", "injecting_drug_use", "fever"}),
        ("Numb seat, bladder, leg weakness", "no", {"bladder_dysfunction"}),
        ("Speech, swallowing, double vision, numb face", "no", {"brainstem_symptoms"}),
        ("Fall, crash, heavy blow", "no", {"spine_injury"}),
        ("Fever, weight loss, TB contact", "nil", {"fever", "weight_loss"}),
        ("Illness, fever, weight loss, cancer", "none of them", {"fever", "weight_loss"}),
        ("Neuro, trauma, Ca, temps", "all negative", {"spine_injury", "fever"}),
        ("Needle use, cancer, recent back procedure", "no to all", {"injecting_drug_use", "recent_spine_procedure"}),
        ("Do your shoulders, arms or hands hurt, tingle, go numb or feel weak?", "no", {"arm_root_symptoms"}),
        ("Injections into or operations on the spine", "none ever", {"prior_cervical_surgery", "recent_spine_procedure"}),
        ("Cancer, now or before", "no", {"malignancy_active"}),
    ],
)
def test_a_no_to_a_list_denies_each_member_that_is_understood(label: str, answer: str, absent: set[str]) -> None:
    assert absent <= denied(label, answer)


@pytest.mark.parametrize(
    "label",
    [
        "Cancer, breast",
        "Weakness, face",
        "Weakness, left leg",
        "Sudden, severe weakness",
        "Weakness or numbness in the right hand",
        "Fever since the operation, rash",
        "Family: cancer, fever",
        "Fell, fever, cancer (mother)",
        "Numb when you wipe, accidents",
        "Fever and rash, cancer",
        "Worried about cancer, fever",
    ],
)
def test_what_is_narrower_or_of_another_is_not_denied(label: str) -> None:
    assert denied(label) == set()


@pytest.mark.parametrize("answer", ["yes", "not sure", "sometimes"])
@pytest.mark.parametrize("label", ["Cancer / infection / fevers", "Fever, weight loss, cancer"])
def test_any_other_answer_leaves_every_member_open(label: str, answer: str) -> None:
    for one in (row(label, answer), form(label, answer)):
        read = chart(one)
        assert not [each for each in read.findings if each.name != "age_years"]
        assert {"fever", "malignancy_active"} <= read.mentioned


def test_not_at_all_is_a_no_and_not_all_is_none() -> None:
    assert denied("Fever, sweats or weight loss", "not at all") >= {"fever", "weight_loss"}
    assert denied("Fever, sweats or weight loss", "not all") == set()


def test_a_long_list_is_not_read() -> None:
    assert denied_list("fever, " * 5000, TODAY) is None
    assert denied_list("fever/" * 33, TODAY) is None
