"""From when to when a treatment was given, as notes tell it. The order's day is 2026-11-20."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Interval

TODAY = date(2026, 11, 20)
AUGUST, SEPTEMBER = date(2026, 8, 3), date(2026, 9, 28)


def said(text: str, finding: str) -> list[object]:
    return [each.value for each in read_text(text, TODAY).said if each.finding == finding]


def period(text: str) -> list[object]:
    return said(text, "conservative_period")


@pytest.mark.parametrize(
    "text",
    [
        "PT 8/3/26-9/28/26, no relief",
        "Neck pain, failed PT + naproxen 8/3/26 - 9/28/26",
        "PT + naproxen 8/3-9/28/2026",
        "PT from 8/3/2026 to 9/28/2026 and ibuprofen during that time",
        "PT 08/03/2026 through 09/28/2026",
        "PT 2026-08-03 to 2026-09-28",
        "PT 8-3-2026 to 9-28-2026",
        "PT 8/3 - 9/28",
        "physio between 3 Aug and 28 Sept 2026",
        "Physiotherapy from 3rd August 2026 to 28th September 2026, no benefit",
        "physio 03/08/26-28/09/26",
        "PT Aug 3 to Sept 28",
        "PT (8/3/26 - 9/28/26), 16 visits",
        "12 visits of PT between 8/3/26 and 9/28/26",
        "She attended PT twice weekly from 8/3/26 through 9/28/26",
        "From 8/3/26 to 9/28/26 she completed PT and took naproxen 500 mg bid",
        "8/3/26-9/28/26: PT and ibuprofen",
        "conservative treatment 8/3/26-9/28/26 (PT, NSAIDs) failed",
        "Chiropractic + ibuprofen 8/3/2026-9/28/2026 failed",
        "PT for neck pain 8/3/26-9/28/26",
        "PT started 8/3/26, completed 9/28/26",
        "Started PT 8/3/26. Discharged from PT 9/28/26 with no improvement",
        "Home exercise program for the neck: written plan given 8/3/26, done daily through 9/28/26",
        "completed 8 weeks of PT on 9/28/26",
        "8 weeks of PT starting 8/3/26",
        "naproxen since 2019; PT 8/3/26-9/28/26 failed",
    ],
)
def test_a_course_has_its_first_and_last_day(text: str) -> None:
    assert period(text) == [Interval(AUGUST, SEPTEMBER)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("PT since 9/1/2026, no relief", date(2026, 9, 1)),
        ("PT 9/1/26 to present", date(2026, 9, 1)),
        ("PT 9/1/26 - ongoing", date(2026, 9, 1)),
        ("started PT 9/1/26 and still attending", date(2026, 9, 1)),
        ("PT for the past 8 weeks without relief", date(2026, 9, 25)),
        ("8 weeks of PT to date, no improvement", date(2026, 9, 25)),
    ],
)
def test_a_course_up_to_now_has_no_end(text: str, first: date) -> None:
    assert period(text) == [Interval(first, None)]


@pytest.mark.parametrize(
    "text",
    [
        "failed 6 weeks of PT",
        "PT x 6 wks, last 2 months",
        "neck pain for the past 8 weeks, PT failed",
        "PT started 9/1/26",
        "PT + tizanidine since 10/26/26 (3 wks), PT stopped by therapist",
        "PT Aug-Sept 2026",
        "physio 3/8/26 to 5/9/26",
        "Physio 03.08.2026-05.09.2026",
    ],
)
def test_where_only_a_part_of_it_is_told_or_it_can_be_read_two_ways_it_stays_open(text: str) -> None:
    assert period(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "no PT 8/3/26-9/28/26",
        "missed PT 8/3/26-9/28/26",
        "no-showed PT 8/3/26-9/28/26",
        "authorized for PT 8/3/26-9/28/26",
        "Insurance requires PT 8/3/26-9/28/26",
        "PT scheduled 12/1/26-1/15/27",
        "mother had PT 8/3/26-9/28/26",
        "Off work 8/3/26-9/28/26, PT failed",
        "short term disability 8/3/26-9/28/26 PT failed",
        "neck pain from 8/3/26 to 9/28/26. PT and naproxen no relief",
        "neck pain since 8/1/26, PT failed",
        "pain went from 8/10 to 6/10 with PT",
        "PT, pain 8/10-9/10",
        "PT visit 8/3/26 and 9/28/26",
        "started PT 9/1/26. MRI ordered through 10/20/26 visit",
        "PT failed. Naproxen 8/3/26-9/28/26",
    ],
)
def test_days_of_something_else_are_no_course(text: str) -> None:
    assert period(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "PT 8/3/26-9/28/26 for knee OA",
        "PT 8/3/26-9/28/26 for low back pain",
        "Knee PT 8/3/26-9/28/26. Neck pain 2 weeks",
        "Neck pain, PT (for R shoulder) 8/3/26-9/28/26",
        "Was in PT 8/3/26-9/28/26 after TKA",
        "L knee replaced 8/3/26, PT 8/10/26-9/28/26. Neck pain 3 weeks",
        "vestibular PT 8/3/26-9/28/26",
        "gait training PT 8/3/26-9/28/26",
    ],
)
def test_treatment_of_another_part_is_no_course(text: str) -> None:
    assert period(text) == []


def test_the_weeks_are_those_between_the_days_and_not_since_the_first() -> None:
    assert said("PT from 8/31/2026 to 10/12/2026, failed", "conservative_weeks") == [6.0]
    assert said("PT from 8/31/2026 to 10/11/2026, failed", "conservative_weeks") == [5.0]


def test_the_days_of_a_treatment_are_no_onset() -> None:
    assert said("neck pain x 3 mo, PT since 9/1/2026", "symptom_onset") == [91.0]


def test_courses_up_to_four_weeks_apart_are_one_and_else_the_latest_counts() -> None:
    assert period("PT from 9/1/26 to 9/14/26 and from 9/28/26 to 10/20/26") == [Interval(date(2026, 9, 1), date(2026, 10, 20))]
    apart = "PT 6/1/26-6/22/26, then again 9/1/26-9/29/26"
    assert period(apart) == [Interval(date(2026, 9, 1), date(2026, 9, 29))]
    assert 7.0 in said(apart, "conservative_weeks")


def test_an_earlier_course_says_nothing_of_now_unless_nothing_was_done_since() -> None:
    assert period("PT 2/2/2026-4/10/2026, no benefit") == []
    assert period("PT 2/2/2026-4/10/2026, no benefit. No treatment of any kind since then") == [
        Interval(date(2026, 2, 2), date(2026, 4, 10))
    ]


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    assert period("PT 9/1-11/25") == []
    assert period("PT 9/1-11/18") == [Interval(date(2026, 9, 1), date(2026, 11, 18))]
    assert period("PT 12/15-6/20/26") == [Interval(date(2025, 12, 15), date(2026, 6, 20))]


@pytest.mark.parametrize(
    "text",
    [
        "PT 8/3/26-9/28/26 recommended",
        "PT 8/3/26-9/28/26 prescribed",
        "PT 8/3/26-9/28/26 approved by insurance",
        "PT 8/3/26-9/28/26 cancelled",
        "PT 8/3/26-9/28/26 (declined)",
        "PT 8/3/26-9/28/26 was denied by insurance",
        "PT 8/3/26-9/28/26 pending authorization",
        "PT rx 8/3/26-9/28/26, never attended",
        "PT since 9/1/26, missed all visits",
        "PT since 9/1/26, waitlisted",
        "PT since 9/1/26 (not started)",
        "PT for the past 8 weeks, never attended",
        "Has been out of PT since 9/1/26",
        "PT 4.1 on 8/3/26-9/28/26",
        "PT 8/3/26-9/28/26, no show to all visits",
        "PT 8/3/26-9/28/26, attended 2 visits only",
        "PT 8/3/26-9/28/26 but he never went",
        "PT 8/3/26-9/28/26. He never went.",
        "PT 8/3/26-9/28/26 not approved",
        "PT 8/3/26-9/28/26 attended once",
        "PT 8/3/26-9/28/26 due to start",
        "PT 8/3/26-9/28/26 was to begin but insurance would not cover it",
        "He has not been in PT since 9/1/26",
        "Insurance approved physio and naproxen 8/3/26-9/28/26, he did not go",
    ],
)
def test_a_course_that_was_not_given_is_left_open_and_not_denied(text: str) -> None:
    assert period(text) == []
    states = {each.state for each in read_text(text, TODAY).said if each.finding == "conservative_care"}
    assert not states or "past 8 weeks" in text


@pytest.mark.parametrize(
    "text",
    [
        "PT 8/3/26-9/28/26 failed, MRI of the cervical spine requested",
        "PT 8/3/26-9/28/26 did not help, declined surgery",
        "PT 8/3/26-9/28/26 completed as prescribed, no relief",
        "PT 8/3/26-9/28/26, no missed visits, pain never went away",
        "PT 8/3/26-9/28/26, no improvement, ESI recommended, denied numbness",
        "PT 8/3/26-9/28/26, missed work because of pain",
        "PT 8/3/26-9/28/26 (16 visits, none missed), no relief",
        "PT 8/3/26-9/28/26; surgery declined",
    ],
)
def test_what_was_not_done_otherwise_takes_nothing_from_a_course(text: str) -> None:
    assert period(text) == [Interval(AUGUST, SEPTEMBER)]
