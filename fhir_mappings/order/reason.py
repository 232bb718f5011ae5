"""What an order says of its reason: its reasonCode, its words, what its reasonReference points at, and how urgent it is.

The same tables read the reason as read the chart; what comes from the order is marked `of_order`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from fhir_mappings.chart.whole_chart import READERS, Chart
from fhir_mappings.codes.findings import no_finding_reason
from fhir_mappings.codes.unmatched import UnmatchedCode
from fhir_mappings.complaint_parts import NOTHING_ELSEWHERE, complaints_elsewhere, is_elsewhere
from fhir_mappings.finding_kinds import findings_of_kind
from fhir_mappings.order.reason_beside_codes import said_beside_codes
from fhir_mappings.order.texts import MOST_TEXTS, order_texts
from fhir_mappings.readers.note_times import OF_A_TIME
from fhir_mappings.readers.reading import NO_TOLD_KIND, TOLD_BY_A_PAIN, TOLD_BY_IMAGES
from fhir_mappings.resource.as_far_as_readable import as_far_as_readable
from fhir_mappings.resource.bundle_addresses import with_references_resolved
from fhir_mappings.resource.elements import (
    Unreadable,
    codings,
    concept_text,
    contained,
    mapping,
    name_of,
    reference_key,
    reference_of,
    text_of,
    texts,
)
from fhir_mappings.resource.modifiers import Modified, modified
from fhir_mappings.resource.older_shapes import in_r4_shape
from fhir_mappings.resource.usable import may_be_used
from fhir_mappings.worded_otherwise import is_of_no_told_kind, may_be_of_another_kind
from imaging_rules.facts import Evidence, Finding, State
from imaging_rules.study import Study

_PRIORITY = "order_priority"
_PRIORITIES = frozenset({"routine", "urgent", "asap", "stat"})
_REASON = "order_reason"
_ON_RECORD = "_on_record"
_SAYS = frozenset({State.PRESENT, State.SUSPECTED})


def referred_by(order: Mapping[str, Any], chart: Chart) -> Iterator[Mapping[str, Any]]:
    """The Conditions and Observations that reasonReference points at, as far as they are at hand and may be used. A reference
    that cannot be read hides none of the others."""
    for each in _each(order, "reasonReference"):
        yield from [found for found in _at_hand(each, order, chart) if _may_use(found, chart)][:1]


def _may_use(resource: Mapping[str, Any], chart: Chart) -> bool:
    return may_be_used(resource, chart.patient_id, chart.patient)


def as_its_chart_tells(order: Mapping[str, Any], chart: Chart) -> Mapping[str, Any]:
    """The order with its references by type and id, and without its words for what may not be used."""
    return without_words_for_the_unusable(with_references_resolved(order, chart.addresses), chart)


def without_words_for_the_unusable(order: Mapping[str, Any], chart: Chart) -> Mapping[str, Any]:
    """The order without what its reasonReference calls a resource that is at hand and of which nothing may be used (another
    patient's, entered in error, refuted): the words are of that resource too. The order itself where there is none."""
    came = order.get("reasonReference")
    if not isinstance(came, list | tuple):
        return order
    read, rest = came[:MOST_TEXTS], came[MOST_TEXTS:]
    kept = [*(_without_display(each) if _is_unusable(each, order, chart) else each for each in read), *rest]
    return {**order, "reasonReference": kept} if any(new is not old for new, old in zip(kept, came, strict=True)) else order


def _is_unusable(reference: object, order: Mapping[str, Any], chart: Chart) -> bool:
    if not isinstance(reference, Mapping):
        return False
    found = _at_hand(reference, order, chart)
    return bool(found) and not any(_may_use(each, chart) for each in found)


def _without_display(reference: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in reference.items() if name != "display"}


def _at_hand(reference: Mapping[str, Any], order: Mapping[str, Any], chart: Chart) -> list[Mapping[str, Any]]:
    return list(as_far_as_readable(_pointed_at(reference, order, chart)))


def _pointed_at(reference: Mapping[str, Any], order: Mapping[str, Any], chart: Chart) -> Iterator[Mapping[str, Any]]:
    kind, identifier = reference_key(reference_of(reference))
    if kind == "#":
        found = contained(order, identifier)
        yield from [in_r4_shape(found)] if found is not None else []
        return
    known = (*chart.conditions, *chart.observations)
    fits = (each for each in known if identifier and each.get("id") == identifier)
    yield from (in_r4_shape(each) for each in fits if kind in ("", each.get("resourceType")))


def said_by_reason(
    order: Mapping[str, Any], referred: Sequence[Mapping[str, Any]], chart: Chart, ordered: Study | None = None
) -> list[Finding]:
    """What the reason of an order says by its codes, by what it refers to, and in words. Of `referred` (`referred_by`) all
    that they say, of what was refuted that it was. Of a complaint of another part than the one `ordered`, where it names one
    of this as well, no time and no course. Never raises."""
    told = _said(order, referred, chart, NOTHING_ELSEWHERE)
    names = {each.name for each in told if each.state in _SAYS}
    elsewhere = complaints_elsewhere(names, ordered)
    return told if elsewhere.isdisjoint(names) else _said(order, referred, chart, elsewhere)


def _said(
    order: Mapping[str, Any], referred: Sequence[Mapping[str, Any]], chart: Chart, elsewhere: frozenset[str]
) -> list[Finding]:
    pointed_at = [found for each in _each(order, "reasonReference") for found in _at_hand(each, order, chart)]
    denied = [each for each in pointed_at if not _may_use(each, chart) and modified(each) is Modified.NOT_AT_ALL]
    of_referred = [finding for resource in referred for finding in _of_referred(resource, chart, elsewhere)]
    in_denial = [finding for resource in denied for finding in as_far_as_readable(_read(resource, chart))]
    of_referred += [finding for finding in in_denial if finding.state is State.REFUTED]
    of_referred = [each for each in of_referred if not _names_another_kind(each, chart)]
    named = [*of_referred, *_coded_on_record(chart)]
    coded = [_as_certain_as(each, named, chart) for each in as_far_as_readable(_reason_codes(order, chart, elsewhere))]
    coded = [each for each in coded if not _names_another_kind(each, chart)]
    told = [*coded, *of_referred, *as_far_as_readable(_written(order, referred, chart, elsewhere))]
    return [*told, *as_far_as_readable(_beside_codes(order, referred, {each.name for each in told}, chart, elsewhere))]


def stated_reason(order: Mapping[str, Any]) -> Iterator[Finding]:
    """`order_reason`: that the order states any reason."""
    words = [_words(each) for each in (*_each(order, "reasonCode"), *_each(order, "reasonReference"))]
    said = "; ".join(word for word in words if word)
    if said:
        evidence = Evidence(f"{name_of(order)}.reasonCode", said, kind="text", of_order=True)
        yield Finding(_REASON, State.PRESENT, evidence)


def priority_of(order: Mapping[str, Any]) -> Iterator[Finding]:
    """`order_priority`, where it is one that FHIR knows."""
    priority = text_of(order.get("priority")).lower()
    if priority in _PRIORITIES:
        evidence = Evidence(f"{name_of(order)}.priority", priority, kind="value", of_order=True)
        yield Finding(_PRIORITY, State.PRESENT, evidence, priority)


def names_what_has_kinds(service_request: Mapping[str, Any], chart: Chart) -> bool:
    """Whether an order's reason names what rules tell into kinds, though not which kind, or a code for several of them: it is
    understood, and the chart may tell the kind. Never raises."""
    service_request = with_references_resolved(service_request, chart.addresses)
    concepts = (
        *_each(service_request, "reasonCode"),
        *(each.get("code") for each in as_far_as_readable(referred_by(service_request, chart))),
    )
    if any(is_of_no_told_kind(words) for concept in concepts for words in _texts(concept)):
        return True
    untold = {NO_TOLD_KIND}
    untold |= {TOLD_BY_IMAGES} if _a_report_tells(chart) else set()
    untold |= {TOLD_BY_A_PAIN} if _a_pain_is_there(chart) else set()
    if concepts and all(_codes_signs(each, untold) for each in concepts) and not order_texts(service_request):
        return True
    return any(_names_another_kind(each, chart) for each in as_far_as_readable(_reason_codes(service_request, chart)))


def _a_report_tells(chart: Chart) -> bool:
    """Whether a report on record tells of something that was found, and not only that images were made."""
    return any(
        each.state is State.PRESENT and each.value is None and not each.name.endswith(_ON_RECORD)
        for each in chart.findings
        if each.evidence.source.startswith("DiagnosticReport/")
    )


def _a_pain_is_there(chart: Chart) -> bool:
    """Whether a pain of the spine is on record."""
    pains = findings_of_kind("spine pain")
    return any(each.state is State.PRESENT and each.name in pains for each in chart.findings)


def _codes_signs(concept: object, untold: Set[str]) -> bool:
    """Whether a concept is a code for `other signs`, or for an image, of no told kind, and no words of its own say which.
    One that cannot be read is none."""
    try:
        coded, words = codings(concept), text_of(mapping(concept).get("text"))
    except Unreadable:
        return False
    said_by_code = not words or words.lower() in {each.display.lower() for each in coded}
    return said_by_code and any(no_finding_reason(each.system, each.code) in untold for each in coded)


def unmatched_reasons(service_request: Mapping[str, Any], chart: Chart) -> frozenset[UnmatchedCode]:
    """The codes of an order's reasonCode that said nothing. Never raises."""
    reading = chart.reading(of_order=True)
    for concept in _each(service_request, "reasonCode"):
        for _ in as_far_as_readable(reading.concept(concept, service_request, State.PRESENT, None)):
            pass
    return frozenset(reading.unmatched)


def _reason_codes(order: Mapping[str, Any], chart: Chart, elsewhere: frozenset[str] = NOTHING_ELSEWHERE) -> Iterator[Finding]:
    reading = chart.reading(of_order=True, elsewhere=elsewhere)
    source = f"{name_of(order)}.reasonCode"
    for concept in _each(order, "reasonCode"):
        for finding in as_far_as_readable(reading.concept(concept, order, State.PRESENT, None)):
            yield finding.of(source)


def _coded_on_record(chart: Chart) -> Iterator[Finding]:
    """What Conditions on record say by their codes."""
    return (each for each in chart.findings if each.evidence.kind == "code" and each.evidence.source.startswith("Condition/"))


def _as_certain_as(coded: Finding, named: Iterable[Finding], chart: Chart) -> Finding:
    """A reason's code as a suspicion where every Condition for it is one (provisional, differential): a code alone cannot
    say how certain it is. What a confirmed Condition only suspects, such as a crash the hurt spine, makes nothing doubtful."""
    if coded.state is not State.PRESENT:
        return coded
    same = [each for each in named if each.name == coded.name]
    doubted = bool(same) and all(each.state is State.SUSPECTED for each in same) and _is_named(coded.name, same, chart)
    return replace(coded, state=State.SUSPECTED) if doubted else coded


def _is_named(finding: str, suspected: Iterable[Finding], chart: Chart) -> bool:
    """Whether a code of one of the Conditions that suspect a finding names it, and does not only suspect it as well."""
    reading, sources = chart.reading(of_order=True), {each.evidence.source for each in suspected}
    conditions = [each for each in chart.conditions if name_of(each) in sources]
    rows = (row for each in conditions for row in reading.rows(reading.codings(each.get("code")), "Condition"))
    of_elsewhere = len(conditions) < len(sources)  # what the order refers to, or the code alone of an unread shape: as before
    return of_elsewhere or any(row.finding == finding and row.state != State.SUSPECTED for row in rows)


def _names_another_kind(coded: Finding, chart: Chart) -> bool:
    """Whether the record names another of the things that a reason's code stands for."""
    return coded.evidence.kind == "code" and may_be_of_another_kind(coded.name, chart.mentioned)


def _read(resource: Mapping[str, Any], chart: Chart, elsewhere: frozenset[str] = NOTHING_ELSEWHERE) -> Iterator[Finding]:
    """What a resource says that the order refers to."""
    kind = text_of(resource.get("resourceType"))
    if kind in ("Condition", "Observation"):
        yield from READERS[kind](resource, chart.reading(of_order=True, elsewhere=elsewhere))


def _of_referred(resource: Mapping[str, Any], chart: Chart, elsewhere: frozenset[str]) -> Iterator[Finding]:
    """What a resource says that the order refers to; how a complaint of another part goes is not told."""
    told = list(as_far_as_readable(_read(resource, chart, elsewhere)))
    other = is_elsewhere({each.name for each in told if each.state in _SAYS}, elsewhere)
    return (each for each in told if not (other and each.name in OF_A_TIME))


def _written(
    order: Mapping[str, Any], referred: Sequence[Mapping[str, Any]], chart: Chart, elsewhere: frozenset[str]
) -> Iterator[Finding]:
    """What the order says in words; how it calls what it refers to is only read where that is not at hand."""
    reading = chart.reading(of_order=True, elsewhere=elsewhere)
    for each in (one for one in order_texts(order) if not (referred and one.element == "reasonReference")):
        source = f"{name_of(order)}.{each.element}"
        for finding in as_far_as_readable(reading.written(each.text, order, State.PRESENT, None)):
            yield finding.of(source)


def _beside_codes(
    order: Mapping[str, Any],
    referred: Sequence[Mapping[str, Any]],
    known: Set[str],
    chart: Chart,
    elsewhere: frozenset[str],
) -> Iterator[Finding]:
    """What the order says in words beside the names of its codes, of findings that nothing else of it tells."""
    reading = chart.reading(of_order=True)
    concepts = [*_each(order, "reasonCode"), *(mapping(each.get("code")) for each in referred)]
    together = said_beside_codes(order, concepts, reading.as_of, reading.months_lived, elsewhere)
    told = [said for said in together if said.finding not in known]
    source = f"{name_of(order)}.reasonCode"
    for finding in as_far_as_readable(reading.told(told, order, State.PRESENT, None)):
        yield finding.of(source)


def _words(reason: Mapping[str, Any]) -> str:
    """What a reason (a CodeableConcept or a Reference) says; a reason that cannot be read is a reason all the same."""
    try:
        return concept_text(reason) or text_of(reason.get("display")) or reference_of(reason)
    except Unreadable:
        return "unreadable reason"


def _texts(concept: object) -> tuple[str, ...]:
    try:
        return texts(concept)
    except Unreadable:
        return ()


def _each(order: Mapping[str, Any], element: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a list of reasons, as many as are read; an odd one among them does not hide the others."""
    value = order.get(element)
    listed = value[:MOST_TEXTS] if isinstance(value, list | tuple) else [value]
    return (each for each in listed if isinstance(each, Mapping))
