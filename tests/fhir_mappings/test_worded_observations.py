"""Observations whose question and answer are words: what they say, what they only name, what they never say."""

from __future__ import annotations

from typing import Any

import pytest
from fhir_records import LOINC, SNOMED, TODAY, Resource, chart, concept, resource, said, the

from fhir_mappings.text.worded_answer import read_answer


def asked(question: str, answer: str, **more: Any) -> Resource:
    given = {"status": "final", "code": {"text": question}, "valueString": answer, "effectiveDateTime": "2026-11-10"}
    return resource("Observation", **{**given, **more})


@pytest.mark.parametrize(
    ("question", "answer", "finding", "state"),
    [
        ("Straight leg raise", "positive left", "leg_root_symptoms", "present"),
        ("SLR", "positive at 40 degrees on the right", "leg_root_symptoms", "present"),
        ("Spurling", "positive on right", "arm_root_symptoms", "present"),
        ("Hoffmann", "absent bilat", "pathologic_reflex", "refuted"),
        ("Hoffmann", "absent b/l", "pathologic_reflex", "refuted"),
        ("Hoffman's", "pos R", "pathologic_reflex", "present"),
        ("Babinski", "upgoing bilat", "pathologic_reflex", "present"),
        ("Inverted supinator", "positive", "pathologic_reflex", "present"),
        ("Neuro exam", "hyperreflexia, otherwise normal", "hyperreflexia", "present"),
        ("Neuro exam", "normal", "neuro_exam_normal", "present"),
        ("Tone", "increased in both legs", "spasticity", "present"),
        ("Power", "4/5 left ankle dorsiflexion", "weakness", "present"),
        ("Reflexes", "brisk in legs", "hyperreflexia", "present"),
        ("Gait", "normal", "gait_abnormal", "refuted"),
        ("Numbness", "left hand", "sensory_loss", "present"),
        ("Weakness", "denies", "weakness", "refuted"),
        ("Weakness", "no weakness of the arms, leg weakness", "weakness", "present"),
        ("Assessment", "likely cervical myelopathy", "myelopathy", "suspected"),
        ("Chief complaint", "neck pain", "neck_pain", "present"),
    ],
)
def test_question_and_answer_in_words_are_read_as_one_sentence(question: str, answer: str, finding: str, state: str) -> None:
    one = asked(question, answer)
    assert {each.state.value for each in the(finding, one)} == {state}


@pytest.mark.parametrize(
    "unsettled", ["not tested", "unable to assess", "equivocal", "deferred", "unknown", "?positive", "n/a"]
)
@pytest.mark.parametrize(
    ("question", "finding"), [("Hoffmann", "pathologic_reflex"), ("Weakness", "weakness"), ("Fever", "fever")]
)
def test_what_nobody_found_out_is_no_fact_and_its_absence_is_not_assumed(question: str, finding: str, unsettled: str) -> None:
    read = chart(asked(question, unsettled))
    assert all(each.state.value == "suspected" for each in read.findings if each.name == finding)
    assert finding in read.mentioned | {each.name for each in read.findings}


@pytest.mark.parametrize(
    "one",
    [
        asked("Hoffmann", "absent left"),
        asked("Hoffmann", "negative R"),
        asked("Hoffmann", "negative left, positive right"),
        asked("Hoffmann", "absent bilat", bodySite={"text": "left hand"}),
    ],
)
def test_a_sign_that_is_absent_in_one_place_is_not_denied(one: Resource) -> None:
    assert ("pathologic_reflex", "refuted") not in said(one)


def test_one_normal_sign_does_not_deny_the_syndrome_it_belongs_to() -> None:
    assert the("cauda_equina_syndrome", asked("Anal tone", "normal")) == []


def test_each_side_may_be_a_component_of_its_own() -> None:
    sides = [{"code": {"text": "Right"}, "valueString": "positive"}, {"code": {"text": "Left"}, "valueString": "negative"}]
    one = resource("Observation", status="final", code={"text": "Hoffman's"}, component=sides, effectiveDateTime="2026-11-10")
    assert said(one) == {("pathologic_reflex", "present")}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Family history", "MS in mother"),
        ("Mother", "multiple sclerosis"),
        ("Cancer", "mother"),
        ("Risk of fracture", "high"),
        ("Liver", "normal"),
        ("Skin", "intact"),
        ("Trauma", "no info"),
    ],
)
def test_a_relative_a_risk_and_a_question_alone_say_nothing_of_the_patient(question: str, answer: str) -> None:
    assert said(asked(question, answer)) == set()


def test_a_pain_score_of_nought_is_no_pain() -> None:
    assert the("back_pain_unspecified", asked("Back pain", "0/10")) == []


def test_what_is_normal_elsewhere_is_no_normal_neurologic_examination() -> None:
    assert not the("neuro_exam_normal", asked("Knee", "grossly intact"), asked("Exam", "hardware intact", id="b"))


@pytest.mark.parametrize(
    "more",
    [
        {"status": "preliminary"},
        {"status": "entered-in-error"},
        {"subject": {"reference": "Patient/p2"}},
        {"effectiveDateTime": "2027-03-01"},
        {"dataAbsentReason": {"text": "not done"}},
    ],
)
def test_what_is_not_final_not_ours_or_absent_is_not_read_in_words(more: dict[str, Any]) -> None:
    read = chart(asked("Neuro exam", "hyperreflexia", **more))
    assert read.findings == ()
    assert read.mentioned == frozenset()


def test_an_old_denial_in_words_is_no_denial_of_today() -> None:
    assert the("weakness", asked("Weakness", "denies", effectiveDateTime="2026-01-10")) == []


def test_a_finding_in_words_is_named_as_text_with_its_question_and_its_day() -> None:
    (found,) = the("leg_root_symptoms", asked("Straight leg raise", "positive left"))
    assert (found.evidence.kind, found.evidence.text) == ("text", "Straight leg raise: positive left")
    assert str(found.evidence.date) == "2026-11-10"


def test_words_beside_a_coded_value_are_not_read_against_it() -> None:
    both = {"coding": [{"system": SNOMED, "code": "10828004"}], "text": "absent"}
    assert said(resource("Observation", status="final", code={"text": "clonus"}, valueCodeableConcept=both)) == set()


def test_a_coded_question_whose_answer_no_table_knows_is_read_in_words() -> None:
    one = asked("Reflexes", "brisk in both legs, clonus absent", code=concept(LOINC, "10194-9", "Reflexes"))
    assert ("hyperreflexia", "present") in said(one)


@pytest.mark.parametrize(
    ("question", "answer", "mentioned"),
    [
        ("Implants", "pacemaker", "pacemaker"),
        ("Allergies", "gadolinium reaction, hives", "gadolinium_reaction"),
        ("Drug history", "on apixaban", "anticoagulated"),
    ],
)
def test_an_implant_a_reaction_or_a_medicine_told_in_an_observation_is_not_lost(
    question: str, answer: str, mentioned: str
) -> None:
    assert mentioned in chart(asked(question, answer)).mentioned


@pytest.mark.parametrize("answer", ["Negative", "non-reactive", "Not detected"])
def test_a_test_that_found_nothing_names_nothing(answer: str) -> None:
    made = read_answer("HIV 1+2 Ab+HIV1 p24 Ag [Presence] in Serum or Plasma by Immunoassay", answer, TODAY)
    assert (made.said, made.mentioned) == ((), frozenset())
    assert read_answer("HIV 1 Ab", "see comment", TODAY).mentioned == {"immune_suppression"}


@pytest.mark.parametrize("question", ["Pacemaker MRI conditional", "MRI safe pacemaker"])
def test_an_implant_that_is_not_labelled_safe_is_there_all_the_same(question: str) -> None:
    made = read_answer(question, "No", TODAY)
    assert made.said == ()
    assert "pacemaker" in made.mentioned


def test_reading_an_answer_never_raises() -> None:
    for odd in ("", ":", "?", "\x00", "left", "+ - +", "no" * 500):
        assert read_answer(odd, odd, TODAY).said is not None


def test_a_coded_problem_is_not_changed_by_an_observation_in_words() -> None:
    problem = resource("Condition", code=concept(SNOMED, "24700007"), clinicalStatus={"coding": [{"code": "active"}]})
    found = the("multiple_sclerosis", problem, asked("Assessment", "MS ruled out"))
    assert [each.evidence.kind for each in found if each.state.value == "present"] == ["code"]


POSITIVE, NEGATIVE = {"coding": [{"system": SNOMED, "code": "10828004"}]}, {"coding": [{"system": SNOMED, "code": "260385009"}]}
MARK = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def answered(question: str, **value: Any) -> Resource:
    return resource("Observation", status="final", code={"text": question}, effectiveDateTime="2026-11-10", **value)


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ({"valueCodeableConcept": POSITIVE}, {"valueCodeableConcept": NEGATIVE}),
        ({"valueBoolean": True}, {"valueBoolean": False}),
        ({"interpretation": [concept(MARK, "POS")]}, {"interpretation": [concept(MARK, "NEG")]}),
        (
            {"valueCodeableConcept": {"coding": [{"system": "http://site.example", "code": "1", "display": "Yes"}]}},
            {"valueCodeableConcept": {"coding": [{"system": "http://site.example", "code": "2", "display": "No"}]}},
        ),
    ],
)
@pytest.mark.parametrize(
    ("question", "finding"),
    [
        ("Lhermitte's sign", "lhermitte"),
        ("Arm weakness", "weakness"),
        ("Unilateral tinnitus", "hearing_loss_or_tinnitus"),
        ("Pain radiating to arm", "arm_root_symptoms"),
        ("Recent trauma", "spine_injury"),
    ],
)
def test_a_question_in_words_is_read_with_a_verdict_that_is_no_words(
    question: str, finding: str, yes: Resource, no: Resource
) -> None:
    assert (finding, "present") in said(answered(question, **yes))
    assert (finding, "refuted") in said(answered(question, **no))


def test_a_coded_verdict_denies_of_a_coded_question_no_more_than_the_code_names() -> None:
    retention = observation_of("267064002", "Retention of urine", valueCodeableConcept=NEGATIVE)
    assert ("bladder_dysfunction", "refuted") not in said(retention)


def observation_of(code: str, text: str, **value: Any) -> Resource:
    return {**answered(text, **value), "code": concept(SNOMED, code, text)}


@pytest.mark.parametrize(
    ("question", "verdict", "expected"),
    [
        ("Dix-Hallpike test", POSITIVE, ("positional_vertigo", "present")),
        ("Straight leg raise test", POSITIVE, ("leg_root_symptoms", "present")),
        ("Aquaporin-4 antibody", POSITIVE, ("nmosd", "present")),
        ("Pain location", {"text": "Lower back"}, ("low_back_pain", "present")),
    ],
)
def test_a_named_test_says_what_its_positive_result_means(question: str, verdict: Resource, expected: tuple[str, str]) -> None:
    assert expected in said(answered(question, valueCodeableConcept=verdict))


@pytest.mark.parametrize("known", ["410516002", "2667000"])
def test_a_neurologic_examination_by_its_code_is_normal_or_not(known: str) -> None:
    normal = {"valueCodeableConcept": concept(SNOMED, "17621005")}
    examined = observation_of("84728005", "Neurological examination", **normal)
    assert {("neuro_exam_normal", "present"), ("neuro_exam_recorded", "present")} <= said(examined)
    abnormal = {**examined, "valueCodeableConcept": concept(SNOMED, "263654008")}
    assert ("neuro_exam_normal", "refuted") in said(abnormal)
    absent = observation_of("54404000", "Cervical radiculopathy", valueCodeableConcept=concept(SNOMED, known))
    assert ("arm_root_symptoms", "refuted") in said(absent)
