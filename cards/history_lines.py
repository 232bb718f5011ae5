"""The lines of a card on what was done before: earlier imaging of the part, and the radiation of earlier examinations.

They stand on a card that is shown for another reason, and raise none.
"""

from __future__ import annotations

from collections.abc import Iterable

from cards.days_in_words import ago_words, day_words, span_words
from cards.grouping import DraftGroup, studies_name
from cards.plain_text import escaped, foreign
from imaging_rules.past.imaging_before import EarlierExam, RadiationHistory
from imaging_rules.past.past_exam import PastExam
from imaging_rules.study import STATED, Phase, Study

_MOST_EXAMS = 2
_MOST_DOSES = 3
_LONGEST_CONCLUSION = 80


def earlier_imaging_lines(group: DraftGroup) -> list[str]:
    """One line on the newest examinations of the part, or none."""
    exams = earlier_exams_of(group)
    if not exams:
        return []
    told = "; ".join(exam_words(each) for each in exams[:_MOST_EXAMS])
    more = f"; and {len(exams) - _MOST_EXAMS} more" if len(exams) > _MOST_EXAMS else ""
    again = " Look at it before it is done again." if any(to_be_looked_at_first(each) for each in exams[:_MOST_EXAMS]) else ""
    return [f"**Earlier imaging:** {told}{more}.{again}"]


def earlier_exams_of(group: DraftGroup) -> list[EarlierExam]:
    """The examinations of all drafts of a group, each once, the newest first."""
    found: dict[PastExam, EarlierExam] = {}
    for draft in group.members:
        for each in draft.assessment.earlier_imaging:
            found.setdefault(each.exam, each)
    return sorted(
        found.values(), key=lambda each: (each.exam.last is None, -(each.exam.last.toordinal() if each.exam.last else 0))
    )


def to_be_looked_at_first(earlier: EarlierExam) -> bool:
    """Whether it is so recent, and so much the same as what is ordered or offered, that its result comes first."""
    return earlier.recent and (earlier.same_study or earlier.offered)


def exam_words(earlier: EarlierExam) -> str:
    """`MRI cervical spine without IV contrast on 3 Nov 2026, 17 days ago: no cord compression`, as Markdown."""
    return f"{escaped(exam_name(earlier))}: {conclusion_words(earlier.exam)}"


def exam_name(earlier: EarlierExam) -> str:
    """What was done and when, without its result."""
    exam = earlier.exam
    when = f" {'on' if exam.day else 'in'} {span_words(exam.first, exam.last)}" if exam.first and exam.last else ""
    ago = f", {ago_words(earlier.days_ago)}" if earlier.days_ago is not None else ""
    return f"{studies_name(exam.studies)}{when}{ago}"


def conclusion_words(exam: PastExam) -> str:
    """The conclusion in the record's own words, as Markdown, and what is to be known of it."""
    if not exam.conclusion:
        return "conclusion not delivered"
    words = foreign(exam.conclusion.strip().rstrip("."), _LONGEST_CONCLUSION)
    return words if exam.final else f"preliminary: {words}"


def radiation_lines(group: DraftGroup) -> list[str]:
    """One line on what earlier examinations add up to, where the ordered one adds to it; none in any other case."""
    history = group.assessment.radiation_history
    return [f"**Radiation before this:** {escaped(radiation_words(history, without_radiation(group)))}"] if history else []


def radiation_words(history: RadiationHistory, without: str = "") -> str:
    """How many examinations since when, what they add up to, and which; `without` is an offered study that adds nothing."""
    count = len(history.exams)
    named = "; ".join(_dose_name(exam) for exam in history.exams[:_MOST_DOSES])
    more = f"; and {count - _MOST_DOSES} more" if count > _MOST_DOSES else ""
    least = "at least " if history.more_possible else ""
    counted = f"{least}{count} examination{'s' if count > 1 else ''} since {day_words(history.since)}"
    instead = f" {without} adds none." if without else ""
    return f"{counted}, {_sum_words(history)}: {named}{more}.{instead}"


def _sum_words(history: RadiationHistory) -> str:
    if history.low is None or history.high is None:
        return "no published dose band for them"
    least = "at least " if history.at_least else ""
    span = f"under {history.high:g} mSv" if history.low == 0 else f"{least}{history.low:g} to {history.high:g} mSv"
    left_out = f", {history.without_band} without a band left out" if history.without_band else ""
    return f"together {span} (published bands, not measured{left_out}; for information only)"


def _dose_name(exam: PastExam) -> str:
    names = studies_name(_plain(one) for one in exam.studies if one.ionising)
    return f"{names} {span_words(exam.first, exam.last)}" if exam.first and exam.last else names


def _plain(study: Study) -> Study:
    """The study without its contrast phase, which matters little to a list of doses."""
    return study.in_phase(Phase.UNSPECIFIED) if study.phase in STATED else study


def without_radiation(group: DraftGroup) -> str:
    """The best offer that has no radiation, by name; empty where none is without."""
    offers: Iterable[tuple[Study, ...]] = (offer.studies for offer in group.offers)
    return next((studies_name(map(_plain, studies)) for studies in offers if not any(one.ionising for one in studies)), "")
