"""What the record says stands on a card once, briefly, and as it was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from assessed_drafts import MYELOPATHY, drafts

from cards.evidence_words import Told, evidence_words
from cards.fact_lines import fact_lines
from imaging_rules.assessment_result import Question, UsedFact
from imaging_rules.facts import Evidence

DAY = date(2026, 11, 10)
REASON = "ServiceRequest/r.reasonCode"
WHOLE = Evidence(REASON, "Low back pain for 2 weeks, no red flags, nothing tried yet at home")
PHRASE = Evidence(REASON, "Low back pain for 2 weeks", kind="text")
LISTED = Evidence("Condition/c", "Low back pain", DAY)


def based_on(*facts: UsedFact) -> str:
    (draft,) = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    (line,) = fact_lines(replace(draft.assessment, facts=facts, questions=()))
    return line.removeprefix("**Based on:** ")


def known(feature: str, value: str, *evidence: Evidence) -> UsedFact:
    return UsedFact(feature, value, "known", evidence)


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        ([WHOLE, PHRASE], ["Low back pain for 2 weeks"]),
        ([LISTED, WHOLE, PHRASE], ["Low back pain (2026-11-10)", "Low back pain for 2 weeks"]),
        ([replace(LISTED, date=None), PHRASE], ["Low back pain for 2 weeks"]),
        ([WHOLE], ["Low back pain for 2 weeks, no red flags, nothing tried yet…"]),
        ([Evidence("A/1", "failed 8 weeks of physical therapy"), Evidence("A/1", "8 weeks of physical therapy")],
         ["failed 8 weeks of physical therapy"]),
        ([Evidence("A/1", "Scoliosis, thoracic", DAY), Evidence("B/1", "scoliosis")], ["Scoliosis, thoracic (2026-11-10)"]),
        ([LISTED, replace(LISTED, source="A/2", date=date(2024, 1, 3))],
         ["Low back pain (2026-11-10)", "Low back pain (2024-01-03)"]),
        ([Evidence("A/1", "neck pain"), Evidence("B/1", "back pain")], ["neck pain", "back pain"]),
    ],
)  # fmt: skip
def test_the_same_thing_is_told_once(evidence: list[Evidence], told: list[str]) -> None:
    assert evidence_words(evidence) == told


def test_a_line_does_not_repeat_what_it_has_said() -> None:
    two_weeks = known("back_pain_tempo", "acute", Evidence(REASON, "2 weeks"))
    line = based_on(known("low_back_pain", "yes", LISTED, WHOLE, PHRASE), two_weeks)
    assert line == "Low back pain (2026-11-10), Low back pain for 2 weeks, pain of up to four weeks."


def test_a_text_around_the_words_of_another_fact_is_not_told_beside_them() -> None:
    line = based_on(known("low_back_pain", "yes", PHRASE), known("back_pain", "yes", WHOLE), known("back_red_flag", "no"))
    assert line == "Low back pain for 2 weeks, no warning signs."


def test_a_text_around_the_words_of_a_fact_that_comes_later_is_not_told_before_them() -> None:
    line = based_on(known("back_pain", "yes", LISTED, WHOLE), known("low_back_pain", "yes", PHRASE))
    assert line == "Low back pain (2026-11-10), Low back pain for 2 weeks."


def test_a_text_of_which_only_another_fact_is_told_stays() -> None:
    fever = Evidence(REASON, "fever", kind="text")
    line = based_on(known("neck_pain", "yes", Evidence(REASON, "Neck pain, fever")), known("fever", "yes", fever))
    assert "Neck pain" in line


def test_words_that_are_ours_are_not_told_again_but_a_day_is() -> None:
    assert based_on(known("cancer_counts", "no", Evidence(REASON, "No cancer"))) == "no cancer."
    assert based_on(known("cancer_counts", "no", Evidence("A/1", "No cancer", DAY))) == "no cancer (No cancer (2026-11-10))."
    concern = known("spinal_infection_concern", "no", Evidence(REASON, "infection", meant="no infection"))
    assert based_on(concern) == "no concern for spinal infection (no infection)."


def test_what_was_denied_stands_there_as_denied() -> None:
    denied = (Evidence(REASON, "red flags", meant="no red flags"), Evidence(REASON, "fever", meant="denied: fever"))
    assert based_on(known("back_red_flag", "no", *denied)) == "no warning signs (no red flags, denied: fever)."


def test_the_birth_date_is_told_with_the_age_alone() -> None:
    born, flags = Evidence("Patient/p", "born 2015-03-03"), Evidence(REASON, "red flags", meant="no red flags")
    assert based_on(known("child_back_red_flag", "no", born, flags)) == "no warning signs (no red flags)."
    assert based_on(known("age_years", "11", born)) == "age 11 (born 2015-03-03)."


@pytest.mark.parametrize(
    ("dated", "told"), [(None, "ACDF (2024-01-01)"), ("2024", "ACDF (2024)"), ("2024-01", "ACDF (2024-01)"), ("", "ACDF")]
)
def test_no_more_of_a_date_is_told_than_is_known(dated: str | None, told: str) -> None:
    assert evidence_words([Evidence("Procedure/p", "ACDF", date(2024, 1, 1), dated=dated)]) == [told]


def test_lines_that_share_nothing_know_nothing_of_each_other() -> None:
    assert evidence_words([PHRASE], Told()) == evidence_words([PHRASE], Told()) == ["Low back pain for 2 weeks"]


def test_what_is_meant_otherwise_does_not_stand_for_it() -> None:
    said = evidence_words(
        [Evidence("Condition/1", "fever", kind="code"), Evidence("ServiceRequest/1", "no fever", kind="text")]
    )
    assert said == ["fever", "no fever"]


def test_the_day_on_which_a_problem_was_written_down_is_told_as_that() -> None:
    assert evidence_words([replace(LISTED, recorded=DAY)]) == ["Low back pain (recorded 2026-11-10)"]
    began = replace(LISTED, date=date(2026, 10, 1), recorded=DAY)
    assert evidence_words([began]) == ["Low back pain (2026-10-01)"]


def test_the_age_and_the_injury_are_nothing_of_the_result_of_a_rule_that_is_asked() -> None:
    hurt, born = Evidence("Condition/c", "Neck sprain", DAY), Evidence("Patient/p", "born 1980-01-01")
    injury = known("recent_significant_trauma", "yes", hurt)
    in_part = UsedFact("imaging_rule_result", "recorded in part", "unknown", (born, hurt))
    (draft,) = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    asked = Question("imaging_rule_result", "Does a rule call for imaging?", (), "")
    made = replace(draft.assessment, facts=(injury, in_part), questions=(asked,))
    assert fact_lines(made) == ["**Based on:** Neck sprain (2026-11-10)."]
    scored = replace(in_part, evidence=(*in_part.evidence, Evidence(REASON, "NEXUS done")))
    assert "**Recorded in part:**" in fact_lines(replace(made, facts=(injury, scored)))[-1]
    assert "**Recorded in part:**" in fact_lines(replace(made, questions=()))[-1]
