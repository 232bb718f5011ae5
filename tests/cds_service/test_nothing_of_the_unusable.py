"""Of another patient's resource, of one entered in error and of one that was refuted nothing is used, however it reaches the
service: for each resource type, each way and each fault the record an order is assessed on is that of a request without it.

What was refuted may be said to be so (decision 0003), and nothing else.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from test_http import order_select

from cds_service.assessment_task import AssessmentTask
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from fhir_mappings.chart.whole_chart import PART_OF
from imaging_rules.facts import Record, State
from imaging_rules.library import Library
from imaging_rules.order_to_assess import Basket

Resource = dict[str, Any]
TODAY = date(2026, 11, 20)
LIBRARY = Library.load()
SNOMED, LOINC, CPT = "http://snomed.info/sct", "http://loinc.org", "http://www.ama-assn.org/go/cpt"
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1978-03-01", "gender": "female"}
OURS = {"reference": "Patient/p1"}


def concept(system: str, code: str, text: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


def of(kind: str, **elements: Any) -> Resource:
    whose = "patient" if kind in ("Device", "AllergyIntolerance") else "subject"
    return {"resourceType": kind, "id": "told", whose: OURS, **elements}


PAIN = concept(SNOMED, "279039007", "Low back pain")
TOLD: dict[str, Resource] = {
    "Condition": of("Condition", code=PAIN, onsetDateTime="2026-11-10", note=[{"text": "fever"}]),
    "Observation": of(
        "Observation",
        status="final",
        code=concept(LOINC, "8310-5", "Body temperature"),
        valueQuantity={"value": 39.2, "unit": "Cel"},
        effectiveDateTime="2026-11-18",
    ),
    "Procedure": of(
        "Procedure", status="completed", code=concept(CPT, "22558", "Lumbar fusion"), performedDateTime="2026-10-20"
    ),
    "Device": of("Device", status="active", type={"text": "pacemaker"}),
    "AllergyIntolerance": of("AllergyIntolerance", code={"text": "gadolinium"}, reaction=[{"severity": "severe"}]),
    "MedicationRequest": of(
        "MedicationRequest", status="active", intent="order", medicationCodeableConcept={"text": "warfarin"}
    ),
    "MedicationStatement": of("MedicationStatement", status="active", medicationCodeableConcept={"text": "warfarin"}),
    "DiagnosticReport": of(
        "DiagnosticReport",
        status="final",
        code=concept(CPT, "72148", "MRI lumbar spine"),
        effectiveDateTime="2026-11-12",
        conclusion="Acute compression fracture of L1.",
    ),
    "ImagingStudy": of("ImagingStudy", status="available", started="2026-11-12", description="XR lumbar spine"),
    "QuestionnaireResponse": of(
        "QuestionnaireResponse",
        status="completed",
        authored="2026-11-19",
        questionnaire="https://imaging-cds.example/Questionnaire/cord",
        item=[{"linkId": "pathologic_reflex", "answer": [{"valueBoolean": True}]}],
    ),
    "ServiceRequest": of(
        "ServiceRequest",
        status="active",
        intent="order",
        code=concept(CPT, "72148", "MRI lumbar spine without contrast"),
        authoredOn="2026-11-18",
    ),
}
KEYS = {
    "Condition": "conditions",
    "Observation": "observations",
    "Procedure": "procedures",
    "Device": "devices",
    "AllergyIntolerance": "allergies",
    "MedicationRequest": "medications",
    "MedicationStatement": "statements",
    "DiagnosticReport": "reports",
    "ImagingStudy": "imaging",
    "QuestionnaireResponse": "answers",
    "ServiceRequest": "orders",
}
VERIFIED = ("Condition", "AllergyIntolerance")


def anothers(told: Resource) -> Resource:
    whose = "patient" if "patient" in told else "subject"
    return {**told, whose: {"reference": "https://ehr.example/fhir/Patient/p2"}}


def in_error(told: Resource) -> Resource:
    if told["resourceType"] in VERIFIED:
        return {**told, "verificationStatus": {"coding": [{"code": "local"}, {"code": "entered-in-error"}]}}
    return {**told, "status": "entered-in-error"}


def refuted(told: Resource) -> Resource:
    return {**told, "verificationStatus": {"coding": [{"code": "refuted"}]}}


FAULTS: dict[str, Callable[[Resource], Resource]] = {"another": anothers, "in-error": in_error, "refuted": refuted}


def searchset(*resources: Resource) -> Resource:
    entries = [{"resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def delivered(request: Resource, told: Resource | None) -> None:
    if told is not None:
        request["prefetch"][KEYS[told["resourceType"]]]["entry"].append({"resource": told})
        request["prefetch"][KEYS[told["resourceType"]]]["total"] += 1


def beside(request: Resource, resource: Resource) -> None:
    delivered(request, {**resource, "id": "beside"})


def order_of(request: Resource) -> Resource:
    order: Resource = request["context"]["draftOrders"]["entry"][0]["resource"]
    return order


def in_prefetch(request: Resource, told: Resource | None, _name: str) -> None:
    delivered(request, told)


def as_reason(request: Resource, told: Resource | None, name: str) -> None:
    delivered(request, told)
    order_of(request)["reasonReference"] = [{"reference": name}]


def as_reason_by_address(request: Resource, told: Resource | None, name: str) -> None:
    delivered(request, told)
    order_of(request)["reasonReference"] = [{"reference": f"https://ehr.example/fhir/{name}/_history/2"}]


def as_supporting_info(request: Resource, told: Resource | None, name: str) -> None:
    delivered(request, told)
    order_of(request)["supportingInfo"] = [{"reference": name}]


def contained_as_reason(request: Resource, told: Resource | None, _name: str) -> None:
    order_of(request)["contained"] = [told] if told else []
    order_of(request)["reasonReference"] = [{"reference": "#told"}]


def contained_as_info(request: Resource, told: Resource | None, _name: str) -> None:
    order_of(request)["contained"] = [told] if told else []
    order_of(request)["supportingInfo"] = [{"reference": "#told"}]


def drafted(request: Resource, told: Resource | None, _name: str) -> None:
    request["context"]["draftOrders"]["entry"] += [{"resource": told}] if told else []


def drafted_as_reason(request: Resource, told: Resource | None, name: str) -> None:
    drafted(request, told, name)
    order_of(request)["reasonReference"] = [{"reference": name}]


def reason_of_a_treatment(request: Resource, told: Resource | None, name: str) -> None:
    delivered(request, told)
    course = {"start": "2026-09-01", "end": "2026-10-20"}
    code, reason = concept(CPT, "97110", "Physical therapy"), [{"reference": name}]
    beside(request, of("Procedure", status="completed", code=code, performedPeriod=course, reasonReference=reason))


def focus_of_a_course(request: Resource, told: Resource | None, name: str) -> None:
    delivered(request, told)
    order_of(request)["reasonReference"] = [{"reference": name}]
    course = {"code": {"text": "Course of illness"}, "valueString": "getting worse"}
    beside(request, of("Observation", status="final", effectiveDateTime="2026-11-18", focus=[{"reference": name}], **course))


def member_of_a_panel(request: Resource, told: Resource | None, _name: str) -> None:
    inside = [told] if told else []
    panel = {"code": {"text": "Vital signs"}, "effectiveDateTime": "2026-11-18", "contained": inside}
    beside(request, of("Observation", status="final", hasMember=[{"reference": "#told"}], **panel))


def behind_a_report(request: Resource, told: Resource | None, name: str) -> None:
    delivered(request, told)
    links = {element: [{"reference": name}] for element in ("basedOn", "result", "imagingStudy", "partOf")}
    code = concept(CPT, "72100", "XR lumbar spine")
    beside(request, of("DiagnosticReport", status="final", code=code, effectiveDateTime="2026-11-12", **links))


WAYS = (
    in_prefetch,
    as_reason,
    as_reason_by_address,
    as_supporting_info,
    contained_as_reason,
    contained_as_info,
    drafted,
    drafted_as_reason,
    reason_of_a_treatment,
    focus_of_a_course,
    member_of_a_panel,
    behind_a_report,
)


class Watched(Evaluator):
    """An evaluator that shows on what it assessed the first order."""

    seen: AssessmentTask

    def _tasks(self, *given: Any) -> list[AssessmentTask]:
        tasks = super()._tasks(*given)
        self.seen = tasks[0]
        return tasks


def request_with(way: Callable[..., None], told: Resource | None, name: str) -> Resource:
    body = copy.deepcopy(order_select())
    order_of(body)["reasonCode"] = [copy.deepcopy(PAIN)]
    body["prefetch"] = {"patient": PATIENT} | {key: searchset() for key in KEYS.values()}
    way(body, copy.deepcopy(told), name)
    return body


def assessed_on(way: Callable[..., None], told: Resource | None, name: str) -> tuple[Record, Basket]:
    evaluator = Watched(LIBRARY, as_of=TODAY)
    request = read_hook_request(json.dumps(request_with(way, told, name)).encode())
    evaluator.answer(request, "imaging-appropriateness-select")
    return evaluator.seen.record, evaluator.seen.basket


def without_denials(record: Record) -> Record:
    kept = {each for each in record.findings if each.state is not State.REFUTED}
    return replace(record, findings=tuple(sorted(kept, key=repr)))


@pytest.mark.parametrize("kind", TOLD)
def test_each_of_these_resources_says_something_where_nothing_is_wrong_with_it(kind: str) -> None:
    assert assessed_on(in_prefetch, TOLD[kind], f"{kind}/told") != assessed_on(in_prefetch, None, f"{kind}/told")


@pytest.mark.parametrize("way", [as_reason, as_reason_by_address, contained_as_reason, drafted_as_reason, focus_of_a_course])
def test_a_reason_says_since_when_where_nothing_is_wrong_with_it(way: Callable[..., None]) -> None:
    record, _ = assessed_on(way, TOLD["Condition"], "Condition/told")
    assert "symptom_onset" in {each.name for each in record.findings}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize(
    ("kind", "fault"), [(kind, fault) for kind in TOLD for fault in FAULTS if fault != "refuted" or kind in VERIFIED]
)
def test_nothing_of_it_is_used(kind: str, fault: str, way: Callable[..., None]) -> None:
    told, name = FAULTS[fault](TOLD[kind]), f"{kind}/told"
    with_it, basket = assessed_on(way, told, name)
    without, other = assessed_on(way, None, name)
    assert without_denials(with_it) == without_denials(without)
    assert basket == other


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("kind", [kind for kind in TOLD if kind not in ("Device", "AllergyIntolerance")])
def test_what_a_modifier_extension_changes_in_a_way_not_known_is_left_unread(kind: str, way: Callable[..., None]) -> None:
    told = {
        **TOLD[kind],
        "modifierExtension": [{"url": "https://ehr.example/fhir/StructureDefinition/x", "valueBoolean": True}],
    }
    with_it, basket = assessed_on(way, told, f"{kind}/told")
    without, other = assessed_on(way, None, f"{kind}/told")
    lost = {PART_OF[kind]} if kind in PART_OF and way is in_prefetch else set()
    assert not lost & with_it.delivered
    assert replace(with_it, delivered=frozenset()) == replace(without, delivered=frozenset())
    assert basket == other


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("way", [as_reason, contained_as_reason, drafted_as_reason, reason_of_a_treatment])
def test_what_a_reference_calls_it_is_not_taken_for_it(fault: str, way: Callable[..., None]) -> None:
    def called(request: Resource, told: Resource | None, name: str) -> None:
        way(request, told, name)
        procedures = [each["resource"] for each in request["prefetch"]["procedures"]["entry"]]
        for holder in (order_of(request), *procedures):
            for each in holder.get("reasonReference", ()):
                each["display"] = "Weak legs for two weeks" if told else None

    told = {**FAULTS[fault](TOLD["Condition"]), "code": {"text": "Weak legs"}}
    with_it, _ = assessed_on(called, told, "Condition/told")
    without, _ = assessed_on(called, None, "Condition/told")
    assert without_denials(with_it) == without_denials(without)


@pytest.mark.parametrize(("status", "expected"), [("active", True), ("entered-in-error", False)])
def test_a_contained_medicine_entered_in_error_is_none_and_leaves_the_list_unread(status: str, expected: bool) -> None:
    def by_reference(request: Resource, _told: Resource | None, _name: str) -> None:
        inside = {"resourceType": "Medication", "id": "m", "status": status, "code": {"text": "warfarin"}}
        medicine = {"contained": [inside], "medicationReference": {"reference": "#m"}}
        delivered(request, of("MedicationRequest", status="active", **medicine))

    record, _ = assessed_on(by_reference, None, "")
    assert ("anticoagulated" in {each.name for each in record.findings}) is expected
    assert ("medication" in record.delivered) is expected


@pytest.mark.parametrize("clinical", ["resolved", "inactive", "remission"])
def test_the_onset_of_a_complaint_that_is_over_is_none_of_the_orders(clinical: str) -> None:
    over = {**TOLD["Condition"], "clinicalStatus": {"coding": [{"code": clinical}]}}
    record, _ = assessed_on(as_reason, over, "Condition/told")
    assert "symptom_onset" not in {each.name for each in record.findings}


@pytest.mark.parametrize("owner", ["Patient/p1", "Patient/p2"])
def test_observations_reach_back_by_the_patients_own_alone(owner: str) -> None:
    def cut_off(request: Resource, _told: Resource | None, _name: str) -> None:
        old = {**TOLD["Observation"], "effectiveDateTime": "1990-01-01", "subject": {"reference": owner}}
        page = searchset(old)
        request["prefetch"]["observations"] = {**page, "link": [{"relation": "next", "url": "https://ehr.example/next"}]}

    record, _ = assessed_on(cut_off, None, "")
    assert ("observation" in record.delivered) is (owner == "Patient/p1")
