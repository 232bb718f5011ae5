"""The indication of an order: its reason, and when the complaint began."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from imaging_rules.facts import Finding, Span
from tests.fhir_mappings.fhir_records import ICD, chart, concept, condition, resource


def order(**elements: Any) -> dict[str, Any]:
    return resource("ServiceRequest", id="draft", status="draft", **elements)


def read(request: dict[str, Any], *record: dict[str, Any]) -> dict[str, Finding]:
    return {found.name: found for found in read_indication(request, chart(*record))}


def test_a_reason_code_is_of_the_order() -> None:
    found = read(order(reasonCode=[concept(ICD, "M54.2")]))["neck_pain"]
    assert (found.evidence.of_order, found.evidence.source) == (True, "ServiceRequest/draft.reasonCode")


def test_the_chart_is_not_of_the_order() -> None:
    assert not any(found.evidence.of_order for found in chart(condition()).findings)


@pytest.mark.parametrize(
    "reference", ["Condition/condition-1", "https://e.org/fhir/Condition/condition-1", "urn:uuid:condition-1"]
)
def test_a_reason_reference_is_resolved_in_the_chart(reference: str) -> None:
    found = read(order(reasonReference=[{"reference": reference}]), condition())
    assert found["neck_pain"].evidence.of_order
    assert found["neck_pain"].evidence.source == "Condition/condition-1"


def test_a_contained_reason_is_read() -> None:
    inside = {**condition(), "id": "c1"}
    assert "neck_pain" in read(order(contained=[inside], reasonReference=[{"reference": "#c1"}]))


def test_a_reason_that_was_refuted_stays_refuted() -> None:
    refuted = condition(verificationStatus={"coding": [{"code": "refuted"}]})
    found = read(order(reasonReference=[{"reference": "Condition/condition-1"}]), refuted)
    assert str(found["neck_pain"].state) == "refuted"


def days(found: dict[str, Finding]) -> object:
    return found["symptom_onset"].value if "symptom_onset" in found else None


@pytest.mark.parametrize(
    ("onset", "value"),
    [
        ({"onsetDateTime": "2026-11-10"}, 10.0),
        ({"onsetDateTime": "2026-11-10T08:30:00"}, 10.0),
        ({"onsetPeriod": {"start": "2026-10-21"}}, 30.0),
        ({"onsetString": "3 weeks"}, 21.0),
        ({"onsetString": "for 9 months"}, 274.0),
        ({"onsetString": "since 2026-10-01"}, 50.0),
        ({"onsetString": "for about 3 weeks"}, 21.0),
        ({"onsetString": "for the past 3 weeks"}, 21.0),
        ({"onsetString": "over the last 2 months"}, 61.0),
        ({"onsetString": "approx. 2 wks ago"}, 14.0),
        ({"onsetString": "on and off for 3 years, worse for 2 weeks"}, 1096.0),
        ({"onsetString": "since 2024"}, Span(689.0, 1054.0)),
        ({"onsetString": "since about 2026-10"}, 35.0),
        ({"onsetString": "some time in 2026-10 or so"}, None),
        ({"onsetString": "worse over the last 2 weeks"}, None),
        ({"onsetString": "resolved 3 weeks ago"}, None),
        ({"onsetString": "2 weeks and then 5 weeks"}, None),
        ({"onsetDateTime": "2026-11-21T00:30:00Z"}, 0.0),
        ({"onsetString": "after a fall"}, None),
        ({"onsetDateTime": "2027-01-01"}, None),
        ({"recordedDate": "2026-11-10"}, None),
        ({"onsetDateTime": "nonsense"}, None),
    ],
)
def test_the_onset_of_the_referenced_condition(onset: dict[str, Any], value: object) -> None:
    assert days(read(order(reasonReference=[{"reference": "Condition/condition-1"}]), condition(**onset))) == value


def test_a_month_counts_from_its_middle_and_says_about() -> None:
    found = read(order(), condition(onsetDateTime="2026-02"))["symptom_onset"]
    assert found.value == 279.0
    assert "about" in found.evidence.text


def test_an_age_needs_the_birth_date() -> None:
    aged = condition(onsetAge={"value": 60, "code": "a"})
    assert days(read(order(), aged)) is None
    assert days(read(order(), aged, {"resourceType": "Patient", "id": "p1", "birthDate": "1962-05-01"})) is not None


def test_an_onset_known_by_the_year_alone_is_all_its_days() -> None:
    assert days(read(order(), condition(onsetDateTime="2026"))) == Span(0.0, 323.0)
    assert days(read(order(), condition(onsetDateTime="2024"))) == Span(689.0, 1054.0)


def test_the_words_of_a_reason_add_to_its_code() -> None:
    told = condition()
    told["code"]["text"] = "Neck pain, no arm symptoms, Hoffmann positive"
    found = read(order(reasonReference=[{"reference": "Condition/condition-1"}]), told)
    assert found["neck_pain"].evidence.kind == "code"
    assert [str(found[name].state) for name in ("arm_root_symptoms", "pathologic_reflex")] == ["refuted", "present"]


@pytest.mark.parametrize("words", ["MS, stable", "MS"])
def test_an_abbreviation_beside_a_code_is_not_read_as_another_disease(words: str) -> None:
    mitral = condition(code="I05.0")
    mitral["code"]["text"] = words
    assert "multiple_sclerosis" not in read(order(reasonReference=[{"reference": "Condition/condition-1"}]), mitral)
    neck = condition()
    neck["code"]["text"] = f"Neck pain, {words}"
    assert "multiple_sclerosis" not in read(order(reasonReference=[{"reference": "Condition/condition-1"}]), neck)


def test_an_onset_on_the_day_of_recording_is_weak() -> None:
    assert "symptom_onset" not in read(order(), condition(onsetDateTime="2026-11-10", recordedDate="2026-11-10"))
    long_ago = read(order(), condition(onsetDateTime="2026-02-10", recordedDate="2026-02-10"))["symptom_onset"]
    assert "(onset equals the day it was recorded)" in long_ago.evidence.text


def test_a_reason_code_takes_the_onset_of_the_condition_that_says_the_same() -> None:
    neck = condition(onsetDateTime="2026-11-10")
    back = {**condition(code="M54.50", onsetDateTime="2026-01-01"), "id": "back"}
    assert days(read(order(reasonCode=[concept(ICD, "M54.2")]), back, neck)) == 10.0
    assert days(read(order(reasonCode=[concept(ICD, "R51.9")]), back, neck)) is None


def test_without_a_reason_the_newest_complaint_tells_the_onset() -> None:
    older = {**condition(code="M54.50", onsetDateTime="2026-01-01", recordedDate="2026-01-02"), "id": "back"}
    newer = condition(onsetDateTime="2026-11-10", recordedDate="2026-11-12")
    cancer = {**condition(code="C50.911", onsetDateTime="2026-11-15"), "id": "cancer"}
    found = read(order(), older, cancer, newer)
    assert found["symptom_onset"].value == 10.0
    assert not found["symptom_onset"].evidence.of_order


def test_an_unreadable_reason_leaves_the_others() -> None:
    found = read(order(reasonCode=["odd", {"coding": "broken"}, concept(ICD, "M54.2")], priority="stat"))
    assert {"neck_pain", "order_priority", "order_reason"} <= set(found)


@pytest.mark.parametrize("odd", [{"reference": 5}, {"reference": ["Condition/x"]}, 7, {"reference": "Condition/unheard-of"}])
def test_a_reference_that_cannot_be_read_hides_none_of_the_others(odd: Any) -> None:
    named = {"reference": "Condition/condition-1"}
    first, last = read(order(reasonReference=[odd, named]), condition()), read(order(reasonReference=[named, odd]), condition())
    assert "neck_pain" in first
    assert "neck_pain" in last
