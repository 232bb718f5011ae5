"""New after an operation, by the order of the days. The order's day is 2026-11-20."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fhir_mappings.chart.status_after_surgery import status_after_surgery
from imaging_rules.facts import Evidence, Finding, State

TODAY = date(2026, 11, 20)
NEW = [
    Finding("neuro_symptoms_new_or_worse", State.PRESENT, Evidence("ServiceRequest/1", "new weakness")),
    Finding("symptom_onset", State.PRESENT, Evidence("ServiceRequest/1", "2 weeks"), 14.0),
]
DATED = Finding("prior_cervical_surgery", State.HISTORY, Evidence("Procedure/1", "ACDF", date=date(2026, 3, 1)))
UNDATED = replace(DATED, evidence=Evidence("Procedure/2", "ACDF"))


def test_an_operation_on_record_without_a_day_leaves_the_order_of_days_open() -> None:
    assert [each.value for each in status_after_surgery(NEW, [DATED], TODAY, ())] == ["new"]
    assert not list(status_after_surgery(NEW, [DATED, UNDATED], TODAY, ()))
    assert not list(status_after_surgery(NEW, [UNDATED], TODAY, ()))
