"""Conservative treatment of this episode: from single records to a course with its days and weeks.

Visits not far apart make one course. The period is that of the latest course inside the look-back; the weeks are all
days under treatment inside the look-back. Both limits are in `tables/treatment_limits.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fhir_mappings.readers.treatment import CARE, EVERY_KIND, KIND, Treatment
from fhir_mappings.time_units import time_units
from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import Evidence, Finding, Interval, State

_PERIOD, _WEEKS = "conservative_period", "conservative_weeks"
_MEDICINES = "medication"
_RESULT = "conservative_result"
_WEEK = "w"


@dataclass(frozen=True, slots=True)
class _Course:
    """Treatment without a long gap. `last` is cut at the order's day; `goes_on` where it has no end yet."""

    first: date
    last: date
    goes_on: bool
    entries: tuple[Treatment, ...]


def conservative_findings(treatments: Iterable[Treatment], not_done: Iterable[Treatment], as_of: date) -> Iterator[Finding]:
    """`conservative_care`, `conservative_kind`, `conservative_period` and `conservative_weeks` with their evidence; none
    for treatment that ended before the look-back, lies in the future, or has no day and does not go on.

    Care is denied only where it is recorded of both medicines and another treatment, or of treatment as a whole, that they
    were not done for the spine, and nothing else was: one treatment not done says nothing of the others.
    """
    begun = [each for each in treatments if each.first is None or each.first <= as_of]
    courses = [each for each in _courses(begun, as_of) if each.last >= _look_back(as_of)]
    undated = [each for each in begun if each.first is None and each.goes_on]
    for each in (*(entry for course in courses for entry in course.entries), *undated):
        evidence = Evidence(each.source, each.words, each.recorded, "value")
        yield Finding(CARE, State.PRESENT, evidence)
        yield Finding(KIND, State.PRESENT, evidence, each.kinds)
    if courses:
        yield from _lasted(courses, as_of)
    elif not undated:
        yield from _denied([each for each in not_done if each.first is None or _look_back(as_of) <= each.first <= as_of])


def _denied(not_done: Sequence[Treatment]) -> Iterator[Finding]:
    kinds = {kind for each in not_done for kind in each.kinds}
    if EVERY_KIND in kinds or (_MEDICINES in kinds and len(kinds) > 1):
        for each in not_done:
            yield Finding(CARE, State.REFUTED, Evidence(each.source, each.words, each.first, each.told))


def _lasted(courses: Sequence[_Course], as_of: date) -> Iterator[Finding]:
    latest = courses[-1]
    newest = max(latest.entries, key=lambda each: (each.first or date.min, each.source))
    count = f", {len(latest.entries)} entries" if len(latest.entries) > 1 else ""
    until = "now" if latest.goes_on else str(latest.last)
    worked_out = next((each for each in latest.entries if each.told_weeks and each.first == latest.first), None)
    if worked_out is None:
        text = f"{newest.words}: {latest.first} to {until}{count}"
        evidence = Evidence(newest.source, text, latest.first, "value")
        yield Finding(_PERIOD, State.PRESENT, evidence, Interval(latest.first, None if latest.goes_on else latest.last))
    else:
        text = f"{worked_out.words}: {worked_out.told_weeks} weeks, noted {worked_out.last}{count}"
        evidence = Evidence(worked_out.source, text, worked_out.last, "value")
    failed = next((each for each in latest.entries if each.failed), None)
    if failed:
        yield Finding(
            _RESULT, State.PRESENT, Evidence(failed.source, f"{failed.words}: unsuccessful", failed.last, "value"), "failed"
        )
    days = sum((each.last - max(each.first, _look_back(as_of))).days for each in courses)
    week = time_units()[_WEEK].counted
    if days >= week:
        yield Finding(_WEEKS, State.PRESENT, evidence, float(days // week))


def _courses(treatments: Iterable[Treatment], as_of: date) -> list[_Course]:
    """The courses in order of their days."""
    gap = timedelta(days=treatment_limit("longest_gap"))
    made: list[_Course] = []
    for each in sorted((one for one in treatments if one.first is not None), key=lambda one: (one.first, one.source)):
        one = _course(each, as_of)
        if made and one.first <= made[-1].last + gap:
            made[-1] = _joined(made[-1], one)
        else:
            made.append(one)
    return made


def _course(each: Treatment, as_of: date) -> _Course:
    first = each.first or as_of
    known = as_of if each.goes_on else (each.last or first)
    return _Course(first, min(known, as_of), each.goes_on, (each,))


def _joined(one: _Course, other: _Course) -> _Course:
    return _Course(one.first, max(one.last, other.last), one.goes_on or other.goes_on, (*one.entries, *other.entries))


def _look_back(as_of: date) -> date:
    return as_of - timedelta(days=treatment_limit("look_back"))
