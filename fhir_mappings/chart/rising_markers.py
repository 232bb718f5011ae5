"""Blood values of an infection of the spine that rise or fall while it is known: a C-reactive protein of 20 in October and of
96 in November.

One value tells no course. The two latest values of one kind count, both from the day on which the infection began or later:
what was low before it does not rise under treatment. How much makes a rise stands in `tables/rising_markers.csv`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from fhir_mappings.tables_csv import table
from imaging_rules.facts import Finding, State

_INFECTIONS = frozenset({"spine_infection", "infection_after_spine_procedure"})
_RISING = "infection_markers_rising"


def is_marker(finding: Finding) -> bool:
    """Whether it is such a value."""
    return finding.name in _limits() and finding.state is State.PRESENT and isinstance(finding.value, float)


def rising_markers(found: Iterable[Finding], markers: Sequence[Finding]) -> tuple[Finding, ...]:
    """`infection_markers_rising`: there where one kind of value rises, denied where at least one is known to fall or to stay
    and none rises. `markers` are all such values on record, however old."""
    known = [each for each in found if each.name in _INFECTIONS and each.state is State.PRESENT and _is_a_problem(each)]
    days = [each.evidence.date for each in known if each.evidence.date is not None]
    if not markers or not days or len(days) < len(known):
        return ()
    courses = [course for name in _limits() if (course := _course(name, markers, min(days)))]
    rising = tuple(newest for newest, rises in courses if rises)
    return rising or tuple(replace(newest, state=State.REFUTED) for newest, _ in courses)


def _course(name: str, markers: Sequence[Finding], since: date) -> tuple[Finding, bool] | None:
    """The newest value of a kind with the one before it in its words, and whether it rose."""
    values = {(each.evidence.date, each.value): each for each in markers if each.name == name and isinstance(each.value, float)}
    dated = sorted((day, value) for day, value in values if day is not None and day >= since and isinstance(value, float))
    if len({day for day, _ in dated}) < 2:
        return None
    day, newest = dated[-1]
    before, earlier = max((each for each in dated if each[0] < day), key=lambda each: each)
    told = values[day, newest]
    words = f"{told.evidence.text}, after {earlier:g} on {before.isoformat()}"
    evidence = replace(told.evidence, text=words, kind="value")
    raised, share = _limits()[name]
    return Finding(_RISING, State.PRESENT, evidence), newest > raised and newest >= earlier * (1 + share)


def _is_a_problem(finding: Finding) -> bool:
    return finding.evidence.source.startswith("Condition/")


@cache
def _limits() -> dict[str, tuple[float, float]]:
    """By the kind of value what is raised, and the share by which a rise is more than the scatter of two measurements."""
    return {row["finding"]: (float(row["raised"]), float(row["rise_percent"]) / 100) for row in table("rising_markers")}
