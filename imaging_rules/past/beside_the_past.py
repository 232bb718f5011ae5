"""An assessment with what the record adds beside it: earlier imaging of the part, its radiation, what matters to contrast.

None of it changes a rating. What was done so lately that it is looked at first stays an offer, but is not recommended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from imaging_rules.assessment_result import Offer, OrderAssessment, UsedFact
from imaging_rules.factbook import FactBook
from imaging_rules.facts import State
from imaging_rules.library import Library
from imaging_rules.past.earlier_exams import covers, earlier_exams
from imaging_rules.past.imaging_before import EarlierExam, RadiationHistory
from imaging_rules.past.radiation_history import Exposed, radiation_history
from imaging_rules.study import Study
from imaging_rules.used_facts import known_fact


def beside_the_past(made: OrderAssessment, library: Library, facts: FactBook, ordered: Study) -> OrderAssessment:
    """The same assessment, with it said."""
    offered = [one for offer in made.recommended for one in offer.studies]
    record = facts.record
    earlier = earlier_exams(record.imaging, ordered, offered, record.as_of, library.imaging_history)
    anew = library.imaging_history.new_since.evaluate(facts).value is True
    return made.but(
        recommended=made.recommended if anew else tuple(_looked_at_first(offer, earlier) for offer in made.recommended),
        earlier_imaging=earlier,
        radiation_history=_radiation(library, facts) if ordered.ionising else None,
        contrast_facts=tuple(_contrast_facts(library, facts, (ordered, *offered))),
    )


def _looked_at_first(offer: Offer, earlier: Sequence[EarlierExam]) -> Offer:
    """An offer that is not recommended where all of it was done, and reported, so lately that those images are looked at
    first."""
    done = [study for each in earlier if each.recent and each.exam.final for study in each.exam.studies]
    there = all(any(covers(held, wanted) for held in done) for wanted in offer.studies)
    return replace(offer, preferred=False) if there else offer


def _radiation(library: Library, facts: FactBook) -> RadiationHistory | None:
    record, age = facts.record, facts.fact("age_years").value
    who = Exposed(float(age) if isinstance(age, int | float) else None, record.as_of, library.vocabulary.adult_age)
    period = library.imaging_history.look_back.radiation.period
    return radiation_history(record.imaging, who, period, library.radiation_table, whole="report" in record.delivered)


def _contrast_facts(library: Library, facts: FactBook, at_stake: Sequence[Study]) -> Iterator[UsedFact]:
    """What is there of what the constraints on contrast ask, no older than any rule looks back."""
    since = library.longest_look_back.before(facts.as_of)
    limits = (limit for study in at_stake for limit in library.safety.about(study) if limit.target.contrast)
    asked = frozenset[str]().union(*(limit.names for limit in limits))
    for fact in map(facts.fact, sorted(asked)):
        newest = max((each.date for each in fact.evidence if each.date), default=None)
        absent = fact.value is False or fact.state is State.REFUTED
        if fact.known and not absent and (newest is None or newest >= since):
            yield known_fact(fact)
