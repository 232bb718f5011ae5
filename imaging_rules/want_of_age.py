"""An order that nothing but the patient's age keeps from being rated: it is said that the age is missing, and what is known of
the patient all the same.

Guidelines are for adults or for children, and neither is guessed. The order is assessed at the ages on either side of each
limit that the scenarios of its reason name. Where none of them leads to a word on the order the age is not what is missing,
and nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from imaging_rules.assessment_result import AppliedConstraint, Note, OrderAssessment, Status
from imaging_rules.fact_conditions import Compares
from imaging_rules.facts import Span
from imaging_rules.matching import Fit, fits
from imaging_rules.order_on_record import OrderOnRecord

AGE = "age_years"
SITUATION = "age-unknown"
_NOTE = Note(
    SITUATION,
    "The rating hangs on the patient's age. It is read from the birth date of the Patient, or from the order ('62-year-old').",
)

AssessAt = Callable[[OrderOnRecord], OrderAssessment]


def for_want_of_age(at: OrderOnRecord, made: OrderAssessment, assess: AssessAt) -> OrderAssessment:
    """The assessment of an order whose scenarios are for an age that is not known, with what is to be told of that.

    Args:
        at: the order on its record.
        made: what is said of it without a scenario.
        assess: the assessment of the order at a supposed age.

    Returns:
        The same where no age would lead to a rating, to advice or to a question, and where the age is not to be asked for
        (`unknown`). A constraint that rules the order out, or a caution on it, is told first, and the age as a note.
    """
    if AGE in at.record.unknown:
        return made
    speaking = [one for one in (assess(_at_age(at, age)) for age in _ages(at)) if _speaks(one)]
    if not speaking:
        return made
    noted = replace(made, cautions=(*made.cautions, _NOTE))
    if made.situation != "silent" or at.limits.warned_of(at.ordered):
        return noted
    return replace(
        noted,
        situation=SITUATION,
        constraints=_known_at_any_age(at, speaking),
        source=speaking[0].source,
        emergency=made.emergency or all(one.emergency for one in speaking),
    )


def _at_age(at: OrderOnRecord, age: float) -> OrderOnRecord:
    record = at.record.supposing({AGE: age})
    return OrderOnRecord.of(at.library, at.order, at.ordered, record, at.basket, at.came_from)


def _ages(at: OrderOnRecord) -> Sequence[float]:
    """Ages on either side of each limit, as far as they are possible here, the oldest first: most topics are for adults."""
    known = at.facts.fact(AGE).value
    limits = {limit for fit in fits(at.scenarios, at.facts) for limit in _limits(fit)}
    either = {age for limit in limits for age in (limit - 1, limit, limit + 1)}
    low, high = (known.low, known.high) if isinstance(known, Span) else (0, max(either, default=0))
    return sorted((age for age in either if low <= age <= high), reverse=True)


def _limits(fit: Fit) -> Iterable[float]:
    if fit.population is None or not fit.population_unknown:
        return ()
    asked = (leaf.of for leaf in fit.population.leaves())
    return (one.number for one in asked if isinstance(one, Compares) and one.name == AGE)


def _speaks(made: OrderAssessment) -> bool:
    """Whether an assessment rates or advises, or would once a question is answered."""
    return made.rating is not None or made.status is Status.ADVISED or bool(made.questions)


def _known_at_any_age(at: OrderOnRecord, speaking: Iterable[OrderAssessment]) -> tuple[AppliedConstraint, ...]:
    """The constraints on what would be ordered or offered at some age that hold without knowing it."""
    held = {active.constraint.id for active in at.limits.active}
    told = {one.id: one for made in reversed(list(speaking)) for one in made.constraints if one.id in held}
    return tuple(told.values())
