"""How far it reaches that nobody knows whether something is so: over words that begin another thought elsewhere."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.word_lists import word_lists

_WORDS = word_lists("text/unknown_whether")

_LONGEST = 8
"""Words: 'nobody ever got to ask him whether'."""
_OPEN = "open"


def is_part_of_what_is_unknown(walk: Walk, at: int) -> bool:
    """Whether a word only leads on to what nobody knows: 'unknown whether he has had physio', 'unclear if on steroids'."""
    scope = walk.scope
    if scope.kind != _OPEN or scope.hits or scope.commas or walk.spelled[at] not in _WORDS["part of it"]:
        return False
    return not _WORDS["whether"].isdisjoint(walk.spelled[scope.start : min(scope.start + _LONGEST, at)])
