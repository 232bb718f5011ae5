"""Questions of other people's forms, asked in words: which answers are read, and which never."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import LOINC, SNOMED, TODAY, Resource, chart, resource, said, the

YES = {"valueCoding": {"system": LOINC, "code": "LA33-6", "display": "Yes"}}
NO = {"valueCoding": {"system": LOINC, "code": "LA32-8", "display": "No"}}


def own(words: str) -> Resource:
    return {"valueCoding": {"system": "https://clinic.example/forms", "code": "A9", "display": words}}


def asked(text: str, *answers: Resource, **more: Any) -> Resource:
    return {"linkId": "q", "text": text, "answer": list(answers), **more}


def form(*items: Resource, **more: Any) -> Resource:
    given = {"status": "completed", "authored": TODAY.isoformat(), "item": list(items)}
    return resource("QuestionnaireResponse", **{**given, **more})


@pytest.mark.parametrize(
    ("question", "finding"),
    [
        ("Pain shooting into a leg?", "leg_root_symptoms"),
        ("Does the pain, tingling or numbness go down your arm?", "arm_root_symptoms"),
        ("Stiff in the morning?", "morning_stiffness"),
        ("Does pain wake your child at night?", "night_pain"),
        ("Pain all the time without a break?", "constant_pain"),
        ("Brought on by sport or repeated activity?", "mechanical_overuse_pain"),
        ("Unexplained weight loss?", "weight_loss"),
    ],
)
@pytest.mark.parametrize(("yes", "no"), [(YES, NO), ({"valueBoolean": True}, {"valueBoolean": False}), (own("Yes"), own("No"))])
def test_a_symptom_asked_for_in_words_is_read(question: str, finding: str, yes: Resource, no: Resource) -> None:
    assert (finding, "present") in said(form(asked(question, yes)))
    assert (finding, "refuted") in said(form(asked(question, no)))


@pytest.mark.parametrize("authored", ["2026-11-21", "2026-11-21T00:30:00Z"])
def test_a_form_of_tomorrow_is_read_where_it_has_begun_elsewhere(authored: str) -> None:
    assert said(form(asked("Unexplained weight loss?", YES), authored=authored)) == {("weight_loss", "present")}
    assert chart(form(asked("Unexplained weight loss?", YES), authored="2026-11-22")).skipped == {"in-the-future": 1}


def test_an_answer_in_words_weighs_as_words_do_and_says_where_it_stands() -> None:
    (found,) = the("weight_loss", form(asked("Unexplained weight loss?", YES), source={"reference": "Patient/p1"}))
    assert (found.evidence.kind, found.evidence.text) == ("text", "Unexplained weight loss?: yes (answered by the patient)")


def test_of_several_symptoms_asked_together_a_yes_leaves_open_which() -> None:
    read = chart(form(asked("Fever, chills, weight loss or night sweats?", YES)))
    assert read.findings == ()
    assert {"weight_loss", "night_sweats"} <= read.mentioned


@pytest.mark.parametrize(
    "question",
    [
        "Do you have multiple sclerosis?",
        "Cancer",
        "Cancer ever",
    ],
)
def test_a_disease_affirmed_in_words_is_mentioned_and_no_fact(question: str) -> None:
    read = chart(form(asked(question, YES)))
    assert read.findings == ()
    assert read.mentioned != frozenset()


def test_an_implant_affirmed_in_words_is_not_lost() -> None:
    read = chart(form(asked("Do you have a pacemaker?", YES)))
    assert "pacemaker" in read.mentioned
    assert "pacemaker" not in {each.name for each in read.findings}


@pytest.mark.parametrize(
    "question", ["Do you have a pacemaker?", "Any allergy to contrast dye?", "Jemals Krebserkrankung (ever cancer)?"]
)
def test_a_no_to_a_disease_or_an_implant_denies_nothing(question: str) -> None:
    assert chart(form(asked(question, NO))).findings == ()


def test_a_no_names_no_disease() -> None:
    assert chart(form(asked("Jemals Krebserkrankung? (ever had cancer?)", NO))).mentioned == frozenset()


def test_the_yes_no_indicator_of_hl7_is_an_answer_without_words() -> None:
    yes = {"valueCoding": {"system": "http://terminology.hl7.org/CodeSystem/v2-0136", "code": "Y"}}
    assert ("weight_loss", "present") in said(form(asked("Unexplained weight loss?", yes)))


@pytest.mark.parametrize(
    "question",
    [
        "Has anyone in your family had back pain?",
        "Does a brother or sister have night pain?",
        "Are you worried about weakness?",
        "Would you consider surgery?",
        "Were you taught the signs of weakness?",
        "Have you ever had neck pain?",
        "Do you know the warning signs (numbness, weakness)?",
        "Are you free of neck pain?",
    ],
)
@pytest.mark.parametrize("answer", [YES, NO])
def test_a_question_for_another_thing_says_nothing_is_there(question: str, answer: Resource) -> None:
    read = chart(form(asked(question, answer)))
    assert not [each for each in read.findings if each.state.value == "present"]


def test_a_question_that_denies_itself_is_left_open() -> None:
    read = chart(form(asked("Are you free of neck pain?", NO)))
    assert read.findings == ()
    assert "neck_pain" in read.mentioned


def test_what_stands_under_an_unknown_heading_is_not_read() -> None:
    weak = asked("Weakness in the legs?", YES)
    for heading in ("Your relatives", "Your husband", "When to call us"):
        read = chart(form({"linkId": "g", "text": heading, "item": [weak]}))
        assert (read.findings, read.mentioned) == ((), frozenset())
    assert ("weakness", "present") in said(form({"linkId": "g", "text": "Red flags", "item": [weak]}))


def test_a_question_under_the_answer_of_another_is_not_read() -> None:
    follow_up = asked("Weakness in the legs?", YES)
    assert said(form(asked("Do you care for somebody?", {**YES, "item": [follow_up]}))) == set()


@pytest.mark.parametrize(
    "more", [{"status": "in-progress"}, {"authored": "2025-01-01"}, {"subject": {"reference": "Patient/p2"}}]
)
def test_a_form_that_does_not_count_says_nothing(more: Resource) -> None:
    assert said(form(asked("Weakness in the legs?", YES), **more)) == set()


@pytest.mark.parametrize("status", ["in-progress", "stopped"])
def test_what_an_unfinished_form_leaves_open_is_not_assumed_absent(status: str) -> None:
    several = chart(form(asked("Fever, chills, weight loss or night sweats?", YES), status=status))
    assert {"weight_loss", "night_sweats"} <= several.mentioned
    implanted = chart(form(asked("Do you have a pacemaker?", YES), status=status))
    assert "pacemaker" in implanted.mentioned


def test_two_answers_or_one_that_is_no_plain_verdict_say_nothing() -> None:
    for answers in ([YES, NO], [own("Sometimes")], [{"valueCoding": {"system": SNOMED, "code": "373066001", "display": "No"}}]):
        assert said(form(asked("Weakness in the legs?", *answers))) == set()


def care(*items: Resource, **more: Any) -> dict[str, Any]:
    return {each.name: each.value for each in chart(form(*items, **more)).findings if each.name.startswith("conservative_")}


@pytest.mark.parametrize("none", ["None", "No treatment yet", "Nothing tried", "none so far"])
@pytest.mark.parametrize("question", ["What treatment have you had for this episode?", "Which treatments have you tried?"])
def test_no_treatment_in_a_coding_of_the_sites_own_is_none(question: str, none: str) -> None:
    (found,) = the("conservative_care", form(asked(question, own(none))))
    assert found.state.value == "refuted"


def test_a_question_for_treatment_answered_with_one_denies_nothing() -> None:
    question = "What treatment have you had for this episode?"
    assert the("conservative_care", form(asked(question, own("None but ibuprofen")))) == []
    assert the("conservative_care", form(asked("What treatment are you interested in?", own("None")))) == []


@pytest.mark.parametrize(
    ("question", "answer", "result"),
    [
        ("Result of the treatment so far", "No improvement, treatment failed", "failed"),
        ("Outcome of conservative treatment", "Unsuccessful", "failed"),
        ("Result of six or more weeks of treatment for this back pain", "Unsuccessful", "failed"),
        ("What was the result of physical therapy?", "No relief", "failed"),
        ("Result of the treatment so far", "Much better", "improved"),
        ("Result of the treatment so far", "Too early to tell", "ongoing"),
        ("Result of the treatment so far", "Other", None),
        ("Result of the treatment of your knee", "Failed", None),
        ("Result of the last MRI", "No change", None),
    ],
)
def test_the_result_of_treatment_is_read_by_its_words(question: str, answer: str, result: str | None) -> None:
    assert care(asked(question, own(answer))).get("conservative_result") == result
    assert ("conservative_care", "refuted") not in said(form(asked(question, own(answer))))


def test_weeks_of_physical_therapy_are_weeks_of_care() -> None:
    weeks = asked("Weeks of supervised physical therapy completed", {"valueInteger": 8})
    assert care(weeks) == {
        "conservative_care": None,
        "conservative_kind": ("physical_therapy",),
        "conservative_weeks": 8.0,
    }
    for none in (
        {"valueInteger": 0},
        {"valueInteger": 300},
        {"valueQuantity": {"value": 8, "unit": "d"}},
        {"valueString": "many"},
    ):
        assert care(asked("Weeks of supervised physical therapy completed", none)) == {}
    assert care(asked("Weeks of physical therapy planned", {"valueInteger": 8})) == {}
    assert care(asked("Weeks of physical therapy for the knee", {"valueInteger": 8})) == {}


@pytest.mark.parametrize("heading", ["Your mother's illness", "Your cancer", "Before this episode"])
def test_no_treatment_under_an_unknown_heading_is_nobodys(heading: str) -> None:
    none = asked("Any treatment?", NO)
    assert said(form({"linkId": "g", "text": heading, "item": [none]})) == set()
    assert ("conservative_care", "refuted") in said(form(none))


@pytest.mark.parametrize(
    ("question", "finding"),
    [
        ("Any new relapse or attack since the visit in March?", "neuro_symptoms_new_or_worse"),
        ("Any new or worse numbness, weakness, sight or walking trouble since your last scan?", "neuro_symptoms_new_or_worse"),
        ("Did you have a pull or a fall on the arm?", "plexus_injury"),
        ("Was the shoulder wrenched?", "plexus_injury"),
        ("Any bang or knock to the head lately?", "head_injury"),
        ("Seeing double or difficulty speaking or swallowing?", "brainstem_symptoms"),
    ],
)
def test_a_course_and_an_injury_are_asked_for_in_lay_words(question: str, finding: str) -> None:
    assert (finding, "present") in said(form(asked(question, {"valueBoolean": True})))
    assert (finding, "refuted") in said(form(asked(question, {"valueBoolean": False})))


@pytest.mark.parametrize(
    ("question", "answer", "value"),
    [
        ("Is it better, worse or about the same as six months ago?", "about the same", "stable"),
        ("Is it better, worse or about the same as six months ago?", "worse", "worsening"),
        ("Has his balance got worse since last year?", "No, if anything better", "stable"),
        ("Has his balance got worse since last year?", "Yes, steadily", "worsening"),
    ],
)
def test_how_it_goes_is_asked_with_its_answers(question: str, answer: str, value: str) -> None:
    assert {each.value for each in the("trajectory", form(asked(question, {"valueString": answer})))} == {value}


def test_no_attack_and_the_same_as_ever_is_nothing_new() -> None:
    question = "Any fresh attack or new symptom since your last clinic?"
    assert said(form(asked(question, {"valueString": "No, same as ever"}))) == {("neuro_symptoms_new_or_worse", "refuted")}


def test_radiation_leaves_a_cancer_open() -> None:
    read = chart(form(asked("Radiotherapy to the breast or armpit?", {"valueBoolean": True})))
    assert read.findings == ()
    assert "history_of_malignancy" in read.mentioned
    assert (
        "history_of_malignancy"
        not in chart(form(asked("Radiotherapy to the breast or armpit?", {"valueBoolean": False}))).mentioned
    )


def typed(words: str) -> Resource:
    return {"valueString": words}


@pytest.mark.parametrize(
    ("question", "answer", "finding"),
    [
        ("Any injury?", "No, began while gardening", "spine_injury"),
        ("Any injury?", "no - came on by itself", "spine_injury"),
        ("Leg weakness?", "No, just sore", "weakness"),
        ("Unexplained weight loss?", "no, eating well", "weight_loss"),
        ("Bladder or bowel trouble?", "Nil, all fine", "bladder_dysfunction"),
    ],
)
def test_a_no_with_its_why_is_a_no(question: str, answer: str, finding: str) -> None:
    assert (finding, "refuted") in said(form(asked(question, typed(answer))))


@pytest.mark.parametrize(
    ("question", "answer", "finding"),
    [
        ("Any injury?", "No, but was pushed over at work", "spine_injury"),
        ("Any injury?", "no, not since the fall last month", "spine_injury"),
        ("Leg weakness?", "no, only in the left foot", "weakness"),
        ("Numbness?", "No, just tingling in the toes", "sensory_loss"),
        ("Fever?", "no, not sure?", "fever"),
        ("Fever?", "No, settled 2 days ago", "fever"),
    ],
)
def test_a_no_that_is_taken_back_or_names_more_is_left_open(question: str, answer: str, finding: str) -> None:
    assert (finding, "refuted") not in said(form(asked(question, typed(answer))))


@pytest.mark.parametrize(
    "question", ["Pain eases with activity?", "Does your back pain improve with exercise?", "Back pain better on moving about?"]
)
def test_pain_that_moving_eases_is_no_pain_of_overuse(question: str) -> None:
    assert "mechanical_overuse_pain" not in {name for name, _ in said(form(asked(question, YES)))}
    assert ("mechanical_overuse_pain", "present") in said(form(asked("Pain with activity?", YES)))


def test_pain_better_with_activity_is_inflammatory() -> None:
    assert said(form(asked("Pain better with activity?", YES))) == {("inflammatory_back_pain", "present")}
    assert said(form(asked("Pain better with activity?", NO))) == set()
    assert said(form(asked("Does moving help?", YES))) == set()


@pytest.mark.parametrize(
    ("answer", "states"),
    [
        ("45 min", {"present"}),
        ("about an hour", {"present"}),
        ("until midday", {"present"}),
        ("10 min", set()),
        ("not long", set()),
    ],
)
def test_stiffness_of_half_an_hour_is_told_by_how_long_it_lasts(answer: str, states: set[str]) -> None:
    for question in ("Morning stiffness?", "How long stiff in the morning?"):
        assert {state for name, state in said(form(asked(question, typed(answer)))) if name == "morning_stiffness"} == states
