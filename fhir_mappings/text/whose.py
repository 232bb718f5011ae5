"""Whose a finding is: a relative who only tells of the patient, a patient with one disease who may have another."""

from __future__ import annotations

from fhir_mappings.text.context_scope import Walk
from fhir_mappings.text.context_signs import JOINS, NEAR, REACH
from fhir_mappings.text.phrase_table import Hit

_BROUGHT_BY = frozenset({"by", "per"})
_HELPING = frozenset({"has", "have", "had", "also", "is"})


def is_of_whom(walk: Walk, hit: Hit) -> bool:
    """Whether a disease is what the patient has of whom another is asked: '?discitis in IVDU', '?plexopathy in rectal ca'."""
    between = walk.spelled[walk.hits[len(walk.meant) - 1].last + 1 : hit.first]
    return "in" in between and len(between) <= REACH and JOINS.isdisjoint(between) and walk.kinds.can_be_past(hit)


def only_tells(walk: Walk, first: int, at: int) -> bool:
    """Whether a relative only tells of the patient, or brings the patient: 'wife reports he is unsteady', 'brought in by mum'.
    The relative's words are `first` up to `at`."""
    if first and walk.spelled[first - 1] in _BROUGHT_BY:
        return True
    later = [key for key in walk.spelled[at : at + NEAR] if key not in _HELPING]
    return not walk.context.telling.isdisjoint(later[:1])
