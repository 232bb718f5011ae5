"""The record one order is assessed on: what of the chart bears on this order, and what the order itself says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cds_service.order_record import record_for
from fhir_mappings.chart.whole_chart import read_chart
from fhir_mappings.order.drafts import read_order
from imaging_rules.factbook import FactBook
from imaging_rules.library import Library

TODAY = date(2026, 11, 20)
LIBRARY = Library.load()
RETENTION = {
    "resourceType": "Condition",
    "id": "r",
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "267064002"}]},
    "onsetDateTime": "2026-11-10",
}


@pytest.mark.parametrize(("region", "result"), [("lumbar spine", "normal"), ("thoracic spine", None)])
def test_an_earlier_film_answers_only_for_an_order_of_its_region(region: str, result: str | None) -> None:
    film = {
        "resourceType": "DiagnosticReport",
        "status": "final",
        "code": {"text": "XR lumbar spine"},
        "effectiveDateTime": "2026-11-12",
        "conclusion": "Normal study.",
    }
    chart = read_chart({"DiagnosticReport": [film]}, "p1", TODAY)
    order = read_order({"resourceType": "ServiceRequest", "code": {"text": f"MRI {region} without contrast"}})
    book = FactBook(LIBRARY.vocabulary, record_for(order, chart, frozenset({"report"})))
    assert book.fact("spine_radiograph_result").value == result


def row(label: str, value: str, own_id: str = "row", day: str = "2026-11-19") -> dict[str, Any]:
    told = {"status": "final", "code": {"text": label}, "effectiveDateTime": day, "valueString": value}
    return {"resourceType": "Observation", "id": own_id, "subject": {"reference": "Patient/p1"}, **told}


def state_beside(reason: str, finding: str, *record: dict[str, Any]) -> str:
    """How a finding stands where an order gives a reason, and the record holds these rows and problems."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for each in record:
        parts.setdefault(each["resourceType"], []).append(each)
    order = {"resourceType": "ServiceRequest", "id": "o", "reasonCode": [{"text": reason}]}
    made = record_for(read_order(order), read_chart(parts, "p1", TODAY), frozenset())
    return str(FactBook(LIBRARY.vocabulary, made).finding(finding).state)


@pytest.mark.parametrize(
    ("reason", "sign", "finding", "state"),
    [
        ("low back pain, urinary retention", "Urinary incontinence", "bladder_dysfunction", "present"),
        ("diplopia for 3 days", "Nystagmus", "brainstem_symptoms", "present"),
        ("neck pain, Hoffmann positive", "Clonus", "pathologic_reflex", "present"),
        ("low back pain, ? cauda equina", "Loss of anal tone", "cauda_equina_syndrome", "suspected"),
        ("unsteady, ataxia of gait", "Dysmetria", "ataxia", "present"),
        ("low back pain, urinary retention", "Urinary retention", "bladder_dysfunction", "refuted"),
        ("neck pain, Hoffmann positive", "Hoffmann sign", "pathologic_reflex", "refuted"),
        ("neck pain, arm weakness", "Weakness", "weakness", "refuted"),
    ],
)
def test_a_sign_that_is_absent_denies_no_other_sign_that_the_order_names(
    reason: str, sign: str, finding: str, state: str
) -> None:
    assert state_beside(reason, finding, row(sign, "absent")) == state


def test_a_sign_that_is_absent_denies_no_other_sign_of_the_problem_list_or_of_another_row() -> None:
    absent = row("Urinary incontinence", "absent")
    assert state_beside("low back pain", "bladder_dysfunction", absent) == "refuted"
    assert state_beside("low back pain", "bladder_dysfunction", absent, RETENTION) == "present"
    assert state_beside("low back pain", "bladder_dysfunction", absent, row("Urinary retention", "present", "b")) == "present"
