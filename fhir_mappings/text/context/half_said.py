"""A denial or an end that goes on after its words: 'has not returned to normal', 'went away, then came back'."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import AFTER_AN_ANSWER, ENDS
from fhir_mappings.text.word_lists import word_lists

_WORDS = word_lists("text/half_said")

_AT = "at"
_BEFORE = "before"
_NEAR = 4
_AWAY = "away"
_BEFORE_IT = 3

_TO_COME = _WORDS["will"] | _WORDS["back again"] - {"worse"}
_FEARED = 6


def denies_a_part_only(walk: Walk, at: int, size: int) -> bool:
    """Whether what a denial speaks of is there all the same: 'has not returned to normal', 'not a problem at night'."""
    if not _may_go_on(walk, at, size):
        return False
    follows = walk.spelled[at + size : at + size + _NEAR]
    if follows[:1] == (_BEFORE,):
        return not _WORDS["there now"].isdisjoint(follows)
    if follows[:1] == (_AT,):
        return not _WORDS["sometimes"].isdisjoint(follows[1:2])
    turns = follows[:1] == (",",) and not _WORDS["turns"].isdisjoint(follows[1:2])
    return turns or not _WORDS["there after"].isdisjoint(follows[:1])


def is_half_said(walk: Walk, at: int, size: int) -> bool:
    """Whether a denial goes on with words that are not known to leave it one: 'neither of them responded'."""
    phrase = walk.spelled[at : at + size]
    end = at + size == len(walk.spelled) or walk.spelled[at + size] in AFTER_AN_ANSWER
    if end:
        return False
    if phrase[0] in _WORDS["of all"] and phrase[-1] in _WORDS["these"]:
        return walk.spelled[at + size] not in _WORDS["still none"]
    return _may_go_on(walk, at, size) and walk.spelled[at + size] not in _WORDS["still denied"]


def is_back_again(walk: Walk, at: int, size: int) -> bool:
    """Whether its sentence tells that what went away came back."""
    if walk.spelled[at + size - 1] != _AWAY:
        return False
    after = at + size
    while after < len(walk.spelled) and walk.spelled[after] not in ENDS:
        before = walk.spelled[max(at, after - _BEFORE_IT) : after]
        if walk.spelled[after] in _WORDS["back again"] and _WORDS["never"].isdisjoint(before):
            return True
        after += 1
    return False


def fears_what_is_there(walk: Walk, at: int, size: int, place: int) -> bool:
    """Whether somebody fears a symptom that she has: 'fearful of her increasing weakness', but not 'of her cancer'."""
    if _WORDS["fears"].isdisjoint(walk.spelled[at : at + size]):
        return False
    hits = walk.hits[place : place + _NEAR]
    feared = next((hit for hit in hits if hit.findings and not walk.kinds.is_course(hit)), None)
    if (
        feared is None
        or not (walk.kinds.is_deficit(feared) or walk.kinds.is_complaint(feared))
        or walk.kinds.is_diagnosis(feared)
    ):
        return False
    before, after = walk.spelled[at + size : feared.last + 1], walk.spelled[feared.last + 1 : feared.last + 1 + _FEARED]
    troubles = not _WORDS["what troubles"].isdisjoint(walk.spelled[at : at + size])  # 'his main worry is the weakness'
    there = troubles or not _WORDS["there"].isdisjoint(before) or not _WORDS["which"].isdisjoint(after[:1])
    return there and _TO_COME.isdisjoint(after)


def _may_go_on(walk: Walk, at: int, size: int) -> bool:
    return size > 1 and walk.spelled[at + size - 1] in _WORDS["may go on"]
