"""The record of a request's patient: what was sent along, what the client's FHIR server adds, what travels among the drafts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cds_service.fhir_access import FhirAccess, FhirSource, query_for
from cds_service.hook_request import HookRequest
from cds_service.prefetch import RecordParts, RecordReader
from cds_service.selection import addressed_drafts
from fhir_mappings.chart.whole_chart import PART_OF, Chart, read_chart
from fhir_mappings.resource.bundle_addresses import addresses
from fhir_mappings.resource.elements import lenient_days
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes
from imaging_rules.periods import Period

_TRAVELS_ALONG = ("Condition", "QuestionnaireResponse", "AllergyIntolerance")


def complete(reader: RecordReader, access: FhirAccess, source: FhirSource, patient_id: str) -> None:
    """Read the missing parts, and the further pages of those cut short, in one go."""
    further = reader.cut_short()
    queries = {key: query_for(key, patient_id) for key in reader.missing()}
    addresses = {key: query for key, query in queries.items() if query is not None} | further
    if not addresses:
        return
    for key, pages in access.read(source, addresses).items():
        if key not in further:
            reader.replace(key, pages)
        for page in pages if key in further else ():
            reader.take(key, page)


def chart_of(
    parts: RecordParts,
    request: HookRequest,
    day: date,
    site: SiteCodes = NO_SITE_CODES,
    own_forms: tuple[str, ...] = (),
) -> Chart:
    """The chart of a request's patient on a day: its record, and what belongs to it among the drafts. `site` are the codes of
    the client's own, `own_forms` the beginnings of the addresses of this service's questionnaires."""
    by_name = addresses((*parts.addressed, *addressed_drafts(request.draft_orders)), request.patient_id)
    return read_chart(parts_of(parts, request.draft_orders), request.patient_id, day, None, site, own_forms, by_name)


def parts_of(parts: RecordParts, drafts: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The record by resource type for the chart reader; Conditions, allergies and answers that travel among the drafts
    belong to it."""
    found: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in parts.delivered}
    for kind, resources in parts.resources.items():
        found[kind] = [*resources]
    for kind in _TRAVELS_ALONG:
        travelling = [each for _, each in addressed_drafts(drafts) if each.get("resourceType") == kind]
        if travelling:
            found[kind] = [*found.get(kind, []), *travelling]
    return found


def delivered_parts(chart: Chart, parts: RecordParts, look_back: Period) -> frozenset[str]:
    """The record parts whose silence counts: arrived whole, and readable to the chart reader. The order itself is one.

    Observations are asked for newest first; where they were cut off, they still count when they reach back further than
    any rule looks.
    """
    whole = {PART_OF[kind] for kind in parts.delivered if kind in PART_OF}
    whole -= {PART_OF[kind] for kind in parts.cut_short if kind in PART_OF}
    if "Observation" in parts.cut_short and _reach_back(chart, look_back.before(chart.as_of)):
        whole.add(PART_OF["Observation"])
    return (chart.delivered & whole) | {"order"}


def _reach_back(chart: Chart, day: date) -> bool:
    """Whether the patient's Observations on hand go back beyond a day, by the whole of what a date can mean."""
    reading = chart.reading(of_order=False)
    effective = (lenient_days(each.get("effectiveDateTime")) for each in chart.observations if reading.may_use(each))
    return any(days is not None and days.last < day for days in effective)
