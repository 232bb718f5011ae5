"""An injury that what is denied only came after: 'no LOC after fall', 'no pain since the accident'."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_signs import NEAR, VERDICTS
from fhir_mappings.text.phrases.phrase_table import Hit

_AFTER = frozenset({"after", "since", "following", "post", "until", "before"})


def is_presupposed(walk: Walk, hit: Hit) -> bool:
    """Whether an injury is there although a denial reaches on to it; 'not after a fall' denies it."""
    if not walk.kinds.is_event(hit) or _AFTER.isdisjoint(walk.spelled[max(0, hit.first - NEAR) : hit.first + 1]):
        return False
    if walk.scope.hits:
        return True
    after = next(at for at in range(max(0, hit.first - NEAR), hit.first + 1) if walk.spelled[at] in _AFTER)
    return after - walk.scope.start > 1 or walk.spelled[walk.scope.start] in VERDICTS
