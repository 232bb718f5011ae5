"""The record that one order is assessed on: the patient's chart, and what the order itself says."""

from __future__ import annotations

from dataclasses import dataclass

from fhir_mappings.chart.asked_of_a_syrinx import asked_of_a_syrinx
from fhir_mappings.chart.asked_of_sacroiliac import asked_of_sacroiliac
from fhir_mappings.chart.care_of_another_time import care_of_this_episode
from fhir_mappings.chart.hurt_in_accident import hurt_in_accident
from fhir_mappings.chart.implants_gone import implants_to_ask_about
from fhir_mappings.chart.indication import indication_of
from fhir_mappings.chart.lesions_of_demyelination import as_lesions_of_known_disease
from fhir_mappings.chart.named_gaits import as_the_named_gait
from fhir_mappings.chart.old_deficits import without_old_deficits
from fhir_mappings.chart.signs import denied_by_one_sign_only
from fhir_mappings.chart.unnamed_demyelination import as_doubtful_as_its_name
from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.chart.whole_course import in_one_course
from fhir_mappings.order.answers import read_order_answers
from fhir_mappings.order.drafts import ImagingOrder
from fhir_mappings.order.reason import as_its_chart_tells, names_what_has_kinds
from fhir_mappings.order.texts import is_understood, order_mentions
from fhir_mappings.reports.earlier_imaging import answers_for_order
from fhir_mappings.reports.past_exams import past_exams
from fhir_mappings.resource.age import months_lived
from imaging_rules.facts import Finding, Record

ABOUT_ONE_REASON = frozenset({"order_reason", "order_priority", "symptom_onset"})
"""What is read beside a reason; finding only these means that the reason itself was not understood."""
_NOBODY_ASKS_FOR = frozenset({"age_years"})
"""Of a patient who is recorded as deceased: an order is a mistake then, and no age would make it right."""


@dataclass(frozen=True)
class OwnWords:
    """What one draft says itself: of its reason, in answers that it holds, and what its words mention without settling it."""

    said: tuple[Finding, ...]
    answered: tuple[Finding, ...]
    in_passing: tuple[Finding, ...]
    mentioned: frozenset[str]
    understood: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that it says is there, or not."""
        return (*self.said, *self.answered, *self.in_passing)


def own_words(order: ImagingOrder, chart: Chart) -> OwnWords:
    """What a draft says of its patient."""
    worded = as_its_chart_tells(order.resource, chart)
    said = indication_of(worded, chart, order.study)
    told = (*chart.findings, *said)
    said = (
        *said,
        *hurt_in_accident(told, chart.imaging),
        *asked_of_sacroiliac(told, order.study),
        *asked_of_a_syrinx(told, order.study),
    )
    names = {finding.name for finding in said}
    mentioned = order_mentions(worded, frozenset(names), chart.as_of, months_lived(chart.patient, chart.as_of))
    answered, unfinished = read_order_answers(order.resource, chart)
    understood = bool(names - ABOUT_ONE_REASON) or names_what_has_kinds(order.resource, chart)
    return OwnWords(said, answered, mentioned.findings, mentioned.names | unfinished, understood)


def record_for(order: ImagingOrder, chart: Chart, delivered: frozenset[str], words: OwnWords | None = None) -> Record:
    """The record one order is assessed on: the chart, and what the order itself says of its reason (`words`, where it has been
    read)."""
    own = words or own_words(order, chart)
    studied = answers_for_order(
        chart.imaging,
        order.study,
        (*chart.findings, *own.said),
        chart.as_of,
        whole=chart.imaging_whole and "report" in delivered,
    )
    known = (*chart.findings, *own.findings, *studied.findings)
    every = in_one_course((*known, *implants_to_ask_about(known, chart.taken_out)), chart.as_of)
    every = as_lesions_of_known_disease(as_doubtful_as_its_name(every, chart.as_of))
    care = care_of_this_episode(as_the_named_gait(every), chart)
    settled = without_old_deficits(care.findings, chart.as_of)
    findings = settled.findings
    one_sign = denied_by_one_sign_only(findings)
    return Record(
        as_of=chart.as_of,
        findings=tuple(each for each in findings if each not in one_sign) if one_sign else findings,
        mentioned=chart.mentioned | own.mentioned | studied.open_names | care.open | settled.open,
        unknown=_NOBODY_ASKS_FOR if chart.skipped.get("deceased") else frozenset(),
        delivered=delivered if is_understood(order.resource) else delivered - {"order"},
        indication=_indication(own),
        imaging=past_exams(chart.exams, order.resource),
    )


def _indication(own: OwnWords) -> str:
    stated = any(finding.name == "order_reason" for finding in own.said)
    return ("read" if own.understood else "unread") if stated else "none"
