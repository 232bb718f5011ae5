"""The indication of an order: what its reasonCode and reasonReference say, and when the complaint began.

The same tables read the reason as read the chart; what comes from the order is marked `of_order`. The onset is that of
the Condition the order refers to, else of the Condition in the chart that says the same as its reason, else, when the
order states no reason, of the newest presenting complaint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from fhir_mappings.bundle_addresses import with_references_resolved
from fhir_mappings.chart import READERS, Chart
from fhir_mappings.course import course_of, onset_beside
from fhir_mappings.older_shapes import in_r4_shape
from fhir_mappings.order_texts import order_texts
from fhir_mappings.readers.condition import condition_state
from fhir_mappings.readers.onset import Onset, onset_limit, onset_of
from fhir_mappings.readers.patient import birth_days
from fhir_mappings.resources import (
    Unreadable,
    concept_text,
    contained,
    days_of,
    lenient_days,
    name_of,
    reference_key,
    reference_of,
    text_of,
    texts,
)
from fhir_mappings.status_after_surgery import status_after_surgery
from fhir_mappings.tables_csv import table
from fhir_mappings.text.past_years import ATTACKS
from fhir_mappings.unmatched import UnmatchedCode
from fhir_mappings.worded_otherwise import is_of_no_told_kind, may_be_of_another_kind
from imaging_rules.facts import Evidence, Finding, State

_PRIORITY = "order_priority"
_PRIORITIES = frozenset({"routine", "urgent", "asap", "stat"})
_ONSET = "symptom_onset"
_CHANGED_DEFICIT = "neuro_symptoms_new_or_worse"
_BACK_PAINS = frozenset({"low_back_pain", "thoracic_back_pain", "back_pain_unspecified"})
_SPINE_PAINS = _BACK_PAINS | {"neck_pain", "leg_root_symptoms"}
_SPHINCTER_LOSS, _LOCAL_CAUSE = "sphincter_loss_lately", "bowel_bladder_local_cause"
_WEAK_LEGS, _INFECTION = "legs_weak_lately", "spine_infection"
_CORD_DEFICIT = "cord_deficit_lately"
_PAINS_OF_THE_CORD = {"thoracic_back_pain": {_WEAK_LEGS, _SPHINCTER_LOSS}, "neck_pain": {_WEAK_LEGS}}
"""Pains at the height of the cord, each with the deficits that are the cord's beside it."""
_TRAJECTORY = "trajectory"
_WORSENING = (_TRAJECTORY, "worsening")
_REASON = "order_reason"


def read_indication(service_request: Mapping[str, Any], chart: Chart) -> tuple[Finding, ...]:
    """The findings of an order's reason with their evidence, `order_reason`, `order_priority` and `symptom_onset`.

    Never raises; what cannot be read is left out. Sources are `ServiceRequest/<id>.reasonCode` for what the order says
    itself, and the resource for what it refers to.
    """
    if not isinstance(service_request, Mapping):
        return ()
    service_request = with_references_resolved(service_request, chart.addresses)
    referred = tuple(_safely(_referred(service_request, chart)))
    of_referred = [finding for resource in referred for finding in _safely(_read(resource, chart))]
    of_referred = [each for each in of_referred if not _is_of_no_told_kind(each, chart)]
    coded = [_as_certain_as(each, of_referred) for each in _safely(_reason_codes(service_request, chart))]
    coded = [each for each in coded if not _is_of_no_told_kind(each, chart)]
    found = [*coded, *of_referred, *_safely(_written(service_request, chart, referred))]
    stated = list(_safely(_stated(service_request)))
    complaints = list(_safely(_complaints_of(referred, found, chart, bool(stated))))
    names = frozenset(finding.name for finding in found if finding.state in (State.PRESENT, State.SUSPECTED))
    found += _safely(course_of(service_request, complaints, referred, names, chart))
    onset = list(_safely(_onset_finding(referred, found, chart, bool(stated))))
    onset = onset or list(_safely(onset_beside(complaints, referred, chart)))
    onset += _safely(_new_since_augmentation([*found, *onset], chart))
    onset += _safely(_new_deficits(complaints, names, chart))
    onset += _safely(_new_in_a_relapsing_disease(names, chart))
    onset += _safely(_new_beside_a_pain_of_the_spine(names, chart))
    onset += _safely(_worse_disease(found))
    onset += _safely(_painful_fracture(found, chart))
    words = [each.text for each in order_texts(service_request)]
    onset += _safely(status_after_surgery([*found, *onset], chart.findings, chart.as_of, words))
    every = dict.fromkeys([*found, *stated, *onset, *_safely(_priority(service_request))])
    return tuple(_with_deficits_of_these_days(every))


def _as_certain_as(coded: Finding, referred: Iterable[Finding]) -> Finding:
    """A reason's code as a suspicion where the Condition that the order refers to for it is one: a code alone cannot say
    how certain it is."""
    states = {each.state for each in referred if each.name == coded.name}
    return replace(coded, state=State.SUSPECTED) if coded.state is State.PRESENT and states == {State.SUSPECTED} else coded


def _is_of_no_told_kind(coded: Finding, chart: Chart) -> bool:
    """Whether the record names another of the things that a reason's code stands for."""
    return coded.evidence.kind == "code" and may_be_of_another_kind(coded.name, chart.mentioned)


def names_what_has_kinds(service_request: Mapping[str, Any], chart: Chart) -> bool:
    """Whether an order's reason names what rules tell into kinds, though not which kind, or a code for several of them: it is
    understood, and the chart may tell the kind. Never raises."""
    service_request = with_references_resolved(service_request, chart.addresses)
    concepts = (
        *_each(service_request, "reasonCode"),
        *(each.get("code") for each in _safely(_referred(service_request, chart))),
    )
    if any(is_of_no_told_kind(words) for concept in concepts for words in _texts(concept)):
        return True
    return any(_is_of_no_told_kind(each, chart) for each in _safely(_reason_codes(service_request, chart)))


def _texts(concept: object) -> tuple[str, ...]:
    try:
        return texts(concept)
    except Unreadable:
        return ()


def unmatched_reasons(service_request: Mapping[str, Any], chart: Chart) -> frozenset[UnmatchedCode]:
    """The codes of an order's reasonCode that said nothing. Never raises."""
    reading = chart.reading(of_order=True)
    for concept in _each(service_request, "reasonCode"):
        for _ in _safely(reading.concept(concept, service_request, State.PRESENT, None)):
            pass
    return frozenset(reading.unmatched)


def _safely(findings: Iterator[Any]) -> Iterator[Any]:
    """What an iterator gives until it meets something unreadable."""
    try:
        yield from findings
    except Exception:  # an order may hold anything
        return


def _reason_codes(order: Mapping[str, Any], chart: Chart) -> Iterator[Finding]:
    reading = chart.reading(of_order=True)
    source = f"{name_of(order)}.reasonCode"
    for concept in _each(order, "reasonCode"):
        for finding in _safely(reading.concept(concept, order, State.PRESENT, None)):
            yield replace(finding, evidence=replace(finding.evidence, source=source))


def _written(order: Mapping[str, Any], chart: Chart, referred: tuple[Mapping[str, Any], ...]) -> Iterator[Finding]:
    """What the order says in words; how it calls what it refers to is only read where that is not at hand."""
    reading = chart.reading(of_order=True)
    texts = order_texts(order)
    for each in (one for one in texts if not (referred and one.element == "reasonReference")):
        source = f"{name_of(order)}.{each.element}"
        for finding in _safely(reading.written(each.text, order, State.PRESENT, None)):
            yield replace(finding, evidence=replace(finding.evidence, source=source))


def _referred(order: Mapping[str, Any], chart: Chart) -> Iterator[Mapping[str, Any]]:
    """The Conditions and Observations that reasonReference points at, as far as they are at hand. A reference that cannot be
    read hides none of the others."""
    for each in _each(order, "reasonReference"):
        yield from _safely(_pointed_at(each, order, chart))


def _pointed_at(reference: Mapping[str, Any], order: Mapping[str, Any], chart: Chart) -> Iterator[Mapping[str, Any]]:
    kind, identifier = reference_key(reference_of(reference))
    found = contained(order, identifier) if kind == "#" else _in_chart(kind, identifier, chart)
    if found is not None:
        yield in_r4_shape(found)


def _in_chart(kind: str, identifier: str, chart: Chart) -> Mapping[str, Any] | None:
    known = (*chart.conditions, *chart.observations)
    fits = (each for each in known if identifier and each.get("id") == identifier)
    return next((each for each in fits if kind in ("", each.get("resourceType"))), None)


def _read(resource: Mapping[str, Any], chart: Chart) -> Iterator[Finding]:
    kind = text_of(resource.get("resourceType"))
    if kind in ("Condition", "Observation"):
        yield from READERS[kind](resource, chart.reading(of_order=True))


def _stated(order: Mapping[str, Any]) -> Iterator[Finding]:
    """`order_reason`: that the order states any reason."""
    words = [_words(each) for each in (*_each(order, "reasonCode"), *_each(order, "reasonReference"))]
    said = "; ".join(word for word in words if word)
    if said:
        evidence = Evidence(f"{name_of(order)}.reasonCode", said, kind="text", of_order=True)
        yield Finding(_REASON, State.PRESENT, evidence)


def _each(order: Mapping[str, Any], element: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a list of reasons; an odd one among them does not hide the others."""
    value = order.get(element)
    return (each for each in (value if isinstance(value, list | tuple) else [value]) if isinstance(each, Mapping))


def _words(reason: Mapping[str, Any]) -> str:
    """What a reason (a CodeableConcept or a Reference) says; a reason that cannot be read is a reason all the same."""
    try:
        return concept_text(reason) or text_of(reason.get("display")) or reference_of(reason)
    except Unreadable:
        return "unreadable reason"


def _priority(order: Mapping[str, Any]) -> Iterator[Finding]:
    priority = text_of(order.get("priority")).lower()
    if priority in _PRIORITIES:
        evidence = Evidence(f"{name_of(order)}.priority", priority, kind="value", of_order=True)
        yield Finding(_PRIORITY, State.PRESENT, evidence, priority)


def _onset_finding(
    referred: Iterable[Mapping[str, Any]],
    found: Iterable[Finding],
    chart: Chart,
    stated: bool,
) -> Iterator[Finding]:
    names = {finding.name for finding in found if finding.state is not State.REFUTED}
    for condition in _candidates(referred, names, chart, stated):
        onset = _onset(condition, chart)
        days = onset.before(chart.as_of) if onset else None
        if onset is not None and days is not None and not (onset.weak and days <= _weak_until()):
            words = f"{concept_text(condition.get('code'))}: onset {_shown(onset)}{onset.remark}"
            evidence = Evidence(name_of(condition), words, onset.days.first, "value", of_order=stated)
            yield Finding(_ONSET, State.PRESENT, evidence, onset.lasted(chart.as_of))
            return


def _complaints_of(
    referred: Iterable[Mapping[str, Any]], found: Iterable[Finding], chart: Chart, stated: bool
) -> Iterator[Mapping[str, Any]]:
    """The Conditions that are the order's complaint: those it refers to, else those of the chart that say the same."""
    named = [each for each in referred if each.get("resourceType") == "Condition"]
    names = {finding.name for finding in found if finding.state is not State.REFUTED}
    yield from named or _candidates(referred, names, chart, stated)


def _new_deficits(complaints: Iterable[Mapping[str, Any]], named: Set[str], chart: Chart) -> Iterator[Finding]:
    """`neuro_symptoms_new_or_worse` for a deficit or an attack that the order names and that began lately (convention: the same
    weeks that make a deficit acute or subacute)."""
    for condition in complaints:
        onset = _new_onset(condition, chart)
        if onset is not None and _names(condition, chart) & _deficits() & named:
            yield _changed_deficit(condition, onset, of_order=True)


def _new_in_a_relapsing_disease(named: Set[str], chart: Chart) -> Iterator[Finding]:
    """`neuro_symptoms_new_or_worse` for a deficit on record that began lately, where the order names a relapsing disease: it
    need not name the deficit too."""
    if named.isdisjoint(row["finding"] for row in table("relapses")):
        return
    for condition in chart.conditions:
        onset = _new_onset(condition, chart)
        if onset is not None and _names(condition, chart) & _deficits():
            yield _changed_deficit(condition, onset, of_order=False)


def _new_beside_a_pain_of_the_spine(named: Set[str], chart: Chart) -> Iterator[Finding]:
    """What a weakness or a failing bladder on record says that began lately, each within its own limit
    (`tables/deficits_beside_pain.csv`), where the order names a pain of the spine: it need not name the deficit too."""
    if named.isdisjoint(_SPINE_PAINS):
        return
    explained = any(each.name == _LOCAL_CAUSE and each.state is State.PRESENT for each in chart.findings)
    for condition in chart.conditions:
        names = _names(condition, chart)
        for row in (each for each in table("deficits_beside_pain") if each["finding"] in names):
            onset = _new_onset(condition, chart, float(row["within_days"]))
            if onset is not None and not (explained and row["says"] == _SPHINCTER_LOSS):
                yield replace(_changed_deficit(condition, onset, of_order=False), name=row["says"])


def _with_deficits_of_these_days(found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of an order; a retention or incontinence that it tells is of these weeks where its complaint is. With an
    infection suspected the deficit is one of the infection, whose criteria ask for it themselves."""
    every = list(found)
    within = next(float(row["within_days"]) for row in table("deficits_beside_pain") if row["says"] == _SPHINCTER_LOSS)
    began = (each.value for each in every if each.name == _ONSET)
    lately = any(isinstance(days, float) and days <= within for days in began)
    infected = any(each.name == _INFECTION and each.state in (State.PRESENT, State.SUSPECTED) for each in every)
    left_out = {_SPHINCTER_LOSS, _WEAK_LEGS} if infected else set() if lately else {_SPHINCTER_LOSS}
    kept = [each for each in every if each.name not in left_out or (each.evidence.kind == "value" and not infected)]
    yield from kept
    pains = {each.name for each in kept if each.state is State.PRESENT} & _PAINS_OF_THE_CORD.keys()
    for each in kept:
        if any(each.name in _PAINS_OF_THE_CORD[pain] for pain in pains):
            yield replace(each, name=_CORD_DEFICIT)


def _new_onset(condition: Mapping[str, Any], chart: Chart, within: float | None = None) -> Onset | None:
    """When a problem that is there began, if that was lately: within so many days, by default those of any deficit."""
    onset = _onset(condition, chart)
    days = onset.before(chart.as_of) if onset else None
    if onset is None or days is None or onset.weak or days > (within or onset_limit("new_until")):
        return None
    return onset if _is_current(condition, chart) else None


def _changed_deficit(condition: Mapping[str, Any], onset: Onset, *, of_order: bool) -> Finding:
    words = f"{concept_text(condition.get('code'))}: began {_shown(onset)}"
    return Finding(_CHANGED_DEFICIT, State.PRESENT, Evidence(name_of(condition), words, onset.days.first, "value", of_order))


@cache
def _deficits() -> frozenset[str]:
    return frozenset({row["finding"] for row in table("text_time_kinds") if row["kind"] == "deficit"} | ATTACKS)


def _new_since_augmentation(found: Iterable[Finding], chart: Chart) -> Iterator[Finding]:
    """`trajectory: new` for a pain of the back that began after the last vertebral augmentation on record: by the order of
    their days it is not the pain that was treated. Not where any other pain of the back on record is older, or where the
    order says how the pain goes."""
    told = [each for each in found if each.state is State.PRESENT]
    onset = next((each for each in told if each.name == _ONSET), None)
    if onset is None or not chart.augmented or any(each.name == _TRAJECTORY for each in told):
        return
    treated = max(days.last for days in chart.augmented)
    began = _day_of(onset, chart)
    hurts = {each.name for each in (*told, *chart.findings) if each.evidence.source == onset.evidence.source} | {
        each.name for each in told if onset.evidence.kind == "text"
    }
    if began > treated and hurts & _BACK_PAINS and not any(_is_older_pain(each, treated, chart) for each in chart.conditions):
        words = f"{onset.evidence.text}; vertebral augmentation {treated}"
        yield Finding(_TRAJECTORY, State.PRESENT, replace(onset.evidence, text=words), "new")


def _day_of(onset: Finding, chart: Chart) -> date:
    """The first day on which a complaint can have begun."""
    days = onset.value if isinstance(onset.value, int | float) else 0
    return onset.evidence.date or chart.as_of - timedelta(days=days)


def _is_older_pain(condition: Mapping[str, Any], treated: date, chart: Chart) -> bool:
    """Whether a Condition is a present pain of the back that may have begun by the day of a treatment."""
    if not (_names(condition, chart) & _BACK_PAINS and _is_current(condition, chart)):
        return False
    onset = _onset(condition, chart)
    days = onset.days if onset and not onset.weak else lenient_days(condition.get("recordedDate"))
    return days is not None and days.first <= treated


def _worse_disease(found: Iterable[Finding]) -> Iterator[Finding]:
    """`neuro_symptoms_new_or_worse` where the order's reason codes a worsening and nothing that could worsen but a
    demyelinating disease."""
    of_order = [each for each in found if each.state is State.PRESENT]
    worse = next((each for each in of_order if (each.name, each.value) == _WORSENING and each.evidence.kind == "code"), None)
    names = {each.name for each in of_order} - {_TRAJECTORY}
    if worse is not None and names and names <= {row["finding"] for row in table("relapses")}:
        yield Finding(_CHANGED_DEFICIT, State.PRESENT, worse.evidence)


def _painful_fracture(found: Iterable[Finding], chart: Chart) -> Iterator[Finding]:
    """`vcf_symptomatic` where the order names a compression fracture of a vertebra and a pain of the back as its reasons, or
    where the examination of these weeks found the spine tender over it (vocabulary: 'tender at T12')."""
    named = [each for each in found if each.state is State.PRESENT]
    pain = next((each for each in named if each.name in _BACK_PAINS), None)
    pain = pain or next((each for each in (*named, *chart.findings) if _is_tender_spine(each, chart)), None)
    if pain is not None and any(each.name == "fragility_fracture" for each in named):
        yield Finding("vcf_symptomatic", State.PRESENT, pain.evidence)


def _is_tender_spine(finding: Finding, chart: Chart) -> bool:
    """Whether a finding is that the spine is tender, by the order or an examination that still holds."""
    if finding.name != "pain_on_percussion" or finding.state is not State.PRESENT:
        return False
    day = finding.evidence.date
    return finding.evidence.of_order or (day is not None and (chart.as_of - day).days <= onset_limit("course_holds"))


def _weak_until() -> float:
    """Up to this many days an onset that equals its day of recording says nothing: the complaint may be older. Longer ago
    it still says that the complaint has lasted at least so long."""
    return onset_limit("weak_until")


def _candidates(
    referred: Iterable[Mapping[str, Any]],
    names: set[str],
    chart: Chart,
    stated: bool,
) -> Iterator[Mapping[str, Any]]:
    """The Conditions whose onset may be the order's, the closest to the order first; what they say must hold today."""
    yield from (each for each in referred if each.get("resourceType") == "Condition")
    if _ONSET in names:
        return  # the order says itself how long it has lasted
    wanted = names & _complaints() if stated else _complaints()
    fitting = [each for each in chart.conditions if chart.names_said_by(each) & wanted]
    yield from sorted((each for each in fitting if _is_current(each, chart)), key=_newest_first)


def _is_current(condition: Mapping[str, Any], chart: Chart) -> bool:
    reading = chart.reading(of_order=False)
    try:
        return reading.is_ours(condition) and condition_state(condition, reading) in (State.PRESENT, State.SUSPECTED)
    except Unreadable:
        return False


def _names(condition: Mapping[str, Any], chart: Chart) -> set[str]:
    found = _safely(READERS["Condition"](condition, chart.reading(of_order=False)))
    return {finding.name for finding in found if finding.state in (State.PRESENT, State.SUSPECTED)}


def _newest_first(condition: Mapping[str, Any]) -> tuple[int, str]:
    """By recording, else by onset, the newest first; the id decides a tie."""
    for element in ("recordedDate", "onsetDateTime"):
        try:
            days = days_of(condition.get(element))
        except Unreadable:
            days = None
        if days:
            return (-days.first.toordinal(), str(condition.get("id")))
    return (-date.min.toordinal(), str(condition.get("id")))


def _onset(condition: Mapping[str, Any], chart: Chart) -> Onset | None:
    return onset_of(condition, birth_days(chart.patient), chart.as_of)


def _shown(onset: Onset) -> str:
    days = onset.days
    return str(days.first) if days.exact else f"{days.first} to {days.last}"


def _complaints() -> set[str]:
    return {row["finding"] for row in table("complaints")}
