"""What a word of doubt asks: whether a disease is there, what the cause is, whether to do something."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import SIGNS
from fhir_mappings.text.context.context_words import Roles
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_before

_WORDS = word_lists("text/reach_back")

_CAUSE = 3
"""A cause follows a word that asks for it within so many words."""
_ASKED_WHETHER_TO = frozenset({"surgery_candidate", "spine_procedure_planned"})


def asks_whether_to(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase, asked, says what somebody might do: '?kyphoplasty', 'preop?'."""
    return walk.kinds.is_done(hit) or _ASKED_WHETHER_TO.issuperset(hit.findings)


def asks_why(walk: Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    """Whether a word of doubt after a complaint asks for its cause, which follows: 'LBP possible seronegative arthritis'."""
    if roles.before != "suspected" or roles.after != "suspected" or place >= len(walk.hits):
        return False
    complaint, cause = walk.hits[place - 1], walk.hits[place]
    between = walk.spelled[at + size : cause.first]
    near = len(between) <= _CAUSE and SIGNS.isdisjoint(between)
    return near and walk.kinds.is_complaint(complaint) and walk.kinds.is_diagnosis(cause)


def doubt(walk: Walk, place: int) -> None:
    """Of a finding that is one of two possible ones nothing more is known, unless it is a complaint."""
    hit = walk.hits[place]
    if walk.meant[place] is Meant.AFFIRMED and not (walk.kinds.is_complaint(hit) or walk.kinds.is_event(hit)):
        walk.meant[place] = Meant.SUSPECTED


def is_studied_though_there(walk: Walk, at: int, hit: Hit) -> bool:
    """Whether a 'workup' asks nothing of the finding before it: a complaint, or what is called known."""
    if walk.spelled[at] not in _WORDS["asks whether it is there"]:
        return False
    return walk.kinds.is_complaint(hit) or word_before(walk.spelled, hit.first) in _WORDS["called known"]
