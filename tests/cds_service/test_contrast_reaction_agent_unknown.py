"""A reaction to contrast of no named agent: severe, it is asked about before any contrast; else it is a question, no more."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from benchmarks.matching.charts import Chart, hook_request
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.library import Library

INFECTION = "?discitis, back pain 3 weeks"
MRI, CT = "cpt 72158 | MRI lumbar spine without and with contrast", "cpt 72132 | CT lumbar spine with contrast"
CHEST, PLAIN_CHEST = "cpt 71260 | CT chest with contrast", "cpt 71250 | CT chest without contrast"
ANAPHYLAXIS = [{"manifestation": [{"text": "Anaphylaxis"}], "severity": "severe"}]
RASH = [{"manifestation": [{"text": "Rash"}], "severity": "mild"}]


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(Library.load(), as_of=date(2026, 11, 22))


def allergy(name: str, **more: Any) -> dict[str, Any]:
    active = {"clinicalStatus": {"coding": [{"code": "active"}]}}
    return {"resourceType": "AllergyIntolerance", **active, "code": {"text": name}, **more}


def cards(evaluator: Evaluator, order: str, *record: dict[str, Any], reason: str = INFECTION, **more: Any) -> list[Any]:
    asked = {"code": order, "reasonCode": [{"text": reason}], **more}
    patient = {"resourceType": "Patient", "gender": "female", "birthDate": "1968-01-01"}
    numbered = [{"id": f"r{place}", **each} for place, each in enumerate(record)]
    chart = Chart("x", "x", "positive", None, "", {"id": "x", "order": asked, "record": [patient, *numbered]})
    request = read_hook_request(json.dumps(hook_request(chart)).encode())
    return list(evaluator.answer(request, "imaging-appropriateness-select").response["cards"])


@pytest.mark.parametrize(
    "severe",
    [
        allergy("IV contrast", criticality="high"),
        allergy("Contrast dye", reaction=ANAPHYLAXIS),
        allergy("contrast - anaphylaxis"),
        allergy("Radiographic contrast media", reaction=[{"severity": "moderate"}]),
    ],
)
@pytest.mark.parametrize(("order", "reason"), [(CHEST, "PE?"), (CT, INFECTION), (MRI, INFECTION)])
def test_a_severe_one_is_the_first_line_of_any_contrast_order(
    evaluator: Evaluator, severe: dict[str, Any], order: str, reason: str
) -> None:
    (card,) = cards(evaluator, order, severe, reason=reason)
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("Ask radiology before ")
    assert card["summary"].endswith(": severe contrast reaction, agent not named.")
    assert ", severe. (Policy" in card["detail"]


@pytest.mark.parametrize("order", [CT, MRI])
def test_only_the_study_without_contrast_is_a_tap(evaluator: Evaluator, order: str) -> None:
    (card,) = cards(evaluator, order, allergy("IV contrast", reaction=ANAPHYLAXIS))
    assert [each["label"] for each in card["suggestions"]] == ["Order MRI lumbar spine without IV contrast instead"]


@pytest.mark.parametrize(
    "words",
    [
        "anaphylaxis to IV contrast", "h/o anaphylaxis to contrast dye", "severe contrast allergy",
        "cardiac arrest after contrast",        "anaphylaxis due to contrast media", "Allergies: contrast (anaphylaxis)",
    ],
)  # fmt: skip
def test_so_is_one_told_in_the_order(evaluator: Evaluator, words: str) -> None:
    (card,) = cards(evaluator, MRI, reason=f"{INFECTION}. {words}")
    assert card["summary"].endswith(": severe contrast reaction, agent not named.")


@pytest.mark.parametrize("record", [[allergy("contrast")], [allergy("IV contrast", reaction=RASH)], [allergy("iodine")], []])
def test_any_other_reaction_says_nothing_of_an_order_elsewhere(evaluator: Evaluator, record: list[dict[str, Any]]) -> None:
    assert cards(evaluator, CHEST, *record, reason="PE?") == []


def test_nor_does_a_severe_one_of_an_order_without_contrast(evaluator: Evaluator) -> None:
    assert cards(evaluator, PLAIN_CHEST, allergy("IV contrast", reaction=ANAPHYLAXIS), reason="nodule") == []


@pytest.mark.parametrize(
    "words",
    ["contrast allergy", "hives with contrast", "anaphylaxis to penicillin, contrast allergy", "contrast reaction"],
)
def test_one_that_is_not_severe_is_a_question_for_contrast(evaluator: Evaluator, words: str) -> None:
    (card,) = cards(evaluator, MRI, reason=f"{INFECTION}. {words}")
    assert card["indicator"] == "info"
    assert card["summary"].endswith("which contrast agent caused the reaction?")


def test_of_several_records_the_severe_one_counts(evaluator: Evaluator) -> None:
    record = (allergy("contrast"), allergy("contrast media", reaction=ANAPHYLAXIS), allergy("IV dye", reaction=RASH))
    (card,) = cards(evaluator, MRI, *record)
    assert card["summary"].endswith(": severe contrast reaction, agent not named.")


def test_a_refuted_one_says_nothing(evaluator: Evaluator) -> None:
    refuted = allergy("IV contrast", reaction=ANAPHYLAXIS, verificationStatus={"coding": [{"code": "refuted"}]})
    assert cards(evaluator, MRI, refuted) == []


def test_where_time_decides_it_is_one_clause_and_the_way_out(evaluator: Evaluator) -> None:
    (card,) = cards(evaluator, MRI, allergy("contrast"), priority="stat")
    assert card["indicator"] == "info"
    assert card["summary"] == (
        "Emergency: call radiology now; contrast allergy without its agent on record; leave contrast out rather than wait."
    )
    assert "suggestions" not in card
    (severe,) = cards(evaluator, MRI, allergy("contrast", reaction=ANAPHYLAXIS), priority="stat")
    assert severe["summary"] == (
        "Emergency: order MRI lumbar spine without IV contrast now; on record: severe contrast reaction, agent not named."
    )
    assert [each["label"] for each in severe["suggestions"]] == ["Order MRI lumbar spine without IV contrast instead"]
