"""Whether something got worse in a time: `worse since March`, `the past 3 weeks a lot worse`."""

from __future__ import annotations

from fhir_mappings.text.times.time_leads import follows
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at, word_before

_WORDS = word_lists("text/around_times")
_NEAR_A_CHANGE, _NEAR_A_CAUSE = 4, 5
_WORSE = _WORDS["change"] - {"new", "newly"}
_CAUSES = frozenset({"since", "after"})
_LOOKED_BACK = frozenset({"past", "last", "previous"})
_PAUSES = frozenset({"", ".", ",", ";", "\n"})


def is_of_a_change(spelled: tuple[str, ...], at: int, last: int) -> bool:
    """Whether a word of change stands just before the time, with leading words between, or just after 'the past 3 weeks'."""
    if follows(spelled, at, "change") or _is_worse_since(spelled, at):
        return True
    if _LOOKED_BACK.isdisjoint((word_before(spelled, at), spelled[at])):
        return False
    place = last + 1
    while place < len(spelled) and place - last <= _NEAR_A_CHANGE and spelled[place] in _WORDS["before a change"]:
        place += 1
    return word_at(spelled, place) in _WORDS["worse"] and word_at(spelled, place + 1) not in _WORDS["worse with"]


def _is_worse_since(spelled: tuple[str, ...], at: int) -> bool:
    """`worse since lifting a box 3 weeks ago`."""
    first = max(0, at - _NEAR_A_CAUSE - 1) + 1
    for place in range(at - 1, first - 1, -1) if not _CAUSES.isdisjoint(spelled[first:at]) else ():
        if spelled[place] in _PAUSES:
            return False
        if spelled[place] in _CAUSES:
            return spelled[place - 1] in _WORSE
    return False
