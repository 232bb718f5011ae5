"""What heads a list of denied findings: a general word before what it means, a colon, a line of its own."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from fhir_mappings.text.context.context_lines import starts_a_line
from fhir_mappings.text.context.context_scope import HEADS, Scope, Walk
from fhir_mappings.text.context.context_signs import ENDS
from fhir_mappings.text.finding_roles import RED_FLAGS, denies_itself
from fhir_mappings.text.meant import DENIED_IN_A_LIST, Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.words import places
from imaging_rules.facts import State

_AFFIRMED, _DENIED = Meant.AFFIRMED, Meant.DENIED
_COLON = frozenset({":"})
_last = attrgetter("last")


def begin_list_under(walk: Walk, end: int) -> None:
    """A list under a denied general word, to the end of the parenthesis where that begins it."""
    closes = walk.spelled[end : end + 1] == ("(",)
    walk.scope = Scope(DENIED_IN_A_LIST, hits=1, like=True, start=end, closes=closes, heading=True)


def heads_a_list(walk: Walk, hit: Hit, end: int = 0) -> bool:
    """Whether a denied general word stands before what it means: 'no red flags: fever, weight loss', 'CES neg (saddle ...)'."""
    if not walk.may_head:
        return False
    spelled, end = walk.spelled, end or hit.last + 1
    if spelled[end - 1] != ":" and (end == len(spelled) or spelled[end] not in HEADS):
        return False
    if not hit.findings or not hit.findings <= RED_FLAGS | walk.context.named_diseases:
        return False
    return walk.meant[-1] is Meant.DENIED or all(meaning.state is State.REFUTED for meaning in hit.meanings)


def head_lines(walk: Walk, at: int, end: int) -> None:
    """A denial or a differential with a colon, or on a line of its own, heads what follows: 'Denies:', 'No' and then lines."""
    if walk.spelled[end - 1] == "(":
        walk.outside = Scope()  # 'screen: negative (fever, weight loss)'
    colon = walk.spelled[end - 1] == ":" or walk.spelled[end : end + 1] == (":",)
    lines = walk.spelled[end : end + 1] == ("\n",) and starts_a_line(walk.spelled, at)
    if colon or lines:
        walk.scope.heading = True
        if walk.scope.kind == "denied":
            walk.scope.kind = DENIED_IN_A_LIST


def leave_headings_open(walk: Walk) -> None:
    """Leaves a disease open that heads a line of denied signs: 'CES: retention 0, saddle numbness 0', not 'MS: no relapse'."""
    spelled = walk.spelled
    for colon in places(spelled, _COLON):
        place = bisect_left(walk.hits, colon, key=_last) - 1
        hit = walk.hits[place] if place >= 0 else None
        if hit is None or hit.last != colon - 1 or walk.meant[place] is not _AFFIRMED or not _is_a_passing_disease(walk, hit):
            continue
        if denies_itself(hit.row):
            continue  # 'no sinister features: fit, no fever'
        if starts_a_line(spelled, hit.first) and _all_is_denied(walk, place):
            walk.meant[place] = Meant.LEFT_OPEN


def _is_a_passing_disease(walk: Walk, hit: Hit) -> bool:
    named = hit.findings <= RED_FLAGS or hit.findings <= walk.context.named_diseases
    return named and hit.findings.isdisjoint(walk.context.lasting) and bool(hit.findings)


def _all_is_denied(walk: Walk, place: int) -> bool:
    """Whether something follows a phrase in its sentence, and all of it is denied."""
    first, found = walk.hits[place].last + 1, False
    for at in range(place + 1, len(walk.hits)):
        if not ENDS.isdisjoint(walk.spelled[first : walk.hits[at].first]):
            break
        if walk.meant[at] is not _DENIED and not denies_itself(walk.hits[at].row):
            return False
        found = True
    return found
