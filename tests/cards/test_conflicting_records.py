"""A record that contradicts itself: one short line on the card, where the answer rests on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assessed_drafts import BACK_PAIN, MYELOPATHY, drafts, library

from cards.assessed_draft import AssessedDraft, ConsultationIds
from cards.compose import compose
from imaging_rules.assessing import assess_order
from imaging_rules.facts import RECORD_PARTS, Evidence, Finding, Record, State
from imaging_rules.order_to_assess import OrderToAssess
from imaging_rules.study import study

DAY = date(2026, 11, 20)
FOUND = Evidence("Observation/1", "Babinski reflex: positive", date(2026, 11, 18))
DENIED = Evidence("Observation/2", "Babinski reflex: *negative*", date(2026, 11, 10))


def assessed(*findings: Finding) -> AssessedDraft:
    (draft,) = drafts(MYELOPATHY, "CT cervical spine without IV contrast")
    stated = {name: value for name, value in MYELOPATHY.items() if name != "pathologic_reflex"}
    record = Record(DAY, findings, {**stated, "age_years": 64.0, "symptom_duration_days": 270.0}, delivered=RECORD_PARTS)
    order = OrderToAssess(draft.reference, study("CT cervical spine without IV contrast"))
    return replace(draft, assessment=assess_order(library(), order, record))


def reflex(state: State, evidence: Evidence) -> Finding:
    return Finding("pathologic_reflex", state, evidence)


def detail(draft: AssessedDraft) -> str:
    (card,) = compose([draft], ConsultationIds())["cards"]
    return str(card["detail"])


def test_what_is_taken_and_what_stands_against_it_are_said_in_one_line() -> None:
    made = assessed(reflex(State.PRESENT, FOUND), reflex(State.REFUTED, DENIED))
    (line,) = [line for line in detail(made).splitlines() if "Records disagree" in line]
    assert line.startswith("**Records disagree:** ")
    assert "is taken as present (Babinski reflex: positive, 2026-11-18)" in line
    assert r"another entry says absent (Babinski reflex: \*negative\*, 2026-11-10)" in line


def test_a_record_of_one_mind_says_nothing_of_it() -> None:
    assert "Records disagree" not in detail(assessed(reflex(State.PRESENT, FOUND)))


def test_a_contradiction_that_nothing_rests_on_is_in_the_trace_alone() -> None:
    other = [Finding("hearing_loss_or_tinnitus", state, FOUND) for state in (State.PRESENT, State.REFUTED)]
    made = assessed(reflex(State.PRESENT, FOUND), *other)
    assert "Records disagree" not in detail(made)
    assert [each["finding"] for each in made.assessment.trace["contradictions"]] == ["hearing_loss_or_tinnitus"]


def test_a_case_that_states_its_features_has_no_conflict() -> None:
    (draft,) = drafts(BACK_PAIN, "CT lumbar spine without IV contrast")
    assert draft.assessment.conflicts == ()
