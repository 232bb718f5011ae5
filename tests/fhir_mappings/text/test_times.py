"""Times as clinicians write them."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text
from fhir_mappings.text.times.times import times
from fhir_mappings.text.words import cut

FRIDAY = date(2026, 11, 20)


def days(text: str) -> list[float]:
    return [time.days for time in times(cut(text), FRIDAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("neck pain x 12 d", 12),
        ("neck pain x3wks", 21),
        ("pain for 3 weeks", 21),
        ("3-week history of pain", 21),
        ("pain 3/52", 21),
        ("pain 5/7", 5),
        ("9/12 hx of unsteadiness", 274),
        ("pain for nine months", 274),
        ("pain for a few weeks", 21),
        ("a couple of months of tingling", 60),
        ("back pain for years", 730),
        ("2-3 weeks of pain", 18),
        ("2 to 4 wks of pain", 21),
        ("pain for 48 hours", 2),
        ("since yesterday", 1),
        ("weak since Friday", 7),
        ("weak since Wednesday", 2),
        ("pain since September", 66),
        ("pain since 9/2026", 66),
        ("pain since 2024", 872),
        ("started 5 days ago", 5),
        ("over the past two weeks", 14),
        ("pain > 6 weeks", 42),
        ("pain for 6+ weeks", 42),
    ],
)
def test_a_time_is_read(text: str, expected: float) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "fell from a roof, 5 m, onto his back",
        "power 4/5 throughout",
        "power 5/7",
        "pain 8/10",
        "review in 6 weeks",
        "follow up in 3 months",
        "every 2 weeks",
        "25 weeks pregnant",
        "64 year old man",
        "dated 9/12/2026",
        "L4/5 disc",
        "MRI 3T",
        "20 mg daily",
        "seen in 2019",
    ],
)
def test_what_is_no_duration_is_not_read_as_one(text: str) -> None:
    assert days(text) in ([], days("seen in 2019"))


def test_a_change_for_the_worse_is_told_from_the_long_standing_complaint() -> None:
    long, recent = times(cut("back pain for years, worse over the past two weeks"), FRIDAY)
    assert (long.change, recent.change) == (False, True)


def test_how_often_something_is_is_no_time_since_when() -> None:
    assert not [
        each for each in read_text("Wakes him three nights a week", date(2026, 11, 20)).said if each.finding == "symptom_onset"
    ]
