"""Records that look as if they said something and do not, or say something else: one sentence for each trap.

What belongs to the same list and is tested where it is done: another patient's resources and every form of reference
(`test_chart.py`); OperationOutcomes, paged and cut Bundles, null and absent keys (`tests/cds_service/test_prefetch.py`);
the order's own reason (`test_read_indication.py`); a draft that is revoked, or of an older FHIR version
(`test_order_reading.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import read_chart
from fhir_mappings.text.reader import read_text
from imaging_rules import Library
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record, State
from tests.fhir_mappings.fhir_records import (
    ICD,
    RXNORM,
    SNOMED,
    TODAY,
    Resource,
    chart,
    concept,
    condition,
    observation,
    quantity,
    resource,
    said,
    the,
)


def status(*codes: str, text: str = "") -> Resource:
    return {"coding": [{"code": code} for code in codes], **({"text": text} if text else {})}


def names(*resources: Resource) -> set[str]:
    return {name for name, _ in said(*resources)}


def without(one: Resource, *elements: str) -> Resource:
    return {key: value for key, value in one.items() if key not in elements}


def facts(*resources: Resource) -> FactBook:
    """The facts of a record in which everything was delivered and these resources are all there is."""
    return FactBook(Library.load().vocabulary, Record(date(2026, 11, 20), chart(*resources).findings))


FUSION = resource("Procedure", status="completed", code=concept(SNOMED, "50172003"), performedDateTime="2026-11-01")
WARFARIN = resource("MedicationRequest", status="active", intent="order", medicationCodeableConcept={"text": "warfarin 5 mg"})
IOHEXOL = resource("AllergyIntolerance", code={"text": "iohexol"})
NECK_MRI = resource(
    "DiagnosticReport", status="final", code={"text": "MRI cervical spine"}, effectiveDateTime="2026-10-01",
    conclusion="Severe stenosis with cord compression at C5-6.",
)  # fmt: skip


# ---- the two statuses of a problem


def test_a_refuted_problem_stays_refuted_even_where_it_is_still_called_active() -> None:
    assert said(condition(clinical="active", verificationStatus=status("refuted"))) == {("neck_pain", "refuted")}


def test_a_problem_entered_in_error_says_nothing_whatever_else_it_says() -> None:
    read = chart(condition(clinical="active", verificationStatus=status("entered-in-error")))
    assert (read.findings, read.skipped) == ((), {"entered-in-error": 1})


def test_a_problem_called_active_that_has_ended_is_history() -> None:
    assert said(condition(abatementDateTime="2019-04-01")) == {("neck_pain", "history")}


@pytest.mark.parametrize(
    "end", [{"abatementDateTime": "2027-01-01"}, {"abatementPeriod": {"start": "2026-01-01", "end": "2027-01-01"}}]
)
def test_an_end_in_the_future_is_none_yet(end: Resource) -> None:
    assert said(condition(SNOMED, "77386006", **end)) == {("pregnancy", "present")}


def test_of_an_end_some_time_this_year_the_status_decides() -> None:
    assert said(condition(abatementDateTime="2026")) == {("neck_pain", "present")}
    assert said(without(condition(abatementDateTime="2026"), "clinicalStatus")) == {("neck_pain", "history")}


@pytest.mark.parametrize(
    ("end", "state"),
    [
        ({"abatementString": "2019"}, "history"),
        ({"abatementString": "healed after surgery"}, "history"),
        ({"abatementString": "Ongoing"}, "present"),
        ({"abatementString": "not resolved."}, "present"),
        ({"abatementAge": {"value": 40, "code": "a"}}, "history"),
        ({"abatementBoolean": True}, "history"),
        ({"abatementBoolean": False}, "present"),
        ({"_abatementDateTime": {"extension": []}}, "present"),
    ],
)
def test_an_end_in_other_words_is_an_end_only_if_it_says_so(end: Resource, state: str) -> None:
    assert said(without(condition(**end), "clinicalStatus")) == {("neck_pain", state)}


@pytest.mark.parametrize(
    "clinical",
    [
        {"coding": [{"system": "urn:local", "code": "A17"}, {"code": "inactive"}]},
        {"coding": [{"system": SNOMED, "code": "413322009", "display": "Resolved"}]},
        {"text": "Resolved"},
        "resolved",
        " RESOLVED ",
    ],
)
def test_a_status_is_found_behind_a_local_code_in_words_and_as_a_plain_string(clinical: Any) -> None:
    assert said(condition(clinicalStatus=clinical)) == {("neck_pain", "history")}


def test_a_refutation_is_found_behind_a_local_code() -> None:
    assert said(condition(verificationStatus=status("V-9", "refuted"))) == {("neck_pain", "refuted")}


@pytest.mark.parametrize("words", ["Entered in error", "entered_in_error", "ENTERED-IN-ERROR"])
def test_entered_in_error_is_known_however_it_is_spelled(words: str) -> None:
    assert said(condition(verificationStatus={"text": words})) == set()
    assert said({**FUSION, "status": words}) == said({**WARFARIN, "status": words}) == set()


def test_a_status_of_no_known_meaning_counts_as_none_and_that_is_said() -> None:
    (found,) = the("neck_pain", condition(clinicalStatus=status("A17")))
    assert (str(found.state), found.evidence.text) == ("present", "Cervicalgia (clinical status not given)")


@pytest.mark.parametrize("doubt", ["provisional", "differential", "unconfirmed"])
def test_a_differential_diagnosis_is_a_suspicion_and_no_diagnosis(doubt: str) -> None:
    assert said(condition(ICD, "G35", verificationStatus=status(doubt))) == {("multiple_sclerosis", "suspected")}


def test_a_suspicion_is_not_silence_so_its_absence_is_not_assumed() -> None:
    suspected = condition(ICD, "M46.46", verificationStatus=status("provisional"))
    assert the("spine_infection", suspected)[0].state is State.SUSPECTED
    assert not facts(suspected).may_assume_absent("spine_infection")
    assert facts().may_assume_absent("spine_infection")


# ---- history, family, and codes that only look like a diagnosis


PRESENT_DISEASE = frozenset(
    {"malignancy_active", "spine_infection", "pregnancy", "multiple_sclerosis", "fragility_fracture", "spine_injury"}
)


@pytest.mark.parametrize("code", ["Z85.3", "Z87.310", "Z86.61", "Z87.59", "Z82.0", "Z80.3", "Z86.69", "Z87.828"])
def test_a_code_for_history_or_family_is_no_present_disease(code: str) -> None:
    assert not {name for name, state in said(condition(ICD, code)) if state == "present"} & PRESENT_DISEASE


@pytest.mark.parametrize(
    "words", ["H/o breast cancer", "History of breast cancer", "Hx of breast ca", "Personal history of breast cancer"]
)
def test_words_of_history_beside_a_cancer_code_make_history_of_it(words: str) -> None:
    one = {**condition(), "code": concept(ICD, "C50.911", words)}
    assert ("malignancy_active", "history") in said(one)
    assert ("malignancy_active", "present") not in said(one)


@pytest.mark.parametrize("words", ["History of multiple sclerosis", "h/o MS"])
def test_words_of_history_beside_the_code_of_a_lasting_disease_say_that_it_is_there(words: str) -> None:
    assert said({**condition(), "code": concept(ICD, "G35", words)}) == {("multiple_sclerosis", "present")}


def test_words_of_history_beside_the_code_of_an_implant_leave_the_implant_in_place() -> None:
    assert ("pacemaker", "present") in said({**condition(), "code": concept(ICD, "Z95.0", "S/p pacemaker placement")})


@pytest.mark.parametrize(
    "words",
    [
        "No evidence of breast cancer",
        "Denies neck pain",
        "Negative for MS",
        "Myelopathy ruled out",
        "MS: excluded",
        f"MS{', relapsing' * 60}, ruled out",
    ],
)
def test_words_that_deny_their_own_code_leave_a_suspicion_and_no_diagnosis(words: str) -> None:
    read = chart({**condition(), "code": concept(ICD, "G35", words)})
    assert {(each.name, str(each.state)) for each in read.findings} == {("multiple_sclerosis", "suspected")}
    assert read.skipped["said-otherwise"] == 1


def test_words_that_begin_like_a_denial_and_are_none_deny_nothing() -> None:
    assert ("malignancy_active", "present") in said(
        {**condition(), "code": concept(ICD, "C34.90", "Non-small cell lung cancer")}
    )


@pytest.mark.parametrize("code", ["R69", "Z03.89", "Z04.1", "Z12.31", "Z13.820", "Z20.6", "Z53.09", "Z71.1", "Z91.89"])
def test_a_code_for_an_encounter_without_a_diagnosis_is_no_finding(code: str) -> None:
    assert said(condition(ICD, code)) == set()


def test_the_evidence_for_a_diagnosis_is_not_another_diagnosis() -> None:
    one = condition(ICD, "I10", evidence=[{"code": [concept(ICD, "G95.20")], "detail": [{"reference": "Observation/1"}]}])
    assert said(one) == set()


def test_a_problem_of_a_relative_is_not_the_patients() -> None:
    assert said(condition(ICD, "G35", subject={"reference": "RelatedPerson/r1"})) == set()


@pytest.mark.parametrize("kind", ["FamilyMemberHistory", "ServiceRequest", "CarePlan"])
def test_a_resource_of_another_type_among_the_problems_is_no_problem_and_the_list_no_longer_whole(kind: str) -> None:
    read = chart(Condition=[resource(kind, code=concept(ICD, "G35"))])
    assert (read.findings, "condition" in read.delivered) == ((), False)


def test_a_screening_or_a_contact_in_words_is_not_the_disease() -> None:
    for words in ("Screening for breast cancer", "Encounter for cancer screening", "Exposure to tuberculosis"):
        assert said({**condition(), "code": {"text": words}}) == set()


# ---- 7th characters


@pytest.mark.parametrize("code", ["S13.4XXD", "S13.4XXS", "S12.000G", "S12.000K", "s134xxd", " S13.4XXS "])
def test_an_injury_seen_again_or_its_late_effect_is_no_recent_injury(code: str) -> None:
    assert said(condition(ICD, code)) == {("old_injury", "present")}


@pytest.mark.parametrize("code", ["S13.4XXA", "S13.4XX", "S13.4", "S12.000B"])
def test_an_injury_seen_for_the_first_time_or_without_a_7th_character_is_recent(code: str) -> None:
    assert "spine_injury" in names(condition(ICD, code))


def test_the_late_effect_of_a_fragility_fracture_is_history_and_the_bone_is_still_weak() -> None:
    late = said(condition(ICD, "M80.08XS"))
    assert {("fragility_fracture", "history"), ("osteoporosis", "present")} <= late


# ---- not pregnant


@pytest.mark.parametrize(
    "one",
    [
        condition(SNOMED, "60001007", onsetDateTime="2026-11-19"),
        {**condition(onsetDateTime="2026-11-19"), "code": {"text": "Not pregnant"}},
        {**condition(SNOMED, "60001007", onsetDateTime="2026-11-19"), "code": concept(SNOMED, "60001007", "Not pregnant")},
        observation("82810-3", day="2026-11-19", valueCodeableConcept=concept(SNOMED, "60001007")),
    ],
)
def test_not_pregnant_refutes_a_pregnancy(one: Resource) -> None:
    assert said(one) == {("pregnancy", "refuted")}


def test_not_pregnant_said_months_ago_says_nothing_of_today() -> None:
    assert said(observation("82810-3", day="2026-02-01", valueCodeableConcept=concept(SNOMED, "60001007"))) == set()


def test_a_pregnancy_that_was_never_closed_ends_by_itself() -> None:
    assert said(condition(SNOMED, "77386006", recordedDate="2024-03-01")) == set()
    assert said(condition(SNOMED, "77386006", recordedDate="2026-06-01")) == {("pregnancy", "present")}


# ---- old entries


def test_a_pain_of_an_encounter_years_ago_is_history_though_nobody_closed_it() -> None:
    old = condition(category=[status("encounter-diagnosis")], recordedDate="2019-03-01")
    assert said(old) == {("neck_pain", "history")}
    assert said({**old, "recordedDate": "2026-11-01"}) == {("neck_pain", "present")}
    both = [status("encounter-diagnosis"), status("problem-list-item")]
    assert said({**old, "category": both}) == {("neck_pain", "present")}


def test_a_lasting_disease_noted_at_an_encounter_years_ago_is_still_there() -> None:
    assert said(condition(ICD, "G35", category=[status("encounter-diagnosis")], recordedDate="2012-03-01")) == {
        ("multiple_sclerosis", "present")
    }


def test_the_old_encounter_is_of_today_where_the_order_names_it_as_its_reason() -> None:
    old = condition(category=[status("encounter-diagnosis")], recordedDate="2019-03-01")
    order = resource("ServiceRequest", reasonReference=[{"reference": "Condition/condition-1"}])
    assert ("neck_pain", "present") in {(each.name, str(each.state)) for each in read_indication(order, chart(old))}


def test_an_injury_or_a_fever_recorded_years_ago_without_a_beginning_is_not_of_today() -> None:
    assert names(condition(ICD, "S13.4XXA", recordedDate="2015-01-01")) == {"old_injury"}
    assert names(condition(ICD, "R50.9", recordedDate="2015-01-01")) == set()
    assert names(condition(ICD, "R50.9", recordedDate="2026-11-15")) == {"fever"}


# ---- what was planned, stopped or not done


@pytest.mark.parametrize("state", ["not-done", "on-hold", "stopped", "entered-in-error", "aborted", "suspended"])
def test_an_operation_that_was_stopped_or_not_done_did_not_happen(state: str) -> None:
    assert said({**FUSION, "status": state}) == set()


def test_an_operation_in_preparation_is_planned_and_did_not_happen() -> None:
    assert said({**FUSION, "status": "preparation"}) == {("spine_procedure_planned", "present")}


@pytest.mark.parametrize("denied", [{"notPerformed": True}, {"notDone": True}])
def test_an_operation_that_an_older_record_calls_not_done_did_not_happen(denied: Resource) -> None:
    assert said({**FUSION, **denied}) == set()


def test_an_operation_of_next_month_has_not_happened_unless_it_is_called_completed() -> None:
    planned = {**FUSION, "performedDateTime": "2026-12-15"}
    assert chart({**planned, "status": "in-progress"}).skipped == {"in-the-future": 1}
    (done,) = the("prior_lumbar_surgery", planned)
    assert (done.evidence.date, "dated in the future: 2026-12-15" in done.evidence.text) == (None, True)
    assert "recent_spine_procedure" not in names(planned)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "stopped"},
        {"status": "on-hold", "intent": "plan"},
        {"status": "cancelled"},
        {"status": "draft"},
        {"status": "completed"},
        {"status": "entered-in-error"},
        {"intent": "plan"},
        {"intent": "proposal"},
        {"doNotPerform": True},
    ],
)
def test_a_medicine_that_is_stopped_planned_or_forbidden_is_not_taken(change: Resource) -> None:
    assert said({**WARFARIN, **change}) == set()


@pytest.mark.parametrize(
    "change", [{"taken": "n"}, {"wasNotTaken": True}, {"status": "not-taken"}, {"effectivePeriod": {"start": "2027-01-01"}}]
)
def test_a_statement_that_a_medicine_is_not_taken_or_not_yet_is_no_medicine(change: Resource) -> None:
    taken = {**without(WARFARIN, "intent"), "resourceType": "MedicationStatement"}
    assert names(taken) == {"anticoagulated"}
    assert said({**taken, **change}) == set()


@pytest.mark.parametrize("state", ["unknown", None, "on-hold"])
def test_a_blood_thinner_of_unknown_status_or_on_hold_is_suspected_and_not_absent(state: str | None) -> None:
    read = chart({**WARFARIN, "status": state})
    assert [(each.name, each.state.value) for each in read.findings] == [("anticoagulated", "suspected")]
    assert "anticoagulated" in read.mentioned


def test_a_held_medicine_known_by_its_code_alone_has_evidence() -> None:
    held = {**WARFARIN, "status": "on-hold", "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "11289"}]}}
    assert [each.evidence.text for each in chart(held).findings] == ["medicine"]


@pytest.mark.parametrize(
    "state", ["registered", "preliminary", "cancelled", "canceled", "pending", "entered-in-error", "unknown"]
)
def test_a_result_that_is_not_final_says_nothing(state: str) -> None:
    assert said({**observation("32385-7", valueString="positive"), "status": state}) == set()
    assert said({**NECK_MRI, "status": "partial" if state == "unknown" else state}) == set()


# ---- dates


@pytest.mark.parametrize(
    "one",
    [
        condition(onsetDateTime="2028-01-01"),
        condition(recordedDate="2028-01-01"),
        {**WARFARIN, "authoredOn": "2028-01-01"},
        {**IOHEXOL, "onsetDateTime": "2028-01-01"},
        {**FUSION, "performedDateTime": "2028-01-01"},
    ],
)
def test_a_day_in_the_future_is_never_the_day_of_a_finding(one: Resource) -> None:
    found = chart(one).findings
    assert found
    assert all(each.evidence.date is None and each.evidence.recorded is None for each in found)


@pytest.mark.parametrize(
    "one", [observation("32385-7", day="2027-01-01", valueString="positive"), {**NECK_MRI, "effectiveDateTime": "2027-01-01"}]
)
def test_a_result_of_the_future_is_not_read_and_counted(one: Resource) -> None:
    read = chart(one)
    assert (read.findings, read.skipped) == ((), {"in-the-future": 1})


@pytest.mark.parametrize(
    "written",
    ["2026-11-10", "2026-11-10T08:30:00", "2026-11-10T08:30:00Z", "2026-11-10T23:59:59.999-08:00", "2026-11-10 08:30"],
)
def test_a_day_is_the_day_as_written_with_a_time_zone_or_without(written: str) -> None:
    assert [
        each.evidence.date for each in the("egfr", observation("33914-3", day=written, **quantity(55, "mL/min/1.73m2")))
    ] == [date(2026, 11, 10)]


def test_tomorrow_is_not_the_future_where_it_has_begun_elsewhere() -> None:
    assert the("egfr", observation("33914-3", day="2026-11-21T01:00:00+09:00", **quantity(55, "mL/min/1.73m2")))


@pytest.mark.parametrize(("written", "first"), [("2026-10", date(2026, 10, 1)), ("2025", date(2025, 1, 1))])
def test_a_partial_date_looks_no_newer_than_it_may_be(written: str, first: date) -> None:
    assert [each.evidence.date for each in the("neck_pain", condition(onsetDateTime=written))] == [first]


@pytest.mark.parametrize("written", ["2026-02-30", "0000-00-00", "10/11/2026", "yesterday", "2026-13"])
def test_what_is_no_date_is_not_guessed_at(written: str) -> None:
    assert [each.evidence.date for each in the("neck_pain", condition(onsetDateTime=written))] == [None]
    assert "observation" not in chart(observation("33914-3", day=written, **quantity(55, "mL/min/1.73m2"))).delivered


# ---- whose it is


def test_an_observation_on_the_unborn_child_or_a_donor_is_not_of_the_patient() -> None:
    result = observation("33914-3", **quantity(12, "mL/min/1.73m2"))
    read = chart({**result, "focus": [{"reference": "Patient/fetus-1"}]})
    assert (read.findings, read.skipped) == ((), {"other-patient": 1})
    assert the("egfr", {**result, "focus": [{"reference": "RelatedPerson/donor"}]}) == []
    assert the("egfr", {**result, "focus": [{"reference": "Patient/p1"}]})
    assert the("egfr", {**result, "focus": [{"reference": "Condition/c1"}]})


def test_an_allergy_to_nothing_named_may_be_any() -> None:
    read = chart(resource("AllergyIntolerance", clinicalStatus=status("active")))
    assert (read.findings, "allergy" in read.delivered) == ((), False)


def test_two_patients_under_one_id_give_no_age_and_no_sex() -> None:
    one = {"resourceType": "Patient", "id": "p1", "birthDate": "1962-05-01", "gender": "female"}
    read = chart(one, {**one, "birthDate": "1990-05-01"})
    assert (read.findings, "patient" in read.delivered) == ((), False)
    assert names(one, dict(one)) == {"age_years", "sex"}


# ---- contradictions


def refuted(day: str) -> Resource:
    return {**condition(ICD, "G35", verificationStatus=status("refuted"), recordedDate=day), "id": "later"}


def test_of_a_yes_and_a_no_the_one_stated_later_is_taken_whatever_the_onset() -> None:
    began_long_ago = {"onsetDateTime": "2015-01-01"}
    first_yes = condition(ICD, "G35", recordedDate="2020-01-01", **began_long_ago)
    then_yes = condition(ICD, "G35", recordedDate="2026-10-01", **began_long_ago)
    assert facts(first_yes, refuted("2026-05-01")).finding("multiple_sclerosis").value is False
    assert facts(then_yes, refuted("2026-05-01")).finding("multiple_sclerosis").value is True


def test_of_a_yes_and_a_no_without_a_day_the_yes_is_taken() -> None:
    assert facts(condition(ICD, "G35"), without(refuted(""), "recordedDate")).finding("multiple_sclerosis").value is True


def test_a_code_is_taken_before_words_however_new_the_words_are() -> None:
    words = {**condition(recordedDate="2026-11-01", verificationStatus=status("refuted")), "id": "w", "code": {"text": "MS"}}
    assert facts(condition(ICD, "G35", recordedDate="2020-01-01"), words).finding("multiple_sclerosis").value is True


def test_a_contradiction_is_said_with_both_entries() -> None:
    (conflict,) = facts(condition(ICD, "G35", recordedDate="2020-01-01"), refuted("2026-05-01")).conflicts()
    assert (conflict.finding, conflict.present) == ("multiple_sclerosis", False)
    assert (conflict.taken.source, conflict.against.source) == ("Condition/later", "Condition/condition-1")


def test_a_suspicion_beside_a_diagnosis_is_no_contradiction() -> None:
    doubted = {**condition(ICD, "G35", verificationStatus=status("provisional")), "id": "d"}
    assert facts(condition(ICD, "G35"), doubted).conflicts() == ()


# ---- the same thing twice


def test_the_same_resource_twice_is_one_finding() -> None:
    assert len(chart(condition(), condition()).findings) == 1


def test_of_two_versions_of_one_resource_the_newer_is_read() -> None:
    before = condition(meta={"lastUpdated": "2026-01-01T10:00:00Z"})
    after = condition(clinical="resolved", meta={"lastUpdated": "2026-10-01T10:00:00Z"})
    assert said(before, after) == said(after, before) == {("neck_pain", "history")}


def test_two_versions_that_do_not_tell_which_is_newer_are_both_read() -> None:
    assert said(condition(), condition(clinical="resolved")) == {("neck_pain", "present"), ("neck_pain", "history")}


# ---- DSTU2 and STU3

Older = tuple[Resource, set[tuple[str, str]]]

OLDER: dict[str, Older] = {
    "DSTU2 Condition with `patient`, plain statuses and one category": (
        {**without(condition(), "subject"), "patient": {"reference": "Patient/p1"}, "clinicalStatus": "active",
         "verificationStatus": "confirmed", "category": status("diagnosis"), "dateRecorded": "2026-11-01"},
        {("neck_pain", "present")},
    ),
    "DSTU2 Condition of another patient": (
        {**without(condition(), "subject"), "patient": {"reference": "Patient/p2"}}, set(),
    ),
    "STU3 Condition with plain statuses": (
        {**condition(), "clinicalStatus": "recurrence", "verificationStatus": "differential", "assertedDate": "2026-11-01"},
        {("neck_pain", "suspected")},
    ),
    "DSTU2 AllergyIntolerance with `substance` and one status": (
        resource("AllergyIntolerance", substance={"text": "iohexol"}, status="confirmed"),
        {("iodinated_reaction", "present"), ("iodinated_reaction_severity", "present")},
    ),
    "DSTU2 AllergyIntolerance that was refuted": (
        resource("AllergyIntolerance", substance={"text": "iohexol"}, status="refuted"),
        {("iodinated_reaction", "refuted"), ("iodinated_reaction_severity", "refuted")},
    ),
    "STU3 DiagnosticReport with `codedDiagnosis`": (
        resource("DiagnosticReport", status="final", code={"text": "x"}, codedDiagnosis=[concept(ICD, "G95.20")]),
        {("cord_compression", "present"), ("myelopathy", "present")},
    ),
    "DSTU2 MedicationOrder": (
        resource("MedicationOrder", status="active", medicationCodeableConcept={"text": "warfarin"}, dateWritten="2026-10-01"),
        {("anticoagulated", "present")},
    ),
    "DSTU2 MedicationOrder that was stopped": (
        resource("MedicationOrder", status="stopped", medicationCodeableConcept={"text": "warfarin"}), set(),
    ),
    "STU3 Observation with one interpretation": (
        observation("32385-7", interpretation=status("POS")), {("pathologic_reflex", "present")},
    ),
    "DSTU2 Observation with a coded value": (
        observation("82810-3", valueCodeableConcept=concept(SNOMED, "77386006")), {("pregnancy", "present")},
    ),
    "DSTU2 Device that is available": (
        resource("Device", status="available", type={"text": "Cardiac pacemaker"}), {("pacemaker", "present")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OLDER)
def test_an_older_shape_is_read_where_it_can_mean_only_one_thing(name: str) -> None:
    one, expected = OLDER[name]
    read = chart(one)
    assert {(each.name, str(each.state)) for each in read.findings} == expected
    assert "unreadable" not in read.skipped


def test_the_day_of_recording_is_known_by_its_older_names() -> None:
    for element in ("recordedDate", "assertedDate", "dateRecorded"):
        (found,) = the("neck_pain", condition(**{element: "2026-11-01"}))
        assert found.evidence.recorded == date(2026, 11, 1)


def test_a_request_of_an_older_version_is_no_fact_and_counted() -> None:
    read = chart(ProcedureRequest=[resource("ProcedureRequest", status="completed", code=concept(SNOMED, "50172003"))])
    assert (read.findings, read.skipped) == ((), {"older-request": 1})


# ---- many entries


def entries(make: Callable[[int], Resource], places: range) -> list[Resource]:
    return [{**make(place), "id": f"r{place}"} for place in places]


MANY: dict[str, Callable[[int], Resource]] = {
    "problems by code": lambda at: condition(ICD, ("M54.2", "I10", "E11.9", "G35", "M54.50")[at % 5]),
    "problems in words that mention an implant": lambda at: {**condition(), "code": {"text": f"has a pacemaker since {at}"}},
    "race-specific eGFR": lambda at: observation(
        "48642-3", day=f"20{at % 20 + 1:02}-01-{at % 28 + 1:02}", **quantity(20 + at % 60, "mL/min/1.73m2")
    ),
    "medicines": lambda at: {**WARFARIN, "medicationCodeableConcept": {"text": f"atorvastatin {at} mg"}},
    "versions of one problem": lambda at: condition(meta={"lastUpdated": f"2026-01-01T00:00:00.{at:06}Z"}),
}


@pytest.mark.parametrize("name", MANY)
def test_five_thousand_entries_take_five_times_as_long_as_a_thousand(name: str) -> None:
    few, many = (min(_seconds(MANY[name], first, count) for first in (0, 5000, 10000)) for count in (1000, 5000))
    assert many < 5 * few * 2.5 + 0.05, f"{few:.3f} s, then {many:.3f} s"


def _seconds(make: Callable[[int], Resource], first: int, count: int) -> float:
    """The CPU time of reading so many entries; with another first one each time, so that their words are not remembered."""
    resources = entries(make, range(first + count, first + 2 * count))
    kind = resources[0]["resourceType"]
    began = time.process_time()
    assert "unreadable" not in read_chart({kind: resources}, "p1", date(2026, 11, 20)).skipped
    return time.process_time() - began


# ---- second thoughts


def thought(status: str, day: str, **more: Any) -> Resource:
    given = {"verificationStatus": {"coding": [{"code": status}]}, "recordedDate": day, **more}
    return condition(code="M46.46", id=f"{status}-{day}", **given)


def test_what_was_considered_and_refuted_later_is_no_longer_suspected() -> None:
    assert not the("spine_infection", thought("provisional", "2026-11-10"), thought("refuted", "2026-11-16"))


def test_what_is_considered_anew_is_suspected_though_it_was_refuted_before() -> None:
    assert {
        each.state for each in the("spine_infection", thought("refuted", "2023-07-07"), thought("provisional", "2026-11-10"))
    } == {"suspected"}


def test_a_refutation_without_a_day_or_of_another_patient_takes_nothing_back() -> None:
    doubt = thought("provisional", "2026-11-10")
    undated = {key: value for key, value in thought("refuted", "2026-11-16").items() if key != "recordedDate"}
    anothers = thought("refuted", "2026-11-16", subject={"reference": "Patient/p2"})
    assert the("spine_infection", doubt, undated)
    assert the("spine_infection", doubt, anothers)


def test_a_refutation_dated_in_the_future_takes_nothing_back() -> None:
    assert {
        each.state for each in the("spine_infection", thought("provisional", "2026-11-10"), thought("refuted", "2027-11-16"))
    } >= {"suspected"}


def test_a_confirmed_diagnosis_is_not_taken_back_by_a_refutation_of_its_part() -> None:
    assert the("spine_infection", thought("confirmed", "2026-11-10"), thought("refuted", "2026-11-16"))


def test_a_code_without_a_system_that_looks_like_icd_is_mentioned_and_leaves_the_rest_of_the_list_as_it_is() -> None:
    bare = resource("Condition", code={"coding": [{"code": "m54.12"}]}, clinicalStatus={"coding": [{"code": "active"}]})
    read = chart(bare, condition())
    assert read.mentioned == {"arm_root_symptoms"}
    assert "condition" in read.delivered
    assert "condition" not in chart(resource("Condition", code={"coding": [{"code": "12345"}]})).delivered


@pytest.mark.parametrize("cord", ["vocal", "umbilical", "spermatic", "left true vocal"])
@pytest.mark.parametrize(
    "wrong",
    ["dysfunction", "compression", "lesion", "injury", "paralysis", "paresis", "mass", "impingement", "syndrome", "infarct"],
)
def test_another_cord_than_the_spinal_is_none(cord: str, wrong: str) -> None:
    for text in (
        f"{cord} cord {wrong}",
        f"{cord} cords {wrong}",
        f"{wrong} of the {cord} cord",
        f"{cord.upper()} CORD {wrong.upper()}",
    ):
        said = {each.finding for each in read_text(text, TODAY).said}
        assert said <= {"other_question"}, "an infarct is asked about, whatever it is of"


def test_the_spinal_cord_beside_another_is_read() -> None:
    for text in ("vocal cord dysfunction, spinal cord compression", "cord compression and vocal cord dysfunction"):
        assert [each.finding for each in read_text(text, TODAY).said] == ["cord_compression"]
    assert [each.finding for each in read_text("vocal cord palsy with leg weakness", TODAY).said] == ["weakness"]


def test_a_problem_named_after_another_cord_is_no_myelopathy() -> None:
    coded = {"coding": [{"system": SNOMED, "code": "134290008", "display": "Vocal cord dysfunction"}]}
    named = resource("Condition", code=coded, clinicalStatus={"coding": [{"code": "active"}]})
    assert chart(named).findings == ()


def test_another_cord_in_a_report_of_the_neck_leaves_the_spinal_cord_out() -> None:
    report = resource(
        "DiagnosticReport",
        status="final",
        code={"text": "MRI cervical spine without contrast"},
        conclusion="A vocal cord abnormality cannot be excluded.",
        effectiveDateTime="2026-11-01",
    )
    assert the("cervical_mri_for_cord", report) == []


@pytest.mark.parametrize("code", ["T84.63XA", "T85.733A", "T81.42XA", "T84.7XXA"])
def test_a_suspected_infection_after_a_spine_operation_is_a_suspected_spine_infection(code: str) -> None:
    doubted = condition(code=code, onsetDateTime="2026-11-15", verificationStatus=status("unconfirmed"))
    assert facts(doubted, FUSION).fact("spinal_infection_status").value == "suspected"
    assert facts(condition(code=code, onsetDateTime="2026-11-15"), FUSION).fact("spinal_infection_status").value == "suspected"


def test_a_suspected_infection_after_another_operation_says_nothing_of_the_spine() -> None:
    doubted = condition(code="T81.42XA", onsetDateTime="2026-11-15", verificationStatus=status("unconfirmed"))
    knee = resource("Procedure", status="completed", code=concept(SNOMED, "609588000"), performedDateTime="2026-11-01")
    assert facts(doubted, knee).fact("spinal_infection_status").value is None
    refuted = condition(code="T84.63XA", verificationStatus=status("refuted"))
    assert facts(refuted, FUSION).fact("spinal_infection_status").value is None
