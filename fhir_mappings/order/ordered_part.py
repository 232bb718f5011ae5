"""What an order leaves unplaced, placed by the part that was ordered: 'back pain' on an order of the lumbar spine, 'MVC,
intubated' on one of the cervical spine.

From `tables/ordered_part.csv`. Only where the order's own reason names no other part, and the study is of that part alone; an
injury may be of the thoracic and the lumbar spine at once, and the arteries of the neck are ordered with those of the head.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from fhir_mappings.codes.findings import table_value
from fhir_mappings.tables_csv import column, table
from imaging_rules.facts import Finding, State, Value
from imaging_rules.study import Study

_TOGETHER = (frozenset({"thoracic spine", "lumbar spine"}), frozenset({"head", "neck"}))
"""Parts that one study shows at once, of which an injury may be feared; arteries are looked at from the head to the neck."""
_INJURED = "injury_region"
_THERE = frozenset({State.PRESENT})
_ASKED_OR_THERE = frozenset({State.PRESENT, State.SUSPECTED})


@dataclass(frozen=True)
class _Placed:
    """What one row of the table makes of a finding in some `states`: `unless` are those that say what the order is for."""

    unplaced: str
    meant: str
    value: Value | None
    states: frozenset[State]
    unless: frozenset[str]


def placed_by_the_order(indication: Iterable[Finding], ordered: Study | None) -> Iterator[Finding]:
    """The findings that the indication of an order means by the part it images; the words and codes that leave the part open
    are their evidence."""
    regions = ordered.regions if ordered is not None else ()
    if not regions or (len(regions) > 1 and not any(parts.issuperset(regions) for parts in _TOGETHER)):
        return
    said = [finding for finding in indication if finding.evidence.of_order]
    named = {finding.name for finding in said}
    told = {finding.name for finding in said if finding.state in (State.PRESENT, State.SUSPECTED)}
    for row in _rows_for(regions):
        if row.unless.isdisjoint(told) and named.isdisjoint(_parts_of(row.unplaced)):
            there = (each for each in said if each.name == row.unplaced and each.state in row.states)
            yield from (replace(each, name=row.meant, state=State.PRESENT, value=row.value) for each in there)


def _rows_for(regions: Sequence[str]) -> Sequence[_Placed]:
    """What is placed by some regions: a complaint by one alone, an injury by all of them."""
    rows = [row for region in regions for row in _rows().get(region, ())]
    if len(regions) == 1:
        return rows
    hurt = dict.fromkeys(row.unplaced for row in rows if row.meant == _INJURED)
    return [_of_all_parts([row for row in rows if row.unplaced == unplaced]) for unplaced in hurt]


def _of_all_parts(rows: Sequence[_Placed]) -> _Placed:
    """Rows for one injury as a row for all their parts together."""
    parts = {part for row in rows if isinstance(row.value, tuple) for part in row.value}
    return replace(rows[0], value=tuple(sorted(parts)), unless=frozenset.intersection(*(row.unless for row in rows)))


@cache
def _rows() -> dict[str, tuple[_Placed, ...]]:
    found: dict[str, tuple[_Placed, ...]] = {}
    for row in table("ordered_part"):
        value, unless = table_value(row["value"]), frozenset(filter(None, row["unless"].split(";")))
        states = _ASKED_OR_THERE if row["suspected too"] else _THERE
        placed = _Placed(row["unplaced"], row["meant"], value, states, unless)
        found[row["region"]] = (*found.get(row["region"], ()), placed)
    return found


@cache
def _parts_of(unplaced: str) -> frozenset[str]:
    """The findings that name the part of such a complaint or injury."""
    return column("ordered_part", "meant", unplaced=unplaced)
