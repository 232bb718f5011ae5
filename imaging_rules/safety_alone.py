"""What is left of an assessment where a guideline is not to be heard: the safety constraints on the order, nothing else."""

from __future__ import annotations

from imaging_rules.applied_limits import SAFETY_SOURCE
from imaging_rules.assessment_result import OrderAssessment, Status

NOT_SHOWN = "what this guideline says is not shown at this site yet"


def safety_alone(made: OrderAssessment) -> OrderAssessment:
    """The assessment as if no scenario had spoken: the ordered study is ruled out by a constraint, or nothing is said."""
    condemning = tuple(constraint for constraint in made.constraints if constraint.condemns)
    return OrderAssessment(
        made.order,
        made.study,
        Status.NO_CRITERIA,
        situation="ruled-out" if condemning else "silent",
        because=NOT_SHOWN,
        constraints=condemning,
        emergency=made.emergency,
        source=SAFETY_SOURCE if condemning else None,
    )
