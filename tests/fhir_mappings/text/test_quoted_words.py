"""A finding is quoted with what makes it doubtful or past where that stands beside it, and without what dangles at its ends."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text

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
