"""`imaging-cds check-request FILE`: what is wrong with a request as a client sends it, and what of it is read.

For whoever connects a client. Tells places and counts, never a value of the record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO

import click
import msgspec

from cds_service.hook_request import UNREADABLE, HookRequest, read_hook_request
from cds_service.json_encoder import ENCODER
from cds_service.patient_record import chart_of
from cds_service.prefetch import RecordReader
from cds_service.prefetch_templates import OPTIONAL, PREFETCH
from cds_service.problems import RequestProblem, log_fault
from cds_service.selection import asked_about, draft_resources, reference
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.order.drafts import read_order
from fhir_mappings.resource.fhir_validity import refused_elements
from fhir_mappings.resource.subject import Whose

_MODIFIED = "left unread, an implant or an allergy apart; their lists do not count as whole"


@click.command("check-request")
@click.argument("request_file", metavar="REQUEST.json", type=click.File("rb"))
def check_request(request_file: BinaryIO) -> None:
    """Say what of a CDS Hooks request is read, and which resources in it are not valid FHIR R4.

    Fails where the service would refuse the request, or FHIR refuses a resource. Such a resource is read all the same, as far
    as it can be: what is refused may be lost.
    """
    try:
        request = read_hook_request(request_file.read())
    except RequestProblem as problem:
        raise click.ClickException(f"the service refuses this request: {problem.text}") from None
    try:
        told = [*_told(request)]
        refused = [f"not valid FHIR R4: {place}: {', '.join(elements)}" for place, elements in _refused(request)]
    except Exception as fault:
        raise click.ClickException(f"internal fault, incident {log_fault(fault)}") from None
    for line in (*told, *refused):
        click.echo(line)
    if refused:
        raise click.ClickException(f"{len(refused)} of the resources are not valid FHIR R4")


def _told(request: HookRequest) -> Iterator[str]:
    reader = RecordReader(request.patient_id)
    reader.take_prefetch(request.prefetch)
    chart = chart_of(reader.parts(), request, datetime.now(UTC).date())
    yield from _orders(request, chart)
    yield from _record(request, reader, chart)


def _orders(request: HookRequest, chart: Chart) -> Iterator[str]:
    drafts, asked = draft_resources(request.draft_orders), asked_about(request)
    yield f"{request.hook}: {len(asked)} of {len(drafts)} drafts asked about"
    for draft in asked:
        read = read_order(draft)
        told = (
            read.study.name if read.study else ("an imaging order of no known study" if read.is_imaging else "no imaging order")
        )
        problems = [
            *read.problems,
            *([f"not assessed: {read.skip_reason}"] if read.is_imaging and read.skip_reason else []),
            *([] if chart.is_of_this_patient(draft) else ["not known to be for this patient, not assessed"]),
        ]
        why = f" ({'; '.join(problems)})" if problems else ""
        yield f"{reference(draft) or 'a draft without an id'}: {told}{why}"


def _record(request: HookRequest, reader: RecordReader, chart: Chart) -> Iterator[str]:
    parts = reader.parts()
    counts = Counter({kind: len(resources) for kind, resources in parts.resources.items()})
    yield "record: " + (", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing")
    absent = [key for key in PREFETCH if key in reader.missing()]
    if absent:
        needed = [key for key in absent if key not in OPTIONAL]
        instead = (
            "asked of the FHIR server" if request.fhir_server else "and no fhirServer to ask, so that what they hold is unknown"
        )
        yield f"not sent: {', '.join(needed or absent)} ({instead})"
    if parts.unreadable:
        yield f"cannot be read: {parts.unreadable} entries"
    others, unknown = parts.dropped + chart.skipped.get(Whose.ANOTHERS, 0), chart.skipped.get(Whose.UNKNOWN, 0)
    if others:
        yield f"of another patient, left out: {others}"
    if changed := chart.skipped.get("modifier-extension", 0):
        yield f"with a modifier extension that is not known here: {changed} ({_MODIFIED})"
    if unknown:
        yield f"not known whose, left out: {unknown} (their lists do not count as whole)"


def _refused(request: HookRequest) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The resources that FHIR refuses, each by its place in the request."""
    yield from _refused_in("context.draftOrders", request.draft_orders)
    for key, raw in request.prefetch.items():
        try:
            content = msgspec.json.decode(bytes(raw))
        except UNREADABLE:
            yield f"prefetch.{key}", ("not JSON that can be read",)
            continue
        if isinstance(content, dict):
            yield from _refused_in(f"prefetch.{key}", content)


def _refused_in(place: str, content: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if content.get("resourceType") != "Bundle":
        if content and (elements := refused_elements(_plain(content))):
            yield f"{place} {content.get('resourceType', '')}".rstrip(), elements
        return
    entries = content.get("entry")
    for at, entry in enumerate(entries if isinstance(entries, list) else ()):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            yield from _refused_in(f"{place}.entry[{at}]", resource)


def _plain(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """A resource whose numbers are as JSON has them: drafts keep theirs as they were written."""
    plain: Mapping[str, Any] = msgspec.json.decode(ENCODER.encode(content))
    return plain
