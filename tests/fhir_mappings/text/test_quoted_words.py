"""A finding is quoted with what makes it doubtful, past or absent where that stands beside it, and without what dangles at its
ends."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text
from imaging_rules.facts import State

_ORDERED = date(2026, 11, 20)


def _quotes(text: str, finding: str) -> set[str]:
    return {said.quote for said in read_text(text, _ORDERED).said if said.finding == finding}


@pytest.mark.parametrize(
    ("text", "finding", "quote"),
    [
        ("LBP, ?discitis", "spine_infection", "?discitis"),
        ("LBP ? discitis", "spine_infection", "? discitis"),
        ("neck pain (?myelopathy)", "myelopathy", "?myelopathy"),
        ("MS?", "multiple_sclerosis", "MS?"),
        ("r/o MS", "multiple_sclerosis", "r/o MS"),
        ("ascending weakness, GBS?", "peripheral_demyelination", "GBS?"),
        ("possible GBS", "peripheral_demyelination", "possible GBS"),
        ("concern for cauda equina syndrome", "cauda_equina_syndrome", "concern for cauda equina syndrome"),
        ("discitis suspected", "spine_infection", "discitis suspected"),
        ("r/o MS vs GBS", "peripheral_demyelination", "GBS"),
        ("h/o colon cancer 2012, new back pain", "malignancy_active", "h/o colon cancer"),
        ("history of breast cancer", "cancer_site", "history of breast cancer"),
        ("?MS relapse", "relapse", "?MS relapse"),
        ("?MS relapse", "multiple_sclerosis", "MS relapse"),
        ("LBP, ?mets", "spine_tumour_suspected", "?mets"),
        ("known MS", "multiple_sclerosis", "MS"),
        ("no discitis", "spine_infection", "discitis"),
    ],
)
def test_the_word_of_doubt_or_of_the_past_is_quoted(text: str, finding: str, quote: str) -> None:
    assert _quotes(text, finding) == {quote}


@pytest.mark.parametrize(
    ("text", "finding", "quote"),
    [
        ("Low back pain x 5 days after lifting", "low_back_pain", "Low back pain x 5 days"),
        ("Low back pain x 5 days after lifting", "symptom_onset", "5 days"),
        ("low back pain after fall from standing yesterday, no red flags", "spine_injury", "fall from standing yesterday"),
        (
            "low back pain after fall from standing yesterday, no red flags",
            "injury_energy",
            "low back pain after fall from standing yesterday",
        ),
        ("neck pain following MVC 2 days ago", "spine_injury", "MVC 2 days ago"),
    ],
)
def test_nothing_dangles_at_the_ends(text: str, finding: str, quote: str) -> None:
    assert _quotes(text, finding) == {quote}


def _denials(text: str, finding: str) -> set[str]:
    return {said.denial for said in read_text(text, _ORDERED).said if said.finding == finding and said.state is State.REFUTED}


@pytest.mark.parametrize(
    ("text", "finding", "quote"),
    [
        ("neck pain, no red flags, sleeps well", "red_flags", "no red flags"),
        ("She is not intoxicated", "unexaminable", "not intoxicated"),
        ("ROS negative for fever", "fever", "ROS negative for fever"),
        ("denies any new bladder or bowel symptoms", "bladder_dysfunction", "denies any new bladder or bowel symptoms"),
        ("no clinical signs of myelopathy", "myelopathy", "no clinical signs of myelopathy"),
        ("no h/o IVDU", "injecting_drug_use", "no h/o IVDU"),
        ("fever none", "fever", "fever none"),
        ("not known to have cancer", "history_of_malignancy", "not known to have cancer"),
    ],
)
def test_what_is_denied_is_shown_with_the_word_that_denies_it(text: str, finding: str, quote: str) -> None:
    assert _denials(text, finding) == {quote}


@pytest.mark.parametrize(
    ("text", "finding", "quote"),
    [
        ("no fevers, chills, or weight loss", "weight_loss", "denied: weight loss"),
        ("not intoxicated or confused", "brain_warning", "denied: confused"),
        ("Cancer? No. Fever? No.", "malignancy_active", "denied: Cancer"),
        ("Cancer? No. Fever? No.", "history_of_malignancy", "denied: Cancer"),
        ("Alarm signs (cancer, night sweats): none", "night_sweats", "denied: night sweats"),
        ("Red flags: [ ] fever [ ] weight loss", "fever", "denied: fever"),
        ("symptoms did not get worse under treatment with PT", "conservative_worse", "denied: worse under treatment"),
    ],
)
def test_what_a_word_farther_off_denies_cannot_be_taken_for_something_there(text: str, finding: str, quote: str) -> None:
    assert _denials(text, finding) == {quote}


@pytest.mark.parametrize("text", ["afebrile", "no trauma", "never had surgery on her neck"])
def test_a_phrase_that_is_a_denial_itself_is_shown_as_it_stands(text: str) -> None:
    denied = [said for said in read_text(text, _ORDERED).said if said.state is State.REFUTED]
    assert [(said.quote, said.denial) for said in denied if said.finding != "history_of_malignancy"] == [(text, "")]


def test_the_time_of_a_complaint_is_not_quoted_with_what_is_not_there() -> None:
    assert _quotes("9-year-old with ataxia for 2 days after varicella, no trauma", "spine_injury") == {"no trauma"}
