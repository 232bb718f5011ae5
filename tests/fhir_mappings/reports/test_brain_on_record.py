"""Disease of the brain on a problem list or in a report, which leaves dizziness more than dizziness: recent, old, closed."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.chart.whole_chart import read_chart
from tests.fhir_mappings.fhir_records import ICD, condition, resource

TODAY = date(2026, 11, 22)
BRAIN = ("brain_ischaemia", "brain_bleed_or_infection", "brain_lesion", "brain_warning")


def told(**record: object) -> set[tuple[str, str]]:
    chart = read_chart({name: [each] for name, each in record.items()}, "p1", TODAY)
    return {(each.name, each.state.value) for each in chart.findings if each.name in BRAIN}


def problem(code: str, onset: str | None = None, clinical: str = "active") -> dict[str, object]:
    status = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": clinical}]}
    return condition(ICD, code, clinicalStatus=status, **({"onsetDateTime": onset} if onset else {}))


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("I63.9", "brain_ischaemia"),
        ("G45.9", "brain_ischaemia"),
        ("I61.4", "brain_bleed_or_infection"),
        ("H47.10", "brain_bleed_or_infection"),
        ("C79.31", "brain_lesion"),
        ("R41.0", "brain_warning"),
        ("W19.XXXA", "brain_warning"),
    ],
)
def test_a_disease_of_yesterday_counts(code: str, finding: str) -> None:
    assert (finding, "present") in told(Condition=problem(code, "2026-11-21"))


@pytest.mark.parametrize("code", ["I63.9", "I61.4", "R55", "W19.XXXA"])
def test_one_of_a_past_year_does_not(code: str) -> None:
    assert told(Condition=problem(code, "2019-05-01")) == set()


@pytest.mark.parametrize("code", ["I67.82", "I65.23", "G40.909", "Z86.73", "W19.XXXD", "R29.700"])
def test_what_is_chronic_past_or_healed_is_none(code: str) -> None:
    assert told(Condition=problem(code)) == set()


def test_a_passing_stroke_of_this_week_counts_though_it_is_closed() -> None:
    assert told(Condition=problem("G45.9", "2026-11-20", "resolved")) == {("brain_ischaemia", "present")}


def test_a_closed_one_of_a_past_year_is_history() -> None:
    assert told(Condition=problem("G45.9", "2020-11-20", "resolved")) == {("brain_ischaemia", "history")}


def report(words: str, day: str = "2026-11-21") -> dict[str, object]:
    return resource("DiagnosticReport", status="final", code={"text": "CT head"}, effectiveDateTime=day, conclusion=words)


def test_a_report_of_the_head_tells_of_a_bleed() -> None:
    assert told(DiagnosticReport=report("Acute cerebellar haemorrhage")) == {("brain_bleed_or_infection", "present")}


@pytest.mark.parametrize("words", ["No acute infarct or hemorrhage.", "Old infarct of the left thalamus.", "Normal CT head."])
def test_a_report_without_one_tells_nothing(words: str) -> None:
    assert told(DiagnosticReport=report(words)) == set()


def test_a_bleed_of_an_old_report_tells_nothing() -> None:
    assert told(DiagnosticReport=report("Acute cerebellar haemorrhage", "2020-11-21")) == set()
