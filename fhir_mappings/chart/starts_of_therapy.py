"""When the present disease-modifying therapy was begun, or changed to, as the medicines on record tell.

Only a statement of what was taken says since when. A prescription does not: the next one is written while the same therapy
goes on. For the same reason the first of several statements of one medicine counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fhir_mappings.resource.elements import Days
from fhir_mappings.settled_days import settled_day
from imaging_rules.facts import Evidence, Finding, State

_STARTED = "dmt_start_date"


@dataclass(frozen=True, slots=True)
class TherapyTaken:
    """A medicine by its names, the days from which it was taken, and whether it still is."""

    names: frozenset[str]
    since: Days
    now: bool
    evidence: Evidence


def starts_of_therapy(taken: Iterable[TherapyTaken], as_of: date) -> Iterator[Finding]:
    """`dmt_start_date` of each medicine that is taken now, where its first day is known well enough."""
    entries = tuple(taken)
    for present in (each for each in entries if each.now):
        first = min((each for each in entries if each.names & present.names), key=lambda each: each.since.first)
        day = settled_day(_STARTED, first.since.first, first.since.last, as_of)
        if day is not None:
            yield Finding(_STARTED, State.PRESENT, first.evidence, day)
