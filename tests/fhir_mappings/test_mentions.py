"""What unread words mention: never a fact, but silence about it is no longer a no."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.chart.whole_chart import read_chart
from fhir_mappings.mentions import all_named, mentions

DAY = date(2026, 11, 20)


def test_what_a_text_leaves_open_is_no_fact_and_no_silence() -> None:
    text = "not sure whether it was really the fall or rather a fever"
    assert mentions([text], "x", DAY).names == {"fever", "spine_injury"}


@pytest.mark.parametrize("text", ["no fever, denies trauma", "fever", "without weight loss", "mother had cancer", ""])
def test_what_is_settled_is_not_only_mentioned(text: str) -> None:
    assert mentions([text], "x", DAY).names == frozenset()


def test_a_suspected_implant_is_asked_about() -> None:
    (finding,) = mentions(["? pacemaker"], "ServiceRequest/1.reasonCode", DAY, of_order=True).findings
    assert (finding.name, finding.evidence.text) == ("other_implant", "? pacemaker")


def test_what_answers_name_without_a_known_question_is_mentioned() -> None:
    named = all_named(["Pacemaker since 2019, no fever"], "x", DAY)
    assert named.names == {"pacemaker"}
    assert [finding.name for finding in named.findings] == ["other_implant"]


def condition(code: object) -> dict[str, object]:
    active = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {
        "resourceType": "Condition",
        "id": "c",
        "clinicalStatus": active,
        "subject": {"reference": "Patient/p"},
        "code": code,
    }


def test_a_problem_in_words_alone_is_read() -> None:
    chart = read_chart({"Condition": [condition({"text": "Breast cancer"})]}, "p", date(2026, 11, 20))
    assert [finding.name for finding in chart.findings if finding.name == "malignancy_active"]
    assert "condition" in chart.delivered


def test_a_code_of_no_known_system_without_words_is_unreadable() -> None:
    chart = read_chart(
        {"Condition": [condition({"coding": [{"system": "urn:local", "code": "4711"}]})]}, "p", date(2026, 11, 20)
    )
    assert "condition" not in chart.delivered


def test_an_icd_10_cm_code_of_no_concern_is_read() -> None:
    icd = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I10"}]}
    chart = read_chart({"Condition": [condition(icd)]}, "p", date(2026, 11, 20))
    assert ("condition" in chart.delivered, chart.mentioned) == (True, frozenset())


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_searched(text: str) -> None:
    assert isinstance(mentions([text], "x", DAY).names, frozenset)
