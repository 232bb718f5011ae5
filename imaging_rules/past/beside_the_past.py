"""An assessment with what the record adds beside it: earlier imaging of the part, its radiation, what matters to contrast.

None of it changes a rating or an offer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imaging_rules.assessment_result import OrderAssessment, UsedFact
from imaging_rules.factbook import FactBook
from imaging_rules.facts import State
from imaging_rules.library import Library
from imaging_rules.past.earlier_exams import earlier_exams
from imaging_rules.past.imaging_before import RadiationHistory
from imaging_rules.past.radiation_history import Exposed, radiation_history
from imaging_rules.study import Study
from imaging_rules.used_facts import known_fact


def beside_the_past(made: OrderAssessment, library: Library, facts: FactBook, ordered: Study) -> OrderAssessment:
    """The same assessment, with it said."""
    offered = [one for offer in made.recommended for one in offer.studies]
    record = facts.record
    return made.but(
        earlier_imaging=earlier_exams(record.imaging, ordered, offered, record.as_of, library.imaging_history),
        radiation_history=_radiation(library, facts) if ordered.ionising else None,
        contrast_facts=tuple(_contrast_facts(library, facts, (ordered, *offered))),
    )


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
