"""A question on a card: every answer, and what follows from each."""

from __future__ import annotations

from typing import Any

import pytest
from assessed_drafts import BACK_PAIN, EQUIVOCAL, MYELOPATHY, UNKNOWN_DEVICE, counted_ids, drafts

from cards.compose import compose
from cards.fact_lines import fact_lines
from imaging_rules.assessment_result import OrderAssessment, Status, UsedFact
from imaging_rules.facts import Evidence
from imaging_rules.rating import Rating


def asked(features: dict[str, Any], study: str) -> str:
    (card,) = compose(drafts(features, study), counted_ids())["cards"]
    (line,) = [line for line in card["detail"].split("\n\n") if line.startswith("**To answer:**")]
    return str(line)


def without(features: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in features.items() if name not in names}


def test_every_answer_is_shown_with_what_follows() -> None:
    line = asked(without(BACK_PAIN, "symptom_duration_days"), "MRI lumbar spine without IV contrast")
    assert line == (
        "**To answer:** What has been tried so far? nothing yet: the ordered study is usually not appropriate; "
        "under way: not rated until it is finished; "
        "six weeks without success, or worse: the ordered study is usually appropriate."
    )


def test_a_treatment_that_is_told_of_is_not_asked_for_again() -> None:
    told = {**without(BACK_PAIN, "symptom_duration_days", "medical_management"), "conservative_result": "failed"}
    assert asked(told, "MRI lumbar spine without IV contrast").startswith(
        "**To answer:** Six weeks of treatment without success?"
    )


def test_what_is_stated_without_words_is_not_recorded_in_part() -> None:
    without_words = UsedFact("medical_management", "recorded in part", "unknown", (Evidence("given", "", kind="given"),))
    made = OrderAssessment("ServiceRequest/a", None, Status.NEEDS_INFORMATION, facts=(without_words,))
    assert fact_lines(made) == ["**Not recorded:** treatment tried so far."]


@pytest.mark.parametrize(("holds", "clause"), [(True, "; the rating holds either way"), (False, "")])
def test_a_rating_is_said_to_hold_only_where_every_answer_leaves_criteria(holds: bool, clause: str) -> None:
    silent = UsedFact("medical_management", "not recorded", "unknown", ())
    made = OrderAssessment(
        "ServiceRequest/a", None, Status.RATED, rating=Rating.USUALLY, facts=(silent,), holds_either_way=holds
    )
    assert fact_lines(made) == [f"**Not recorded:** treatment tried so far{clause}."]


def test_a_question_whose_answer_leads_out_of_the_criteria_leaves_the_rating_to_the_other_answers() -> None:
    telling = without(BACK_PAIN, "symptom_duration_days", "medical_management")
    alarming = drafts({**telling, "weight_loss": True}, "CT lumbar spine without IV contrast")[0].assessment
    assert alarming.rating is not None
    assert not alarming.holds_either_way


def test_a_treatment_that_is_told_of_rules_the_answer_nothing_out() -> None:
    told = {**without(BACK_PAIN, "symptom_duration_days", "medical_management"), "conservative_treatment_started": True}
    line = asked(told, "MRI lumbar spine without IV contrast")
    assert "nothing yet" not in line
    assert "under way" in line


def test_what_did_not_arrive_is_not_seen_and_what_another_draft_tells_is_said() -> None:
    unknown = [
        UsedFact("fracture_risk", "not recorded", "unknown"),
        UsedFact("suspected_cauda_equina", "not seen", "unknown", unseen=("condition", "order")),
        UsedFact("recent_significant_trauma", "told on another draft", "unknown"),
    ]
    made = OrderAssessment("ServiceRequest/a", None, Status.NEEDS_INFORMATION, facts=tuple(unknown))
    assert [line.split(":**")[0] for line in fact_lines(made)] == ["**Not recorded", "**Not seen", "**Told on another draft"]
    assert fact_lines(made)[1].endswith(" Not read whole: conditions, the words of the order.")


def test_of_a_study_with_contrast_it_is_not_asked_whether_it_is_without() -> None:
    features = {"age_years": 66, "low_back_pain": True, "osteoporosis": True}
    line = asked(features, "MRI lumbar spine with IV contrast (phase not stated)")
    assert line.startswith("**To answer:** With contrast alone, or without and with? with: the ordered study")
    assert "without: " not in line


def test_an_answer_that_leads_to_another_study_names_it() -> None:
    line = asked(without(EQUIVOCAL, "symptom_duration_days"), "MRI cervical spine without and with IV contrast")
    assert "hours to days: the ordered study is usually appropriate; " in line
    assert "weeks to years: CT myelography cervical spine instead." in line


def test_the_question_about_a_past_cancer_says_which_study_each_answer_leads_to() -> None:
    features = {"age_years": 62, "neck_pain": True, "symptom_duration_days": 21, "known_malignancy": True}
    line = asked(features, "Radiography cervical spine")
    assert (
        "yes, a concern: the ordered study is usually not appropriate, "
        "MRI cervical spine without and with IV contrast instead; no, cured: the ordered study may be appropriate." in line
    )


def test_a_question_that_names_its_answers_does_not_repeat_them() -> None:
    line = asked({**MYELOPATHY, **UNKNOWN_DEVICE}, "CT cervical spine with IV contrast")
    assert line == "**To answer:** Is the implant MR safe, conditional or unsafe?"


def test_the_contrast_question_speaks_of_the_ordered_study() -> None:
    features = {"age_years": 42, "demyelinating_disease_type": "ms", "neuro_symptoms_new_or_worse": True, "weakness": True}
    line = asked(features, "MRI thoracic spine")
    assert "without: the ordered study may be appropriate; " in line
    assert "without and with: the ordered study is usually appropriate" in line
