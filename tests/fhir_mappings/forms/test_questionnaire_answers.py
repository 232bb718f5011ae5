"""Answers to a questionnaire: what each kind of answer says, and when it says nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fhir_mappings.questions.answerable_names import answerable_names
from fhir_mappings.questions.own_responses import QUESTIONNAIRES
from fhir_mappings.resource.elements import Coding
from fhir_mappings.rows.test_answers import coded_word
from fhir_mappings.tables_csv import table
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Finding, Interval, Record
from imaging_rules.library import Library
from imaging_rules.vocabulary import Vocabulary
from tests.fhir_mappings.fhir_records import LOINC, SNOMED, TODAY, Resource, chart, condition, resource, said, the

OURS = f"{QUESTIONNAIRES}spine-imaging|1.0"


def item(link: str, *answers: Resource, **more: Any) -> Resource:
    return {"linkId": link, "answer": list(answers), **more}


def response(*items: Resource, **elements: Any) -> Resource:
    given: Resource = {"status": "completed", "questionnaire": OURS, "authored": "2026-11-18T09:30:00Z", "item": list(items)}
    return resource("QuestionnaireResponse", **{**given, **elements})


def coding(system: str, code: str) -> Resource:
    return {"valueCoding": {"system": system, "code": code}}


def values(name: str, *answers: Resource) -> list[Any]:
    return [(str(each.state), each.value) for each in the(name, response(item(name, *answers)))]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"valueBoolean": True}, "present"),
        ({"valueBoolean": False}, "refuted"),
        (coding("http://terminology.hl7.org/CodeSystem/v2-0136", "Y"), "present"),
        (coding(SNOMED, "373067005"), "refuted"),
        (coding(LOINC, "LA33-6"), "present"),
        (coding(LOINC, "LA9634-2"), "refuted"),
        (coding(f"{QUESTIONNAIRES}answers", "suspected"), "suspected"),
        (coding(f"{QUESTIONNAIRES}answers", "history"), "history"),
        ({"valueCoding": {"display": "Yes"}}, "present"),
        ({"valueString": " yes "}, "present"),
        ({"valueString": "Neck pain"}, "present"),
        ({"valueString": "sometimes when I turn my head, yes"}, None),
        ({"valueString": "low back pain"}, None),
        (coding(SNOMED, "261665006"), None),
        ({"valueCoding": {"system": SNOMED, "code": "373066001", "display": "No"}}, None),
        ({"valueInteger": 1}, None),
        ({"valueDate": "2026-11-01"}, None),
        ({}, None),
    ],
)
def test_a_yes_or_no_question_is_read_from_an_answer_that_fits(answer: Resource, state: str | None) -> None:
    assert [each for each, _ in values("neck_pain", answer)] == ([state] if state else [])


@pytest.mark.parametrize(
    ("name", "answers", "value"),
    [
        ("gait_pattern", [coding("any", "myelopathic")], "myelopathic"),
        ("gait_pattern", [{"valueString": "Sensory ataxic"}], "sensory_ataxic"),
        ("gait_pattern", [coding("any", "dancing")], None),
        ("gait_pattern", [{"valueBoolean": True}], None),
        ("gait_pattern", [coding("any", "ataxic"), coding("any", "apraxic")], None),
        ("localization", [coding("any", "cervical"), coding("any", "thoracic")], ("cervical", "thoracic")),
        ("localization", [coding("any", "cervical"), coding("any", "elbow")], ("cervical",)),
        ("pain_severity", [{"valueInteger": 8}], 8.0),
        ("conservative_weeks", [{"valueDecimal": 7.5}], 7.5),
        ("conservative_weeks", [{"valueQuantity": {"value": 7, "unit": "wk"}}], 7.0),
        ("conservative_weeks", [{"valueQuantity": {"value": 7, "unit": "mo"}}], None),
        ("conservative_weeks", [{"valueQuantity": {"value": 7, "comparator": ">"}}], None),
        ("egfr", [{"valueQuantity": {"value": 28, "unit": "mL/min/1.73m2"}}], 28.0),
        ("egfr", [{"valueInteger": 28}], None),
        ("prior_imaging_date", [{"valueDate": "2026-03-02"}], date(2026, 3, 2)),
        ("prior_imaging_date", [{"valueDate": "2026-03"}], None),
        ("prior_imaging_date", [{"valueDate": "2027-03-02"}], None),
    ],
)
def test_an_answer_is_read_as_the_name_has_its_values(name: str, answers: list[Resource], value: Any) -> None:
    assert [each for _, each in values(name, *answers)] == ([] if value is None else [value])


def test_every_answer_that_does_not_fit_is_counted() -> None:
    read = chart(response(item("neck_pain", {"valueDate": "2026-11-01"}), item("egfr", {"valueDecimal": 28})))
    assert read.findings == ()
    assert read.skipped == {"answer-does-not-fit": 2}


def test_an_unread_answer_in_words_asks_about_what_it_names() -> None:
    read = chart(response(item("pacemaker", {"valueString": "I think they put in a pacemaker in 2019"})))
    assert "pacemaker" in read.mentioned
    assert [each.name for each in read.findings] == ["other_implant"]


def test_the_answer_is_evidence_of_the_day_it_was_given() -> None:
    (found,) = the("pacemaker", response(item("pacemaker", {"valueBoolean": True}, text="Do you have a pacemaker")))
    assert (found.evidence.source, found.evidence.date) == ("QuestionnaireResponse/questionnaireresponse-1", date(2026, 11, 18))
    assert found.evidence.text == "Do you have a pacemaker: yes"


def test_nested_items_and_items_under_answers_are_read() -> None:
    inner = item("night_pain", {"valueBoolean": True})
    below = {"linkId": "g", "item": [item("neck_pain", {"valueBoolean": True, "item": [inner]})]}
    assert said(response(below)) == {("neck_pain", "present"), ("night_pain", "present")}


def test_a_treatment_from_a_day_to_a_day_is_two_items() -> None:
    start = item("conservative_period.start", {"valueDate": "2026-08-03"})
    end = item("conservative_period.end", {"valueDate": "2026-10-30"})
    group = {"linkId": "conservative_period", "item": [start, end]}
    (whole,) = the("conservative_period", response(group))
    assert whole.value == Interval(date(2026, 8, 3), date(2026, 10, 30))
    (going_on,) = the("conservative_period", response({"linkId": "conservative_period", "item": [start]}))
    assert going_on.value == Interval(date(2026, 8, 3), None)
    backwards = [{**start, "answer": end["answer"]}, {**end, "answer": start["answer"]}]
    assert the("conservative_period", response({"linkId": "conservative_period", "item": backwards})) == []


def test_how_long_it_has_lasted_has_grown_since_the_answer() -> None:
    assert values("symptom_onset", {"valueInteger": 10}) == [("present", 12.0)]
    assert the("symptom_onset", response(item("symptom_onset", {"valueInteger": 10}), authored=None)) == []


@pytest.mark.parametrize(
    ("elements", "counts"),
    [
        ({"status": "amended"}, True),
        ({"status": "in-progress"}, False),
        ({"status": "stopped"}, False),
        ({"status": "entered-in-error"}, False),
        ({"status": None}, False),
        ({"authored": "2026-12-01"}, False),
        ({"authored": "2026-10-01"}, False),
        ({"authored": None}, False),
        ({"subject": {"reference": "Patient/someone-else"}}, False),
    ],
)
def test_only_a_finished_recent_response_of_this_patient_counts(elements: Resource, counts: bool) -> None:
    assert bool(said(response(item("weakness", {"valueBoolean": False}), **elements))) == counts


def test_an_old_response_still_names_the_implant_but_no_longer_denies_one() -> None:
    old = response(
        item("pacemaker", {"valueBoolean": True}),
        item("cochlear_implant", {"valueBoolean": False}),
        item("weakness", {"valueBoolean": True}),
        authored="2021-05-01",
    )
    assert said(old) == {("pacemaker", "present")}


def test_a_link_id_is_a_name_of_ours_only_in_a_questionnaire_of_ours() -> None:
    for canonical in ("https://example.org/Questionnaire/spine", "", None, "#q"):
        assert said(response(item("fever", {"valueBoolean": True}), questionnaire=canonical)) == set()


def test_a_coded_question_is_read_like_an_observation_of_that_code() -> None:
    by_code = item("a", {"valueString": "upgoing"}, code=[{"system": LOINC, "code": "32385-7"}])
    by_definition = item("b", {"valueCoding": {"system": LOINC, "code": "LA26683-5"}}, definition="http://loinc.org|82810-3")
    assert said(response(by_code, by_definition, questionnaire="https://example.org/q")) == {
        ("pathologic_reflex", "present"),
        ("pregnancy", "refuted"),
    }


def test_the_codes_of_a_contained_questionnaire_are_used() -> None:
    asked = {"linkId": "3.1", "code": [{"system": LOINC, "code": "32433-5"}]}
    questionnaire = {"resourceType": "Questionnaire", "id": "q", "item": [{"linkId": "3", "item": [asked]}]}
    given = response(item("3.1", {"valueString": "scissoring"}), questionnaire="#q", contained=[questionnaire])
    assert {name for name, _ in said(given)} == {"gait_pattern", "gait_abnormal"}


def test_a_laboratory_value_in_an_answer_needs_its_unit() -> None:
    egfr = {"system": LOINC, "code": "33914-3"}
    with_unit = item("a", {"valueQuantity": {"value": 28, "unit": "mL/min/1.73m2"}}, code=[egfr])
    assert [each.value for each in the("egfr", response(with_unit))] == [28.0]
    assert the("egfr", response(item("a", {"valueDecimal": 28}, code=[egfr]))) == []


def test_a_disease_of_the_family_is_not_the_patients() -> None:
    sclerosis = item("m", {"valueBoolean": True}, code=[{"system": SNOMED, "code": "24700007"}])
    assert said(response({"linkId": "f", "text": "Your relatives", "item": [sclerosis]})) == set()
    pregnant = item("p", {"valueBoolean": True}, code=[{"system": LOINC, "code": "82810-3"}])
    assert said(response({"linkId": "f", "text": "Family history", "item": [pregnant]})) == set()


def test_of_two_responses_the_newer_answer_counts_and_the_conflict_can_be_said() -> None:
    older = response(item("neck_pain", {"valueBoolean": True}), id="old", authored="2026-11-01")
    newer = response(item("neck_pain", {"valueBoolean": False}), id="new", authored="2026-11-15")
    book = facts(chart(older, newer).findings)
    assert book.fact("neck_pain").value is False
    assert [conflict.finding for conflict in book.conflicts()] == ["neck_pain"]


def test_of_two_responses_the_older_set_of_answers_is_replaced() -> None:
    older = response(item("localization", coding("any", "brain")), id="old", authored="2026-11-01")
    newer = response(item("localization", coding("any", "thoracic")), id="new", authored="2026-11-15")
    assert facts(chart(older, newer).findings).fact("neurologic_localization").value == ("thoracic",)


def test_what_the_patient_denies_does_not_outweigh_a_diagnosis() -> None:
    told = response(item("neck_pain", {"valueBoolean": False}), source={"reference": "Patient/p1"})
    read = chart(told, condition("http://hl7.org/fhir/sid/icd-10-cm", "M54.2", onsetDateTime="2026-10-01"))
    assert facts(read.findings).fact("neck_pain").value is True
    assert "answered by the patient" in next(each.evidence.text for each in read.findings if each.state == "refuted")


def test_an_answer_under_a_rules_own_name_fills_what_the_record_leaves_open() -> None:
    (found,) = the("imaging_will_change_management", response(item("imaging_will_change_management", {"valueBoolean": True})))
    assert facts((found,)).fact("imaging_will_change_management").value is True


@pytest.mark.parametrize(("answered_on", "value"), [("2026-11-18", False), ("2026-11-01", True)])
def test_an_answer_under_a_rules_own_name_outweighs_only_what_is_older(answered_on: str, value: bool) -> None:
    no = response(item("upper_motor_neuron_signs", {"valueBoolean": False}), authored=answered_on)
    asked = "cervical_radiculopathy_symptoms"
    denied = response(item(asked, {"valueBoolean": False}), authored=answered_on)
    told = response(item("arm_root_symptoms", {"valueBoolean": True}), id="r2", authored="2026-11-10")
    assert said(no) == set(), "a rule's name that is never asked is no question"
    assert facts(chart(denied, told).findings).fact(asked).value is value


def test_an_implant_that_is_safe_for_mri_is_never_an_answer_without_its_device() -> None:
    assert {"device_mr_label", "device_label", "age_years", "requested_contrast"} & set(answerable_names()) == set()
    assert said(response(item("device_mr_label", coding("any", "safe")))) == set()


def test_silence_in_a_response_and_no_response_deliver_nothing() -> None:
    assert chart(response()).delivered == frozenset()
    assert chart(Patient=[], QuestionnaireResponse=None).delivered == {"patient"}


def test_an_unreadable_response_takes_nothing_from_the_rest_of_the_record() -> None:
    broken = response(item("neck_pain", {"valueBoolean": True}), item={"linkId": 5})
    read = chart(broken, Condition=[], DiagnosticReport=[])
    assert read.delivered == {"condition", "report"}
    assert read.skipped["unreadable"] == 1


def test_items_nested_without_end_are_cut_off() -> None:
    deep: Resource = item("neck_pain", {"valueBoolean": True})
    for _ in range(500):
        deep = {"linkId": "g", "item": [deep]}
    assert said(response(deep)) == set()


def test_every_answer_code_is_a_word_the_readers_know() -> None:
    words = {row["word"] for row in table("answer_codes")}
    assert words <= {row["answer"] for row in table("answers")} | {"yes", "no", "severe"}  # "severe" is of Condition.severity
    assert coded_word(Coding("snomed", "10828004", "", SNOMED, "10828004")) == "positive"


def test_what_lasts_is_something_that_can_be_asked() -> None:
    assert {row["finding"] for row in table("lasting_answers")} <= set(answerable_names())


def facts(findings: tuple[Finding, ...]) -> FactBook:
    return FactBook(vocabulary(), Record(TODAY, findings))


def vocabulary() -> Vocabulary:
    return Library.load().vocabulary
