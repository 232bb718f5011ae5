"""The rating table of one scenario as it stands for one patient: every study, its rating, and what speaks against it here."""

from __future__ import annotations

from dataclasses import dataclass

from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record
from imaging_rules.library import Library
from imaging_rules.placement import place
from imaging_rules.rating import Rating
from imaging_rules.rating_scale import rating_scale
from imaging_rules.safety import Active
from imaging_rules.study import Study


@dataclass(frozen=True)
class RatedStudy:
    """One row at this patient's regions.

    `radiation` is the symbol for the patient's age, None where the source gives none; `ruled_out`, `to_ask_first` and
    `cautions` are the safety constraints that hold for this patient and are about this study; `replaces` is the guideline's
    category where a site's policy gives `rating`, and `lacking` tells that the site cannot do the study.
    """

    study: Study
    rating: Rating
    median: int | None
    radiation: str | None
    ordered: bool
    ruled_out: tuple[Active, ...] = ()
    to_ask_first: tuple[Active, ...] = ()
    cautions: tuple[Active, ...] = ()
    replaces: Rating | None = None
    lacking: bool = False


def scenario_table(library: Library, scenario_id: str, record: Record, ordered: Study) -> tuple[RatedStudy, ...]:
    """The table of a scenario for a patient, best first: by rating, then what is not ruled out, radiation and median.

    Args:
        library: what is known.
        scenario_id: such as `cervical-pain-2024/v5`. Raises KeyError where the library has none of that id.
        record: all that is recorded of the patient.
        ordered: the study of the draft, which tells the region where the signs do not.
    """
    scenario = library.scenarios[scenario_id]
    facts = FactBook(library.vocabulary, record)
    limits = library.safety.limits(facts, library.safety_index)
    child = facts.is_child
    placement = place(scenario, facts, ordered)
    ordered_rows = [bound.study for bound in placement.rows]
    rows = [
        RatedStudy(
            bound.study,
            bound.row.rating,
            bound.row.median,
            bound.row.radiation_child if child and bound.row.radiation_child else bound.row.radiation,
            bound.study in ordered_rows,
            tuple(limits.of(bound.study, "absolute")),
            tuple(limits.of(bound.study, "screening")),
            tuple(limits.of(bound.study, "relative")),
            bound.row.replaces,
            library.availability.lacking(bound.study) is not None,
        )
        for bound in placement.table
    ]
    return tuple(sorted(rows, key=_best_first))


def _best_first(row: RatedStudy) -> tuple[float, ...]:
    return (row.rating.rank, bool(row.ruled_out), rating_scale().radiation_place(row.radiation), -(row.median or 0))
