"""Elements of a draft order as they came: codings, body sites and order details, read from any JSON without raising.

A draft is echoed back whatever its shape, so what cannot be read here is passed over and stays in the draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_mappings.codes.systems import normal_system
from fhir_mappings.order.attributes import OrderAttribute, order_attribute
from fhir_mappings.order.name import read_name
from imaging_rules.study import Phase, catalogue

MOST_MEMBERS = 50
"""More codings, sites or details than this are not looked at."""


def body_site_regions(order: Mapping[str, Any]) -> tuple[str, ...]:
    """The regions that an order's `bodySite` names, by code or text; empty where it names none that we know."""
    regions: set[str] = set()
    for site in objects(order.get("bodySite")):
        coded = [attribute.regions for each in objects(site.get("coding")) if (attribute := attribute_of(each))]
        named = [read_name(lenient_text(each)).regions for each in (site.get("text"), *displays(site))]
        regions.update(next((each for each in (*coded, *named) if each), ()))
    levels = {region for region in regions if not catalogue().regions[region].unstated}
    return catalogue().in_order(levels or regions)


def detail_phases(detail: Mapping[str, Any]) -> list[frozenset[Phase]]:
    """The contrast phases each coding and text of one `orderDetail` leaves possible; nothing for what says none."""
    coded = [attribute.phase for each in objects(detail.get("coding")) if (attribute := attribute_of(each))]
    named = [read_name(lenient_text(each)).phases for each in (detail.get("text"), *displays(detail))]
    return [*(frozenset({phase}) for phase in coded if phase), *(phases for phases in named if phases)]


def attribute_of(entry: Mapping[str, Any]) -> OrderAttribute | None:
    """What a coding says of one part of a study; None for a coding the table does not have."""
    return order_attribute(normal_system(entry.get("system")), entry.get("code"))


def displays(concept: Mapping[str, Any]) -> list[object]:
    """The displays of a CodeableConcept's codings, as they came."""
    return [each.get("display") for each in objects(concept.get("coding"))]


def lenient_text(value: object) -> str:
    """A string without blanks around it; empty for anything else."""
    return value.strip() if isinstance(value, str) else ""


def json_object(value: object) -> Mapping[str, Any]:
    """An object; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list, the first fifty; a lone object counts as a list of one."""
    if isinstance(value, Mapping):
        return [value]
    return [each for each in value[:MOST_MEMBERS] if isinstance(each, Mapping)] if isinstance(value, list) else []
