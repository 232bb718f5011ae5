"""ServiceRequest on record: an imaging order that was placed before and is to be carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fhir_mappings.order.drafts import read_order
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import days_of, name_of, status_of, when
from imaging_rules.facts import Finding
from imaging_rules.past.past_exam import PlacedOrder

_ORDERED = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})


def read_placed_order(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """No finding: an active imaging order of this patient is entered in `reading.placed`, with its day if it has one ahead,
    else the day it was placed. One without a day is of no known time and counts for nothing."""
    active = status_of(resource.get("status")) == "active" and status_of(resource.get("intent")) in _ORDERED
    order = read_order(resource, reading.site) if active else None
    if order is None or order.study is None or order.skip_reason or not reading.is_ours(resource):
        return
    planned = when(resource, "occurrence")
    if planned is not None and planned.exact and planned.first >= reading.as_of:
        reading.placed.append(PlacedOrder(name_of(resource), order.study, "scheduled", planned.first))
        return
    placed = days_of(resource.get("authoredOn"))
    if placed is not None and not reading.in_the_future(placed):
        reading.placed.append(PlacedOrder(name_of(resource), order.study, "ordered", placed.first))
    yield from ()
