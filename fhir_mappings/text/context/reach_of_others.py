"""How a finding is meant that tells of a relative or of what is feared: 'brother has spondylitis, LBP 6 months'."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import NEAR, PATIENT, REACH
from fhir_mappings.text.context.denial_lists import has_a_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State

_WORDS = word_lists("text/reach_on")

_PATIENTS = PATIENT | {"his", "her", "their"}
_CARE = "conservative_care"
_FAMILY, _HYPOTHETICAL = "family", "hypothetical"


def of_the_patient(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding of the patient is meant, before it is asked where the list of another ends; None for any other."""
    scope, complains = walk.scope, walk.kinds.is_complaint(hit) and has_a_time(walk, hit)
    if scope.kind == _FAMILY and complains:
        return walk.told()  # 'brother has spondylitis, LBP 6 months'
    if scope.kind == _FAMILY and scope.commas and _says_nothing_was_tried(hit):
        return walk.told()  # 'LBP 3 months, mum has osteoporosis, nothing tried yet'
    if scope.kind == _HYPOTHETICAL and scope.commas and complains:
        return walk.told()  # 'told to call if worse, neck pain 2 weeks'
    return None


def not_feared(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding is meant that is there, or suspected, for all that is feared or imagined; None for any other."""
    scope = walk.scope
    if scope.kind != _HYPOTHETICAL:
        return None
    if walk.kinds.is_deficit(hit) and _was_feared(walk) and has_a_time(walk, hit):
        return walk.told()  # 'worried about MS, numb hands for 2 weeks'
    if not scope.commas and _is_meant_all_the_same(walk, hit):
        named = walk.spelled[scope.start] in _WORDS["writer fears"]
        return Meant.SUSPECTED if named else Meant.AFFIRMED
    return None


def _says_nothing_was_tried(hit: Hit) -> bool:
    """Whether a phrase says that there was no treatment: that is told of nobody but the patient."""
    return _CARE in hit.findings and all(meaning.state is State.REFUTED for meaning in hit.meanings if meaning.finding == _CARE)


def _was_feared(walk: Walk) -> bool:
    """Whether what reaches on over a comma is what somebody fears or has read about."""
    return walk.scope.commas > 0 and not _WORDS["fears"].isdisjoint(walk.spelled[walk.scope.start : walk.scope.start + REACH])


def _is_meant_all_the_same(walk: Walk, hit: Hit) -> bool:
    """Whether what somebody believes or fears counts: a symptom that a patient believes to have is told, and whoever writes
    'fear of cauda equina' means it."""
    first, named = walk.spelled[walk.scope.start], not hit.findings.isdisjoint(walk.context.named_diseases)
    if first in _WORDS["writer fears"]:
        before = walk.spelled[max(0, walk.scope.start - NEAR) : walk.scope.start]
        return named and _PATIENTS.isdisjoint(before)
    return first in _WORDS["thinks"] and walk.kinds.is_deficit(hit) and not named
