"""What an assessment says of earlier imaging, of its radiation, and of studies that are there already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from imaging_rules.past.past_exam import PastExam
from imaging_rules.study import Study

How = Literal["drafted", "ordered", "scheduled", "done"]


@dataclass(frozen=True, slots=True)
class EarlierExam:
    """An examination of the same part. `days_ago` is None where the day is not known; `same_study` says that it covers
    the ordered study, `offered` one that is offered instead, `recent` that it is within the time in which it is looked at
    before it is done again."""

    exam: PastExam
    days_ago: int | None
    same_study: bool
    offered: bool
    recent: bool

    def to_json(self) -> dict[str, Any]:
        """No words of the record."""
        return {
            "studies": [one.id for one in self.exam.studies],
            "date": _iso(self.exam.day),
            "days_ago": self.days_ago,
            "same_study": self.same_study,
            "reported": self.exam.final,
            "source": self.exam.source,
        }


@dataclass(frozen=True, slots=True)
class RadiationHistory:
    """The examinations with radiation since a day, the newest first. `low` to `high` is the sum of their bands in mSv, both
    None where no band is known; `without_band` counts those whose band is not; `more_possible` says that there may be more
    examinations than are known."""

    exams: tuple[PastExam, ...]
    since: date
    low: float | None
    high: float | None
    without_band: int
    more_possible: bool

    @property
    def at_least(self) -> bool:
        """Whether the sum leaves something out."""
        return self.more_possible or self.without_band > 0

    def to_json(self) -> dict[str, Any]:
        """Doses in mSv."""
        return {
            "since": self.since.isoformat(),
            "examinations": [
                {"studies": [one.id for one in exam.studies], "date": _iso(exam.day), "source": exam.source}
                for exam in self.exams
            ],
            "msv": None if self.low is None else [self.low, self.high],
            "without_band": self.without_band,
            "at_least": self.at_least,
        }


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """One study that needs no further order: how it is there, with the day and the resource where it stands; a draft of the
    same session has neither."""

    study: Study
    how: How
    day: date | None = None
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """The study by its id."""
        return {"study": self.study.id, "how": self.how, "date": _iso(self.day), "source": self.source or None}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
