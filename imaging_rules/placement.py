"""Where an ordered study stands in a scenario's table, once the rows are bound to this patient's regions.

A row for an 'area of interest' binds to the region of the signs. Which sign points where is data (the vocabulary's
`localisation`), and so is which kinds of signs a scenario goes by: cord signs, pain, injury. With no localisation the
ordered part of the spine stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from imaging_rules.factbook import FactBook
from imaging_rules.guideline import RatingRow, Scenario
from imaging_rules.rating import Rating
from imaging_rules.study import Study, catalogue


class Place(Enum):
    """How the ordered study relates to the table."""

    LISTED = "listed"
    SUPERSET = "superset"
    OUTSIDE = "outside"
    LEAVES_OUT = "leaves out"
    LEVEL_UNSTATED = "level unstated"
    UNLISTED = "unlisted"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class BoundRow:
    """A row at this patient's regions."""

    study: Study
    row: RatingRow


@dataclass(frozen=True)
class Placement:
    """The place of an ordered study in one scenario, the rows that rate it (several when its contrast phase is not
    stated), and the regions the scenario is about."""

    place: Place
    rows: tuple[BoundRow, ...]
    table: tuple[BoundRow, ...]
    regions: tuple[str, ...]


@cache
def spine_regions() -> tuple[str, ...]:
    """The parts of the spine, from the top."""
    return tuple(name for name, region in catalogue().regions.items() if region.spine and not region.unstated)


def regions_of(scenario: Scenario, facts: FactBook, ordered: Study) -> tuple[str, ...]:
    """The regions a scenario is about for this patient and order."""
    rule = scenario.entry_of.region
    stated = _named(rule.regions)
    if rule.rule == "fixed":
        return stated
    possible = tuple(name for name in spine_regions() if name not in _named(rule.never))
    stands = _standing(ordered, possible)
    signs = _pointed_at((*rule.by, *rule.never_without), facts, possible)
    needed = _pointed_at(rule.never_without, facts, possible)
    if needed and not set(needed) & set(stands):
        stands = ()
    first, second = (stands, signs) if rule.rule == "ordered" else (signs, stands)
    return first or second or stated or possible


def _standing(ordered: Study, possible: tuple[str, ...]) -> tuple[str, ...]:
    """The ordered parts of the spine that stand where no sign tells a level: those the scenario can be about, and what joins
    on to them, as the lumbar spine does to the thoracic. Neck and low back are no one picture."""
    every = spine_regions()
    parts = [name for name in every if name in ordered.regions]
    about = [every.index(name) for name in parts if name in possible]
    return tuple(name for name in parts if name in possible or any(abs(every.index(name) - at) == 1 for at in about))


def _pointed_at(kinds: Iterable[str], facts: FactBook, possible: tuple[str, ...]) -> tuple[str, ...]:
    return catalogue().in_order({region for kind in kinds for region in facts.localised_by(kind) if region in possible})


def _leaves_out(scenario: Scenario, facts: FactBook, ordered: Study, regions: tuple[str, ...]) -> bool:
    """Whether an order of the spine looks at none of the parts that the scenario never goes without: back pain beside a
    sensory level in the trunk is not answered in the low back, nor a curve by films of one part of the spine."""
    needed = _pointed_at(scenario.entry_of.region.never_without, facts, regions)
    known = catalogue().regions
    if any(known[name].unstated for name in ordered.regions):
        return False
    parts = [name for name in ordered.regions if known[name].spine]
    if about_the_whole_spine(scenario) and catalogue().modalities[ordered.modality].family == "radiograph":
        return len(parts) == 1 and not _rates_one_part(scenario, ordered.modality)
    return bool(needed) and bool(parts) and not set(needed) & set(parts)


def _rates_one_part(scenario: Scenario, modality: str) -> bool:
    """Whether a scenario about the complete spine rates a modality at the part that hurts as well."""
    rated = (row.study for row in scenario.rows if row.study.modality == modality)
    return any(catalogue().regions[name].placeholder for study in rated for name in study.regions)


def about_the_whole_spine(scenario: Scenario) -> bool:
    """Whether a scenario is about the complete spine, whichever part of it is ordered."""
    rule = scenario.entry_of.region
    return rule.rule == "fixed" and set(spine_regions()) <= set(_named(rule.regions))


def _named(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(region for word in words for region in catalogue().region(word))


def bound_table(scenario: Scenario, regions: tuple[str, ...]) -> tuple[BoundRow, ...]:
    """The rating table with every 'area of interest' replaced by these regions. A row that names those very regions
    itself goes before one that is only bound to them."""
    named = {row.study for row in scenario.rows}
    table = (BoundRow(_bound(row.study, regions), row) for row in scenario.rows)
    return tuple(bound for bound in table if bound.study == bound.row.study or bound.study not in named)


@lru_cache(maxsize=4096)
def _bound(study: Study, regions: tuple[str, ...]) -> Study:
    placeholders = [name for name in study.regions if catalogue().regions[name].placeholder]
    if not placeholders:
        return study
    return study.at((*(name for name in study.regions if name not in placeholders), *regions))


def place(scenario: Scenario, facts: FactBook, ordered: Study) -> Placement:
    """Where the ordered study stands in the scenario."""
    regions = regions_of(scenario, facts, ordered)
    table = bound_table(scenario, regions)
    if _leaves_out(scenario, facts, ordered, regions):
        return Placement(Place.LEAVES_OUT, (), table, regions)
    rows = rows_for(ordered, table)
    if rows:
        return Placement(Place.LISTED, rows, table, regions)
    if joined := _joined(ordered, table):
        return Placement(Place.LISTED, rows_for(ordered, joined), joined, regions)
    return Placement(_unlisted(ordered, table, regions), (), table, regions)


def rows_for(ordered: Study, table: tuple[BoundRow, ...]) -> tuple[BoundRow, ...]:
    """The rows that rate a study: of its modality and phase, at its regions or at a wider region that holds them."""
    same = [
        bound
        for bound in table
        if bound.study.modality == ordered.modality
        and bound.study.phase in ordered.possible_phases
        and _is_part(ordered, bound.study)
    ]
    if not same:
        return ()
    closest = min(len(bound.study.regions) for bound in same)
    return tuple(bound for bound in same if len(bound.study.regions) == closest)


def _joined(ordered: Study, table: tuple[BoundRow, ...]) -> tuple[BoundRow, ...]:
    """For one order of the head and the spine that no row names as a whole: the table as it stands for both, a row for each
    study that rates alike in both. Empty where it lacks the ordered study, or has nothing that is usually appropriate."""
    known = catalogue().regions
    spine = {name for name in ordered.regions if known[name].spine and not known[name].unstated}
    if not spine or set(ordered.regions) - spine != {"head"}:
        return ()
    made = []
    for modality, phase in dict.fromkeys((bound.study.modality, bound.study.phase) for bound in table):
        both = Study(modality, ordered.regions, phase)
        parts = [rows_for(both.at(regions), table) for regions in (spine, {"head"})]
        rows = [row for part in parts for row in part]
        if all(parts) and len({bound.row.rating for bound in rows}) == 1:
            made.append(BoundRow(both, min(rows, key=lambda bound: bound.row.median or 0).row))
    good = any(bound.row.rating is Rating.USUALLY for bound in made)
    return tuple(made) if good and rows_for(ordered, tuple(made)) else ()


def _is_part(ordered: Study, wider: Study) -> bool:
    """Whether a row speaks for the ordered study too: the same regions, or wider ones. The spine alone is no part of a
    study that is also about another part of the body, such as the sacroiliac joints."""
    if not set(ordered.regions) <= set(wider.regions):
        return False
    spine = catalogue().regions
    return not all(spine[name].spine for name in ordered.regions) or all(spine[name].spine for name in wider.regions)


def _unlisted(ordered: Study, table: tuple[BoundRow, ...], regions: tuple[str, ...]) -> Place:
    known = catalogue().regions
    asked = set(ordered.regions)
    if any(known[name].unstated for name in asked):
        return Place.LEVEL_UNSTATED
    if not all(known[name].spine for name in asked) or not any(known[name].spine for name in regions):
        return Place.UNLISTED if asked & set(regions) else Place.ELSEWHERE
    wider = any(b.study.modality == ordered.modality and set(b.study.regions) < asked for b in table)
    if set(regions) < asked or (wider and asked & set(regions)):
        return Place.SUPERSET
    return Place.UNLISTED if asked <= set(regions) else Place.OUTSIDE
