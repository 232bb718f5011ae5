"""Deficits on record that are older than the complaint: a leg weak since polio is no new deficit of a back that hurts for ten
days.

Two things tell it: the day on which a problem began, and the words of an examination or an answer ('4/5, longstanding since the
stroke'). Where the words say that nobody knows whether it is new, or an examination finds what is an old problem as well, the
deficit is left open. Words and names stand in `tables/old_deficits.csv`. What the order itself says is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from fhir_mappings.readers.onset import onset_limit
from fhir_mappings.tables_csv import words_by_role
from fhir_mappings.word_match import has_any_word
from imaging_rules.facts import Finding, Span, State

_ONSET, _PROBLEM = "symptom_onset", "Condition/"
_IN_WORDS = ("Observation/", "QuestionnaireResponse/")


@dataclass(frozen=True)
class OldDeficits:
    """The findings, what is of old as history, and what is left open."""

    findings: tuple[Finding, ...]
    open: frozenset[str]


def without_old_deficits(found: Sequence[Finding], as_of: date) -> OldDeficits:
    """The findings of chart and order with the deficits that are older than the complaint as history."""
    names = _words("deficit")
    deficits = [each for each in found if each.name in names and each.state is State.PRESENT and not each.evidence.of_order]
    if not deficits:
        return OldDeficits(tuple(found), frozenset())
    old = {each for each in deficits if _is_called_old(each)} | _begun_before(deficits, found, as_of)
    known = {each.name for each in old if each.evidence.source.startswith(_PROBLEM)}
    unsure = {each for each in deficits if each not in old and (_age_not_told(each) or _may_be_the_old(each, known))}
    if not old and not unsure:
        return OldDeficits(tuple(found), frozenset())
    kept = (replace(each, state=State.HISTORY) if each in old else each for each in found if each not in unsure)
    return OldDeficits(tuple(kept), frozenset(each.name for each in unsure))


def _begun_before(deficits: Iterable[Finding], found: Sequence[Finding], as_of: date) -> set[Finding]:
    """The problems that began long before the complaint of the order; where it is not told since when that is there, long ago
    is more than a year. None where the order asks about the cord: a long course belongs to that."""
    of_order = [each for each in found if each.evidence.of_order and each.state in (State.PRESENT, State.SUSPECTED)]
    named = {each.name for each in of_order}
    if named & _words("of the cord") or not named & _words("complaint"):
        return set()
    since = [each.value for each in of_order if each.name == _ONSET]
    if any(isinstance(each, Span) for each in since):
        return set()
    lasted = [each for each in since if isinstance(each, int | float)]
    limit = max(lasted) + onset_limit("new_until") if lasted else onset_limit("old_deficit")
    return {
        each
        for each in deficits
        if each.evidence.source.startswith(_PROBLEM)
        and each.evidence.date is not None
        and (as_of - each.evidence.date).days > limit
    }


def _is_called_old(finding: Finding) -> bool:
    told = _told(finding)
    if not _says("of old", told) or _says("age not told", told) or _says("not of old", told):
        return False
    return not _says("new", _without_old(told))


def _age_not_told(finding: Finding) -> bool:
    return _says("age not told", _told(finding))


def _may_be_the_old(finding: Finding, known: set[str]) -> bool:
    """Whether an examination finds what is an old problem as well, and does not call it new."""
    told = _told(finding)
    return finding.name in known and finding.evidence.source.startswith(_IN_WORDS) and not _says("new", told)


def _told(finding: Finding) -> str:
    """The words of an examination or an answer."""
    evidence = finding.evidence
    return evidence.text.lower() if evidence.source.startswith(_IN_WORDS) else ""


def _without_old(told: str) -> str:
    """Without the words that call it old: 'not new' calls nothing new."""
    for word in sorted(_words("of old"), key=len, reverse=True):
        told = told.replace(word, " ")
    return told


def _says(role: str, told: str) -> bool:
    return bool(told) and has_any_word(_words(role), told)


@cache
def _words(role: str) -> frozenset[str]:
    return words_by_role("old_deficits")[role]
