"""What heads a list of denied findings: a general word before what it means, a colon, a line of its own."""

from __future__ import annotations

from fhir_mappings.text.context_lines import starts_a_line
from fhir_mappings.text.context_scope import Scope, Walk
from fhir_mappings.text.finding_kinds import RED_FLAGS
from fhir_mappings.text.meant import DENIED_IN_A_LIST, Meant
from fhir_mappings.text.phrase_table import Hit
from imaging_rules.facts import State

_OPENS = frozenset({":", "("})


def begin_list_under(walk: Walk, end: int) -> None:
    """A list under a denied general word, to the end of the parenthesis where that begins it."""
    closes = walk.spelled[end : end + 1] == ("(",)
    walk.scope = Scope(DENIED_IN_A_LIST, hits=1, like=True, start=end, closes=closes, heading=True)


def heads_a_list(walk: Walk, hit: Hit, end: int = 0) -> bool:
    """Whether a denied general word stands before what it means: 'no red flags: fever, weight loss', 'CES neg (saddle ...)'."""
    spelled, end = walk.spelled, end or hit.last + 1
    if spelled[end - 1] != ":" and (end == len(spelled) or spelled[end] not in _OPENS):
        return False
    if not hit.findings or not hit.findings <= RED_FLAGS | walk.context.named_diseases:
        return False
    return walk.meant[-1] is Meant.DENIED or all(meaning.state is State.REFUTED for meaning in hit.meanings)


def head_lines(walk: Walk, at: int, end: int) -> None:
    """A denial with a colon, or on a line of its own, heads what follows: 'Denies:', 'No' and then lines."""
    if walk.spelled[end - 1] == "(":
        walk.outside = Scope()  # 'screen: negative (fever, weight loss)'
    colon = walk.spelled[end - 1] == ":" or walk.spelled[end : end + 1] == (":",)
    lines = walk.spelled[end : end + 1] == ("\n",) and starts_a_line(walk.spelled, at)
    if colon or lines:
        walk.scope.kind, walk.scope.heading = DENIED_IN_A_LIST, True
