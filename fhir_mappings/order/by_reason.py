"""An order whose code serves for several parts of the body, read with the Conditions it refers to."""

from __future__ import annotations

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.order.drafts import ImagingOrder, read_order
from fhir_mappings.order.reason import unmatched_reasons
from fhir_mappings.order.reason_regions import regions_of


def by_its_reason(order: ImagingOrder, chart: Chart) -> ImagingOrder:
    """The order, its study told by the Conditions it refers to as well, where its code or name leaves the part of the body
    open. A code among its reasons that no table knows might be of another part: then the order stays as it is."""
    if not order.serves_for_several or unmatched_reasons(order.resource, chart):
        return order
    about = regions_of(read_indication(order.resource, chart))
    return read_order(order.resource, chart.site, about) if about else order
