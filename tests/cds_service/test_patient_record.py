"""The record of a request's patient: what of it is read from the client's server, and how much of it may be silent."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import responses

from cds_service.fhir_access import FhirAccess, FhirSource
from cds_service.patient_record import complete, delivered_parts
from cds_service.prefetch import RecordParts, RecordReader
from fhir_mappings.chart.whole_chart import read_chart
from imaging_rules.periods import Period

BASE = "https://fhir.example.org/r4"
SOURCE = FhirSource(BASE, "secret-token")
TODAY = date(2026, 11, 20)


def bundle(*ids: str, next_page: str | None = None) -> dict[str, Any]:
    entries = [{"resource": {"resourceType": "Condition", "id": each}} for each in ids]
    links = [{"relation": "next", "url": next_page}] if next_page else []
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries, "link": links}


@responses.activate
def test_completing_a_record_reads_what_is_missing_and_follows_what_was_cut_short() -> None:
    reader = RecordReader("p1")
    reader.take("conditions", json.dumps(bundle("c1", next_page=f"{BASE}?page=2")).encode())
    reader.take("devices", b"null")
    responses.get(BASE, json=bundle("c2"))
    responses.get(f"{BASE}/Patient/p1", json={"resourceType": "Patient", "id": "p1"})
    complete(reader, FhirAccess(deadline=20.0, cap=1_000_000, pages=5), SOURCE, "p1")
    parts = reader.parts()
    assert parts.delivered == {"Condition", "Device", "Patient"}
    assert not any("/Device" in call.request.url for call in responses.calls)


def weight(effective: str) -> dict[str, Any]:
    told = {"status": "final", "code": {"text": "Weight"}, "valueQuantity": {"value": 70, "unit": "kg"}}
    return {"resourceType": "Observation", "subject": {"reference": "Patient/p1"}, "effectiveDateTime": effective, **told}


@pytest.mark.parametrize(
    ("effective", "counts"),
    [
        ("2025-11-19", True),
        ("2025-11-20", False),
        ("2025-11-19T23:00:00+01:00", True),
        ("2024", True),
        ("2025", False),
        ("2025-10", True),
        ("2025-11", False),
        (" 2026-11-19", False),  # a blank before a date is none of it, and no earlier day
        (" 2025-11-19", True),
    ],
)
def test_values_cut_off_count_as_all_where_they_reach_back_beyond_what_rules_ask(effective: str, counts: bool) -> None:
    """Newest first: what was cut off is older still. Of a month or a year the last day decides, as it may be any."""
    chart = read_chart({"Observation": [weight("2026-11-01"), weight(effective)]}, "p1", TODAY)
    cut_off = frozenset({"Observation"})
    parts = RecordParts({}, delivered=cut_off, cut_short=cut_off)
    assert ("observation" in delivered_parts(chart, parts, Period.parse("P1Y"))) is counts
