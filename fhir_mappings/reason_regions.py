"""The part of the body that an order's coded reason is about, from `tables/reason_regions.csv`.

Some order codes serve for several parts: CPT has no code for MRI of the brachial plexus and none for the sacroiliac joints.
The reason then says which is meant, if every code of it is known: an unknown one might be of another part.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from fhir_mappings.resources import Unreadable, codings, members
from fhir_mappings.site_codes import SiteCodes
from fhir_mappings.tables_csv import table
from imaging_rules.study import catalogue


def reason_regions(order: Mapping[str, Any], site: SiteCodes) -> frozenset[tuple[str, ...]]:
    """The regions that the `reasonCode` of a ServiceRequest points to; none where one of its codes says nothing, or where it
    cannot be read."""
    try:
        return _named(order, site)
    except Unreadable:
        return frozenset()


def _named(order: Mapping[str, Any], site: SiteCodes) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for reason in members(order.get("reasonCode")):
        rows = site.rows(site.in_standard_codes(codings(reason)), "Condition")
        if not rows:
            return frozenset()
        found.update(_regions()[row.finding] for row in rows if row.finding in _regions())
    return frozenset(found)


@cache
def _regions() -> dict[str, tuple[str, ...]]:
    return {row["finding"]: catalogue().region(row["region"]) for row in table("reason_regions")}
