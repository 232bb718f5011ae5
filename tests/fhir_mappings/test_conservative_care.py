"""Conservative treatment: which treatment counts, from when to when, and for how many weeks. The order's day is 2026-11-20."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.whole_chart import read_chart
from imaging_rules.facts import Interval
from tests.fhir_mappings.fhir_records import ICD, RXNORM, SNOMED, Resource, chart, concept, condition, resource, the

TODAY = date(2026, 11, 20)
CPT = "http://www.ama-assn.org/go/cpt"
THERAPY = concept(SNOMED, "91251008", "Physical therapy")
NECK = concept(ICD, "M54.2", "Cervicalgia")


def treatment(code: Resource = THERAPY, start: str = "2026-08-01", end: str | None = "2026-10-10", **more: Any) -> Resource:
    period = {"start": start, **({"end": end} if end else {})}
    return resource(
        "Procedure", **{"status": "completed", "code": code, "performedPeriod": period, "reasonCode": [NECK], **more}
    )


def visit(day: str, number: int = 1, **more: Any) -> Resource:
    return treatment(performedPeriod=None, performedDateTime=day, id=f"v{number}", **more)


def medicine(name: str = "Naproxen 500 MG Oral Tablet", **more: Any) -> Resource:
    given = {"status": "active", "authoredOn": "2026-09-20", "medicationCodeableConcept": {"text": name}}
    return resource("MedicationRequest", **{**given, "reasonCode": [NECK], **more})


def lasted(*resources: Resource) -> tuple[list[Any], list[Any]]:
    return [each.value for each in the("conservative_period", *resources)], [
        each.value for each in the("conservative_weeks", *resources)
    ]


def kinds(*resources: Resource) -> set[Any]:
    return {member for each in the("conservative_kind", *resources) for member in each.value}


def test_a_course_of_physical_therapy_has_its_days_and_whole_weeks() -> None:
    one = treatment()
    assert lasted(one) == ([Interval(date(2026, 8, 1), date(2026, 10, 10))], [10.0])
    assert kinds(one) == {"physical_therapy"}
    (care,) = the("conservative_care", one)
    assert (care.state, care.evidence.source, care.evidence.text) == ("present", "Procedure/procedure-1", "Physical therapy")


def test_visits_up_to_four_weeks_apart_are_one_course() -> None:
    visits = [visit(day, n) for n, day in enumerate(["2026-08-03", "2026-08-31", "2026-09-21"])]
    assert lasted(*visits) == ([Interval(date(2026, 8, 3), date(2026, 9, 21))], [7.0])


def test_visits_with_a_long_gap_do_not_add_up_the_gap() -> None:
    apart = [visit("2026-06-01", 1), visit("2026-11-02", 2)]
    assert lasted(*apart) == ([Interval(date(2026, 11, 2), date(2026, 11, 2))], [])


def test_two_courses_in_half_a_year_count_together_in_weeks_but_the_period_is_the_latest() -> None:
    first = treatment(start="2026-06-01", end="2026-06-22", id="a")
    second = treatment(start="2026-09-01", end="2026-09-29", id="b")
    assert lasted(first, second) == ([Interval(date(2026, 9, 1), date(2026, 9, 29))], [7.0])


def test_weeks_before_the_last_half_year_are_not_counted() -> None:
    assert lasted(treatment(start="2026-01-01", end="2026-06-21")) == ([Interval(date(2026, 1, 1), date(2026, 6, 21))], [4.0])
    assert lasted(treatment(start="2025-01-01", end="2025-06-01")) == ([], [])
    assert the("conservative_care", treatment(start="2025-01-01", end="2025-06-01")) == []


def test_treatment_under_way_has_no_end_yet() -> None:
    going_on = treatment(status="in-progress", end=None)
    assert lasted(going_on) == ([Interval(date(2026, 8, 1), None)], [15.0])
    completed_without_end = treatment(end=None)
    assert lasted(completed_without_end) == ([Interval(date(2026, 8, 1), date(2026, 8, 1))], [])


@pytest.mark.parametrize("status", ["preparation", "not-done", "entered-in-error", "cancelled"])
def test_treatment_that_was_planned_or_not_done_is_none(status: str) -> None:
    assert chart(treatment(status=status)).findings == ()


def test_treatment_that_was_stopped_lasted_until_then() -> None:
    assert lasted(treatment(status="stopped", end="2026-08-20")) == ([Interval(date(2026, 8, 1), date(2026, 8, 20))], [2.0])
    assert chart(treatment(status="stopped", end=None)).findings == ()


def test_treatment_that_begins_after_the_order_is_none() -> None:
    assert chart(treatment(start="2026-12-01", end="2027-02-01")).findings == ()


def test_a_partial_date_never_makes_a_course_longer() -> None:
    assert lasted(treatment(start="2026-08", end="2026-10")) == ([Interval(date(2026, 8, 31), date(2026, 10, 1))], [4.0])


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"reasonCode": [concept(ICD, "M54.16", "Radiculopathy, lumbar region")]}, True),
        ({"reasonCode": [concept(ICD, "M17.11", "Osteoarthritis of right knee")]}, False),
        ({"reasonCode": [], "reasonReference": [{"reference": "Condition/condition-1"}]}, True),
        ({"reasonCode": [], "reasonReference": [{"reference": "Condition/elsewhere", "display": "Frozen shoulder"}]}, False),
        ({"reasonCode": [], "bodySite": [{"text": "Neck"}]}, True),
        ({"reasonCode": [], "bodySite": [{"text": "Left knee"}]}, False),
        ({"reasonCode": [], "code": {"text": "Physical therapy, shoulder"}}, False),
        ({"reasonCode": [], "code": {"text": "Physical therapy, low back"}}, True),
        ({"reasonCode": []}, True),
    ],
)
def test_treatment_of_another_part_of_the_body_is_not_treatment_of_the_spine(more: Resource, counts: bool) -> None:
    assert bool(the("conservative_period", treatment(**more), condition())) is counts


def test_a_treatment_without_a_reason_says_so() -> None:
    (care,) = the("conservative_care", treatment(reasonCode=[]))
    assert care.evidence.text == "Physical therapy (no reason given)"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (concept(CPT, "97110"), {"physical_therapy"}),
        (concept(CPT, "98941"), {"chiropractic"}),
        (concept(CPT, "62321"), {"epidural_injection"}),
        (concept(CPT, "64493"), {"facet_injection"}),
        (concept(SNOMED, "171791003"), {"epidural_injection"}),
        (concept(SNOMED, "44868003"), {"acupuncture"}),
        ({"text": "Home exercise program"}, {"supervised_home_exercise"}),
        ({"text": "Chiropractic manipulation"}, {"chiropractic"}),
        ({"text": "Trigger point injection, trapezius"}, {"trigger_point_injection"}),
        ({"text": "Physical therapy evaluation"}, set()),
        ({"text": "Referral to physical therapy"}, set()),
        ({"text": "No physical therapy"}, set()),
        ({"text": "Labor epidural injection"}, set()),
        (concept(CPT, "97161", "Physical therapy evaluation"), set()),
    ],
)
def test_the_kind_is_read_from_the_code_or_the_name(code: Resource, kind: set[str]) -> None:
    assert kinds(treatment(code)) == kind


def test_an_epidural_injection_is_a_recent_spine_procedure_as_well() -> None:
    assert the("recent_spine_procedure", treatment(concept(CPT, "64483"), start="2026-10-01", end="2026-10-01"))


def test_a_medicine_for_the_spine_is_a_course_until_now_or_until_its_end() -> None:
    assert lasted(medicine()) == ([Interval(date(2026, 9, 20), None)], [8.0])
    bounded = medicine(dispenseRequest={"expectedSupplyDuration": {"value": 30, "code": "d"}})
    assert lasted(bounded) == ([Interval(date(2026, 9, 20), date(2026, 10, 20))], [4.0])
    ended = {"validityPeriod": {"start": "2026-09-20", "end": "2026-10-11"}}
    assert lasted(medicine(status="completed", dispenseRequest=ended)) == (
        [Interval(date(2026, 9, 20), date(2026, 10, 11))],
        [3.0],
    )
    assert kinds(medicine()) == {"medication"}


def test_a_medicine_that_is_over_and_does_not_say_when_is_no_course() -> None:
    for status in ("completed", "stopped", "cancelled", "draft", "entered-in-error"):
        assert chart(medicine(status=status)).findings == (), status


def test_a_medicine_without_a_reason_is_treatment_but_has_no_days() -> None:
    assert lasted(medicine(reasonCode=[])) == ([], [])
    assert kinds(medicine(reasonCode=[])) == {"medication"}


@pytest.mark.parametrize(
    "more",
    [
        {"reasonCode": [concept(ICD, "M17.11", "Osteoarthritis of right knee")]},
        {"intent": "plan"},
        {"doNotPerform": True},
        {"subject": {"reference": "Patient/someone-else"}},
    ],
)
def test_a_medicine_for_something_else_planned_or_of_another_patient_is_none(more: Resource) -> None:
    assert chart(medicine(**more)).findings == ()


@pytest.mark.parametrize("name", ["ibuprofen", "Celecoxib 200 MG", "gabapentin 300 mg", "Cyclobenzaprine 5 MG", "pregabalin"])
def test_the_usual_medicines_are_known_by_ingredient_name(name: str) -> None:
    assert kinds(medicine(name)) == {"medication"}


def test_an_ingredient_code_without_a_name_is_known_too() -> None:
    assert kinds(medicine(medicationCodeableConcept=concept(RXNORM, "25480"))) == {"medication"}


def test_a_statement_of_what_was_taken_gives_its_days() -> None:
    statement = resource(
        "MedicationStatement",
        status="completed",
        medicationCodeableConcept={"text": "meloxicam"},
        effectivePeriod={"start": "2026-09-01", "end": "2026-10-13"},
        reasonCode=[{"text": "neck pain"}],
    )
    assert lasted(statement) == ([Interval(date(2026, 9, 1), date(2026, 10, 13))], [6.0])


def test_therapy_and_medicine_at_the_same_time_are_one_course() -> None:
    both = (treatment(start="2026-09-01", end="2026-10-13"), medicine())
    assert lasted(*both) == ([Interval(date(2026, 9, 1), None)], [11.0])
    assert kinds(*both) == {"medication", "physical_therapy"}


def test_a_treatment_recorded_as_unsuccessful_has_failed() -> None:
    period = {"start": "2026-09-18", "end": "2026-11-14"}
    done = resource(
        "Procedure",
        status="completed",
        code=concept(CPT, "97110"),
        performedPeriod=period,
        outcome=concept(SNOMED, "385671000"),
    )
    found = {finding.name: finding.value for finding in read_chart({"Procedure": [done]}, "p1", TODAY).findings}
    assert found["conservative_result"] == "failed"


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        ("Failed: pain 7/10 before and after", True),
        ("No improvement", True),
        ("No lasting relief, referred on", True),
        ("No improvement at first, then better", False),
        ("Some improvement", False),
        ("Not failed", False),
        ("Discharged", False),
        ("", False),
    ],
)
def test_a_treatment_whose_outcome_in_words_is_a_failure_has_failed(outcome: str, failed: bool) -> None:
    done = resource(
        "Procedure",
        status="completed",
        code={"text": "Physiotherapy for low back pain"},
        performedPeriod={"start": "2026-09-18", "end": "2026-11-14"},
        outcome={"text": outcome},
    )
    found = {finding.name: finding.value for finding in read_chart({"Procedure": [done]}, "p1", TODAY).findings}
    assert (found.get("conservative_result") == "failed") is failed


def test_care_is_denied_only_where_medicines_and_another_treatment_were_not_done() -> None:
    pain = {**condition(SNOMED, "279039007", onsetDateTime="2026-08-18"), "id": "c1"}
    about = {"status": "not-done", "performedDateTime": "2026-11-12", "reasonReference": [{"reference": "Condition/c1"}]}
    exercise = resource("Procedure", id="a", code=concept(SNOMED, "91251008"), **about)
    drugs = resource("Procedure", id="b", code=concept(SNOMED, "416608005", "Drug therapy"), **about)

    def care(*procedures: dict[str, object]) -> set[str]:
        found = read_chart({"Condition": [pain], "Procedure": list(procedures)}, "p1", TODAY).findings
        return {finding.state.value for finding in found if finding.name == "conservative_care"}

    assert care(exercise) == set()
    assert care(exercise, drugs) == {"refuted"}
    assert care(exercise, drugs, {**exercise, "id": "d", "status": "completed"}) == {"present"}


def test_treatment_as_a_whole_that_was_not_done_denies_care() -> None:
    pain = {**condition(SNOMED, "279039007", onsetDateTime="2026-08-18"), "id": "c1"}
    about = {"status": "not-done", "performedDateTime": "2026-11-12", "reasonReference": [{"reference": "Condition/c1"}]}
    every = resource("Procedure", id="a", code=concept(SNOMED, "276239002"), **about)
    exercise = resource("Procedure", id="b", code=concept(SNOMED, "229065009"), **about)

    def care(*procedures: dict[str, object]) -> set[str]:
        read = read_chart({"Condition": [pain], "Procedure": list(procedures)}, "p1", TODAY).findings
        return {str(each.state) for each in read if each.name == "conservative_care"}

    assert care(every) == {"refuted"}
    assert care(exercise) == set()
    assert care({**every, "reasonReference": [], "reasonCode": [{"text": "shoulder pain"}]}) == set()
    assert care({**every, "status": "completed"}) == set()


@pytest.mark.parametrize(
    ("note", "weeks"),
    [
        ("18 sessions over 9 weeks, discharged unchanged, no relief", 9.0),
        ("course finished, did not help", None),
        ("12 wks of physio and naproxen, no better", 12.0),
        ("9/52, 8 visits, discharged - did not improve.", 9.0),
        ("14 visits over 7 weeks, no relief, goals not met", 7.0),
    ],
)
def test_the_note_of_a_treatment_tells_its_weeks_and_that_it_failed(note: str, weeks: float | None) -> None:
    told = visit("2026-10-10", note=[{"text": note}])
    assert [each.value for each in the("conservative_result", told)] == ["failed"]
    assert lasted(told)[1] == ([weeks] if weeks else [])


@pytest.mark.parametrize(
    "note",
    [
        "no change yet",
        "no benefit today",
        "right shoulder, 8 weeks without benefit",
        "6 weeks in 2019, no benefit",
        "8 weeks booked",
        "8 weeks: at first no relief, now walks a mile",
        "8 sessions, no benefit from the belt, stretches did the trick",
        "range unchanged over 8 weeks, pain gone",
        "8 weeks, exercises unchanged",
        "failed 3 of 8 sessions",
        "8 visits approved, 4 denied, failed review",
        "course of 8 weeks, no relief?",
        "8 weeks completed; neck no better",
        "sore for 8 weeks, course begun, no benefit",
        "8 weeks of naproxen, no relief",
        "session 8 of the course, no benefit",
    ],
)
def test_a_note_of_one_visit_another_part_or_another_time_tells_no_course(note: str) -> None:
    told = visit("2026-10-10", note=[{"text": note}])
    assert not the("conservative_result", told)
    assert not the("conservative_weeks", told)


def test_a_course_before_an_injection_is_no_failed_injection() -> None:
    note = [{"text": "PT for 8 weeks failed"}]
    told = {**visit("2026-10-10", note=note), "code": {"text": "Lumbar epidural steroid injection"}}
    assert not the("conservative_result", told)


def test_weeks_in_a_note_add_nothing_to_a_recorded_period() -> None:
    assert lasted(treatment(note=[{"text": "4 weeks, no benefit"}]))[1] == [10.0]


def test_a_day_that_only_words_tell_is_neither_shown_nor_a_proof() -> None:
    told = visit("2026-11-12", note=[{"text": "8 weeks, no improvement"}])
    assert lasted(told) == ([], [8.0])
    shown = [each.evidence.text for each in the("conservative_weeks", told)]
    assert shown
    assert all("8 weeks, noted 2026-11-12" in words and "2026-09" not in words for words in shown)
