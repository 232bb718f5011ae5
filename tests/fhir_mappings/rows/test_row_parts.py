"""Rows that hold several rows: tests of an examination in everyday words, lists with an answer for each member, and what only
looks like one."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.rows.parts import rows_in
from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource, said

Told = set[tuple[str, str]]
NORMAL_REFLEXES = {("abnormal_tendon_reflexes", "refuted")}
FLEXOR = {("pathologic_reflex", "refuted")}


def row(label: str, value: str, **more: Any) -> Resource:
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": TODAY.isoformat(), "valueString": value}
    return resource("Observation", **{**given, **more})


def form(text: str, answer: str) -> Resource:
    item = {"linkId": "q", "text": text, "answer": [{"valueString": answer}]}
    return resource("QuestionnaireResponse", status="completed", authored=TODAY.isoformat(), item=[item])


@pytest.mark.parametrize(
    ("label", "answer", "says"),
    [
        ("Power and feeling", "intact all four limbs", {("weakness", "refuted"), ("sensory_loss", "refuted")}),
        ("Jerks, plantars", "normal, down-going", NORMAL_REFLEXES | FLEXOR),
        ("Tone, jerks, plantars", "normal, symmetric, down", NORMAL_REFLEXES | FLEXOR | {("spasticity", "refuted")}),
        ("Legs: strength, reflexes, toes", "5/5, 2+, down", NORMAL_REFLEXES | FLEXOR | {("weakness", "refuted")}),
        ("Knee and ankle reflexes, toes", "2+, downgoing", FLEXOR),
        ("leg tone, jerks, plantars, walk", "normal, 2+, flexor, normal", FLEXOR | {("gait_abnormal", "refuted")}),
        ("Arms, power and jerks", "full, normal", NORMAL_REFLEXES | {("weakness", "refuted")}),
        ("Power, jerks of legs", "normal both sides", NORMAL_REFLEXES | {("weakness", "refuted")}),
        ("Toes on stroking sole", "both up", {("pathologic_reflex", "present")}),
        ("Soles", "down", FLEXOR),
        ("Leg jerks and clonus", "brisk, 4 beats at each ankle", {("hyperreflexia", "present")}),
        ("Feeling", "intact", {("sensory_loss", "refuted")}),
        ("Reflexes UL/LL", "normal", NORMAL_REFLEXES),
        ("Strength UE/LE", "full", {("weakness", "refuted")}),
        ("Tone arms/legs", "normal", {("spasticity", "refuted")}),
    ],
)
def test_tests_in_everyday_words_are_read_as_the_tests_they_are(label: str, answer: str, says: Told) -> None:
    assert says <= said(row(label, answer))
    assert says <= said(form(label, answer))


@pytest.mark.parametrize(
    ("label", "answer", "says"),
    [
        ("Saddle numbness / waterworks / bowels", "no / fine / fine", {("bladder_dysfunction", "refuted")}),
        ("Temps, night sweats, weight loss", "no / no / no", {("night_sweats", "refuted"), ("weight_loss", "refuted")}),
        ("Hands, legs, bladder", "power 5, feeling ok, continent", {("bladder_dysfunction", "refuted")}),
        ("Weakness, numbness", "no, left hand", {("sensory_loss", "present")}),
    ],
)
def test_each_member_of_a_list_has_its_own_answer(label: str, answer: str, says: Told) -> None:
    assert says <= said(row(label, answer))


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("Fever, sweats", "no, but sweats at night"),
        ("Fever, sweats", "no"),
        ("Jerks, plantars", "not tested"),
        ("Power and feeling", "reduced in the legs, otherwise normal"),
        ("Weakness, numbness", "no, ?left hand"),
        ("Fever", "no, none"),
        ("Plantars", "down"),
    ],
)
def test_what_has_no_answer_of_its_own_is_not_cut(label: str, answer: str) -> None:
    assert rows_in(label, answer) == ()


@pytest.mark.parametrize("label", ["Family history: cancer, MS", "Mother: cancer, MS", "Cancer, MS in relatives"])
def test_lists_about_relatives_say_nothing(label: str) -> None:
    assert said(row(label, "no, no")) == set()


def test_a_jerk_by_itself_denies_no_other_and_a_numb_saddle_no_whole_syndrome() -> None:
    assert said(row("Knee jerks", "normal")) & NORMAL_REFLEXES == set()
    assert ("cauda_equina_syndrome", "refuted") not in said(row("Saddle numbness", "no"))
    assert ("cauda_equina_syndrome", "refuted") in said(row("Cauda equina syndrome", "no"))


def test_the_no_of_an_answer_is_of_its_own_words() -> None:
    told = said(row("Bone health, steroids", "no osteoporosis, never on steroids"))
    assert ("osteoporosis", "refuted") in told
    assert ("osteoporosis", "present") not in told


def test_an_unchanged_hearing_is_no_course_of_a_pain() -> None:
    assert said(row("Hearing or ringing", "unchanged")) == set()


def test_a_long_list_takes_no_long_time() -> None:
    assert rows_in("power, " * 5000, "normal, " * 5000) == ()
    assert chart(row("x/" * 99, "z/" * 99)).findings == ()


@pytest.mark.parametrize("label", ["Reflexes UE/LE", "Tone arms/legs", "Power UL/LL", "Pulses arms/legs"])
def test_what_was_examined_on_arms_and_legs_denies_no_pain_that_goes_into_them(label: str) -> None:
    for answer in ("normal", "normal, toes down"):
        assert said(row(label, answer)).isdisjoint({("arm_root_symptoms", "refuted"), ("leg_root_symptoms", "refuted")})


@pytest.mark.parametrize(
    ("label", "answer", "told"),
    [
        ("Hoffmann", "absent both hands", {("pathologic_reflex", "refuted")}),
        ("Hoffman reflex", "positive L>R", {("pathologic_reflex", "present")}),
        ("Hoffmann's sign", "neg R, pos L", {("pathologic_reflex", "present")}),
        ("Inverted supinator jerk", "absent", set()),
        ("Inverted radial reflex", "present right", {("pathologic_reflex", "present")}),
        ("Ankle clonus", "6 beats left", {("pathologic_reflex", "present")}),
        ("Ankle clonus", "2 beats only", set()),
        ("Romberg", "sways, topples with eyes closed", {("ataxia_kind", "present"), ("sensory_loss", "present")}),
        ("Jerks", "globally absent", {("abnormal_tendon_reflexes", "present"), ("reduced_reflexes", "present")}),
        ("Ankle jerk left", "0 (right 2+)", {("abnormal_tendon_reflexes", "present"), ("reduced_reflexes", "present")}),
        ("Pin prick, legs", "dulled below T10", {("sensory_level", "present"), ("sensory_loss", "present")}),
        ("Vibration 128 Hz", "absent to knees", {("sensory_loss", "present")}),
    ],
)
def test_a_sign_is_read_wherever_its_side_stands(label: str, answer: str, told: Told) -> None:
    read = chart(row(label, answer))
    assert {(each.name, str(each.state)) for each in read.findings} == told
    assert "pathologic_reflex" not in read.mentioned


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"HINTS - head impulse": "catch-up saccade right", "HINTS - test of skew": "vertical correction seen"}, {"central"}),
        ({"Head impulse test": "catch-up saccade right", "Nystagmus": "direction changing on gaze"}, {"central"}),
        ({"Head impulse test": "catch-up saccade right", "Test of skew": "no vertical movement"}, {"peripheral"}),
        ({"HINTS - skew": "no skew"}, set()),
    ],
)
def test_one_eye_sign_of_the_brain_decides(rows: dict[str, str], told: set[str]) -> None:
    read = chart(*(row(label, answer, id=f"o{at}") for at, (label, answer) in enumerate(rows.items())))
    assert {each.value for each in read.findings if each.name == "hints"} == told
