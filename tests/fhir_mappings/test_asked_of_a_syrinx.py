"""Studies of the cord for a patient with a syrinx."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.asked_of_a_syrinx import asked_of_a_syrinx
from imaging_rules.facts import Evidence, Finding, State
from imaging_rules.study import Phase, Study

NECK, CHEST, LOINS, HEAD = (
    Study("mri", (region,), Phase.WITHOUT) for region in ("cervical spine", "thoracic spine", "lumbar spine", "head")
)


def syrinx(state: State, *, of_order: bool = True) -> Finding:
    return Finding("syrinx", state, Evidence("Condition/1", "syrinx", of_order=of_order))


def asked(study: Study | None, *told: Finding) -> list[str]:
    return [each.name for each in asked_of_a_syrinx(told, study)]


@pytest.mark.parametrize("study", [NECK, CHEST])
@pytest.mark.parametrize("of_order", [True, False])
def test_a_known_syrinx_is_what_a_study_of_the_cord_asks_about(study: Study, of_order: bool) -> None:
    assert asked(study, syrinx(State.PRESENT, of_order=of_order)) == ["other_question"]


def test_one_that_the_order_looks_for_as_well() -> None:
    assert asked(CHEST, syrinx(State.SUSPECTED)) == ["other_question"]


@pytest.mark.parametrize("told", [syrinx(State.SUSPECTED, of_order=False), syrinx(State.REFUTED), syrinx(State.HISTORY)])
def test_one_thought_of_elsewhere_denied_or_past_is_no_question(told: Finding) -> None:
    assert asked(CHEST, told) == []


@pytest.mark.parametrize("study", [LOINS, HEAD, None])
def test_a_study_that_shows_no_cord_does_not_ask_about_it(study: Study | None) -> None:
    assert asked(study, syrinx(State.PRESENT)) == []


def test_what_is_told_both_ways_is_no_question() -> None:
    assert asked(NECK, syrinx(State.PRESENT), syrinx(State.REFUTED)) == []
