"""Studies that could be offered: rows of the table at the order's own part of the body, with what they are ranked by."""

from __future__ import annotations

from dataclasses import dataclass

from imaging_rules.factbook import FactBook
from imaging_rules.guideline import Scenario
from imaging_rules.placement import BoundRow, Place, Placement, about_the_whole_spine, rows_for
from imaging_rules.rating import Rating
from imaging_rules.rating_scale import rating_scale
from imaging_rules.study import Study, UnknownStudy, catalogue, study

NAMED_FALLBACK, PREFERRED, PREFERRED_ALSO, EQUAL = 0, 1, 2, 3
"""How a scenario ranks studies of one rating: its fallback where a constraint applies, its preference, the rest."""


@dataclass(frozen=True)
class Candidate:
    """A study that could be offered; `whole` is the row's study where only the order's part of it is meant. `last` puts
    it after all others: the fallback for a study that stays first."""

    study: Study
    whole: Study
    rating: Rating | None
    median: int | None
    radiation: str | None
    preference: int
    why: str
    fallback: bool = False
    last: bool = False
    replaces: Rating | None = None

    @property
    def rating_rank(self) -> int:
        """0 is best; a study that is advised without a rating counts as may be appropriate."""
        return self.rating.rank if self.rating else 1


class Candidates:
    """Makes candidates for one order from one scenario's table."""

    def __init__(self, scenario: Scenario, placement: Placement, facts: FactBook, ordered: Study) -> None:
        self._scenario = scenario
        self._table = placement.table
        self._part_will_do = placement.place is not Place.LEAVES_OUT
        self._ordered = ordered
        self._child = facts.is_child
        self._preferred, self._because = preferred_study(scenario, facts)
        also = scenario.entry_of.prefer_also
        self._also = study(also) if also else None

    def rated(self, *ratings: Rating) -> list[Candidate]:
        """The studies of the table with one of these ratings."""
        return [self._of_row(bound) for bound in self._table if bound.row.rating in ratings]

    def named(self, name: str) -> Candidate:
        """A study that the scenario names, with its row where the table has one. An 'area of interest' whose row gave way to
        one that names the very regions is that row."""
        target = study(name)
        alike = [bound for bound in self._table if (bound.study.modality, bound.study.phase) == (target.modality, target.phase)]
        unplaced = any(catalogue().regions[region].placeholder for region in target.regions)
        for bound in sorted(alike, key=lambda bound: bound.row.study != target):
            if bound.row.study == target or unplaced:
                return self._of_row(bound)
        return Candidate(target, target, None, None, None, EQUAL, "")

    def _of_row(self, bound: BoundRow) -> Candidate:
        row = bound.row
        radiation = row.radiation_child if self._child and row.radiation_child else row.radiation
        preference, why = self._preference(row.study)
        part, replaces = self._own_part(bound), row.replaces
        return Candidate(part, bound.study, row.rating, row.median, radiation, preference, why, replaces=replaces)

    def _own_part(self, bound: BoundRow) -> Study:
        """The order's own part of a wider row: an order for the cervical spine is swapped for the cervical spine, unless
        the table rates that part by itself. Only along the spine, not for a nuclear study, made of it all at once, and
        not where the question is the whole spine, such as a scoliosis, or in a part that the order leaves out."""
        wide, own = bound.study, set(self._ordered.regions)
        along_the_spine = all(catalogue().regions[name].spine for name in wide.regions)
        at_once = catalogue().modalities[wide.modality].family == "nuclear" or about_the_whole_spine(self._scenario)
        if not self._part_will_do or not own or not own < set(wide.regions) or not along_the_spine or at_once:
            return wide
        part = wide.at(own)
        return part if bound in rows_for(part, self._table) else wide

    def _preference(self, row_study: Study) -> tuple[int, str]:
        if row_study == self._preferred:
            return PREFERRED, self._because
        if row_study == self._also:
            return PREFERRED_ALSO, ""
        return EQUAL, "rated usually appropriate"

    def go_together(self, one: Candidate, other: Candidate) -> bool:
        """Whether two studies of the scenario are done beside each other: its preferred one, and one that goes with it."""
        named = self._preferred, *(study(name) for name in self._scenario.entry_of.goes_with)
        return one.whole in named and other.whole in named and not set(one.study.regions) & set(other.study.regions)

    def order_of(self, candidate: Candidate) -> tuple[float, ...]:
        """Sorts best first: rating; fallback or preference; the order's own region; radiation; panel median."""
        own = bool(set(candidate.study.regions) & set(self._ordered.regions))
        return (
            candidate.last,
            candidate.rating_rank,
            {NAMED_FALLBACK: 0, EQUAL: 2}.get(candidate.preference, 1),
            not own,
            candidate.preference,
            rating_scale().radiation_place(candidate.radiation),
            -(candidate.median or 0),
        )


def preferred_study(scenario: Scenario, facts: FactBook) -> tuple[Study | None, str]:
    """The study a scenario prefers on these facts, and why; None where it prefers none."""
    for when, row in scenario.prefer_when:
        if when.evaluate(facts).value is True:
            return study(row.study), row.because
    prefer = scenario.entry_of.prefer
    try:
        return (None if prefer.study == "none" else study(prefer.study)), prefer.because
    except UnknownStudy:
        return None, prefer.because
