"""A deficit that began lately is a new one, and so is one of a known disease that is called worse."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import read_chart
from imaging_rules.facts import State
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import ICD, SNOMED, concept, condition, resource

TODAY = date(2026, 11, 20)


def told(began: str, **more: object) -> set[str]:
    weak = {**condition(SNOMED, "309774006", onsetDateTime=began), "id": "w", **more}
    chart = read_chart({"Condition": [weak]}, "p1", TODAY)
    order = resource("ServiceRequest", reasonReference=[{"reference": "Condition/w"}])
    return {finding.name for finding in read_indication(order, chart)}


@pytest.mark.parametrize(
    ("began", "new"), [("2026-11-14", True), ("2026-08-28", True), ("2026-08-27", False), ("2020-01-01", False)]
)
def test_a_deficit_of_up_to_twelve_weeks_is_a_new_one(began: str, new: bool) -> None:
    assert ("neuro_symptoms_new_or_worse" in told(began)) is new


@pytest.mark.parametrize(
    ("code", "reason", "began", "new"),
    [
        ("G37.3", "G37.3", "2026-11-15", True),  # acute transverse myelitis
        ("G37.3", "G37.3", "2024-11-15", False),
        ("H46.9", "H46.9", "2026-11-15", True),  # optic neuritis
        ("G37.3", "M54.6", "2026-11-15", False),  # the order is about something else
    ],
)
def test_an_attack_that_an_order_names_by_its_code_is_new_by_the_onset_on_the_problem_list(
    code: str, reason: str, began: str, new: bool
) -> None:
    chart = read_chart({"Condition": [condition(ICD, code, onsetDateTime=began)]}, "p1", TODAY)
    order = resource("ServiceRequest", reasonCode=[concept(ICD, reason)])
    assert ("neuro_symptoms_new_or_worse" in {each.name for each in read_indication(order, chart)}) is new


@pytest.mark.parametrize(
    ("reason", "began", "new"),
    [
        ("MS, ?relapse", "2026-11-06", True),
        ("NMOSD", "2026-11-06", True),
        ("MS, annual surveillance", "2023-11-06", False),
        ("Neck pain", "2026-11-06", False),
    ],
)
def test_a_deficit_that_began_lately_is_new_in_the_relapsing_disease_that_an_order_names(
    reason: str, began: str, new: bool
) -> None:
    numb = condition(ICD, "R20.0", onsetDateTime=began)
    order = resource("ServiceRequest", reasonCode=[{"text": reason}])
    told = read_indication(order, read_chart({"Condition": [numb]}, "p1", TODAY))
    assert ("neuro_symptoms_new_or_worse" in {each.name for each in told if each.state is State.PRESENT}) is new


def beside(pain: str, code: str, began: str, other: str = "Myopia") -> set[str]:
    """What an order for a pain of the spine says where a deficit and another problem are on record."""
    records = [condition(ICD, code, onsetDateTime=began), resource("Condition", code={"text": other})]
    order = resource("ServiceRequest", reasonCode=[concept(ICD, pain)])
    told = read_indication(order, read_chart({"Condition": records}, "p1", TODAY))
    return {each.name for each in told if each.state is State.PRESENT}


@pytest.mark.parametrize(
    ("pain", "code", "began", "said"),
    [
        ("M54.50", "G82.20", "2026-11-19", "legs_weak_lately"),
        ("M54.50", "M62.81", "2026-09-01", "neuro_symptoms_new_or_worse"),
        ("M54.50", "R33.9", "2026-11-06", "sphincter_loss_lately"),
        ("M54.6", "R33.9", "2026-11-19", "cord_deficit_lately"),
        ("M54.2", "G82.50", "2026-11-19", "cord_deficit_lately"),
    ],
)
def test_a_deficit_of_these_weeks_on_record_counts_beside_a_pain_of_the_spine(
    pain: str, code: str, began: str, said: str
) -> None:
    assert said in beside(pain, code, began)


@pytest.mark.parametrize(
    ("pain", "code", "began", "other"),
    [
        ("M54.50", "G82.20", "2012-03-01", "Myopia"),  # an old paraplegia
        ("M54.50", "R33.9", "2026-11-05", "Myopia"),  # more than two weeks
        ("M54.50", "R33.9", "2026-11-19", "Prostatism"),  # a disorder of its own explains it
        ("M25.561", "G82.20", "2026-11-19", "Myopia"),  # a knee
    ],
)
def test_an_old_or_explained_deficit_says_nothing_of_these_weeks(pain: str, code: str, began: str, other: str) -> None:
    lately = {"legs_weak_lately", "sphincter_loss_lately", "cord_deficit_lately"}
    assert beside(pain, code, began, other).isdisjoint(lately)


@pytest.mark.parametrize(
    ("reason", "lately"),
    [
        ("LBP 1 week, incontinent of urine", True),
        ("LBP 3 months, incontinent of urine", False),
        ("LBP, incontinent of urine", False),
        ("LBP 1 week, ?discitis, incontinent of urine", False),
    ],
)
def test_an_incontinence_that_an_order_tells_is_of_these_weeks_where_its_pain_is(reason: str, lately: bool) -> None:
    order = resource("ServiceRequest", reasonCode=[{"text": reason}])
    told = read_indication(order, read_chart({}, "p1", TODAY))
    assert ("sphincter_loss_lately" in {each.name for each in told}) is lately


def test_a_resolved_deficit_is_no_new_one() -> None:
    resolved = {"coding": [{"code": "resolved"}]}
    assert "neuro_symptoms_new_or_worse" not in told("2026-11-14", clinicalStatus=resolved)


MS, WORSE, PAIN = concept(SNOMED, "24700007"), concept(SNOMED, "271299001"), concept(SNOMED, "81680005")


@pytest.mark.parametrize(
    ("reasons", "worse"),
    [
        ([MS, WORSE], True),
        ([WORSE], False),
        ([MS, WORSE, PAIN], False),  # the neck pain may be what is worse
        ([MS], False),
        ([MS, concept(SNOMED, "359746009")], False),
    ],
)
def test_a_known_disease_called_worse_has_new_symptoms(reasons: list[dict[str, object]], worse: bool) -> None:
    order = resource("ServiceRequest", reasonCode=reasons)
    names = {finding.name for finding in read_indication(order, read_chart({}, "p1", TODAY))}
    assert ("neuro_symptoms_new_or_worse" in names) is worse


def test_weak_legs_beside_a_pain_of_the_ordered_thoracic_spine_are_of_the_cord() -> None:
    order = {"resourceType": "ServiceRequest", "reasonCode": [{"text": "back pain and weak legs"}]}
    chart = read_chart({}, "Patient/1", TODAY)
    found = {each.name for each in read_indication(order, chart, study("MRI thoracic spine without IV contrast"))}
    assert {"thoracic_back_pain", "cord_deficit_lately"} <= found
    assert "cord_deficit_lately" not in {each.name for each in read_indication(order, chart)}
