"""What a payer's card says: values in words, the nearest criterion first, what does not reach, which study a gate is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessed_drafts import library

from cards.assessed_draft import AssessedDraft, ConsultationIds
from cards.compose import compose
from imaging_rules.assessment_result import OrderAssessment, Status
from imaging_rules.facts import Interval, Record, State, Value
from imaging_rules.payer.request import payer_answer
from imaging_rules.rating import Rating
from imaging_rules.study import study

CARE: dict[str, Value | State] = {
    "neck_pain": True,
    "new_neurologic_deficit_on_exam": False,
    "worsening_objective_neurologic_deficit": False,
    "conservative_treatment_started": True,
    "conservative_active_modalities": ("chiropractic",),
    "conservative_inactive_modalities": ("heat", "rest"),
    "conservative_treatment_outcome": "failed",
}
ENOUGH = Interval(date(2026, 8, 31), date(2026, 10, 30))
LATE_IN_THE_YEAR = date(2026, 11, 20)


def card_of(*studies: str, **stated: Value | State) -> dict[str, Any]:
    """The only card of usually appropriate studies, of which this is known."""
    ordered = [study(name) for name in studies]
    record = Record(LATE_IN_THE_YEAR, stated=stated)
    drafts = []
    for place, one in enumerate(ordered):
        reference = f"ServiceRequest/o{place}"
        made = OrderAssessment(reference, one, Status.RATED, rating=Rating.USUALLY)
        drafts.append(AssessedDraft({"resourceType": "ServiceRequest", "id": f"o{place}"}, reference, made))
    answer = payer_answer(library().policies["nia-cervical-mri-2022"], library().vocabulary, [record], ordered)
    assert answer is not None
    (card,) = compose(drafts, ConsultationIds(), payer=[answer])["cards"]
    return dict(card)


def line(card: dict[str, Any], start: str) -> str:
    return next(each for each in card["detail"].split("\n\n") if each.startswith(start))


def test_a_course_is_told_by_its_days() -> None:
    card = card_of(
        "mri-cervical",
        **CARE,
        conservative_treatment_period=ENOUGH,
        prior_overlapping_imaging_date=date(2026, 10, 9),
    )
    on_record = line(card, "**On record so far:**")
    assert "from 2026-08-31 to 2026-10-30" in on_record
    assert "heat, rest" in on_record
    assert "datetime" not in card["detail"]
    assert "Interval" not in card["detail"]


def test_of_an_earlier_study_one_of_two_proofs_is_enough() -> None:
    card = card_of(
        "mri-cervical", **CARE, conservative_treatment_period=ENOUGH, prior_overlapping_imaging_date=date(2026, 10, 9)
    )
    assert card["summary"].endswith("one fact still owed.")
    assert "that it was inconclusive or advised more imaging, or a note why" in line(card, "**Still owed")


def test_a_course_that_is_too_short_or_too_long_ago_is_told_with_its_days() -> None:
    short = card_of("mri-cervical", **CARE, conservative_treatment_period=Interval(date(2026, 10, 1), date(2026, 10, 31)))
    assert "six weeks of failed conservative care (30 of 42 days within the last 6 months" in line(
        short, "**Not met as recorded:**"
    )
    old = card_of("mri-cervical", **CARE, conservative_treatment_period=Interval(date(2026, 1, 5), date(2026, 3, 6)))
    assert "(0 of 42 days within the last 6 months" in line(old, "**Not met as recorded:**")


def test_of_two_criteria_that_need_one_answer_the_one_with_more_on_record_is_nearest() -> None:
    card = card_of("mri-cervical", **{name: value for name, value in CARE.items() if "deficit" not in name})
    assert line(card, "**1.**").startswith("**1.** Neck pain after six weeks of failed conservative care: start and end of")
    assert line(card, "**2.**").startswith("**2.** Neck pain that worsens during conservative care: symptoms that got worse")
    assert line(card, "**3.**").endswith(", or a known deficit that is worse on examination.")


def test_no_is_what_proves_it_and_is_what_is_asked_for() -> None:
    card = card_of("mri-cervical", "mri-thoracic", "mri-lumbar", chiari_type="I")
    assert "Chiari I, first spine survey: no spine imaging since the Chiari diagnosis." in card["detail"]
    assert "imaging after Chiari diagnosis is done" not in card["detail"]


def test_what_is_enough_for_all_studies_is_told_once() -> None:
    card = card_of("mri-cervical", "mri-thoracic", "mri-lumbar", chiari_type="I")
    assert line(card, "**Still owed (all three studies), any one of these is enough.**")
    assert card["detail"].count("Still owed") == 1
    assert card["detail"].count("**Guideline:**") == 1
    assert line(card, "**Guideline:**") == "**Guideline:** MRI complete spine: usually appropriate. The order stands."


def test_what_is_met_stands_beside_what_is_owed_for_another_study() -> None:
    card = card_of(
        "mri-cervical",
        "mri-thoracic",
        "mri-lumbar",
        chiari_type="I",
        syrinx_status="known",
        syrinx_symptoms_new_or_worsening=True,
    )
    assert line(card, "**Met:**").startswith("**Met:** MRI cervical and thoracic spine")
    assert line(card, "**Still owed (MRI lumbar spine")
