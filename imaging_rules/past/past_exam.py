"""An imaging examination of the past, and an order placed before this one: what stands on record, without FHIR."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from imaging_rules.study import Study


@dataclass(frozen=True, slots=True)
class PastExam:
    """One examination that was done, however many resources tell of it.

    `first` and `last` are the days it can have been on, the same where the day is known, None where nothing is;
    `conclusion` is the record's own words, "" where none came; `final` tells a final report from images alone or a
    preliminary one; `source` is a reference such as `DiagnosticReport/abc`.
    """

    source: str
    studies: tuple[Study, ...]
    first: date | None = None
    last: date | None = None
    conclusion: str = ""
    final: bool = False

    @property
    def day(self) -> date | None:
        """The day, where it is known to the day."""
        return self.first if self.first == self.last else None

    def since(self, day: date) -> bool:
        """Whether it was on that day or later for certain."""
        return self.first is not None and self.first >= day

    def may_be_since(self, day: date) -> bool:
        """Whether it may have been on that day or later."""
        return self.last is None or self.last >= day


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order on record that is to be carried out: `scheduled` where it has a day for it, else `ordered`, with the day
    it was placed. `source` is a reference such as `ServiceRequest/abc`."""

    source: str
    study: Study
    how: Literal["ordered", "scheduled"]
    day: date
