"""What a card says of the time before: earlier imaging, its radiation, studies that are there already. Short, never alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from assessed_drafts import CANCER, CAUDA_EQUINA, DAY, MYELOPATHY, UNSAFE_DEVICE, counted_ids, library, service_request

from cards.assessed_draft import AssessedDraft
from cards.compose import compose
from cards.days_in_words import ago_words, span_words
from imaging_rules.assessing import assess_order
from imaging_rules.facts import Record
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.past.past_exam import PastExam, PlacedOrder
from imaging_rules.study import study
from tests.conformance import nonconformities

CT, MRI = "CT cervical spine without IV contrast", "MRI cervical spine without IV contrast"
BOTH, FILM = "MRI cervical spine without and with IV contrast", "Radiography cervical spine"
LONGEST_DETAIL = 2000


def exam(name: str, days_ago: int, conclusion: str = "normal", **more: Any) -> PastExam:
    day = DAY - timedelta(days=days_ago)
    return PastExam(f"DiagnosticReport/{days_ago}", (study(name),), day, day, conclusion, **{"final": True, **more})


def drafts(
    features: dict[str, Any], ordered: Iterable[str], exams: Iterable[PastExam] = (), **basket: Any
) -> list[AssessedDraft]:
    record = Record(DAY, stated=features, indication="read", imaging=tuple(exams))
    return [
        AssessedDraft(
            service_request(study(name), place),
            f"ServiceRequest/draft-{place}",
            assess_order(library(), OrderToAssess(f"o{place}", study(name)), record, Basket(**basket)),
            name,
        )
        for place, name in enumerate(ordered)
    ]


def cards(features: dict[str, Any], ordered: str, *exams: PastExam, **basket: Any) -> list[dict[str, Any]]:
    answer = compose(drafts(features, [ordered], exams, **basket), counted_ids())
    assert nonconformities(answer) == []
    found: list[dict[str, Any]] = answer["cards"]
    return found


def line(card: dict[str, Any], lead: str) -> str:
    (found,) = [each for each in card["detail"].split("\n\n") if each.startswith(f"**{lead}:**")]
    assert isinstance(found, str)
    return found.removeprefix(f"**{lead}:** ")


def test_earlier_imaging_is_one_line_with_the_day_its_age_and_the_conclusion() -> None:
    (card,) = cards(MYELOPATHY, CT, exam(MRI, 17, "No cord compression."))
    assert line(card, "Earlier imaging") == (
        "MRI cervical spine without IV contrast on 3 Nov 2026, 17 days ago: No cord compression. "
        "Look at it before it is done again."
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [({"conclusion": "", "final": False}, "conclusion not delivered"), ({"final": False}, "preliminary: normal")],
)
def test_what_is_not_known_of_the_result_is_said(more: dict[str, Any], words: str) -> None:
    (card,) = cards(MYELOPATHY, CT, exam(FILM, 100, **more))
    assert line(card, "Earlier imaging") == f"Radiography cervical spine on 12 Aug 2026, 3 months ago: {words}."


def test_words_of_the_record_are_shortened_and_mean_nothing_in_markdown() -> None:
    (card,) = cards(MYELOPATHY, CT, exam(FILM, 100, "**Bold** <b>x</b> http://evil.example " + "long " * 60))
    said = line(card, "Earlier imaging")
    assert "<b>" not in said
    assert "http://" not in said
    assert r"\*\*Bold\*\*" in said
    assert len(said) < 200


def test_two_examinations_are_named_and_the_others_counted() -> None:
    (card,) = cards(MYELOPATHY, CT, *(exam(FILM, days) for days in (50, 100, 150, 200)))
    assert line(card, "Earlier imaging").endswith("; and 2 more.")


@pytest.mark.parametrize("features", [CAUDA_EQUINA, {**CAUDA_EQUINA, **UNSAFE_DEVICE}])
def test_an_emergency_hears_nothing_of_the_past(features: dict[str, Any]) -> None:
    for ordered in ("CT lumbar spine without IV contrast", "MRI lumbar spine without IV contrast"):
        for card in cards(features, ordered, exam("CT lumbar spine without IV contrast", 3)):
            assert "Earlier imaging" not in card["detail"]
            assert "Radiation before" not in card["detail"]


def test_the_past_raises_no_card_not_even_for_the_very_same_study() -> None:
    assert cards(MYELOPATHY, BOTH, exam(BOTH, 2), exam(CT, 3)) == []


def test_neighbouring_drafts_tell_of_the_imaging_of_all_their_parts_once() -> None:
    ordered = ["CT cervical spine without IV contrast", "CT thoracic spine without IV contrast"]
    features = {**MYELOPATHY, "sensory_level": "thoracic"}
    whole, film = exam("CT complete spine without IV contrast", 100), exam("Radiography thoracic spine", 20)
    answer = compose(drafts(features, ordered, [whole, film]), counted_ids())
    for card in answer["cards"]:
        assert card["detail"].count("CT complete spine without IV contrast on") == 1
    assert "Radiography thoracic spine on 31 Oct 2026" in "".join(card["detail"] for card in answer["cards"])


def test_radiation_is_told_in_bands_with_what_adds_none() -> None:
    (card,) = cards(MYELOPATHY, CT, exam(CT, 100), exam(FILM, 40), exam("FDG-PET/CT whole body", 200))
    assert line(card, "Radiation before this") == (
        "3 examinations since 20 Nov 2025, together 11.1 to 41 mSv (published bands, not measured; for information only): "
        "Radiography cervical spine 11 Oct 2026; CT cervical spine 12 Aug 2026; FDG-PET/CT whole body 4 May 2026. "
        "MRI cervical spine adds none."
    )


def test_what_has_no_band_makes_the_sum_a_least() -> None:
    (card,) = cards(MYELOPATHY, CT, exam(CT, 100), exam("CT hip without IV contrast", 40))
    said = line(card, "Radiation before this")
    assert "together at least 1 to 10 mSv (published bands, not measured, 1 without a band left out; " in said
    (other,) = cards(MYELOPATHY, CT, exam("CT hip without IV contrast", 40))
    assert "no published dose band for them: CT hip 11 Oct 2026." in line(other, "Radiation before this")


def test_no_radiation_line_for_an_order_without_radiation() -> None:
    (card,) = cards(MYELOPATHY, "MRI lumbar spine without IV contrast", exam(CT, 100))
    assert "Radiation before this" not in card["detail"]


@pytest.mark.parametrize(
    ("how", "days_ago", "words"),
    [
        ("ordered", 5, "is already ordered since 15 Nov 2026"),
        ("scheduled", -3, "is already scheduled for 23 Nov 2026"),
    ],
)
def test_a_better_study_ordered_before_is_named_and_the_order_can_be_removed(how: Any, days_ago: int, words: str) -> None:
    placed = PlacedOrder("ServiceRequest/x", study(BOTH), how, DAY - timedelta(days=days_ago))
    (card,) = cards(CANCER, FILM, placed=(placed,))
    assert card["summary"].startswith(f"{BOTH} {words}; ")
    assert line(card, "Already there") == f"{BOTH} {words}."
    assert [each["label"] for each in card["suggestions"]] == ["Remove the order"]


def test_an_order_that_is_ruled_out_beside_its_safe_alternative_says_so_and_can_be_removed() -> None:
    """It was said before that no safe alternative is rated."""
    features = {**MYELOPATHY, **UNSAFE_DEVICE}
    (alone,) = cards(features, MRI)
    safe = alone["suggestions"][0]["actions"][0]["resource"]["code"]["text"]
    (card,) = cards(features, MRI, drafted=(study(safe),))
    assert card["summary"].startswith(f"{MRI} is ruled out")
    assert "No safe alternative" not in card["detail"]
    assert line(card, "Already drafted") == f"{safe}."
    assert [each["label"] for each in card["suggestions"]] == ["Remove the order"]


@pytest.mark.parametrize("features", [MYELOPATHY, CANCER, {**MYELOPATHY, **UNSAFE_DEVICE}])
def test_the_card_stays_short_however_much_was_done(features: dict[str, Any]) -> None:
    many = [
        exam(name, days, "words " * 50)
        for days in range(1, 300, 7)
        for name in (CT, MRI, FILM, "CT complete spine with IV contrast")
    ]
    for ordered in (CT, MRI, FILM, "CT lumbar spine without IV contrast"):
        for card in cards(features, ordered, *many):
            assert len(card["summary"]) < 140
            assert len(card["detail"]) < LONGEST_DETAIL
            assert len(card["detail"].split("\n\n")) <= 14


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 3), date(2026, 11, 3), "3 Nov 2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "Feb 2026"),
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
    ],
)
def test_a_day_is_told_as_exactly_as_it_is_known(first: date, last: date, words: str) -> None:
    assert span_words(first, last) == words


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "yesterday"), (17, "17 days ago"), (61, "2 months ago")])
def test_how_long_ago(days: int, words: str) -> None:
    assert ago_words(days) == words


def test_an_examination_without_its_day_says_its_month() -> None:
    month = replace(exam(FILM, 100), first=date(2026, 2, 1), last=date(2026, 2, 28))
    (card,) = cards(MYELOPATHY, CT, month)
    assert line(card, "Earlier imaging") == "Radiography cervical spine in Feb 2026: normal."
