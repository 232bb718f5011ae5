"""How a finding is meant under what reaches on to it from the words before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fhir_mappings.text.context.between_findings import has_a_comma_before
from fhir_mappings.text.context.context_scope import AHEAD, Scope, Walk
from fhir_mappings.text.context.context_signs import ENDS, NEAR
from fhir_mappings.text.context.denial_lists import is_after_what_is_done, is_all_there_is, list_goes_on
from fhir_mappings.text.context.reach_of_denials import denied, not_denied
from fhir_mappings.text.context.reach_of_history import is_called_past, is_dated, not_past, past
from fhir_mappings.text.context.reach_of_others import not_feared, of_the_patient
from fhir_mappings.text.context.reach_of_questions import asked
from fhir_mappings.text.meant import DIFFERENTIAL, MEANS, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import LEVEL, word_at
from imaging_rules.facts import State

_WORDS = word_lists("text/reach_on")

_OVER_COMMAS = frozenset({"denied in a list", "past list", "family", "hypothetical", "asked", DIFFERENTIAL})
_LITTLE = frozenset({"little", "minimal"})

_Asks = Callable[[Walk, Hit], Meant | None]


def meant_in_scope(walk: Walk, hit: Hit) -> Meant:
    """How a finding is meant under what reaches on to it; what that ends reaches no further."""
    scope = walk.scope
    if scope.commas and scope.hits and is_all_there_is(walk, hit):
        walk.scope = Scope()
    if scope.kind in AHEAD and is_called_past(walk, hit):
        return walk.told()  # 'referral to spine: s/p ACDF'
    if scope.kind != "family" and walk.kinds.is_done(hit) and _is_what_for(walk, hit):
        return Meant.CANDIDATE if scope.kind == "candidate" else Meant.PLANNED
    if not walk.scope.kind:
        return Meant.AFFIRMED
    meant = MEANS[scope.kind]
    for how in (_BEFORE_ITS_LIST.get(meant), _behind_its_list, _IN_ITS_LIST.get(meant)):
        found = how(walk, hit) if how is not None else None
        if found is not None:
            return found
    return meant


def _behind_its_list(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding is meant that stands behind the list of what reaches on; None for a member of it."""
    scope = walk.scope
    if scope.repeated and scope.hits and not scope.commas and hit.first == walk.hits[len(walk.meant) - 1].last + 1:
        walk.scope = Scope()  # 'no fever no trauma neck pain'
        return Meant.AFFIRMED if walk.kinds.is_complaint(hit) else Meant.LEFT_OPEN
    if scope.commas and scope.kind not in _OVER_COMMAS and not list_goes_on(walk, hit):
        return walk.told()
    return walk.told() if is_after_what_is_done(walk, hit) else None


def _left_open(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding is meant behind what leaves it open; None where that is so."""
    scope = walk.scope
    if scope.kind == "open" and scope.words > NEAR - 1 and walk.spelled[scope.start] in _LITTLE:
        return Meant.AFFIRMED  # 'drinks little alcohol and his B12 is normal'
    return _to_be_done(walk, hit) if scope.kind == "declined" else None


def _thought_of(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding is meant behind what somebody thinks of: an operation may be done, a disease is suspected ('thinking of
    discitis', 'possibility of MS')."""
    scope = walk.scope
    first_or_next = not scope.hits or walk.meant[-1] is Meant.SUSPECTED
    named = walk.kinds.is_diagnosis(hit) or not hit.findings.isdisjoint(walk.context.named_diseases)
    if named and not walk.kinds.is_done(hit) and first_or_next and not scope.commas and scope.words < NEAR:
        between = walk.spelled[scope.start : hit.first]
        is_of_an_operation = word_at(walk.spelled, hit.last + 1) in _WORDS["what is done"]
        if not is_of_an_operation and not _WORDS["thinks of it"].isdisjoint(between) and _WORDS["for what"].isdisjoint(between):
            return Meant.SUSPECTED
    return _to_be_done(walk, hit)


def _to_be_done(walk: Walk, hit: Hit) -> Meant | None:
    """What is not done by anybody is there, whatever is planned or declined; None for an operation or a treatment."""
    return None if walk.kinds.is_done(hit) and _was_done(hit) else Meant.AFFIRMED


_BEFORE_ITS_LIST: Mapping[Meant, _Asks] = {
    Meant.PAST: not_past,
    Meant.DENIED: not_denied,
    Meant.NOT_OF_THE_PATIENT: of_the_patient,
}
"""What tells that a finding is not meant by what reaches on to it, wherever its list ends."""
_IN_ITS_LIST: Mapping[Meant, _Asks] = {
    Meant.PAST: past,
    Meant.DENIED: denied,
    Meant.SUSPECTED: asked,
    Meant.NOT_OF_THE_PATIENT: not_feared,
    Meant.LEFT_OPEN: _left_open,
    Meant.PLANNED: _to_be_done,
    Meant.CANDIDATE: _thought_of,
}
"""How a member of its list is meant."""


def _was_done(hit: Hit) -> bool:
    """Whether a phrase says that something was done: 'no prior surgery' is nothing that is planned."""
    return any(meaning.state is not State.REFUTED for meaning in hit.meanings)


def _is_what_for(walk: Walk, hit: Hit) -> bool:
    """Whether an operation or a treatment is what somebody is sent for: 'preop for fusion', 'MRI for kyphoplasty'; with a
    time of its own, or in a history, it was done."""
    named_for = _is_named_for(walk, hit) and (not has_a_comma_before(walk, hit) or _is_right_behind_for(walk, hit))
    dated = is_dated(walk, hit) and walk.spelled[hit.last + 1] != "on"  # 'for fusion on 12/15' is to come
    return (
        named_for
        and not (dated or is_called_past(walk, hit))
        and walk.scope.kind not in ("past", "past list", "denied", "denied in a list")
    )


def _is_right_behind_for(walk: Walk, hit: Hit) -> bool:
    """Whether a thought begins with a 'for' and little words before a phrase: 'sciatica 4 months. For nerve root block'."""
    at = hit.first - 1
    while at > 0 and (walk.spelled[at] in _WORDS["between for and what is to come"] or walk.spelled[at].endswith(LEVEL)):
        at -= 1
    return at > 0 and walk.spelled[at] == "for" and (walk.spelled[at - 1] == "," or walk.spelled[at - 1] in ENDS)


def _is_named_for(walk: Walk, hit: Hit) -> bool:
    """Whether a 'for' stands just before, and does not tell what was: 'history significant for neck surgery'."""
    behind_its_day = hit.first
    while behind_its_day > 0 and walk.spelled[behind_its_day - 1] in _WORDS["day that is to come"]:
        behind_its_day -= 1  # 'booked for next week: L4/5 fusion'
    begins = max(0, behind_its_day - NEAR - 1)
    told_for = [at for at in range(begins, hit.first) if walk.spelled[at] == "for"]
    if not told_for or _WORDS["was done"] & {*walk.spelled[told_for[-1] : hit.first + 1]}:
        return False
    if _is_a_label_for(walk, told_for[-1]):
        return False
    return not told_for[-1] or walk.spelled[told_for[-1] - 1] not in _WORDS["tells what was"]


def _is_a_label_for(walk: Walk, at: int) -> bool:
    """Whether a 'for' is part of a label that a colon ends: 'Reason for exam: kyphoplasty 2024, new pain'."""
    return ":" in walk.spelled[at + 1 : at + 1 + NEAR + 1] and at > 0 and walk.spelled[at - 1] in _WORDS["of a label for"]
