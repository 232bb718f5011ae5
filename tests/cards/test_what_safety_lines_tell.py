"""A safety line says what is new, and names what it rests on once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from assessed_drafts import DIALYSIS, MYELOPATHY, UNSAFE_DEVICE, counted_ids, drafts

from cards.compose import compose
from cards.safety_lines import told_constraints, told_evidence
from imaging_rules.assessment_result import AppliedConstraint
from imaging_rules.facts import Evidence

PREGNANT: dict[str, Any] = {"pregnant": True}


def detail(features: dict[str, Any], ordered: str) -> str:
    (card,) = compose(drafts(features, ordered), counted_ids())["cards"]
    return str(card["detail"])


@pytest.mark.parametrize("contrast", [PREGNANT, DIALYSIS])
def test_contrast_is_not_spoken_of_where_no_mri_can_be_done(contrast: dict[str, Any]) -> None:
    told = detail({**MYELOPATHY, **UNSAFE_DEVICE, **contrast}, "MRI cervical spine without IV contrast")
    assert "unsafe for MRI" in told
    assert "gadolinium" not in told


@pytest.mark.parametrize("contrast", [PREGNANT, DIALYSIS])
def test_contrast_is_spoken_of_where_it_was_ordered_or_would_have_been_better(contrast: dict[str, Any]) -> None:
    assert "gadolinium" in detail({**MYELOPATHY, **contrast}, "MRI cervical spine without and with IV contrast")
    assert "gadolinium" in detail(
        {**MYELOPATHY, **UNSAFE_DEVICE, **contrast}, "MRI cervical spine without and with IV contrast"
    )


def test_a_line_that_takes_away_another_study_stays() -> None:
    told = detail(
        {**MYELOPATHY, **UNSAFE_DEVICE, "iodinated_reaction": True, "iodinated_reaction_severity": "severe"},
        "MRI cervical spine without IV contrast",
    )
    assert told.count("**Safety:**") == 2
    (draft,) = drafts({**MYELOPATHY, **UNSAFE_DEVICE}, "MRI cervical spine without IV contrast")
    (held,) = draft.assessment.constraints
    asking = replace(held, id="asking", rules_out=(), condemns=False)
    assert told_constraints(replace(draft.assessment, constraints=(held, asking))) == [held, asking]


def constraint(feature: str, *evidence: Evidence) -> AppliedConstraint:
    return AppliedConstraint("c", "absolute", "Pregnant; no gadolinium.", (feature,), (), True, evidence)


def test_of_a_pregnancy_the_newest_entry_is_named() -> None:
    begun = Evidence("Condition/a", "Antenatal care", date(2026, 6, 2))
    weeks = Evidence("Condition/b", "31 weeks of gestation", date(2026, 11, 12))
    word, more = Evidence("ServiceRequest/r", "pregnant"), Evidence("ServiceRequest/r", "G2P1, third trimester")
    assert list(told_evidence(constraint("pregnant", begun, weeks, word))) == [weeks]
    assert list(told_evidence(constraint("pregnant", begun, more))) == [begun, more]
    assert list(told_evidence(constraint("pregnant", word))) == [word]
    assert list(told_evidence(constraint("egfr", begun, weeks))) == [begun, weeks]
