"""What unread words mention: never a fact, but silence about it is no longer a no."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.chart import read_chart
from fhir_mappings.mentions import mentions, order_mentions

SAID = [
    ("LBP with saddle numbness and urinary retention since this morning", "cauda_equina_syndrome"),
    ("after high-speed MVC yesterday", "spine_injury"),
    ("known metastatic breast cancer", "malignancy_active"),
    ("fever 39, IV drug user, r/o epidural abscess", "spine_infection"),
    ("gait imbalance, Hoffmann positive", "pathologic_reflex"),
    ("Anterior cervical discectomy and fusion C5-6", "prior_cervical_surgery"),
    ("known MS", "multiple_sclerosis"),
]


@pytest.mark.parametrize(("text", "name"), SAID)
def test_a_word_that_is_not_read_is_noticed(text: str, name: str) -> None:
    assert name in mentions([text], "x").names


@pytest.mark.parametrize("text", ["no fever, denies trauma", "Hypertension", "without weight loss", "ms later", ""])
def test_what_is_denied_or_said_of_nothing_is_passed_over(text: str) -> None:
    assert mentions([text], "x").names <= {"disequilibrium"}


def test_a_mentioned_implant_is_asked_about() -> None:
    (finding,) = mentions(["pacemaker, not MRI compatible"], "ServiceRequest/1.reasonCode", of_order=True).findings
    assert (finding.name, finding.evidence.text) == ("other_implant", "pacemaker, not MRI compatible")


def test_what_was_read_is_not_doubted() -> None:
    order = {"id": "1", "reasonCode": [{"text": "r/o MS"}], "note": [{"text": "known cancer"}]}
    assert order_mentions(order, {"multiple_sclerosis"}).names == {"malignancy_active"}


def condition(code: object) -> dict[str, object]:
    active = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {
        "resourceType": "Condition",
        "id": "c",
        "clinicalStatus": active,
        "subject": {"reference": "Patient/p"},
        "code": code,
    }


def test_a_problem_in_words_alone_is_mentioned() -> None:
    chart = read_chart({"Condition": [condition({"text": "Breast cancer"})]}, "p", date(2026, 11, 20))
    assert "malignancy_active" in chart.mentioned
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
    assert isinstance(mentions([text], "x").names, frozenset)
