"""Observations whose question and answer are words: what they say, what they only name, what they never say."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.text.worded_answer import read_answer
from tests.fhir_mappings.fhir_records import LOINC, SNOMED, TODAY, Resource, chart, concept, resource, said, the


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
        {"status": "cancelled"},
        {"status": "entered-in-error"},
        {"subject": {"reference": "Patient/p2"}},
        {"effectiveDateTime": "2027-03-01"},
        {"dataAbsentReason": {"text": "not done"}},
    ],
)
def test_what_is_cancelled_not_ours_or_absent_is_not_read_in_words(more: dict[str, Any]) -> None:
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


@pytest.mark.parametrize("answer", ["T6 to T8", "L4/5", "lumbar", "over L3"])
def test_where_a_spine_is_tender_says_that_it_is(answer: str) -> None:
    assert [each.finding for each in read_answer("Midline tenderness", answer, TODAY).said] == ["pain_on_percussion"]
    assert read_answer("Midline tenderness", f"not {answer}", TODAY).said == ()
    assert read_answer("Reflexes", answer, TODAY).said == ()


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


SITE_FLOWSHEET = "urn:oid:1.3.6.1.4.1.99999.3"
ABSENT, PRESENT_CODE, NEGATIVE, NOT_INDICATED = (
    {"coding": [{"system": SNOMED, "code": code, "display": display}]}
    for code, display in (
        ("2667000", "Absent"),
        ("52101004", "Present"),
        ("260385009", "Negative"),
        ("410534003", "Not indicated"),
    )
)


def flowsheet(name: str, value: Resource | None, **more: Any) -> Resource:
    """An Observation of a flowsheet row: a code of the site's own whose display says what was looked at."""
    code = {"coding": [{"system": SITE_FLOWSHEET, "code": "9910", "display": name}]}
    valued = {"valueCodeableConcept": value} if value else {}
    return resource(
        "Observation", **{"status": "final", "code": code, "effectiveDateTime": TODAY.isoformat(), **valued, **more}
    )


def panel(*answered: tuple[str, Any], **more: Any) -> Resource:
    parts = [{"code": {"text": name}, "valueCodeableConcept": value} for name, value in answered]
    return flowsheet("NEXUS cervical spine criteria", None, component=parts, **more)


FIVE = (
    "Posterior midline cervical tenderness",
    "Focal neurologic deficit",
    "Altered level of alertness",
    "Evidence of intoxication",
    "Painful distracting injury",
)


@pytest.mark.parametrize(
    "name", ["NEXUS C-spine rule", "NEXUS cervical spine criteria", "Canadian C-spine rule", "PECARN C-spine rule"]
)
@pytest.mark.parametrize("value", [NEGATIVE, NOT_INDICATED])
def test_a_rule_for_the_neck_recorded_as_a_whole_is_what_it_says(name: str, value: Resource) -> None:
    assert [each.value for each in the("rule_says", flowsheet(name, value))] == ["imaging_not_needed"]


def test_a_rule_for_the_neck_that_calls_for_imaging_is_read() -> None:
    positive = {"coding": [{"system": SNOMED, "code": "10828004", "display": "Positive"}]}
    assert [each.value for each in the("rule_says", flowsheet("NEXUS C-spine rule", positive))] == ["imaging_needed"]
    indicated = {"text": "Imaging indicated"}
    assert [each.value for each in the("rule_says", flowsheet("Canadian C-spine rule", indicated))] == ["imaging_needed"]


def test_a_rule_for_the_neck_of_another_injury_says_nothing_of_this_one() -> None:
    old = {"effectiveDateTime": "2024-03-01"}
    assert the("rule_says", flowsheet("NEXUS C-spine rule", NEGATIVE, **old)) == []
    assert the("nexus_items", panel(*((name, ABSENT) for name in FIVE), **old)) == []


@pytest.mark.parametrize("name", ["NEXUS low-risk criteria", "Nexus referral", "Rule of nines"])
def test_a_name_whose_negative_could_mean_either_says_nothing(name: str) -> None:
    assert the("rule_says", flowsheet(name, NOT_INDICATED)) == []


@pytest.mark.parametrize(
    "name",
    [
        "Cervical spine midline tenderness",
        "C-spine midline tenderness",
        "Posterior midline C-spine tenderness",
        "Midline neck tenderness",
    ],
)
def test_midline_tenderness_of_the_neck_is_an_item_of_the_rule_however_its_words_stand(name: str) -> None:
    assert [each.value for each in the("nexus_items", flowsheet(name, PRESENT_CODE))] == [("midline_tenderness",)]
    assert the("nexus_items", flowsheet(name, ABSENT)) == []


def test_five_items_denied_in_one_observation_are_none_there() -> None:
    none = {"coding": [{"system": SNOMED, "code": "260413007", "display": "None"}]}
    no = {"coding": [{"system": SNOMED, "code": "373067005", "display": "No"}]}
    for value in (ABSENT, no, none):
        assert [each.value for each in the("nexus_items", panel(*((name, value) for name in FIVE)))] == [()]


def test_five_items_denied_beside_codes_and_a_body_site_are_none_there() -> None:
    spine = {"coding": [{"system": SNOMED, "code": "122494005", "display": "Cervical spine structure"}]}
    parts = [{"code": {"text": name}, "valueBoolean": False} for name in FIVE]
    coded = {"coding": [{"system": SNOMED, "code": "247348008", "display": "Tenderness"}], "text": FIVE[0]}
    one = flowsheet("NEXUS", None, bodySite=spine, component=[{**parts[0], "code": coded}, *parts[1:]])
    assert [each.value for each in the("nexus_items", one)] == [()]


def test_four_items_denied_say_nothing() -> None:
    assert the("nexus_items", panel(*((name, ABSENT) for name in FIVE[:4]))) == []
    unknown = {"text": "Unable to assess"}
    assert the("nexus_items", panel(*((name, ABSENT) for name in FIVE[:4]), (FIVE[4], unknown))) == []


def test_an_item_that_is_there_beside_four_denied_is_there() -> None:
    one = panel((FIVE[0], PRESENT_CODE), *((name, ABSENT) for name in FIVE[1:]))
    assert [each.value for each in the("nexus_items", one)] == [("midline_tenderness",)]


def test_an_alert_patient_denies_that_item() -> None:
    yes = {"coding": [{"system": SNOMED, "code": "373066001", "display": "Yes"}]}
    parts = [(name, ABSENT) for name in FIVE if name != "Altered level of alertness"]
    assert [each.value for each in the("nexus_items", panel(*parts, ("Alert and oriented", yes)))] == [()]
    assert the("nexus_items", panel(*parts, ("Alert and oriented", ABSENT))) == []


def test_a_score_that_its_name_tells_is_read_without_a_unit() -> None:
    score = flowsheet("Pieretti-Vanmarcke score", None, valueInteger=1)
    assert [each.value for each in the("pieretti_score", score)] == [1.0]
    assert the("pieretti_score", flowsheet("Pain score", None, valueInteger=1)) == []
    in_years = flowsheet("Pieretti-Vanmarcke score", None, valueQuantity={"value": 1, "unit": "a"})
    assert the("pieretti_score", in_years) == []


def test_a_named_eye_movement_test_is_read_by_its_result() -> None:
    central = {"text": "Central"}
    assert [each.value for each in the("hints", flowsheet("HINTS plus exam", central))] == ["central"]
    assert the("hints", flowsheet("Hints for sleep", central)) == []


NO_CODE = {"coding": [{"system": SNOMED, "code": "373067005", "display": "No"}]}
ALL_ABSENT = [(name, ABSENT) for name in FIVE]


@pytest.mark.parametrize("words", ["unable to assess", "No - unable to assess"])
def test_an_item_coded_no_whose_words_say_otherwise_is_not_denied(words: str) -> None:
    assert the("nexus_items", panel(*ALL_ABSENT[:4], (FIVE[4], {**NO_CODE, "text": words}))) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Midline tenderness", {"valueBoolean": True}),
        ("Neurologic deficit", {"valueString": "yes, left arm"}),
        ("Alert", {"valueBoolean": False}),
    ],
)
def test_an_item_asked_for_twice_is_denied_only_where_both_deny_it(name: str, value: Resource) -> None:
    whole = panel(*ALL_ABSENT)
    twice = {**whole, "component": [*whole["component"], {"code": {"text": name}, **value}]}
    assert () not in [each.value for each in the("nexus_items", twice)]


@pytest.mark.parametrize(
    "more",
    [
        {"dataAbsentReason": {"text": "not done"}},
        {"code": {"text": "Family history"}},
        {"code": {"text": "Education on NEXUS rule"}},
        {"valueBoolean": True},
    ],
)
def test_five_items_denied_under_another_name_or_beside_another_value_say_nothing(more: Resource) -> None:
    assert the("nexus_items", {**panel(*ALL_ABSENT), **more}) == []
