"""Of a suspicion and a refutation of the same code the later counts: what was considered and then refuted is no longer asked,
and an old refutation does not speak of what is considered anew.

A confirmed diagnosis is left as it is: there the contradiction is said and nothing decided. So is what has no day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import OBJECT, Unreadable, codings, lenient_days, status_of
from fhir_mappings.resource.modifiers import Modified, modified
from fhir_mappings.resource.statuses import SUSPECTED

_REFUTED = "refuted"

_Code = tuple[str, str]


def without_earlier_thoughts(delivered: Sequence[Any], reading: Reading) -> list[Any]:
    """The Conditions as they came, without suspicions that a later refutation of the same code takes back, and without
    refutations that a later suspicion or diagnosis of it replaces. What is dated in the future replaces nothing."""
    if not any(_verification(each) == _REFUTED for each in delivered):
        return list(delivered)
    refuted, considered = defaultdict[_Code, date](lambda: date.min), defaultdict[_Code, date](lambda: date.min)
    for each in delivered:
        day, verified = _day(each, reading), _verification(each)
        if day is None or verified == "entered-in-error" or not reading.would_be_ours(each) or _is_modified(each):
            continue
        newest = refuted if verified == _REFUTED else considered
        for code in _codes(each):
            newest[code] = max(newest[code], day)
    return [each for each in delivered if not _is_earlier(each, _day(each, reading), refuted, considered)]


def _is_earlier(condition: Any, day: date | None, refuted: Mapping[_Code, date], considered: Mapping[_Code, date]) -> bool:
    verified = _verification(condition)
    if day is None:
        return False
    if verified in SUSPECTED:
        return any(refuted[code] >= day for code in _codes(condition))
    return verified == _REFUTED and any(considered[code] > day for code in _codes(condition))


def _verification(condition: Any) -> str:
    if not isinstance(condition, OBJECT):
        return ""
    try:
        return status_of(condition.get("verificationStatus"))
    except Unreadable:
        return ""


def _day(condition: Any, reading: Reading) -> date | None:
    """The day it was thought of: of its recording, else of its beginning; None for a day to come."""
    if not isinstance(condition, OBJECT):
        return None
    days = lenient_days(condition.get("recordedDate")) or lenient_days(condition.get("onsetDateTime"))
    return days.first if days and not reading.in_the_future(days) else None


def _is_modified(condition: Mapping[str, Any]) -> bool:
    return modified(condition) is not Modified.NOT_AT_ALL


def _codes(condition: Mapping[str, Any]) -> list[_Code]:
    try:
        return [(each.system, each.code) for each in codings(condition.get("code")) if each.system and each.code]
    except Unreadable:
        return []
