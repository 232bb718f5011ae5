"""Signs that stand for one finding: a Hoffmann sign that is absent does not take back a Babinski sign that was there, and no
incontinence is no denial of a retention that the order names.

Which findings several signs stand for, how long a sign that was there counts beside one that is absent, and the words that
name all of them, is in `tables/several_signs.csv`; which value one sign decides, in `tables/deciding_signs.csv`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from fhir_mappings.rows.labels import words
from fhir_mappings.tables_csv import table
from imaging_rules.facts import Finding, State

_ROW = "Observation"
_ROWS_AND_FORMS = frozenset({_ROW, "QuestionnaireResponse"})
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Signs:
    days: int
    whole: frozenset[str]


def denied_by_one_sign_only(found: Iterable[Finding]) -> frozenset[Finding]:
    """The denials by a row or an answer that count for nothing, because another sign of the same finding was seen on that
    day, later, or shortly before, or another source tells of one. A denial of all that a finding stands for is none of them
    where another source tells of it: there both statements stand."""
    told = [each for each in found if each.name in _several()]
    seen: dict[str, dict[str, date]] = defaultdict(dict)
    elsewhere: dict[str, set[frozenset[str]]] = defaultdict(set)
    for each in told:
        if each.state in (State.PRESENT, State.SUSPECTED):
            if _kind(each) == _ROW and not each.evidence.of_order:
                signs, label = seen[each.name], _label(each)
                signs[label] = max(each.evidence.date or date.max, signs.get(label, date.min))
            else:
                elsewhere[each.name].add(_words(each))
    denied = [each for each in told if each.state is State.REFUTED and _kind(each) in _ROWS_AND_FORMS]
    return frozenset(
        each
        for each in denied
        if (_kind(each) == _ROW and _was_seen(each, seen[each.name])) or _is_told_of(each, elsewhere[each.name])
    )


def outweighed_by_one_sign(found: Iterable[Finding]) -> frozenset[Finding]:
    """The values of rows that another sign of the same examination outweighs: a skew deviation tells of the brain, whatever
    the head impulse test tells (`tables/deciding_signs.csv`)."""
    told = [each for each in found if each.name in _deciding() and _kind(each) in _ROWS_AND_FORMS]
    decided = {(each.name, each.evidence.date) for each in told if each.value == _deciding()[each.name]}
    return frozenset(
        each
        for each in told
        if each.value != _deciding()[each.name] and (each.name, each.evidence.date) in decided and each.state is State.PRESENT
    )


def _was_seen(denied: Finding, signs: Mapping[str, date]) -> bool:
    """Whether another sign was there in another row of that time."""
    on, days = denied.evidence.date or date.min, _several()[denied.name].days
    return any(sign != _label(denied) and (on - newest).days <= days for sign, newest in signs.items())


def _is_told_of(denied: Finding, signs: Iterable[frozenset[str]]) -> bool:
    """Whether another source tells of a sign that is not the absent one."""
    absent = _words(denied)
    of_all = absent <= _several()[denied.name].whole
    return not of_all and any(not (sign <= absent or absent <= sign) for sign in signs)


def _kind(finding: Finding) -> str:
    return finding.evidence.source.split("/")[0]


def _label(finding: Finding) -> str:
    return finding.evidence.text.partition(":")[0].strip().lower()


def _words(finding: Finding) -> frozenset[str]:
    """The words that name a sign."""
    return frozenset(_WORD.findall(_label(finding))) - words("beside a sign")


@cache
def _deciding() -> Mapping[str, str]:
    return {row["finding"]: row["value"] for row in table("deciding_signs")}


@cache
def _several() -> Mapping[str, _Signs]:
    return {row["finding"]: _Signs(int(row["within_days"]), frozenset(row["whole"].split())) for row in table("several_signs")}
