"""Whether the complaint got worse under treatment, as notes tell it. The order's day is 2026-11-20."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text
from imaging_rules.facts import State

TODAY = date(2026, 11, 20)


def worse(text: str) -> set[State]:
    return {each.state for each in read_text(text, TODAY).said if each.finding == "conservative_worse"} - {State.HISTORY}


@pytest.mark.parametrize(
    "text",
    [
        "Neck pain worse despite PT",
        "Neck and low back pain, worse despite PT",
        "Arm pain worse despite PT",
        "Pain radiating to the shoulder worse despite PT",
        "Symptoms worse despite PT",
        "Worse despite PT",
        "Neck pain and right arm numbness, worsened during physical therapy",
        "He got worse despite PT",
        "Neck pain since 2019, worse despite PT",
    ],
)
def test_the_neck_got_worse_under_treatment(text: str) -> None:
    assert worse(text) == {State.PRESENT}


def test_unchanged_pain_is_not_worse() -> None:
    assert worse("PT 8/3/26-9/28/26, neck pain unchanged") == {State.REFUTED}


@pytest.mark.parametrize(
    "text",
    [
        "Knee pain worse despite PT",
        "Low back pain worse despite PT; neck pain stable",
        "Neck pain. Low back pain worse despite PT",
        "Shortness of breath worse despite treatment",
        "Neck pain worse with PT in 2019",
        "PT made pain worse at first, now better",
        "PT made pain worse at first",
        "Pain gets worse during PT sessions only",
        "Neck pain worse while on ibuprofen holiday",
        "Naproxen and PT 8/3/26-9/28/26, pain unchanged but arm numbness increased",
        "Hip pain worsened during PT",
        "Shoulder pain worse despite PT",
        "Abdominal pain worse despite treatment",
        "Chest pain worse despite treatment",
        "Fatigue worse despite therapy",
        "Pain worsened with PT in March 2024",
        "Neck pain. PT made the leg pain worse",
        "PT aggravated knee pain",
        "Neck pain worse during PT, now resolved",
        "Neck pain worse during PT but has since improved",
        "Pain worse only during PT sessions",
        "PT and naproxen, pain unchanged, weakness worse",
        "neck pain worse off PT",
        "PT 8/3/26-9/28/26, knee pain unchanged",
        "Naproxen and PT 8/3/26-9/28/26, neck pain unchanged. Arm numbness increased",
        "Naproxen and PT 8/3/26-9/28/26, neck pain unchanged; new arm numbness",
        "Wife's neck pain worse despite PT",
    ],
)
def test_another_part_another_year_and_what_passed_leave_it_open(text: str) -> None:
    assert worse(text) == set()
