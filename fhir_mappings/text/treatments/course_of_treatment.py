"""A course of treatment with its first and last day, and courses that are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fhir_mappings.treatment_limits import treatment_limit
from imaging_rules.facts import Interval


@dataclass(frozen=True, slots=True)
class TreatmentCourse:
    """A treatment with its first and last day, no last one while it goes on, and the words that tell both. `length` are the
    words of how long it lasted, where one of the days is worked out from that."""

    first: int
    last: int
    lasted: Interval
    length: tuple[int, int] | None = None

    @property
    def quoted(self) -> tuple[int, int]:
        """The first and the last word to quote."""
        first, last = self.length or (self.first, self.last)
        return min(first, self.first), max(last, self.last)


def joined_courses(periods: Sequence[Interval], as_of: date) -> list[Interval]:
    """The courses in order of their days, those not far apart as one; at least one is given."""
    gap, joined = timedelta(days=treatment_limit("longest_gap")), list[Interval]()
    for each in sorted(periods, key=lambda one: (one.start or date.min, one.end or date.max)):
        last = joined[-1] if joined else None
        if last is not None and (each.start or date.min) <= (last.end or as_of) + gap:
            end = None if last.end is None or each.end is None else max(last.end, each.end)
            joined[-1] = Interval(last.start, end)
        else:
            joined.append(each)
    return joined
