"""Of several times of a text that of what the criteria ask about: the signs of nerves beside a pain."""

from __future__ import annotations

from fhir_mappings.signs_beside_pain import signs_beside_pain
from fhir_mappings.text.said import PARTS, Text
from fhir_mappings.text.times.told_time import Owned, Time

_BESIDE = 8
"""Words between a sign and its time: 'legs getting weak and giving way for the last three days'."""


def without_pains_beside_signs(made: Text, ours: Owned) -> Owned:
    """Some times without those of a pain of the spine where signs of nerves beside it have times of their own."""
    if len(ours) < 2:
        return ours
    beside = [(time, owner) for time, owner in ours if owner is not None and _is_beside(made, time, owner)]
    signs = signs_beside_pain([(made.hits[owner].findings, time.days) for time, owner in beside], made.findings)
    return [beside[place] for place in signs] or ours


def _is_beside(made: Text, time: Time, owner: int) -> bool:
    """Whether a time stands near its phrase: the 'today' of 'that is what brings her in today' is of none before it."""
    hit = made.hits[owner]
    if time.days < 1 and not PARTS.isdisjoint(made.words.keys[hit.last + 1 : time.first]):
        return False
    return max(time.first - hit.last, hit.first - time.last) <= _BESIDE
