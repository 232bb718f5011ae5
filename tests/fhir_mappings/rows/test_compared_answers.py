"""What an examination found today, beside what it found before."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.rows.label_answers import read_label
from imaging_rules.facts import State

TODAY = date(2026, 11, 20)
CHANGED = "neuro_symptoms_new_or_worse"


def said(label: str, answer: str) -> dict[str, State]:
    return {each.finding: each.state for each in read_label(label, answer, TODAY).said}


@pytest.mark.parametrize(
    ("label", "answer", "finding", "state"),
    [
        ("Power right leg", "5/5, was 3/5 in May", "weakness", State.REFUTED),
        ("Power right leg", "3/5, was 5/5 in May", "weakness", State.PRESENT),
        ("Right plantar", "extensor (previously flexor)", "pathologic_reflex", State.PRESENT),
        ("Finger-nose test", "normal, was ataxic in spring", "ataxia", State.REFUTED),
    ],
)
def test_the_earlier_finding_says_nothing_of_today(label: str, answer: str, finding: str, state: State) -> None:
    assert said(label, answer)[finding] is state


@pytest.mark.parametrize(
    ("answer", "changed"),
    [("4/5, was 5/5 in May", True), ("4/5, was 5/5 in 2015", False), ("4/5, was 4/5 in May", False), ("5/5, was 4/5", False)],
)
def test_a_deficit_where_it_was_well_lately_is_a_change(answer: str, changed: bool) -> None:
    assert (CHANGED in said("Grip", answer)) is changed


@pytest.mark.parametrize("label", ["New neurologic symptoms", "New or worsening neurological symptoms"])
def test_new_symptoms_are_denied_by_a_no_to_a_label_that_names_them(label: str) -> None:
    assert said(label, "no")[CHANGED] is State.REFUTED
    assert said(label, "yes")[CHANGED] is State.PRESENT


def test_one_brainstem_sign_is_there_and_its_absence_denies_no_other() -> None:
    assert said("Internuclear ophthalmoplegia", "present")["brainstem_symptoms"] is State.PRESENT
    assert "brainstem_symptoms" not in said("Internuclear ophthalmoplegia", "absent")
