"""The code of a demyelinating disease beside a disease that is only suspected.

Who orders the first scan for `?MS` codes `demyelinating disease of the central nervous system, unspecified`, for a suspicion
has no code of its own: it is no established disease. Nor is one that the order codes and asks about in its own words (`rule out
MS`), where nothing else on record knows of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from fhir_mappings.readers.onset import onset_limit
from fhir_mappings.tables_csv import column
from imaging_rules.facts import Finding, State

_UNNAMED = "demyelinating_other"
_ESTABLISHED_BY = frozenset({"relapse", "dmt"})
"""An attack of it, or the drugs that are given for it, tell of a disease that is established."""


def as_doubtful_as_its_name(found: Sequence[Finding], as_of: date) -> tuple[Finding, ...]:
    """The findings, with such a code of the order or of these weeks as a suspicion where a named disease is suspected and none
    is known."""
    if State.SUSPECTED not in _states_of_the_named(found):
        return tuple(found)
    if any(each.name in _ESTABLISHED_BY and each.state is State.PRESENT for each in found):
        return tuple(found)
    asked = _asked_in_words(found)
    if _states_of_the_named(asked) & {State.PRESENT, State.HISTORY}:
        return tuple(asked)
    return tuple(replace(each, state=State.SUSPECTED) if _is_a_code_of_late(each, as_of) else each for each in asked)


def _states_of_the_named(found: Sequence[Finding]) -> frozenset[State]:
    named = _named()
    return frozenset(each.state for each in found if each.name in named)


@cache
def _named() -> frozenset[str]:
    return column("relapses", "finding") - {_UNNAMED}


def _is_a_code_of_late(each: Finding, as_of: date) -> bool:
    if each.name != _UNNAMED or each.state is not State.PRESENT or each.evidence.kind != "code":
        return False
    began = each.evidence.date
    return each.evidence.of_order if began is None else (as_of - began).days <= onset_limit("new_until")


def _asked_in_words(found: Sequence[Finding]) -> Sequence[Finding]:
    """The findings, with what the order codes and its own words only ask about as a suspicion."""
    names = column("relapses", "finding")
    asked = {each.name for each in found if each.name in names and _is_in_words_of_the_order(each)}
    known = {each.name for each in found if each.state is not State.SUSPECTED and not _is_a_code_of_the_order(each)}
    return [
        replace(each, state=State.SUSPECTED)
        if each.name in asked - known and each.state is State.PRESENT and _is_a_code_of_the_order(each)
        else each
        for each in found
    ]


def _is_in_words_of_the_order(each: Finding) -> bool:
    return each.evidence.of_order and each.evidence.kind == "text" and each.state is State.SUSPECTED


def _is_a_code_of_the_order(each: Finding) -> bool:
    return each.evidence.of_order and each.evidence.kind == "code"
