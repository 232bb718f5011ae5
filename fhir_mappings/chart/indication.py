"""The indication of an order: what its reason says, when the complaint began, and what follows of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fhir_mappings.chart.complaint_conditions import complaints_of, names_said, without_those_elsewhere
from fhir_mappings.chart.complaint_onset import onset_of_complaint
from fhir_mappings.chart.course import course_of, onset_beside
from fhir_mappings.chart.new_deficits import (
    new_beside_a_pain_of_the_spine,
    new_deficits,
    new_in_a_relapsing_disease,
    with_deficits_of_these_days,
    worse_disease,
)
from fhir_mappings.chart.new_signs import new_in_rows
from fhir_mappings.chart.status_after_surgery import status_after_surgery
from fhir_mappings.chart.vertebral_pain import new_since_augmentation, painful_fracture
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.complaint_parts import complaints_elsewhere
from fhir_mappings.order.ordered_part import placed_by_the_order
from fhir_mappings.order.reason import as_its_chart_tells, priority_of, referred_by, said_by_reason, stated_reason
from fhir_mappings.order.texts import order_texts
from fhir_mappings.resource.as_far_as_readable import as_far_as_readable
from imaging_rules.facts import Finding, State
from imaging_rules.study import Study


def read_indication(service_request: Mapping[str, Any], chart: Chart, ordered: Study | None = None) -> tuple[Finding, ...]:
    """The findings of an order's reason with their evidence, `order_reason`, `order_priority` and `symptom_onset`.

    Where the reason names a complaint of the part that is `ordered`, times of complaints of other parts are not the order's
    (`complaint_parts`); what the reason leaves unplaced is of that part. Never raises; what cannot be read is left out. Sources
    are `ServiceRequest/<id>.reasonCode` for what the order says itself, and the resource for what it refers to.
    """
    if not isinstance(service_request, Mapping):
        return ()
    return indication_of(as_its_chart_tells(service_request, chart), chart, ordered)


def indication_of(service_request: Mapping[str, Any], chart: Chart, ordered: Study | None = None) -> tuple[Finding, ...]:
    """The same of an order that is `as_its_chart_tells` already."""
    referred = tuple(as_far_as_readable(referred_by(service_request, chart)))
    found = said_by_reason(service_request, referred, chart, ordered)
    stated = list(as_far_as_readable(stated_reason(service_request)))
    complaints = list(as_far_as_readable(complaints_of(referred, found, chart, bool(stated))))
    names = frozenset(finding.name for finding in found if finding.state in (State.PRESENT, State.SUSPECTED))
    elsewhere = complaints_elsewhere(names or _of_complaints(complaints, chart), ordered)
    of_this_part = list(without_those_elsewhere(complaints, elsewhere, chart))
    found += as_far_as_readable(course_of(service_request, of_this_part, referred, names - elsewhere, chart))
    onset = list(as_far_as_readable(onset_of_complaint(referred, found, chart, bool(stated), elsewhere)))
    onset = onset or list(as_far_as_readable(onset_beside(of_this_part, referred, chart)))
    onset += as_far_as_readable(new_since_augmentation([*found, *onset], chart))
    for follows in (
        new_deficits(complaints, names, chart),
        new_in_a_relapsing_disease(names, chart),
        new_beside_a_pain_of_the_spine(names, chart),
        new_in_rows(chart.findings, chart.as_of),
        worse_disease(found),
        painful_fracture(found, chart),
    ):
        onset += as_far_as_readable(follows)
    words = [each.text for each in order_texts(service_request)]
    onset += as_far_as_readable(status_after_surgery([*found, *onset], chart.findings, chart.as_of, words))
    every = tuple(dict.fromkeys([*found, *stated, *onset, *as_far_as_readable(priority_of(service_request))]))
    return tuple(with_deficits_of_these_days((*every, *placed_by_the_order(every, ordered))))


def _of_complaints(complaints: Iterable[Mapping[str, Any]], chart: Chart) -> frozenset[str]:
    """What the Conditions say that may be the complaint of an order without a reason."""
    return frozenset[str]().union(*(names_said(each, chart) for each in complaints))
