"""Studies that need no further order: drafted beside this one, ordered before it, or done since the complaint began."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from imaging_rules.assessment_result import UsedFact
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Evidence
from imaging_rules.past.earlier_exams import recent, until
from imaging_rules.past.imaging_before import AlreadyThere
from imaging_rules.past.imaging_history import ImagingHistory
from imaging_rules.past.past_exam import PastExam, PlacedOrder
from imaging_rules.study import Phase, Study

_OF_THE_PATIENT = frozenset({"patient"})
_DURATION = "symptom_duration_days"
_NOT_ON_RECORD = frozenset({"given", "answer"})


def there_by_order(drafted: Iterable[Study], placed: Iterable[PlacedOrder]) -> tuple[AlreadyThere, ...]:
    """The drafts of the session, then the active orders on record."""
    orders = [AlreadyThere(each.study, each.how, each.day, each.source) for each in placed]
    return (*(AlreadyThere(each, "drafted") for each in drafted), *orders)


def done_for_this_complaint(
    exams: Iterable[PastExam], facts: FactBook, used: Sequence[UsedFact], history: ImagingHistory
) -> tuple[AlreadyThere, ...]:
    """What was done, finally reported, and need not be done again: since the complaint began, so recently that it is
    looked at first, and with nothing new since.

    Args:
        exams: the examinations on record.
        facts: the facts of this order.
        used: the facts that the assessment rests on; one that is not on record from before an examination is new.
        history: the times, and what makes doing it again right.
    """
    began = _onset(facts)
    if began is None or history.done_again_when.evaluate(facts).value is True:
        return ()
    told = _told_of(history.file.done_again_when.complaints, facts)
    looked_at_first = (
        exam
        for exam in until(facts.as_of, exams)
        if exam.final and exam.since(began) and recent(exam, facts.as_of, history.look_back)
    )
    return tuple(
        AlreadyThere(study, "done", exam.day, exam.source)
        for exam in looked_at_first
        if not any(_is_new(fact, exam, facts) and not _is_told(fact, told) for fact in used)
        for study in exam.studies
    )


def standing_for(there: Iterable[AlreadyThere], studies: Iterable[Study]) -> tuple[AlreadyThere, ...]:
    """Those by which the studies are there, each study once: of several ways the first."""
    kept: dict[Study, AlreadyThere] = {}
    wanted = list(studies)
    for each in there:
        if any(_part_of(held, one) for held in held_by(each) for one in wanted):
            kept.setdefault(each.study, each)
    return tuple(kept.values())


def held_by(there: AlreadyThere) -> tuple[Study, ...]:
    """The study, and of one that was done those whose images it holds: none where its contrast phase is not known."""
    study = there.study
    if there.how != "done" or len(study.possible_phases) == 1:
        both = there.how == "done" and study.phase is Phase.WITHOUT_AND_WITH
        return (study, study.in_phase(Phase.WITHOUT), study.in_phase(Phase.WITH)) if both else (study,)
    return ()


def _part_of(there: Study, wanted: Study) -> bool:
    same = there == wanted or (there.modality == wanted.modality and wanted.phase in there.possible_phases)
    return same and bool(set(there.regions) & set(wanted.regions)) == bool(wanted.regions)


def _onset(facts: FactBook) -> date | None:
    """The day the complaint began, where the record says it; an answer such as 'one to two weeks' is not that exact."""
    fact = facts.fact(_DURATION)
    if not isinstance(fact.value, int | float) or any(each.kind in _NOT_ON_RECORD for each in fact.evidence):
        return None
    return facts.as_of - timedelta(days=int(fact.value))


def _told_of(complaints: Iterable[str], facts: FactBook) -> frozenset[Evidence]:
    """The order's own words of the complaint and of its beginning that have no day of their own: it began when it is said to
    have begun."""
    every = (each for name in complaints for each in facts.finding(name).evidence)
    return frozenset(each for each in every if each.of_order and each.date is None)


def _is_told(fact: UsedFact, told: frozenset[Evidence]) -> bool:
    """Whether a fact rests on such words alone; one without evidence rests on nothing."""
    return bool(fact.evidence) and told.issuperset(fact.evidence)


def _is_new(fact: UsedFact, exam: PastExam, facts: FactBook) -> bool:
    """Whether a fact is there that is not on record from the day of the examination or before. Age and sex are not new."""
    if fact.standing != "known" or fact.value == "no" or facts.vocabulary.record_parts(fact.feature) == _OF_THE_PATIENT:
        return False
    stated = (day for each in fact.evidence for day in (each.date, each.recorded) if day)
    return not any(exam.last is not None and day <= exam.last for day in stated)
