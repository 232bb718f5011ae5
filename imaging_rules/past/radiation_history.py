"""The radiation of earlier examinations, in published bands of relative radiation levels.

A band is a typical dose by which studies are compared, not what a patient got, and the sum decides nothing: it is said,
and that is all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from imaging_rules.guideline import Topic
from imaging_rules.past.earlier_exams import until
from imaging_rules.past.imaging_before import RadiationHistory
from imaging_rules.past.imaging_history import RadiationLevels
from imaging_rules.past.past_exam import PastExam
from imaging_rules.periods import Period
from imaging_rules.study import Study

_YEAR = timedelta(days=365, hours=6)
Band = tuple[float, float]


@dataclass(frozen=True)
class RadiationTable:
    """The bands of every study that a rating table prints a level for: `adult` and `child`, in mSv."""

    adult: Mapping[Study, Band]
    child: Mapping[Study, Band]

    @classmethod
    def of(cls, topics: Iterable[Topic], levels: RadiationLevels) -> RadiationTable:
        """From all rating tables; where they print different levels for a study, from the lowest to the highest."""
        found: dict[str, dict[Study, Band]] = {"adult": {}, "child": {}}
        bands = {"adult": levels.adult, "child": levels.child}
        for topic in topics:
            own = "child" if topic.id in levels.child_tables else "adult"
            for row in (row for scenario in topic.scenarios.values() for row in scenario.rows if row.study.ionising):
                for who, symbol in ((own, row.radiation), ("child", row.radiation_child)):
                    band = bands[who].get(symbol or "")
                    if band is not None:
                        found[who][row.study] = _hull([band, *([found[who][row.study]] if row.study in found[who] else [])])
        return cls(found["adult"], found["child"])


@dataclass(frozen=True, slots=True)
class Exposed:
    """Whose radiation is added up: the age in years (None where it is not known) on a day, and from which age on one is an
    adult."""

    age_years: float | None
    as_of: date
    adult_age: float

    def was_child(self, day: date) -> bool | None:
        """Whether the patient was a child then; None where the age is not known."""
        return None if self.age_years is None else self.age_years - (self.as_of - day) / _YEAR < self.adult_age


def radiation_history(
    exams: Iterable[PastExam], who: Exposed, period: Period, table: RadiationTable, *, whole: bool
) -> RadiationHistory | None:
    """What the examinations of a period add up to; None where none of them had radiation.

    `whole` is false where some of the record was not delivered, so that there may be more.
    """
    since = period.before(who.as_of)
    ionising = [exam for exam in until(who.as_of, exams) if any(one.ionising for one in exam.studies)]
    counted = sorted((e for e in ionising if e.since(since)), key=lambda e: (who.as_of - (e.last or since), e.source))
    if not counted:
        return None
    bands = [_band_of(exam, who, table) for exam in counted]
    known = [band for band in bands if band is not None]
    unsure = any(exam.may_be_since(since) and not exam.since(since) for exam in ionising)
    return RadiationHistory(
        exams=tuple(counted),
        since=since,
        low=_added(low for low, _ in known) if known else None,
        high=_added(high for _, high in known) if known else None,
        without_band=len(bands) - len(known),
        more_possible=unsure or not whole,
    )


def _band_of(exam: PastExam, who: Exposed, table: RadiationTable) -> Band | None:
    """The sum over the studies of one examination; None where one of them has no band."""
    assert exam.first is not None
    child = who.was_child(exam.first)
    if child is None:
        return None
    own = table.child if child else table.adult
    bands = [_band(one, own) for one in exam.studies if one.ionising]
    known = [band for band in bands if band is not None]
    return (_added(low for low, _ in known), _added(high for _, high in known)) if len(known) == len(bands) else None


def _band(study: Study, table: Mapping[Study, Band]) -> Band | None:
    """The band of a study; where its contrast phase is open, from the lowest to the highest. None where a phase has none."""
    phases = [table.get(study.in_phase(phase)) for phase in study.possible_phases]
    known = [band for band in phases if band is not None]
    return _hull(known) if known and len(known) == len(phases) else None


def _added(doses: Iterable[float]) -> float:
    return round(sum(doses), 3)


def _hull(bands: list[Band]) -> Band:
    return min(low for low, _ in bands), max(high for _, high in bands)
