"""The safety constraints that are worth a line, and the pieces of the record that tell what one rests on.

A constraint that takes away no more than a graver one beside it says nothing new. Of a state that every entry repeats, a
pregnancy, the newest entry tells it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from imaging_rules.assessment_result import AppliedConstraint, OrderAssessment
from imaging_rules.facts import Evidence

_ONE_STATE = frozenset({"pregnant"})
"""Facts of which each entry of the record tells the same again."""
_WORD = re.compile(r"\w+")


def told_constraints(made: OrderAssessment) -> list[AppliedConstraint]:
    """All but those that neither the order nor anything offered has to do with: what they rule out is ruled out with the order,
    contrast of an MRI where no MRI can be done."""
    condemning = [one for one in made.constraints if one.condemns]
    return [one for one in made.constraints if one.condemns or not any(_is_within(one, graver) for graver in condemning)]


def told_evidence(constraint: AppliedConstraint) -> Sequence[Evidence]:
    """What a constraint rests on; of one state the newest entry, and words of the order that say more than the constraint."""
    dated = [one for one in constraint.evidence if one.date is not None]
    if _ONE_STATE.isdisjoint(constraint.features) or not dated:
        return constraint.evidence
    newest = max(dated, key=lambda one: (one.date, one.source))
    ours = _words(constraint.says)
    return [newest, *(one for one in constraint.evidence if one.date is None and not _words(one.quote) <= ours)]


def _is_within(one: AppliedConstraint, graver: AppliedConstraint) -> bool:
    return bool(one.rules_out) and set(one.rules_out) < set(graver.rules_out)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
