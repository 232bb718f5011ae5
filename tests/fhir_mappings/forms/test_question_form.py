"""Our questions as a Questionnaire, and what a response to it says: nothing more than was answered."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from fhir_mappings.chart.whole_chart import Chart, read_chart
from fhir_mappings.order.answers import read_order_answers
from fhir_mappings.questions.answers import ANSWER_SYSTEM, form_questions, is_yes_or_no
from fhir_mappings.questions.form import QuestionForms
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record
from imaging_rules.library import Library
from tests.fhir_mappings.fhir_records import TODAY

LIBRARY = Library.load()
BASE = "https://cds.example.org"
FORMS = QuestionForms(LIBRARY.vocabulary, BASE, "1a2b3c")
QUESTIONS = form_questions(LIBRARY.vocabulary)
NOON = "2026-11-19T12:00:00+01:00"


def chart(*responses: Any) -> Chart:
    return read_chart({"QuestionnaireResponse": list(responses)}, "p", TODAY, own_forms=(f"{BASE}/questionnaires/",))


def facts(read: Chart) -> FactBook:
    return FactBook(LIBRARY.vocabulary, Record(TODAY, read.findings, delivered=frozenset(), mentioned=read.mentioned))


def response(given: dict[str, str], **elements: Any) -> dict[str, Any]:
    made = FORMS.response(given, "p", NOON)
    assert made is not None
    return {**made, **elements}


@pytest.mark.parametrize("names", [(name,) for name in QUESTIONS] + [tuple(QUESTIONS)], ids=lambda names: names[0])
def test_a_form_is_a_valid_r4_questionnaire_that_demands_nothing(names: tuple[str, ...]) -> None:
    made = FORMS.questionnaire(names)
    Questionnaire.model_validate(copy.deepcopy(made))
    assert made["url"] == f"{BASE}/questionnaires/{'.'.join(names)}"
    assert [item["linkId"] for item in made["item"]] == list(names)
    assert len(made["id"]) <= 64
    assert not any(item["required"] or "initial" in item for item in made["item"])
    codes = [option["valueCoding"]["code"] for item in made["item"] for option in item.get("answerOption", [])]
    assert len(set(codes)) == len(codes)


def test_a_form_asks_in_the_words_of_the_vocabulary() -> None:
    tempo, arm = FORMS.questionnaire(FORMS.names(["neck_symptom_tempo", "cervical_radiculopathy_symptoms"]))["item"][::-1]
    if tempo["linkId"] != "neck_symptom_tempo":
        tempo, arm = arm, tempo
    assert arm["type"] == "boolean"
    assert tempo["type"] == "choice"
    assert tempo["text"] == LIBRARY.vocabulary.features["neck_symptom_tempo"].question.text  # type: ignore[union-attr]
    assert tempo["answerOption"][1]["valueCoding"] == {
        "system": ANSWER_SYSTEM,
        "code": "neck_symptom_tempo.getting-worse",
        "display": "getting worse",
    }


def test_one_set_of_questions_has_one_form_whatever_the_order_it_is_asked_in() -> None:
    names = ["neck_symptom_tempo", "cervical_radiculopathy_symptoms", "cancer_counts"]
    assert FORMS.names(names) == FORMS.names(reversed(names))
    assert FORMS.named(".".join(FORMS.names(names))) == FORMS.names(names)
    assert FORMS.named(".".join(reversed(FORMS.names(names)))) == ()
    assert FORMS.named("neck_symptom_tempo.neck_symptom_tempo") == ()


@pytest.mark.parametrize("name", ["requested_contrast", "device_label", "device_mr_label", "age_years", "no_such_thing", ""])
def test_what_the_order_says_and_what_clears_an_implant_is_in_no_form(name: str) -> None:
    assert FORMS.names([name]) == ()
    assert FORMS.named(name) == ()


EVERY_ANSWER = [(name, row) for name, question in QUESTIONS.items() for row in question.answers]


@pytest.mark.parametrize(("name", "row"), EVERY_ANSWER, ids=[f"{name} {row.says}" for name, row in EVERY_ANSWER])
def test_every_answer_is_read_back_with_all_that_it_states(name: str, row: Any) -> None:
    made = response({name: row.says}, authored="2026-11-20T08:00:00Z")
    QuestionnaireResponse.model_validate(copy.deepcopy(made))
    read = chart({**made, "id": "r"})
    assert read.skipped == {}
    known = facts(read)
    for own, value in row.sets.items():
        assert known.fact(own).value == LIBRARY.vocabulary.value_of(own, value)
    assert {each.name for each in read.findings} == set(row.sets)


def test_a_duration_has_grown_since_it_was_answered() -> None:
    made = response({"symptom_duration_days": "1-2 weeks"}, authored="2026-11-10T08:00:00Z")
    assert facts(chart(made)).fact("symptom_duration_days").value == 20.0


def test_a_question_left_open_stays_unknown() -> None:
    made = response({"neck_symptom_tempo": "getting worse"})
    made["item"] += [{"linkId": "cancer_counts", "text": "?"}, {"linkId": "cord_syndrome", "answer": []}]
    known = facts(chart(made))
    assert known.fact("cancer_counts").value is None
    assert known.fact("cord_syndrome").value is None


@pytest.mark.parametrize(
    "answer",
    [
        {"valueCoding": {"system": ANSWER_SYSTEM, "code": "neck_symptom_tempo.not-sure"}},
        {"valueCoding": {"system": ANSWER_SYSTEM, "code": "cancer_counts.no"}},
        {"valueCoding": {"system": ANSWER_SYSTEM, "display": "getting worse"}},
        {"valueBoolean": False},
        {},
    ],
)
def test_an_answer_that_is_none_of_the_offered_says_nothing(answer: dict[str, Any]) -> None:
    made = response({"neck_symptom_tempo": "getting worse"})
    made["item"][0]["answer"] = [answer]
    read = chart(made)
    assert (read.findings, read.skipped) == ((), {"answer-does-not-fit": 1})


def test_two_answers_to_one_question_say_nothing() -> None:
    made = response({"neck_symptom_tempo": "getting worse"})
    other = response({"neck_symptom_tempo": "more than three months, unchanged"})
    made["item"][0]["answer"] += other["item"][0]["answer"]
    assert chart(made).findings == ()


def test_only_our_own_form_speaks_our_names() -> None:
    made = response({"cancer_counts": "no"}, questionnaire="https://elsewhere.example/questionnaires/cancer_counts")
    assert chart(made).findings == ()
    held = {"resourceType": "Questionnaire", "id": "q", "url": f"{BASE}/questionnaires/cancer_counts"}
    assert chart({**made, "questionnaire": "#q", "contained": [held]}).findings != ()


@pytest.mark.parametrize("status", ["in-progress", "stopped", "entered-in-error", "draft", ""])
def test_only_a_finished_response_is_a_fact(status: str) -> None:
    assert chart(response({"cancer_counts": "active"}, status=status)).findings == ()


@pytest.mark.parametrize("status", ["in-progress", "stopped"])
def test_what_an_unfinished_response_affirms_is_not_assumed_absent(status: str) -> None:
    affirming = chart(response({"cancer_counts": "active", "spinal_infection_status": "none"}, status=status))
    assert "cancer_counts" in affirming.mentioned
    denying = chart(response({"cancer_counts": "no"}, status=status))
    assert "cancer_counts" not in denying.mentioned
    in_error = chart(response({"cancer_counts": "active"}, status="entered-in-error"))
    assert in_error.mentioned == frozenset()


MORNING, EVENING = "2026-11-19T07:00:00Z", "2026-11-19T20:00:00+01:00"


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_responses_of_a_day_the_later_one_counts_question_by_question(turned: bool) -> None:
    morning = response({"neck_symptom_tempo": "under six weeks", "cancer_counts": "active"}, id="a", authored=MORNING)
    evening = response({"neck_symptom_tempo": "more than three months, unchanged"}, id="b", authored=EVENING)
    known = facts(chart(*((evening, morning) if turned else (morning, evening))))
    assert known.fact("neck_symptom_tempo").value == "chronic"
    assert known.fact("cancer_active").value is True, "what was not asked again still stands"


def test_a_later_answer_takes_back_all_that_the_earlier_one_stated() -> None:
    earlier = response({"cancer_counts": "active"}, id="a", authored=MORNING)
    known = facts(chart(earlier, response({"cancer_counts": "no"}, id="b", authored=EVENING)))
    assert known.fact("cancer_counts").value is False
    assert known.fact("cancer_active").value is not True


def test_an_answer_of_tomorrow_replaces_one_of_today_where_it_has_begun_elsewhere() -> None:
    earlier = response({"cancer_counts": "active"}, id="a", authored=MORNING)
    later = response({"cancer_counts": "no"}, id="b", authored=(TODAY + timedelta(days=1)).isoformat())
    assert facts(chart(earlier, later)).fact("cancer_counts").value is False


def test_what_was_affirmed_of_an_implant_is_not_taken_back_by_a_form() -> None:
    affirming = response({"mri_contraindication": "unsafe implant"}, id="a", authored=MORNING)
    read = chart(affirming, response({"mri_contraindication": "no"}, id="b", authored=EVENING))
    assert {each.value for each in read.findings} == {"mr_unsafe_implant", "none"}, "both stand, and the engine weighs them"


def test_two_that_contradict_each_other_at_one_moment_say_nothing() -> None:
    says_no = response({"cancer_counts": "no"}, id="a")
    assert chart(says_no, response({"cancer_counts": "active"}, id="b")).findings == ()
    assert facts(chart(says_no, {**says_no, "id": "b"})).fact("cancer_counts").value is False


@pytest.mark.parametrize(
    "spoiled",
    [
        {"status": "entered-in-error"},
        {"status": "in-progress"},
        {"authored": "2027-03-01"},
        {"subject": {"reference": "Patient/x"}},
    ],
    ids=str,
)
def test_a_response_that_is_not_read_takes_back_no_other(spoiled: dict[str, Any]) -> None:
    stands = response({"cancer_counts": "active"}, id="a", authored=MORNING)
    later = {**response({"cancer_counts": "no"}, id="b", authored=EVENING), **spoiled}
    assert facts(chart(stands, later)).fact("cancer_counts").value is True


def test_the_evidence_is_the_question_with_our_words_for_the_answer() -> None:
    made = response({"neck_symptom_tempo": "getting worse"}, id="r")
    made["item"][0]["answer"][0]["valueCoding"]["display"] = "all is well"
    texts = {each.evidence.text for each in chart(made).findings}
    (text,) = texts
    assert text.endswith("unchanged?: getting worse")
    (found, *_) = chart(made).findings
    assert (found.evidence.source, found.evidence.date) == ("QuestionnaireResponse/r", date(2026, 11, 19))


def test_a_response_contained_in_the_order_is_read_with_the_order() -> None:
    held = response({"cancer_counts": "no"}, id="answers")
    order = {"resourceType": "ServiceRequest", "contained": [held], "supportingInfo": [{"reference": "#answers"}]}
    found, mentioned = read_order_answers(order, chart())
    assert {(each.name, each.evidence.of_order) for each in found} == {("cancer_counts", True), ("known_malignancy", True)}
    assert mentioned == frozenset()


@pytest.mark.parametrize("contained", [None, "x", 3, [None], [{"resourceType": "QuestionnaireResponse"}], {}, [[]]], ids=repr)
def test_an_order_may_contain_anything(contained: Any) -> None:
    assert read_order_answers({"contained": contained}, chart()) == ((), frozenset())


def test_most_questions_of_the_vocabulary_can_be_asked_in_a_form() -> None:
    asked = {name for name, entry in LIBRARY.vocabulary.features.items() if entry.question is not None}
    assert asked - set(QUESTIONS) <= {"requested_contrast", "device_label", "device_mr_label", "label_of_every_device"}
    assert sum(is_yes_or_no(LIBRARY.vocabulary, name) for name in QUESTIONS) > 30


def test_no_answer_of_a_question_leads_alone() -> None:
    """A question with one answer only would push towards it; one with none is answered in the chart."""
    questions = {name: entry.question for name, entry in LIBRARY.vocabulary.features.items() if entry.question is not None}
    assert [name for name, question in questions.items() if len(question.answers) == 1] == []
