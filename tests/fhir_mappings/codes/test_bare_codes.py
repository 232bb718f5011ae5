"""A card never shows a bare code: what came without words is called as our tables call it, else in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from tests.fhir_mappings.fhir_records import LOINC, SNOMED, chart, concept, condition, observation, resource

CPT = "http://www.ama-assn.org/go/cpt"
ONSET = {"onsetDateTime": "2026-11-14"}
REASON = {"reasonReference": [{"reference": "Condition/condition-1"}]}


def shown(*resources: dict[str, Any], **order: Any) -> list[str]:
    """All that the findings of a chart, and of an order, are shown with."""
    read = chart(*resources)
    told = read_indication(resource("ServiceRequest", **order), read) if order else ()
    return [each.evidence.text for each in (*read.findings, *told) if each.name not in ("order_reason", "order_priority")]


@pytest.mark.parametrize(
    ("code", "resources", "order"),
    [
        ("279039007", [condition(SNOMED, "279039007", **ONSET)], REASON),
        ("M54.50", [condition(code="M54.50", **ONSET)], REASON),
        ("R29.898", [condition(code="R29.898", **ONSET)], REASON),
        ("G83.10", [condition(code="G83.10", **ONSET), {**condition(code="M54.50"), "id": "pain"}],
         {"reasonReference": [{"reference": "Condition/pain"}]}),
        ("97110", [resource("Procedure", status="completed", code=concept(CPT, "97110"), performedDateTime="2026-11-01")], {}),
        ("22558", [resource("Procedure", status="preparation", code=concept(CPT, "22558"))], {}),
        ("32385-7", [observation("32385-7", LOINC, valueString="positive")], {}),
        ("14106009", [resource("Device", status="active", type=concept(SNOMED, "14106009"))], {}),
    ],
)  # fmt: skip
def test_no_bare_code_is_shown(code: str, resources: list[dict[str, Any]], order: dict[str, Any]) -> None:
    texts = shown(*resources, **order)
    assert texts
    assert not [text for text in texts if code in text]


def test_a_complaint_of_no_known_code_is_called_so() -> None:
    unnamed = {"system": "https://ehr.example/codes", "code": "0815"}
    complaint = condition(**ONSET)
    complaint["code"] = {"coding": [unnamed]}
    (onset,) = [text for text in shown(complaint, **REASON) if "onset" in text]
    assert onset == "the complaint: onset 2026-11-14"
