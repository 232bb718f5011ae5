"""One course of treatment where the record and the words of an order each tell a part of it: therapy visits on file, and 'PT
8/3/26-9/28/26' in the note.

Stretches not far apart are one course, and the latest course counts, as for records alone. What is told to go on although the
therapy on file has ended long ago is left open, and an answer stands for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from fhir_mappings.readers.treatment import PERIOD
from fhir_mappings.text.treatments.course_of_treatment import joined_courses
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import Finding, Interval, State

_THERAPY = "Procedure/"
_ANSWER = "answer"


def in_one_course(found: Sequence[Finding], as_of: date) -> tuple[Finding, ...]:
    """The findings, the periods of treatment among them as the one latest course that they make together.

    Args:
        found: of the chart and of the order. as_of: the day of the order.
    """
    told = [each for each in found if each.name == PERIOD and each.state is State.PRESENT and isinstance(each.value, Interval)]
    periods = list(dict.fromkeys(each.value for each in told if isinstance(each.value, Interval)))
    if len(periods) <= 1 or any(each.evidence.kind == _ANSWER for each in told):
        return tuple(found)
    if _disagree(told, as_of):
        return tuple(each for each in found if each not in told)
    latest = joined_courses(periods, as_of)[-1]
    joined = {each: replace(each, value=latest) for each in told if _lies_in(each.value, latest, as_of)}
    gone = set(told) - joined.keys()
    return tuple(joined.get(each, each) for each in found if each not in gone)


def _disagree(told: Sequence[Finding], as_of: date) -> bool:
    """Whether words say that a treatment goes on whose visits on file ended long ago."""
    gap = timedelta(days=treatment_limit("longest_gap"))
    open_in_words = any(isinstance(each.value, Interval) and each.value.end is None and _in_words(each) for each in told)
    ended = [each.value.end for each in told if isinstance(each.value, Interval) and each.evidence.source.startswith(_THERAPY)]
    return open_in_words and any(end is not None and end + gap < as_of for end in ended)


def _in_words(finding: Finding) -> bool:
    return finding.evidence.kind == "text"


def _lies_in(period: object, whole: Interval, as_of: date) -> bool:
    if not isinstance(period, Interval):
        return False
    first, last = period.start or date.min, period.end or as_of
    return (whole.start or date.min) <= first and last <= (whole.end or as_of)
