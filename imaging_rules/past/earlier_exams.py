"""Earlier imaging of the part of the body that an order is about, within the look-back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from imaging_rules.past.imaging_before import EarlierExam
from imaging_rules.past.imaging_history import ImagingHistory, LookBacks
from imaging_rules.past.past_exam import PastExam
from imaging_rules.study import Phase, Study, catalogue

_ONE_DAY = timedelta(days=1)


def earlier_exams(
    exams: Iterable[PastExam], ordered: Study, offered: Sequence[Study], as_of: date, history: ImagingHistory
) -> tuple[EarlierExam, ...]:
    """Those that show a region of the ordered study, or of one offered instead: the newest first.

    Args:
        exams: all examinations on record.
        ordered: the study of the order.
        offered: the studies offered instead.
        as_of: the day of assessment.
        history: the look-backs, and what images of a wide part show.
    """
    asked = {region for one in (ordered, *offered) for region in one.regions}
    times = history.look_back
    since = times.shown.period.before(as_of)
    shown = [exam for exam in until(as_of, exams) if exam.since(since) and _shows(history.regions_of(exam.studies), asked)]
    shown.sort(key=lambda exam: (_age(exam, as_of), exam.source))
    return tuple(_earlier(exam, ordered, offered, as_of, times) for exam in shown)


def until(as_of: date, exams: Iterable[PastExam]) -> list[PastExam]:
    """The examinations that are not in the future. Tomorrow is not: elsewhere it has begun."""
    return [exam for exam in exams if exam.first is None or exam.first <= as_of + _ONE_DAY]


def covers(done: Study, wanted: Study) -> bool:
    """Whether images of one study hold those of another: the modality, every region, and the contrast phase for certain."""
    same = done.modality == wanted.modality and set(wanted.regions) <= set(done.regions)
    return same and bool(wanted.regions) and (done.phase is wanted.phase or done.phase is Phase.WITHOUT_AND_WITH)


def recent(exam: PastExam, as_of: date, times: LookBacks) -> bool:
    """Whether every study of an examination is so recent that it is looked at before it is done again."""
    periods = [times.repeat_of(one.modality) for one in exam.studies]
    return all(period is not None and exam.since(period.before(as_of)) for period in periods)


def _shows(shown: frozenset[str], asked: set[str]) -> bool:
    """Whether images show a region that is asked about; those of the spine of no stated level may."""
    known = catalogue().regions
    spine = any(known[name].spine for name in asked)
    return bool(shown & asked) or (spine and any(known[name].unstated for name in shown))


def _earlier(exam: PastExam, ordered: Study, offered: Iterable[Study], as_of: date, times: LookBacks) -> EarlierExam:
    days_ago = max(0, (as_of - exam.day).days) if exam.day else None
    same = any(covers(one, ordered) for one in exam.studies)
    again = any(covers(one, other) for one in exam.studies for other in offered)
    return EarlierExam(exam, days_ago, same, again, recent(exam, as_of, times))


def _age(exam: PastExam, as_of: date) -> int:
    return (as_of - exam.last).days if exam.last else 0
