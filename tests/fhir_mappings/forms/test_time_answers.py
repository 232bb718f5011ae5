"""Rows and questions of when a complaint began and how it goes: what they say, of which complaint, and what is none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource, the


def row(label: str, value: str = "", day: str = TODAY.isoformat(), **more: Any) -> Resource:
    valued = {"valueString": value} if value else {}
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": day, "id": label.lower().replace(" ", "-")[:30]}
    return resource("Observation", **{**given, **valued, **more})


def form(text: str, answer: str = "", authored: str = TODAY.isoformat(), **value: Any) -> Resource:
    item = {"linkId": "q", "text": text, "answer": [value or {"valueString": answer}]}
    return resource("QuestionnaireResponse", status="completed", authored=authored, item=[item])


def values(name: str, *resources: Resource) -> list[object]:
    return [each.value for each in the(name, *resources)]


EXAMINED = row("Power", "4/5 left arm")


@pytest.mark.parametrize(
    ("label", "answer", "began"),
    [
        ("Since", "2 years", 730),
        ("HPC duration", "4/52, came on gradually", 28),
        ("Onset (pt words)", "8 days ago, woke with it", 8),
        ("Symptom length", "9/12", 274),
        ("Complaint length", "5 months", 152),
        ("Timeline per pt and wife", "about 7 months, little by little more unsteady", 213),
        ("First attack", "about three years ago", 1096),
        ("When did it start", "yesterday", 1),
        ("How long?", "5 weeks", 35),
        ("How long have hands and walking been off?", "since June, slowly", 158),
        ("Low back pain since", "about 10 days", 10),
        ("Imbalance since", "2 yrs, sways like drunk", 730),
        ("How long has your neck been sore?", "close to two months", 61),
    ],
)
def test_when_it_began_in_words(label: str, answer: str, began: float) -> None:
    assert values("symptom_onset", form(label, answer)) == [began]
    assert values("symptom_onset", row(label, answer), EXAMINED) == [began]


@pytest.mark.parametrize(
    ("label", "value", "began"),
    [
        ("Roughly when did this begin?", {"valueDate": "2026-10-31"}, 20),
        ("First noticed", {"valueDate": "2026-11-07"}, 13),
        ("Days since it started", {"valueInteger": 11}, 11),
        ("How many weeks has your low back hurt?", {"valueInteger": 8}, 56),
        ("How many years have you had this neck pain?", {"valueQuantity": {"value": 3, "unit": "a"}}, 1096),
        ("Weeks", {"valueDecimal": 7}, 49),
    ],
)
def test_when_it_began_as_a_day_or_a_number(label: str, value: dict[str, Any], began: float) -> None:
    assert values("symptom_onset", form(label, **value)) == [began]


@pytest.mark.parametrize(
    ("label", "answer", "goes"),
    [
        ("Course", "status quo, neither increasing nor decreasing", "stable"),
        ("Behaviour", "unchanged since it came on", "stable"),
        ("Over that time, is it better, the same or worse?", "Worse each week", "worsening"),
        ("Course since", "getting worse", "worsening"),
    ],
)
def test_how_it_goes(label: str, answer: str, goes: str) -> None:
    assert values("trajectory", form(label, answer)) == [goes]
    assert values("trajectory", row(label, answer), EXAMINED) == [goes]


def test_a_row_that_names_no_complaint_counts_on_a_day_that_tells_of_one() -> None:
    assert values("symptom_onset", row("Since", "2 years")) == []
    assert values("symptom_onset", row("Since", "2 years"), row("Power", "4/5 left arm", day="2026-11-02")) == []
    assert values("symptom_onset", row("Since", "2 years", focus=[{"reference": "Condition/knee"}]), EXAMINED) == []
    assert values("symptom_onset", row("Low back pain since", "2 years")) == [730]


def test_a_time_grows_with_the_days_since_it_was_told_and_an_old_one_is_none() -> None:
    assert values("symptom_onset", form("Since", "5 weeks", authored="2026-11-12")) == [43]
    assert values("symptom_onset", form("Since", "5 weeks", authored="2023-03-08")) == []


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("When did it begin?", "can't say"),
        ("Since", "2 or 3 years?"),
        ("Pain since the operation", "3 weeks"),
        ("How long can you walk?", "10 minutes"),
        ("How long does each go on?", "under half a minute"),
        ("Knee pain since", "3 weeks"),
        ("Duration of treatment", "3 weeks"),
        ("Duration of the operation", "3 hours"),
    ],
)
def test_what_tells_no_such_time(label: str, answer: str) -> None:
    assert values("symptom_onset", form(label, answer)) == []
    assert values("symptom_onset", row(label, answer), EXAMINED) == []


def test_when_nobody_can_say_it_stays_open() -> None:
    assert "symptom_onset" in chart(form("When did it begin?", "can't say")).mentioned
