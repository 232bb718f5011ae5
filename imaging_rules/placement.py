"""Where an ordered study stands in a scenario's table, once the rows are bound to this patient's regions.

A row for an 'area of interest' binds to the region of the signs: hand or arm signs to the neck, a sensory level to that
level, cord signs in the legs alone to neck and thorax, never to the lumbar spine. With no localisation the ordered region
stands if the cord runs there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from imaging_rules.factbook import FactBook
from imaging_rules.guideline import RatingRow, Scenario
from imaging_rules.study import Study, catalogue


class Place(Enum):
    """How the ordered study relates to the table."""

    LISTED = "listed"
    SUPERSET = "superset"
    OUTSIDE = "outside"
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


def cord_regions() -> tuple[str, ...]:
    """The regions the spinal cord runs through."""
    return tuple(name for name, region in catalogue().regions.items() if region.cord)


def regions_of(scenario: Scenario, facts: FactBook, ordered: Study) -> tuple[str, ...]:
    """The regions a scenario is about for this patient and order."""
    rule = scenario.entry_of.region
    if rule.rule == "fixed":
        return tuple(region for word in rule.regions for region in catalogue().region(word))
    cord = cord_regions()
    match facts.fact("cord_sign_distribution").value:
        case "hand_or_arm":
            return tuple(rule.hand_or_arm)
        case "legs_alone":
            return tuple(rule.legs_alone)
        case "sensory_level":
            level = facts.fact("sensory_level").value
            # the cord ends above the lumbar spine, so a lumbar level comes from its lowest part
            return {"cervical": cord[:1], "thoracic": cord[1:], "lumbar": cord[1:]}.get(str(level), cord)
    return ordered.regions if set(ordered.regions) & set(cord) else cord


def bound_table(scenario: Scenario, regions: tuple[str, ...]) -> tuple[BoundRow, ...]:
    """The rating table with every 'area of interest' replaced by these regions."""
    return tuple(BoundRow(_bound(row.study, regions), row) for row in scenario.rows)


def _bound(study: Study, regions: tuple[str, ...]) -> Study:
    placeholders = [name for name in study.regions if catalogue().regions[name].placeholder]
    if not placeholders:
        return study
    return study.at((*(name for name in study.regions if name not in placeholders), *regions))


def place(scenario: Scenario, facts: FactBook, ordered: Study) -> Placement:
    """Where the ordered study stands in the scenario."""
    regions = regions_of(scenario, facts, ordered)
    table = bound_table(scenario, regions)
    rows = rows_for(ordered, table)
    if rows:
        return Placement(Place.LISTED, rows, table, regions)
    return Placement(_unlisted(ordered, table, regions), (), table, regions)


def rows_for(ordered: Study, table: tuple[BoundRow, ...]) -> tuple[BoundRow, ...]:
    """The rows that rate a study: of its modality and phase, at its regions or at a wider region that holds them."""
    same = [
        bound
        for bound in table
        if bound.study.modality == ordered.modality
        and bound.study.phase in ordered.possible_phases
        and set(ordered.regions) <= set(bound.study.regions)
    ]
    if not same:
        return ()
    closest = min(len(bound.study.regions) for bound in same)
    return tuple(bound for bound in same if len(bound.study.regions) == closest)


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
