"""A deficit that began lately is a new one; planned operations and failed treatment in coded form."""

from __future__ import annotations

from datetime import date

import pytest
from fhir_records import ICD, SNOMED, concept, condition, resource

from fhir_mappings.chart import read_chart
from fhir_mappings.indication import read_indication
from imaging_rules.facts import State

TODAY = date(2026, 11, 20)


def told(began: str, **more: object) -> set[str]:
    weak = {**condition(SNOMED, "309774006", onsetDateTime=began), "id": "w", **more}
    chart = read_chart({"Condition": [weak]}, "p1", TODAY)
    order = resource("ServiceRequest", reasonReference=[{"reference": "Condition/w"}])
    return {finding.name for finding in read_indication(order, chart)}


@pytest.mark.parametrize(
    ("began", "new"), [("2026-11-14", True), ("2026-08-28", True), ("2026-08-27", False), ("2020-01-01", False)]
)
def test_a_deficit_of_up_to_twelve_weeks_is_a_new_one(began: str, new: bool) -> None:
    assert ("neuro_symptoms_new_or_worse" in told(began)) is new


@pytest.mark.parametrize(
    ("code", "reason", "began", "new"),
    [
        ("G37.3", "G37.3", "2026-11-15", True),  # acute transverse myelitis
        ("G37.3", "G37.3", "2024-11-15", False),
        ("H46.9", "H46.9", "2026-11-15", True),  # optic neuritis
        ("G37.3", "M54.6", "2026-11-15", False),  # the order is about something else
    ],
)
def test_an_attack_that_an_order_names_by_its_code_is_new_by_the_onset_on_the_problem_list(
    code: str, reason: str, began: str, new: bool
) -> None:
    chart = read_chart({"Condition": [condition(ICD, code, onsetDateTime=began)]}, "p1", TODAY)
    order = resource("ServiceRequest", reasonCode=[concept(ICD, reason)])
    assert ("neuro_symptoms_new_or_worse" in {each.name for each in read_indication(order, chart)}) is new


@pytest.mark.parametrize(
    ("reason", "began", "new"),
    [
        ("MS, ?relapse", "2026-11-06", True),
        ("NMOSD", "2026-11-06", True),
        ("MS, annual surveillance", "2023-11-06", False),
        ("Neck pain", "2026-11-06", False),
    ],
)
def test_a_deficit_that_began_lately_is_new_in_the_relapsing_disease_that_an_order_names(
    reason: str, began: str, new: bool
) -> None:
    numb = condition(ICD, "R20.0", onsetDateTime=began)
    order = resource("ServiceRequest", reasonCode=[{"text": reason}])
    told = read_indication(order, read_chart({"Condition": [numb]}, "p1", TODAY))
    assert ("neuro_symptoms_new_or_worse" in {each.name for each in told if each.state is State.PRESENT}) is new


def beside(pain: str, code: str, began: str, other: str = "Myopia") -> set[str]:
    """What an order for a pain of the spine says where a deficit and another problem are on record."""
    records = [condition(ICD, code, onsetDateTime=began), resource("Condition", code={"text": other})]
    order = resource("ServiceRequest", reasonCode=[concept(ICD, pain)])
    told = read_indication(order, read_chart({"Condition": records}, "p1", TODAY))
    return {each.name for each in told if each.state is State.PRESENT}


@pytest.mark.parametrize(
    ("pain", "code", "began", "said"),
    [
        ("M54.50", "G82.20", "2026-11-19", "legs_weak_lately"),
        ("M54.50", "M62.81", "2026-09-01", "neuro_symptoms_new_or_worse"),
        ("M54.50", "R33.9", "2026-11-06", "sphincter_loss_lately"),
        ("M54.6", "R33.9", "2026-11-19", "cord_deficit_lately"),
        ("M54.2", "G82.50", "2026-11-19", "cord_deficit_lately"),
    ],
)
def test_a_deficit_of_these_weeks_on_record_counts_beside_a_pain_of_the_spine(
    pain: str, code: str, began: str, said: str
) -> None:
    assert said in beside(pain, code, began)


@pytest.mark.parametrize(
    ("pain", "code", "began", "other"),
    [
        ("M54.50", "G82.20", "2012-03-01", "Myopia"),  # an old paraplegia
        ("M54.50", "R33.9", "2026-11-05", "Myopia"),  # more than two weeks
        ("M54.50", "R33.9", "2026-11-19", "Prostatism"),  # a disorder of its own explains it
        ("M25.561", "G82.20", "2026-11-19", "Myopia"),  # a knee
    ],
)
def test_an_old_or_explained_deficit_says_nothing_of_these_weeks(pain: str, code: str, began: str, other: str) -> None:
    lately = {"legs_weak_lately", "sphincter_loss_lately", "cord_deficit_lately"}
    assert beside(pain, code, began, other).isdisjoint(lately)


@pytest.mark.parametrize(
    ("reason", "lately"),
    [
        ("LBP 1 week, incontinent of urine", True),
        ("LBP 3 months, incontinent of urine", False),
        ("LBP, incontinent of urine", False),
        ("LBP 1 week, ?discitis, incontinent of urine", False),
    ],
)
def test_an_incontinence_that_an_order_tells_is_of_these_weeks_where_its_pain_is(reason: str, lately: bool) -> None:
    order = resource("ServiceRequest", reasonCode=[{"text": reason}])
    told = read_indication(order, read_chart({}, "p1", TODAY))
    assert ("sphincter_loss_lately" in {each.name for each in told}) is lately


def test_a_resolved_deficit_is_no_new_one() -> None:
    resolved = {"coding": [{"code": "resolved"}]}
    assert "neuro_symptoms_new_or_worse" not in told("2026-11-14", clinicalStatus=resolved)


def test_an_injection_in_preparation_is_planned_and_not_done() -> None:
    cpt = "http://www.ama-assn.org/go/cpt"
    planned = resource("Procedure", status="preparation", code=concept(cpt, "62323"), performedDateTime="2026-12-08")
    names = {finding.name for finding in read_chart({"Procedure": [planned]}, "p1", TODAY).findings}
    assert names == {"spine_procedure_planned"}


def test_a_treatment_recorded_as_unsuccessful_has_failed() -> None:
    cpt = "http://www.ama-assn.org/go/cpt"
    period = {"start": "2026-09-18", "end": "2026-11-14"}
    done = resource(
        "Procedure",
        status="completed",
        code=concept(cpt, "97110"),
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


MS, WORSE, PAIN = concept(SNOMED, "24700007"), concept(SNOMED, "271299001"), concept(SNOMED, "81680005")


@pytest.mark.parametrize(
    ("reasons", "worse"),
    [
        ([MS, WORSE], True),
        ([WORSE], False),
        ([MS, WORSE, PAIN], False),  # the neck pain may be what is worse
        ([MS], False),
        ([MS, concept(SNOMED, "359746009")], False),
    ],
)
def test_a_known_disease_called_worse_has_new_symptoms(reasons: list[dict[str, object]], worse: bool) -> None:
    order = resource("ServiceRequest", reasonCode=reasons)
    names = {finding.name for finding in read_indication(order, read_chart({}, "p1", TODAY))}
    assert ("neuro_symptoms_new_or_worse" in names) is worse
