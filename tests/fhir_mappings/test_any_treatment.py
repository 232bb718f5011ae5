"""The question for any treatment at all: answered no it denies care, and every narrower question leaves the rest open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import SNOMED, TODAY, Resource, chart, concept, condition, resource

YES, NO, NONE = (
    {"coding": [{"system": SNOMED, "code": code, "display": display}]}
    for code, display in (("373066001", "Yes"), ("373067005", "No"), ("260413007", "None"))
)


def form(question: str, answer: dict[str, Any], **more: Any) -> Resource:
    item = {"linkId": "tx", "text": question, "answer": [answer]}
    given = {"status": "completed", "authored": TODAY.isoformat(), "item": [item]}
    return resource("QuestionnaireResponse", **{**given, **more})


def flowsheet(name: str, value: Resource, **more: Any) -> Resource:
    code = {"coding": [{"system": "urn:oid:1.3.6.1.4.1.99999.3", "code": "FLO1", "display": name}]}
    given = {"status": "final", "code": code, "effectiveDateTime": TODAY.isoformat(), "valueCodeableConcept": value}
    return resource("Observation", **{**given, **more})


def care(*resources: Resource) -> list[str]:
    return sorted({each.state.value for each in chart(*resources).findings if each.name == "conservative_care"})


@pytest.mark.parametrize(
    "question",
    [
        "Have you had any treatment for this episode (therapy, exercises, medicine, injections)?",
        "Any treatment for your back pain so far?",
        "Have you tried any treatment yet?",
        "Has the patient had any conservative treatment?",
        "Prior treatment for back pain",
        "Have you been treated for this pain already?",
    ],
)
def test_any_treatment_answered_no_is_no_treatment(question: str) -> None:
    no = {"valueCoding": {"system": "http://loinc.org", "code": "LA32-8", "display": "No"}}
    assert care(form(question, no)) == ["refuted"]
    assert care(form(question, {"valueBoolean": False})) == ["refuted"]
    assert care(flowsheet(question, NONE)) == ["refuted"]


@pytest.mark.parametrize(
    "question",
    [
        "Have you had any physical therapy?",
        "Any treatment with injections so far?",
        "Any treatment (e.g. physical therapy) so far?",
        "Any treatment for your knee pain so far?",
        "Prior treatment for osteoporosis",
        "Prior surgical treatment",
        "Any radiation treatment so far?",
        "Any treatment today?",
        "Are you getting any treatment?",
        "Any other treatment so far?",
        "Any treatment at home so far?",
        "Any problems with treatment so far?",
    ],
)
def test_a_narrower_question_answered_no_leaves_the_rest_open(question: str) -> None:
    assert care(form(question, {"valueBoolean": False})) == []
    assert care(flowsheet(question, NO)) == []


def test_a_form_that_says_only_treatment_asks_too_little() -> None:
    assert care(form("Treatment", {"valueBoolean": False})) == []


ASKED = "Any treatment for your back pain so far?"


@pytest.mark.parametrize(
    "answer", [{"valueBoolean": True}, {"valueString": "not much"}, {"valueString": "no therapy, only ibuprofen"}, {}]
)
def test_any_other_answer_denies_nothing(answer: dict[str, Any]) -> None:
    assert care(form(ASKED, answer)) == []


def test_an_answer_that_does_not_count_denies_nothing() -> None:
    no = {"valueBoolean": False}
    assert care(form(ASKED, no, status="in-progress")) == []
    assert care(form(ASKED, no, authored="2026-06-01")) == []
    assert care(form(ASKED, no, authored="2027-01-01")) == []
    assert care(form(ASKED, no, authored=None)) == []
    assert care(form(ASKED, no, subject={"reference": "Patient/other"})) == []
    assert care(flowsheet(ASKED, NO, status="entered-in-error")) == []


def test_treatment_on_record_outweighs_the_answer() -> None:
    therapy = resource(
        "Procedure",
        status="completed",
        code=concept(SNOMED, "91251008"),
        performedDateTime="2026-11-10",
        reasonCode=[{"text": "low back pain"}],
    )
    assert care(form(ASKED, {"valueBoolean": False}), therapy) == ["present"]


def test_an_answer_about_the_back_says_nothing_where_the_neck_hurts_too() -> None:
    no = {"valueBoolean": False}
    assert care(form(ASKED, no), condition(code="M54.50")) == ["refuted"]
    assert care(form(ASKED, no), condition(code="M54.2")) == []


def test_what_the_patient_answers_weighs_as_words_do() -> None:
    answered = form(ASKED, {"valueBoolean": False}, source={"reference": "Patient/p1"})
    kinds = {each.evidence.kind for each in chart(answered).findings if each.name == "conservative_care"}
    assert kinds == {"text"}


def test_one_treatment_not_done_leaves_the_others_open() -> None:
    therapy = resource("Procedure", status="not-done", code=concept(SNOMED, "91251008"), reasonCode=[{"text": "back pain"}])
    assert care(therapy) == []


@pytest.mark.parametrize("question", ["Did any treatment tried start it?", "Which treatment began the pain?"])
def test_a_question_for_what_a_treatment_did_denies_none(question: str) -> None:
    assert care(form(question, {"valueBoolean": False})) == []


def test_a_no_that_asks_back_is_no_denial() -> None:
    assert care(form(ASKED, {"valueString": "no?"})) == []
    assert care(form(ASKED, {"valueString": "No."})) == ["refuted"]


@pytest.mark.parametrize(
    "question",
    ["Therapies tried for back pain", "Did you take any medicine or have any therapy for your back?", "Treatment received"],
)
@pytest.mark.parametrize(
    "answer", ["Nil to date", "No - first visit", "have not tried anything yet", "none at all", "Hasn't had any treatment"]
)
def test_nothing_was_tried_in_other_words(question: str, answer: str) -> None:
    assert care(form(question, {"valueString": answer})) == ["refuted"]


@pytest.mark.parametrize(
    "answer", ["nothing has helped", "No, only paracetamol", "not any longer", "not all of it", "no physio"]
)
def test_a_denial_that_says_more_is_none(answer: str) -> None:
    assert "refuted" not in care(form("Treatments tried so far", {"valueString": answer}))


def test_a_question_that_joins_two_kinds_with_and_leaves_it_open() -> None:
    assert care(form("Have you had medication and physical therapy?", {"valueString": "No"})) == []
