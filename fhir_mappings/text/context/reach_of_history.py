"""How a finding is meant that a history reaches on to: 'PMH: diabetes, no history of cancer', 's/p fusion, more pain'."""

from __future__ import annotations

from functools import cache

from fhir_mappings.text.context.context_scope import Walk
from fhir_mappings.text.context.denial_lists import says_it_is_well
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/reach_on")

_STATUS_POST = frozenset({"s", "sp", "status", "post"})
_AFTER = frozenset({"sp", "status"})
_S_P = ("s", "/", "p")
_OVER = "over"
_RESULT = "conservative_result"
_LABEL = frozenset({"order_reason"})


def not_past(walk: Walk, hit: Hit) -> Meant | None:
    """How a finding is meant that a history does not mean, before it is asked where its list ends; None for any other."""
    kinds = walk.kinds
    if hit.findings and (not kinds.can_be_past(hit) or says_it_is_well(hit.row)):
        return Meant.AFFIRMED  # 'PMH: diabetes, no history of cancer'
    if _is_told_as_history(walk) and hit.findings.isdisjoint(_past_under_history()):
        return Meant.AFFIRMED  # 'Hx: diving injury to neck, weak hands'
    if (kinds.is_event(hit) or _RESULT in hit.findings) and walk.spelled[walk.scope.start] in _STATUS_POST:
        return Meant.AFFIRMED  # 's/p syncope with fall', 's/p 6 weeks of PT without relief'
    return None


def past(walk: Walk, hit: Hit) -> Meant | None:
    """How a member of the list of a history is meant; None where it is past."""
    scope, kinds = walk.scope, walk.kinds
    if kinds.is_complaint(hit) and scope.kind != _OVER:
        return Meant.AFFIRMED
    if scope.hits and _is_told_after_an_operation(walk, hit):
        return walk.told()  # 's/p lumbar fusion 3 wks ago fever'
    if scope.hits and kinds.is_course(hit):
        return walk.told()  # 's/p fusion 2021, increasing pain'
    return None


def _is_told_as_history(walk: Walk) -> bool:
    """Whether a label for what is the matter reaches on, 'Hx:', 'Brief history:', and nothing was told before it."""
    start = walk.scope.start
    labelled = walk.spelled[start] in _WORDS["of a label for"] and walk.spelled[start + 1 : start + 2] == (":",)
    return labelled and all(hit.findings <= _LABEL for hit in walk.hits if hit.first < start)


@cache
def _past_under_history() -> frozenset[str]:
    """The findings of which such a label tells what was."""
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/told_as_history.yaml")["findings of the past"])


def _is_told_after_an_operation(walk: Walk, hit: Hit) -> bool:
    """Whether a symptom or a trouble of today stands behind an operation that was had, 's/p fusion fever': no other operation,
    no disease, and no injury."""
    kinds, before = walk.kinds, walk.hits[len(walk.meant) - 1]
    had = walk.spelled[walk.scope.start] in _STATUS_POST and kinds.is_done(before)
    return had and bool(hit.findings) and not (kinds.is_done(hit) or kinds.is_injury(hit) or kinds.is_diagnosis(hit))


def is_dated(walk: Walk, hit: Hit) -> bool:
    """Whether a time or a year stands behind a phrase."""
    later = range(hit.last + 1, min(len(walk.spelled), hit.last + 3))
    return any(at in walk.timed or walk.spelled[at].isdigit() for at in later)


def is_called_past(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase itself says that it was done: 's/p ACDF', 'previous fusion'."""
    return walk.spelled[hit.first] in _WORDS["was done"] or is_status_post(walk, hit)


def is_status_post(walk: Walk, hit: Hit) -> bool:
    """Whether a phrase begins with 's/p', 'sp' or 'status post'."""
    return walk.spelled[hit.first] in _AFTER or walk.spelled[hit.first : hit.first + len(_S_P)] == _S_P
