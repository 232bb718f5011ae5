"""What a text says, without what the rest of it takes back: the denial of what is asked about, the doubt about what is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from fhir_mappings.text.context.context_words import context_words
from fhir_mappings.text.known_of_findings import neighbours, symptoms
from fhir_mappings.text.past.recent_procedures import RECENT
from fhir_mappings.text.phrases.implant_labels import LABEL, labels_as_meant
from fhir_mappings.text.phrases.neck_rule import is_item_of_a_named_neck
from fhir_mappings.text.said import Said
from fhir_mappings.text.times.tempo import TEMPO
from imaging_rules.facts import State

_CANCER, _TUMOUR = "malignancy_active", "spine_tumour_suspected"
_QUESTIONS = frozenset({"fracture_suspected", "positional_vertigo"})
"""'XR no fracture. CT to exclude #' asks for it; 'dizzy on rolling over, Dix-Hallpike negative' tells of it."""
_ABSCESS, _INFECTION = "epidural_abscess", "spine_infection"
_INJURY, _NO_INJURY = "spine_injury", "no_recent_injury"
_NEEDS_ONE = frozenset({TEMPO, "nexus_items", "ccr_low_items"})
"""What only counts beside another finding that is there: 'no injury, no midline tenderness' tells of no rule for the neck."""
_NOTHING: frozenset[str] = frozenset()


def without_what_is_taken_back(found: Sequence[Said]) -> Sequence[Said]:
    """What is said, without what the rest of it takes back: the denial of what is asked about, the doubt about what is told,
    and what only counts beside another finding. A tempo is that of a deficit that is there; the others only need theirs
    spoken of."""
    named: dict[State, set[str]] = defaultdict(set)
    for finding, state, *_ in found:
        named[state].add(finding)
    refuted, suspected, history = State.REFUTED, State.SUSPECTED, State.HISTORY
    gone = [(name, refuted) for name in _denied_signs(named)] if refuted in named else []
    gone += [(name, suspected) for name in _asked_symptoms(named)] if suspected in named else []
    gone += [(RECENT, history)] if RECENT in named[history] else []
    if _ABSCESS in named[refuted] and _INFECTION in named[suspected] | named[State.PRESENT]:
        gone.append((_INFECTION, refuted))  # 'no epidural abscess, discitis?'
    if _INJURY in named[State.PRESENT]:
        gone += [(_INJURY, refuted), (_NO_INJURY, State.PRESENT)]  # 'fell off a ladder, back pain, no neck injury'
    if _CANCER in named[history] and _CANCER in named[suspected] and _TUMOUR in named[State.PRESENT]:
        gone.append((_CANCER, suspected))  # 'breast cancer in remission, ?metastases'
    left = [said for said in found if (said.finding, said.state) not in gone] if gone else found
    beside, every = neighbours(), _NOTHING.union(*named.values())
    left = labels_as_meant(left) if LABEL in every else left
    weighed = beside.keys() & every
    if not weighed:
        return left
    there = {finding for finding, state, *_ in left if state is not refuted}
    alone = {name for name in weighed if beside[name].isdisjoint(there if name in _NEEDS_ONE else every)}
    return [said for said in left if said.finding not in alone or is_item_of_a_named_neck(said)] if alone else left


def without_none_of_some(found: list[Said]) -> list[Said]:
    """What is said, without 'none' of a set of which the text names one: 'NEXUS negative, midline tenderness'."""
    if () not in [said.value for said in found]:
        return found
    none = {said.finding for said in found if said.value == ()}
    some = {said.finding for said in found if said.finding in none and said.value}
    return [said for said in found if said.value != () or said.finding not in some]


def _denied_signs(named: Mapping[State, set[str]]) -> set[str]:
    """The syndromes that a text asks about and whose denial does not count: in '?CES, no saddle anaesthesia' a sign of it is
    denied, and the question stands. `named` are the findings by state."""
    return named[State.REFUTED] & (named[State.PRESENT] | named[State.SUSPECTED]) & _asked_for()


@cache
def _asked_for() -> frozenset[str]:
    """What is asked about although a sign of it is denied."""
    return context_words().named_diseases | _QUESTIONS


def _asked_symptoms(named: Mapping[State, set[str]]) -> set[str]:
    """The symptoms that a text tells of, so that no doubt about them counts: in 'recurrent vertigo, ?Meniere' the cause is
    asked for, and the vertigo is there. `named` are the findings by state."""
    return named[State.SUSPECTED] & named[State.PRESENT] & symptoms()
