"""A complaint that an order leaves unplaced, placed by the part that was ordered: 'back pain' on an order of the lumbar spine.

From `tables/ordered_part.csv`. Only where the order's own reason names no other part, and the study is of that part alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from fhir_mappings.codes.findings import table_value
from fhir_mappings.tables_csv import column, table
from imaging_rules.facts import Finding, State, Value
from imaging_rules.study import Study

_THERE = frozenset({State.PRESENT})
_ASKED_OR_THERE = frozenset({State.PRESENT, State.SUSPECTED})
"""The part that was hurt is told where an injury is only suspected too."""


def placed_by_the_order(indication: Iterable[Finding], ordered: Study | None) -> Iterator[Finding]:
    """The findings that the indication of an order means by the part it images; the words and codes that leave the part open
    are their evidence."""
    rows = _rows().get(ordered.regions[0], ()) if ordered is not None and len(ordered.regions) == 1 else ()
    said = [finding for finding in indication if finding.evidence.of_order] if rows else []
    for unplaced, meant, value in rows:
        if any(finding.name in _placed(unplaced) for finding in said):
            continue
        states = _ASKED_OR_THERE if value else _THERE
        told = (each for each in said if each.name == unplaced and each.state in states)
        yield from (replace(each, name=meant, state=State.PRESENT, value=value) for each in told)


@cache
def _rows() -> dict[str, tuple[tuple[str, str, Value | None], ...]]:
    found: dict[str, tuple[tuple[str, str, Value | None], ...]] = {}
    for row in table("ordered_part"):
        found[row["region"]] = (*found.get(row["region"], ()), (row["unplaced"], row["meant"], table_value(row["value"])))
    return found


@cache
def _placed(unplaced: str) -> frozenset[str]:
    """The findings that name the part of such a complaint."""
    return column("ordered_part", "meant", unplaced=unplaced)
