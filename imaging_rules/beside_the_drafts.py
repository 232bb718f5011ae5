"""What is offered beside the other drafts of the session: nothing that another draft of the same modality speaks for in
another contrast phase. That draft has a card of its own; one order in one phase and its neighbour in another is a mix that
nobody asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from imaging_rules.candidates import Candidate
from imaging_rules.study import Study


def beside_the_drafts(chosen: Sequence[Candidate], ordered: Study, drafted: Sequence[Study]) -> list[Candidate]:
    """The candidates without the parts of the body that another draft orders in another phase.

    A study that would leave such a mix gives way to one of its rank and modality that goes with the draft; where there is
    none, only what no draft orders is left of it, and a study of which nothing is left is not offered, unless there is no
    other.
    """
    fitting = [c for c in chosen if not _mixed(c.study, ordered, drafted)]
    kept = []
    for candidate in chosen:
        left = set(candidate.study.regions) - _mixed(candidate.study, ordered, drafted)
        if candidate in fitting:
            kept.append(candidate)
        elif left and not any(_in_its_place(other, candidate, left) for other in fitting):
            kept.append(replace(candidate, study=candidate.study.at(left)))
    return kept or list(chosen)


def _in_its_place(other: Candidate, candidate: Candidate, left: set[str]) -> bool:
    same_rank = (other.last, other.rating_rank) == (candidate.last, candidate.rating_rank)
    return same_rank and other.study.modality == candidate.study.modality and left <= set(other.study.regions)


def _mixed(wanted: Study, ordered: Study, drafted: Sequence[Study]) -> set[str]:
    """The regions of a study, other than the order's own, that only drafts of its modality in another phase order."""
    alike = [other for other in drafted if other.modality == wanted.modality]
    other_phase = {region for other in alike if wanted.phase not in other.possible_phases for region in other.regions}
    same_phase = {region for other in alike if wanted.phase in other.possible_phases for region in other.regions}
    return (set(wanted.regions) & other_phase) - same_phase - set(ordered.regions)
