"""An 'as' behind a denial that tells why, so that what follows is there: 'did not attend as leg too weak', 'no NSAIDs as on
warfarin'. One that compares ('not as weak as before') or gives an example ('such as') tells nothing of the kind.

The words around it stand in `tables/text/reasons.yaml`.
"""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at, word_before

_WORDS = word_lists("text/reasons")
AS = "as"
_ON = "on"
_COMPARED = 4
"""Words before it in which another one makes it compare: 'as strong as'."""


def tells_why(walk: Walk, at: int) -> bool:
    """Whether the 'as' at a place begins a reason."""
    spelled = walk.spelled
    if word_before(spelled, at) in _WORDS["not behind"] or AS in spelled[max(0, at - _COMPARED) : at]:
        return False
    after = word_at(spelled, at + 1)
    if after == _ON:
        return word_at(spelled, at + 2) in _WORDS["taken"]
    return after not in _WORDS["not before"] and AS not in spelled[at + 1 : at + 1 + _COMPARED]
