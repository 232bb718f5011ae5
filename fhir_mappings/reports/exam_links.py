"""By what one resource says that it is about the same examination as another, or that it came of an order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fhir_mappings.resource.elements import Unreadable, mapping, members, name_of, reference_key, reference_of, text_of

Identifier = tuple[str, str]
"""System ("" where none is given) and value."""
_ORDER = "ServiceRequest"


@dataclass(frozen=True, slots=True)
class ExamLinks:
    """`orders` are the orders it is based on, by reference; `identifiers` its own and those of these orders (accession,
    placer and filler numbers)."""

    orders: frozenset[str] = frozenset()
    identifiers: frozenset[Identifier] = frozenset()

    def meets(self, other: ExamLinks) -> bool:
        """Whether both name one order or one number; a number without a system counts by itself."""
        return bool(self.orders & other.orders) or any(
            value == another and (system == its or not system or not its)
            for system, value in self.identifiers
            for its, another in other.identifiers
        )


NO_LINKS = ExamLinks()
"""Nothing said of an order."""


def exam_links(resource: Mapping[str, Any]) -> ExamLinks:
    """What an ImagingStudy, DiagnosticReport or Procedure says of its order. What cannot be read links nothing."""
    try:
        based_on = members(resource.get("basedOn"))
        orders = frozenset(f"{_ORDER}/{own}" for kind, own in map(_key, based_on) if own and kind in (_ORDER, ""))
        own_numbers = _identifiers(resource.get("identifier"))
        return ExamLinks(
            orders, frozenset((*own_numbers, *(one for each in based_on for one in _identifiers(each.get("identifier")))))
        )
    except Unreadable:
        return NO_LINKS


def links_of_order(order: Mapping[str, Any]) -> ExamLinks:
    """By what an examination is recognised as the one that an order led to."""
    try:
        numbers = (*_identifiers(order.get("identifier")), *_identifiers(order.get("requisition")))
        named = name_of(order)
        return ExamLinks(frozenset({named} if named.startswith(f"{_ORDER}/") else ()), frozenset(numbers))
    except Unreadable:
        return NO_LINKS


def _key(reference: Mapping[str, Any]) -> tuple[str, str]:
    return reference_key(reference_of(reference))


def _identifiers(value: object) -> Iterator[Identifier]:
    for each in members(value):
        number = text_of(mapping(each).get("value"))
        if number:
            yield text_of(each.get("system")), number
