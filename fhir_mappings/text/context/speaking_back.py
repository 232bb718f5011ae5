"""Context phrases that speak of the findings before them: 'negative', 'ruled out', 'in the past'."""

from __future__ import annotations

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.context_words import Roles
from fhir_mappings.text.context.form_labels import answers_part_of_a_label, is_answer_to_a_label, settle_the_rest_of_a_label
from fhir_mappings.text.context.half_said import denies_a_part_only, is_back_again, is_half_said
from fhir_mappings.text.context.list_headings import begin_list_under, heads_a_list
from fhir_mappings.text.context.reach_back import (
    is_a_plus_among_minuses,
    is_wanted_ruled_out,
    reach_back,
    rules_it_out,
    speaks_of_what_came,
)
from fhir_mappings.text.meant import Meant

_OVER_NOW = frozenset({"past", "over"})


def speaks_back(walk: Walk, at: int, size: int, roles: Roles, place: int) -> bool:
    """Lets a context phrase speak of what came, and tells whether it does."""
    if roles.after == "denied" and rules_it_out(walk, at, size, place):
        walk.meant[place - 1] = Meant.DENIED
    elif speaks_of_what_came(walk, at, size, roles, place):
        _speak(walk, at, size, roles.after, place)
    elif roles.after == "denied" and answers_part_of_a_label(walk, at, place):
        walk.meant[place - 1] = Meant.LEFT_OPEN
    else:
        return False
    return True


def _speak(walk: Walk, at: int, size: int, kind: str, place: int) -> None:
    if kind in _OVER_NOW and is_back_again(walk, at, size):
        return
    if kind.startswith("denied") and denies_a_part_only(walk, at, size):
        return
    if kind.startswith("denied") and is_half_said(walk, at, size):
        reach_back(walk, "open", place, at)
        return
    if walk.list_from >= place and is_answer_to_a_label(walk, at, place):
        walk.list_from = place - 1  # 'Cancer past: no', 'Discitis suspected? no'
    wanted = kind == "denied" and is_wanted_ruled_out(walk, at, size, place)
    reach_back(walk, "suspected" if wanted else kind, place, at)
    if kind == "denied" and walk.spelled[at - 1] == ":":
        settle_the_rest_of_a_label(walk, at, place)
    if is_a_plus_among_minuses(walk, at, place):
        walk.list_from = place  # the minus after the next finding says nothing of this one
    if heads_a_list(walk, walk.hits[place - 1], at + size):  # 'red flags neg: fever, weight loss'
        begin_list_under(walk, at + size)
