"""The chart: all that the delivered FHIR resources say of one patient, as findings with evidence.

Nothing here raises. A resource that cannot be read, or of which it cannot be told whose it is, is skipped and counted, and
its part of the record then no longer counts as delivered: unreadable is not absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from fhir_mappings.chart.conservative_care import conservative_findings
from fhir_mappings.chart.course_questions import may_tell_a_course
from fhir_mappings.chart.grown_curve import grown_curve
from fhir_mappings.chart.replaced_findings import settled
from fhir_mappings.chart.rising_markers import rising_markers
from fhir_mappings.chart.second_thoughts import without_earlier_thoughts
from fhir_mappings.chart.starts_of_therapy import starts_of_therapy
from fhir_mappings.codes.empty_lists import NO_INFORMATION, NO_KNOWN_ALLERGY, NONE, said_of_the_list
from fhir_mappings.codes.unmatched import UnmatchedCode
from fhir_mappings.complaint_parts import NOTHING_ELSEWHERE
from fhir_mappings.questions.latest_answers import latest_answers
from fhir_mappings.questions.own_responses import counts
from fhir_mappings.readers.allergy import read_allergy
from fhir_mappings.readers.condition import read_condition
from fhir_mappings.readers.device import read_device
from fhir_mappings.readers.imaging_study import read_imaging_study
from fhir_mappings.readers.medication import read_medication
from fhir_mappings.readers.neck_rule import no_item_of_separate_rows
from fhir_mappings.readers.observation import read_observation
from fhir_mappings.readers.patient import read_patient
from fhir_mappings.readers.placed_order import read_placed_order
from fhir_mappings.readers.procedure import read_procedure
from fhir_mappings.readers.questionnaire_response import read_questionnaire_response
from fhir_mappings.readers.reading import Reading
from fhir_mappings.readers.report import read_report
from fhir_mappings.readers.time_answer import times_of_visits
from fhir_mappings.reports.earlier_imaging import EarlierStudy, answers_of_chart
from fhir_mappings.reports.past_exams import Parts, examinations
from fhir_mappings.resource.bundle_addresses import Addresses, with_references_resolved
from fhir_mappings.resource.elements import ARRAY, OBJECT, Days, Unreadable, name_of, status_of
from fhir_mappings.resource.modifiers import Modified, modified
from fhir_mappings.resource.older_shapes import OLDER_REQUESTS, in_r4_shape
from fhir_mappings.resource.versions import latest_versions
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes
from fhir_mappings.whole_texts import Phrases, library_phrases
from imaging_rules.facts import Finding, State
from imaging_rules.past.past_exam import PlacedOrder

Reader = Callable[[Mapping[str, Any], Reading], Iterator[Finding]]

READERS: Mapping[str, Reader] = {
    "Patient": read_patient,
    "Condition": read_condition,
    "Observation": read_observation,
    "Procedure": read_procedure,
    "Device": read_device,
    "AllergyIntolerance": read_allergy,
    "MedicationRequest": read_medication,
    "MedicationStatement": read_medication,
    "MedicationOrder": read_medication,
    "DiagnosticReport": read_report,
    "ImagingStudy": read_imaging_study,
    "QuestionnaireResponse": read_questionnaire_response,
    "ServiceRequest": read_placed_order,
}
"""The resource types that are read."""

PART_OF: Mapping[str, str] = {
    "Patient": "patient",
    "Condition": "condition",
    "Observation": "observation",
    "Procedure": "procedure",
    "Device": "device",
    "AllergyIntolerance": "allergy",
    "MedicationRequest": "medication",
    "MedicationStatement": "medication",
    "DiagnosticReport": "report",
}
"""The record part that a resource type delivers. ImagingStudy adds to the reports and delivers no part of its own.
QuestionnaireResponse delivers none: what nobody was asked is not absent, and most records hold no answers at all; no rule
asks what was ordered before."""

_ADDS_TO = {"ImagingStudy": "report", "MedicationOrder": "medication"}
"""The record part that no longer counts as delivered where a resource of that type cannot be read."""


_KEPT_BY_SOME = frozenset({"MedicationStatement"})
"""Types that many servers do not keep and answer with an empty list: only entries show that there is a list."""

_THERE_FOR_ALL_WE_KNOW = frozenset({"Device", "AllergyIntolerance"})
"""Types that are read though something modifies them in a way that is not known: to leave one out would be the unsafe side."""
_MR_LABEL, _UNSAFE = "device_mr_label", "unsafe"

_IMAGING = frozenset({"DiagnosticReport", "ImagingStudy"})


@dataclass(frozen=True)
class Chart:
    """What one patient's delivered record says.

    `delivered` holds the record parts that arrived whole and readable; `skipped` counts by reason what was left out;
    `unmatched` the codes that said nothing, `mentioned` the findings that unread words or unread imaging
    name. `imaging` is the earlier imaging on record, `exams` the same by examination, `imaging_whole` false where some of it
    could not be read at all; `placed` are the imaging orders placed before; `augmented` are the days on which a fractured
    vertebra was treated.
    `conditions` and `observations` are the resources themselves, for what an order's reason refers to.
    """

    patient_id: str
    as_of: date
    findings: tuple[Finding, ...] = ()
    delivered: frozenset[str] = frozenset()
    skipped: Mapping[str, int] = field(default_factory=dict)
    unmatched: frozenset[UnmatchedCode] = frozenset()
    mentioned: frozenset[str] = frozenset()
    imaging: tuple[EarlierStudy, ...] = ()
    exams: tuple[Parts, ...] = ()
    imaging_whole: bool = True
    placed: tuple[PlacedOrder, ...] = ()
    augmented: tuple[Days, ...] = ()
    taken_out: tuple[tuple[str, Days | None], ...] = ()
    """The implants that an operation took out, leads and all, each with its day where that is told."""
    patient: Mapping[str, Any] | None = None
    conditions: tuple[Mapping[str, Any], ...] = ()
    observations: tuple[Mapping[str, Any], ...] = ()
    phrases: Phrases = field(default_factory=Phrases)
    site: SiteCodes = NO_SITE_CODES
    """The codes of the client's own by which it was read."""
    own_forms: tuple[str, ...] = ()
    """The beginnings of the addresses of this service's own questionnaires."""
    addresses: Addresses = field(default_factory=dict)
    """What the addresses of Bundle entries stand for, which an order may refer to."""

    def is_of_this_patient(self, order: Mapping[str, Any]) -> bool:
        """Whether an order is for this patient. One that names nobody, or in a shape that FHIR does not know, is."""
        try:
            found = self.reading(of_order=True).whose(with_references_resolved(order, self.addresses))
        except Unreadable:
            return True
        return found.accepted

    def names_said_by(self, condition: Mapping[str, Any]) -> frozenset[str]:
        """The findings that a Condition of the chart says are there, or suspected."""
        return self._names_by_source.get(name_of(condition), frozenset())

    @cached_property
    def _names_by_source(self) -> dict[str, frozenset[str]]:
        grouped: dict[str, set[str]] = defaultdict(set)
        for finding in self.findings:
            if finding.state in (State.PRESENT, State.SUSPECTED):
                grouped[finding.evidence.source].add(finding.name)
        return {source: frozenset(names) for source, names in grouped.items()}

    @cached_property
    def observations_of_a_course(self) -> tuple[Mapping[str, Any], ...]:
        """The Observations that may tell how a complaint goes or when it began."""
        return tuple([each for each in self.observations if may_tell_a_course(each.get("code"))])

    def reading(self, *, of_order: bool, elsewhere: frozenset[str] = NOTHING_ELSEWHERE) -> Reading:
        """A fresh reading of the same patient on the same day, such as for an order's reason. `elsewhere` are complaints of
        another part of the spine than the ordered one."""
        return Reading(self.patient_id, self.as_of, self.phrases, self.patient, of_order, self.site, self.own_forms, elsewhere)


def read_chart(
    parts: Mapping[str, Sequence[Mapping[str, Any]] | None],
    patient_id: str,
    as_of: date,
    phrases: Phrases | None = None,
    site: SiteCodes = NO_SITE_CODES,
    own_forms: tuple[str, ...] = (),
    addresses: Addresses | None = None,
) -> Chart:
    """Read what was delivered of a patient's record.

    `parts` maps a FHIR resource type to the resources delivered, as they came: an empty list was delivered and is
    empty; a missing key, or None, was not delivered or failed. `phrases` are those of the library unless given; `site`
    are the codes of the client's own; `own_forms` the beginnings of the addresses of this service's own questionnaires;
    `addresses` what the `fullUrl`s of the Bundles that they came in stand for.
    """
    by_name = addresses or {}
    parts = {kind: _resolved(delivered, by_name) for kind, delivered in parts.items()} if by_name else parts
    latest = {kind: latest_versions(each) for kind in READERS if isinstance(each := parts.get(kind), ARRAY)}
    known = library_phrases() if phrases is None else phrases
    plain_id = patient_id.rsplit("/", 1)[-1].removeprefix("urn:uuid:")
    patient, conditions = _patient(_objects(latest.get("Patient")), plain_id), _objects(latest.get("Condition"))
    conditions = tuple([in_r4_shape(each) for each in conditions])
    reading = Reading(plain_id, as_of, known, patient, site=site, own_forms=own_forms, delivered=conditions)
    found: list[Finding] = []
    broken: set[str] = set()
    for kind in READERS:
        if parts.get(kind) is not None and not _read_all(kind, latest.get(kind), reading, found):
            broken.add(kind)
    broken |= reading.unclear
    for kind in OLDER_REQUESTS:
        reading.skipped["older-request"] += len(_objects(parts.get(kind)))
    found.extend(no_item_of_separate_rows(reading))
    found.extend(times_of_visits(reading.times, found))
    found.extend(starts_of_therapy(reading.therapies, as_of))
    found.extend(grown_curve(reading.angles))
    found.extend(rising_markers(found, reading.markers))
    answers = answers_of_chart(reading.imaging, as_of, whole=not broken & _IMAGING)
    found.extend(conservative_findings(reading.treatments, reading.not_done, as_of))
    return Chart(
        patient_id=plain_id,
        as_of=as_of,
        findings=settled([*found, *reading.mentioned.findings, *answers.findings]),
        delivered=_delivered(parts, broken),
        skipped={reason: count for reason, count in sorted(reading.skipped.items()) if count},
        unmatched=frozenset(reading.unmatched),
        mentioned=reading.mentioned.names | answers.open_names,
        imaging=tuple(reading.imaging),
        exams=examinations(reading.imaging),
        imaging_whole=not broken & _IMAGING,
        placed=tuple(reading.placed),
        augmented=tuple(reading.augmented),
        taken_out=tuple(reading.taken_out),
        patient=reading.patient,
        conditions=conditions,
        observations=_objects(latest.get("Observation")),
        phrases=known,
        site=site,
        own_forms=own_forms,
        addresses=by_name,
    )


def _resolved(delivered: Any, known: Addresses) -> Any:
    """A list of resources that name each other by type and id instead of by these addresses."""
    if not isinstance(delivered, ARRAY):
        return delivered
    return [with_references_resolved(each, known) if isinstance(each, OBJECT) else each for each in delivered]


def _read_all(kind: str, delivered: list[Any] | None, reading: Reading, found: list[Finding]) -> bool:
    """Read the resources of one type into `found`; False when one of them could not be read, or is no list of them."""
    if delivered is None:
        reading.skip("unreadable")
        return False
    whole = True
    for resource in _in_force(kind, delivered, reading):
        try:
            found.extend(_read(kind, resource, reading))
        except Exception:  # whatever a record holds, the others are still read
            reading.skip("unreadable")
            whole = False
    return whole


def _in_force(kind: str, delivered: list[Any], reading: Reading) -> list[Any]:
    """Without answers that were given anew, and without diagnoses that were thought of otherwise later."""
    if kind == "Condition":
        return without_earlier_thoughts(delivered, reading)
    if kind != "QuestionnaireResponse":
        return delivered
    return latest_answers(delivered, lambda each: counts(each, reading.patient_id, reading.as_of, reading.own_forms))


def _read(kind: str, resource: object, reading: Reading) -> Sequence[Finding]:
    if not isinstance(resource, OBJECT):
        raise ValueError("no resource")
    named = resource.get("resourceType")
    if named == "OperationOutcome":
        return _outcome(resource, reading)
    if named != kind:
        raise ValueError("another resource type than asked for")
    shaped = in_r4_shape(resource)
    meaning = modified(shaped)
    if meaning is not Modified.NOT_AT_ALL and not _says_nothing_anyway(shaped, reading):
        return _of_modified(kind, meaning, shaped, reading)
    said = said_of_the_list(kind, shaped)
    # Whole or not at all: half a resource could say the opposite of all of it.
    return _of_the_list(kind, said, shaped, reading) if said else tuple(READERS[kind](shaped, reading))


def _says_nothing_anyway(resource: Mapping[str, Any], reading: Reading) -> bool:
    """Whether a resource is another patient's or entered in error, whatever modifies it."""
    statuses = (status_of(resource.get(element)) for element in ("status", "verificationStatus", "clinicalStatus"))
    return "entered-in-error" in statuses or not reading.whose(resource).accepted


def _of_modified(kind: str, meaning: Modified, resource: Mapping[str, Any], reading: Reading) -> Sequence[Finding]:
    """What a resource says that a modifier extension changes. A procedure that was not done is read as that; anything else that
    was not done says nothing. What the change is not known of is left unread, and its list is not whole; an implant and an
    allergy are there for all that we know, though neither safe nor denied."""
    if meaning is Modified.NOT_DONE:
        reading.skip("not-done")
        return tuple(READERS[kind]({**resource, "status": "not-done"}, reading)) if kind == "Procedure" else ()
    reading.skip("modifier-extension")
    reading.unclear.add(kind)
    if kind not in _THERE_FOR_ALL_WE_KNOW:
        return ()
    return tuple(each for each in READERS[kind](resource, reading) if each.state is not State.REFUTED and not _clears(each))


def _clears(finding: Finding) -> bool:
    """Whether it is a label that lets an implant into the magnet."""
    return finding.name == _MR_LABEL and finding.value != _UNSAFE


def _of_the_list(kind: str, said: str, resource: Mapping[str, Any], reading: Reading) -> Sequence[Finding]:
    """What an entry about the whole list says; where nothing is known of it, it was not delivered."""
    if said == NONE and kind == "AllergyIntolerance":
        return tuple(READERS[kind]({**resource, "code": NO_KNOWN_ALLERGY}, reading))
    in_error = "entered-in-error" in (status_of(resource.get("verificationStatus")), status_of(resource.get("status")))
    if in_error or not reading.is_ours(resource):
        return ()
    if said == NO_INFORMATION:
        raise ValueError("nothing is known of this list")
    reading.skip("nothing-of-ours-on-the-list")
    return ()


def _outcome(outcome: Mapping[str, Any], reading: Reading) -> Sequence[Finding]:
    """A server's remark beside the results; an error means that results are missing."""
    issues = outcome.get("issue")
    severities = {issue.get("severity") for issue in issues if isinstance(issue, Mapping)} if issues else {"error"}
    if severities & {"error", "fatal"}:
        raise ValueError("the server reports an error")
    reading.skip("server-remark")
    return ()


def _patient(delivered: Sequence[Mapping[str, Any]], patient_id: str) -> Mapping[str, Any] | None:
    ours = [each for each in delivered if each.get("id") in (patient_id, None, "")]
    return ours[0] if len(ours) == 1 or (all(each == ours[0] for each in ours[1:]) and ours) else None


def _objects(delivered: object) -> tuple[Mapping[str, Any], ...]:
    return tuple([each for each in delivered if isinstance(each, OBJECT)]) if isinstance(delivered, ARRAY) else ()


def _delivered(parts: Mapping[str, Any], broken: Iterable[str]) -> frozenset[str]:
    arrived = {part for kind, part in PART_OF.items() if parts.get(kind) or (kind in parts and kind not in _KEPT_BY_SOME)}
    lost = {part for kind in broken if (part := PART_OF.get(kind) or _ADDS_TO.get(kind))}
    failed = {part for kind, part in PART_OF.items() if kind not in _KEPT_BY_SOME and kind in parts and parts[kind] is None}
    return frozenset(arrived - lost - failed)
