"""A denial or an end that goes on after its words: 'has not returned to normal', 'went away, then came back'."""

from __future__ import annotations

from fhir_mappings.text.context_scope import Walk
from fhir_mappings.text.context_signs import AFTER_AN_ANSWER, ENDS

_MAY_GO_ON = frozenset(
    {"returned", "return", "back", "recurred", "recur", "reappeared", "problem", "feature", "present", "there", "away"}
    | {"apparent", "observed", "denied", "denies"}
)
"""The last words of a denial of which only what follows tells what it denies."""
_THERE_AFTER = frozenset({"to", "until", "till", "but", "fully", "completely", "entirely", "properly", "except", "unless"})
"""With one of these it denies a part only: 'not a problem until now', 'has not returned to normal'."""
_AT, _SOMETIMES = "at", frozenset({"night", "rest", "times", "work"})
_BEFORE, _THERE_NOW = "before", frozenset({"now", "but"})
_NEAR = 4
_STILL_DENIED = frozenset({"since", "now", "today", "currently", "yet", "so", "on", "either", "and", "or", "any", "this"})
_TURNS = frozenset({"until", "till", "but", "now", "although", "though", "except", "only", "then", "today"})
_OF_ALL, _THESE = frozenset({"none", "neither"}), frozenset({"these", "them", "those", "which"})
_STILL_NONE = frozenset({"present", "reported", "noted", "found", "apply", "applies", "now", "currently", "today"})
_AWAY = "away"
_BACK_AGAIN = frozenset(
    {
        "back",
        "again",
        "recurs",
        "recurred",
        "recurring",
        "recur",
        "recurrence",
        "returned",
        "returns",
        "returning",
        "reappeared",
    }
    | {"relapsed", "flared", "restarted", "worse", "return", "recurrent"}
)
_NEVER = frozenset({"not", "never", "no", "without", "nor", "hasnt", "didnt", "havent"})
_BEFORE_IT = 3

_FEARS = frozenset({"frightened", "fearful", "scared", "terrified", "dreads"})
_THERE = frozenset(
    {"her", "his", "their", "this", "these", "increasing", "worsening", "progressive", "new", "current", "ongoing"}
)
_GOES = frozenset({"that", "which"})
_TO_COME = frozenset({"may", "might", "could", "will", "would", "coming", "come", "comes"}) | _BACK_AGAIN - {"worse"}
_FEARED = 6


def denies_a_part_only(walk: Walk, at: int, size: int) -> bool:
    """Whether what a denial speaks of is there all the same: 'has not returned to normal', 'not a problem at night'."""
    if not _may_go_on(walk, at, size):
        return False
    follows = walk.spelled[at + size : at + size + _NEAR]
    if follows[:1] == (_BEFORE,):
        return not _THERE_NOW.isdisjoint(follows)
    if follows[:1] == (_AT,):
        return not _SOMETIMES.isdisjoint(follows[1:2])
    return not _THERE_AFTER.isdisjoint(follows[:1]) or (follows[:1] == (",",) and not _TURNS.isdisjoint(follows[1:2]))


def is_half_said(walk: Walk, at: int, size: int) -> bool:
    """Whether a denial goes on with words that are not known to leave it one: 'neither of them responded'."""
    phrase = walk.spelled[at : at + size]
    end = at + size == len(walk.spelled) or walk.spelled[at + size] in AFTER_AN_ANSWER
    if end:
        return False
    if phrase[0] in _OF_ALL and phrase[-1] in _THESE:
        return walk.spelled[at + size] not in _STILL_NONE
    return _may_go_on(walk, at, size) and walk.spelled[at + size] not in _STILL_DENIED


def is_back_again(walk: Walk, at: int, size: int) -> bool:
    """Whether its sentence tells that what went away came back."""
    if walk.spelled[at + size - 1] != _AWAY:
        return False
    after = at + size
    while after < len(walk.spelled) and walk.spelled[after] not in ENDS:
        if walk.spelled[after] in _BACK_AGAIN and _NEVER.isdisjoint(walk.spelled[max(at, after - _BEFORE_IT) : after]):
            return True
        after += 1
    return False


def fears_what_is_there(walk: Walk, at: int, size: int, place: int) -> bool:
    """Whether somebody fears a symptom that she has: 'fearful of her increasing weakness', but not 'of her cancer'."""
    if walk.spelled[at] not in _FEARS:
        return False
    hits = walk.hits[place : place + 2]
    feared = next((hit for hit in hits if hit.findings and not walk.kinds.is_course(hit)), None)
    if (
        feared is None
        or not (walk.kinds.is_deficit(feared) or walk.kinds.is_complaint(feared))
        or walk.kinds.is_diagnosis(feared)
    ):
        return False
    before, after = walk.spelled[at + size : feared.last + 1], walk.spelled[feared.last + 1 : feared.last + 1 + _FEARED]
    there = not _THERE.isdisjoint(before) or not _GOES.isdisjoint(after[:1])
    return there and _TO_COME.isdisjoint(after)


def _may_go_on(walk: Walk, at: int, size: int) -> bool:
    return size > 1 and walk.spelled[at + size - 1] in _MAY_GO_ON
