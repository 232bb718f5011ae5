"""A list of what a complaint may be, of nothing but diseases that an image of the spine is asked for: 'DDx: MS, B12 deficiency,
cord compression'. All of its members are asked for.

A list that holds anything else (a drug, a year, 'known', a risk, an allergy) is read like any other question: what it names
beside the first disease may be there. What may stand between them is in `tables/text/differentials.yaml`.
"""

from __future__ import annotations

from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.word_lists import word_lists

_WORDS = word_lists("text/differentials")
DIFFERENTIALS = _WORDS["begins"]


def is_a_plain_list(walk: Walk, end: int) -> bool:
    """Whether nothing but diseases that are asked for stands from a place to the end of its sentence."""
    asked_for = findings_of_kind("member of a differential")
    place, members = len(walk.meant), 0
    while place < len(walk.hits) and walk.hits[place].first < end:
        place += 1
    at = end
    while at < len(walk.spelled) and walk.spelled[at] not in SENTENCE - _WORDS["between"]:
        hit = walk.hits[place] if place < len(walk.hits) else None
        if hit is not None and hit.first == at:
            if not hit.findings or not hit.findings <= asked_for:
                return False
            at, place, members = hit.last + 1, place + 1, members + 1
        elif walk.spelled[at] in _WORDS["between"]:
            at += 1
        else:
            return False
    return members > 1
