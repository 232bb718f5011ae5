"""What no wording may turn into a fact about the patient: the denied, the asked, a relative's, the merely imagined.

Every phrase of the vocabulary that says its finding by itself is tried in each of these wordings.
"""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.text.reader import read_text
from fhir_mappings.vocabulary import vocabulary_findings
from imaging_rules.facts import State

DAY = date(2026, 11, 20)
NAMES_A_DOUBT = frozenset({"spine_tumour_suspected"})
"""Its phrases are doubts already: 'r/o mets' says it."""
NAMES_A_RESULT = frozenset({"neuro_exam_recorded", "neuro_exam_normal", "abnormal_film_or_ct_infection", "fever"})
"""Some of their phrases are measured, or say that all is well: nobody writes 'no neuro intact'."""


def states(text: str, finding: str) -> set[State]:
    return {each.state for each in read_text(text, DAY).said if each.finding == finding}


def phrases() -> list[tuple[str, str]]:
    found = []
    for name, row in vocabulary_findings().items():
        if row["kind"] == "boolean" and name not in NAMES_A_DOUBT | NAMES_A_RESULT:
            found += [(name, phrase) for phrase in row.get("phrases") or () if states(phrase, name) == {State.PRESENT}]
    return [(name, phrase) for name, phrase in found if not phrase.startswith(("+", "known"))]


PHRASES = phrases()


def test_enough_phrases_are_tried() -> None:
    assert len(PHRASES) > 900


@pytest.mark.parametrize(
    "wording", ["no {}", "denies {}", "no evidence of {}", "{} denied", "{}: no", "{} absent", "{} ruled out"]
)
def test_what_is_denied_is_never_there(wording: str) -> None:
    assert [(name, phrase) for name, phrase in PHRASES if State.PRESENT in states(wording.format(phrase), name)] == []


@pytest.mark.parametrize("wording", ["r/o {}", "? {}", "{}?", "possible {}", "query {}"])
def test_what_is_only_asked_is_never_there(wording: str) -> None:
    assert [(name, phrase) for name, phrase in PHRASES if State.PRESENT in states(wording.format(phrase), name)] == []


@pytest.mark.parametrize("wording", ["mother has {}", "sister had {}", "father died of ALS, sister has {}", "FHx: {}"])
def test_what_a_relative_has_is_never_the_patients(wording: str) -> None:
    mine = {State.PRESENT, State.SUSPECTED, State.HISTORY, State.REFUTED}
    assert [(name, phrase) for name, phrase in PHRASES if mine & states(wording.format(phrase), name)] == []


@pytest.mark.parametrize("wording", ["return if {}", "told to come back if {}", "advised to attend if {}"])
def test_what_is_only_warned_of_is_never_there(wording: str) -> None:
    assert [(name, phrase) for name, phrase in PHRASES if State.PRESENT in states(wording.format(phrase), name)] == []


def test_a_fever_to_come_back_with_is_no_fever() -> None:
    assert states("return if temp 38.5", "fever") == set()


SENTENCES = ("Neck pain for 3 weeks.", "No fever.", "On apixaban.", "Mother has MS.", "Pacemaker in situ.", "ACDF 2019.")


@given(st.sampled_from(list(permutations(SENTENCES))))
@settings(max_examples=60, deadline=None)
def test_the_order_of_sentences_says_nothing(sentences: tuple[str, ...]) -> None:
    def said(text: str) -> set[tuple[str, State, object]]:
        return {(each.finding, each.state, each.value) for each in read_text(text, DAY).said}

    assert said(" ".join(sentences)) == said(" ".join(SENTENCES))


@pytest.mark.parametrize(
    ("text", "finding", "state"),
    [
        ("arms fine - no pain, numbness or weakness", "weakness", State.REFUTED),
        ("no weakness, numbness, incontinence", "bladder_dysfunction", State.REFUTED),
        ("no arm symptoms, 10 lb weight loss", "weight_loss", State.PRESENT),
        ("CT neg for fracture, numbness in both legs", "sensory_loss", State.PRESENT),
        ("41 year old man fell from a ladder", "spine_injury", State.PRESENT),
        ("preop for posterior spinal fusion", "prior_spine_surgery_level_unknown", None),
        ("MRI C-spine equivocal for cord compression", "cord_compression", None),
        ("suspected GBS: ascending weakness", "weakness", State.PRESENT),
        ("tingling in both hands 3 weeks, resolved", "symptom_onset", None),
        ("MS with mitral valve disease on echo", "multiple_sclerosis", None),
        ("pain in the neck from a fall", "neck_rotation_45", None),
        ("no worsening of neck pain", "neck_pain", State.PRESENT),
        ("r/o bony mets", "malignancy_active", None),
        ("?colorectal ca", "spine_tumour_suspected", None),
    ],
)
def test_a_trap_of_wording_is_read_as_it_is_meant(text: str, finding: str, state: State | None) -> None:
    assert states(text, finding) == ({state} if state else set())


@pytest.mark.parametrize(
    "text", ["failed to respond to physio", "did not respond to PT", "not improved with 6 weeks of physio", "PT, no benefit"]
)
def test_a_treatment_that_did_not_help_is_never_one_that_did(text: str) -> None:
    (result,) = {each.value for each in read_text(text, DAY).said if each.finding == "conservative_result"}
    assert result == "failed"
