"""The drafts of a request as orders, without those that are for somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.codes.unmatched import UnmatchedCode
from fhir_mappings.order.drafts import ImagingOrder, read_order
from fhir_mappings.resource.elements import Unreadable
from fhir_mappings.resource.subject import Whose, whose
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes

OthersWords: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""A draft without the notes that this service wrote: they are no evidence of anything, the part of the body included."""


def orders_of(
    resources: Sequence[Mapping[str, Any]], patient_id: str, others_words: OthersWords, site: SiteCodes = NO_SITE_CODES
) -> list[ImagingOrder]:
    """The draft resources as orders; those that name another patient are left out, whatever else the request holds. `site`
    are the codes of the client's own."""
    orders = [_order_of(each, others_words(each), site) for each in resources]
    return [order for order in orders if not _names_someone_else(order, patient_id)]


def _order_of(resource: Mapping[str, Any], words: Mapping[str, Any], site: SiteCodes) -> ImagingOrder:
    """A draft as an order, read by others' words alone."""
    order = read_order(words, site)
    return order if words is resource else replace(order, resource=resource)


def ours(orders: Iterable[ImagingOrder], chart: Chart) -> list[ImagingOrder]:
    """The orders that are for the chart's patient."""
    return [order for order in orders if chart.is_of_this_patient(order.resource)]


def unmatched_orders(orders: Iterable[ImagingOrder]) -> frozenset[UnmatchedCode]:
    """The codes of drafts that somebody asks for and no table knows."""
    return frozenset(code for order in orders if order.skip_reason is None for code in order.unmatched)


def _names_someone_else(order: ImagingOrder, patient_id: str) -> bool:
    try:
        return whose(order.resource, patient_id) is Whose.ANOTHERS
    except Unreadable:
        return False
