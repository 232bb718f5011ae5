"""A text that tells of complaints of two parts of the spine, each with its time: read for an order of the one or the other."""

from __future__ import annotations

import pytest

from fhir_mappings.complaint_parts import complaints_elsewhere
from fhir_mappings.text.reader import read_text
from imaging_rules.facts import Value
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import TODAY

_TIMES = ("symptom_onset", "trajectory", "stated_chronicity")


def times(words: str, part: str) -> set[Value | None]:
    named = {each.finding for each in read_text(words, TODAY).said}
    elsewhere = complaints_elsewhere(named, study(f"MRI {part} spine without IV contrast"))
    return {each.value for each in read_text(words, TODAY, None, elsewhere).said if each.finding in _TIMES}


@pytest.mark.parametrize(
    ("words", "of_the_neck", "of_the_low_back"),
    [
        ("Lumbago for 5 weeks. Neck ache for 9 weeks.", {63.0}, {35.0}),
        ("neck pain for 5 weeks and low back pain for 9 weeks", {35.0}, {63.0}),
        ("9 weeks of neck pain and 5 weeks of low back pain", {63.0}, {35.0}),
        ("neck pain (9 weeks), LBP (5 days)", {63.0}, {5.0}),
        ("right arm pain for 9 weeks, sciatica for 10 days", {63.0}, {10.0}),
        ("Neck pain x 9 weeks, back pain x 10 days", {63.0}, {10.0}),
        ("chronic low back pain, neck pain x 2 weeks", {14.0}, {"chronic"}),
        ("low back pain unchanged for years, progressive neck pain", {"worsening"}, {"stable", 730.0}),
        ("low back pain for 5 weeks, getting worse; neck pain for 9 weeks", {63.0}, {"worsening", 35.0}),
        ("neck pain since a fall 4 days ago, longstanding low back pain", {4.0}, {"chronic"}),
    ],
)
def test_each_part_has_its_own(words: str, of_the_neck: set[Value], of_the_low_back: set[Value]) -> None:
    assert (times(words, "cervical"), times(words, "lumbar")) == (of_the_neck, of_the_low_back)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("neck pain and low back pain for 9 weeks", {63.0}),
        ("neck pain & left low back pain x 9 weeks", {63.0}),
        ("chronic neck pain and low back pain", {"chronic"}),
        ("neck and low back pain for 9 weeks", {63.0}),
        ("neck pain, arm pain, low back pain and sciatica for 9 weeks", {63.0}),
        ("neck pain and low back pain since a crash 9 weeks ago", {63.0}),
        ("Low back pain. Neck pain. Symptoms for 9 weeks.", {63.0}),
    ],
)
def test_both_share_what_is_told_of_both(words: str, told: set[Value]) -> None:
    assert times(words, "cervical") == times(words, "lumbar") == told


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("Neck pain. Low back pain for 9 weeks.", "cervical"),
        ("neck pain, low back pain for 9 weeks", "cervical"),
        ("low back pain for 9 weeks; the neck hurts too", "cervical"),
        ("neck pain and chronic low back pain", "cervical"),
        ("neck pain and acute low back pain for 9 days", "cervical"),
        ("worse neck pain, hx of low back pain, low back pain now", "lumbar"),
    ],
)
def test_it_is_left_open_where_it_cannot_be_told(words: str, part: str) -> None:
    assert times(words, part) == set()


def test_what_troubles_the_legs_beside_signs_of_the_cord_counts_for_the_neck() -> None:
    assert times("leg numbness and pain for 5 weeks, brisk reflexes, clumsy hands; neck pain 9 weeks", "cervical") == {35.0}
