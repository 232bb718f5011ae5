"""Whose a finding is: a relative who only tells of the patient, a patient with one disease who may have another."""

from __future__ import annotations

from fhir_mappings.text.context_scope import Walk
from fhir_mappings.text.context_signs import BEFORE_THE_PATIENT, JOINS, NEAR, REACH
from fhir_mappings.text.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists

_WORDS = word_lists("text_person")

_PATIENT = "patient"


def is_of_whom(walk: Walk, hit: Hit) -> bool:
    """Whether a disease is what the patient has of whom another is asked: '?discitis in IVDU', '?plexopathy in rectal ca'."""
    between = walk.spelled[walk.hits[len(walk.meant) - 1].last + 1 : hit.first]
    return "in" in between and len(between) <= REACH and JOINS.isdisjoint(between) and walk.kinds.can_be_past(hit)


def is_of_the_patient_again(walk: Walk, at: int) -> bool:
    """Whether 'he', 'she' or 'patient' leads back from a relative to the patient: 'her husband had MND and she is afraid',
    'mum: he cries at night'."""
    before = walk.spelled[at - 1]
    if before in BEFORE_THE_PATIENT:
        return True
    if before == "the" and walk.spelled[at] == _PATIENT:
        return walk.scope.hits > 0  # 'her aunt had MS the patient herself has …'
    relative, word = walk.spelled[walk.scope.start], walk.spelled[at]
    other = {"she": "men of the family", "he": "women of the family"}.get(word)
    return before in ("and", ":") and other is not None and relative in _WORDS[other]


def is_said_between_commas(walk: Walk, at: int) -> bool:
    """Whether the comma before a word ends what is told of the relative between two commas, so that the sentence goes on about
    the relative: 'her sister, a nurse, has MS'."""
    return not walk.scope.hits and walk.spelled[walk.scope.start + 1] == "," and walk.scope.start + 1 < at


def is_answered_with_a_relative(walk: Walk, at: int, place: int) -> bool:
    """Whether a relative stands just behind the colon of a disease or an implant: 'Breast cancer: mother'."""
    if place == 0 or walk.spelled[at - 1] != ":" or walk.hits[place - 1].last != at - 2:
        return False
    hit = walk.hits[place - 1]
    disease = walk.kinds.can_be_past(hit) and not walk.kinds.is_complaint(hit)
    return disease or walk.kinds.is_implant(hit)


def only_tells(walk: Walk, first: int, at: int) -> bool:
    """Whether a relative only tells of the patient, or brings the patient: 'wife reports he is unsteady', 'brought in by mum'.
    The relative's words are `first` up to `at`."""
    if first and walk.spelled[first - 1] in _WORDS["brought by"]:
        return True
    later = [key for key in walk.spelled[at : at + NEAR] if key not in _WORDS["helping"]]
    return not walk.context.telling.isdisjoint(later[:1])
