"""What bounds the safety of a study where nothing but a code carries it: kidneys, pregnancy, implants."""

from __future__ import annotations

import pytest

from tests.fhir_mappings.fhir_records import (
    LOINC,
    SNOMED,
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

CPT, GFR_UNIT = "http://www.ama-assn.org/go/cpt", "mL/min/{1.73_m2}"


def names(*resources: Resource) -> set[str]:
    return {name for name, state in said(*resources) if state == "present"}


def measured(name: str, unit: str = GFR_UNIT) -> Resource:
    local = {"coding": [{"system": "urn:oid:1.2.3.4", "code": "LAB77", "display": name}]}
    return {**observation("LAB77", **quantity(17, unit)), "code": local}


@pytest.mark.parametrize(
    ("system", "code"),
    [(LOINC, "70969-1"), (LOINC, "76633-7"), (LOINC, "102097-3"), (SNOMED, "1107411000000104"), (SNOMED, "80274001")],
)
def test_a_filtration_rate_is_one_by_whatever_formula(system: str, code: str) -> None:
    assert [each.value for each in the("egfr", observation(code, system, **quantity(17, GFR_UNIT)))] == [17]


@pytest.mark.parametrize(
    "name",
    [
        "Glomerular filtration rate/1.73 sq M.predicted in Serum, Plasma or Blood by Creatinine-based formula (MDRD)",
        "GFR/BSA.pred SerPlBld CKD-EPI 2021-ArVRat",
        "eGFR using creatinine (CKD-EPI) per 1.73 square metres",
        "eGFR/1.73m2",
        "Estimated GFR, CKD-EPI 2009",
        "eGFR if non-African American",
        "GFR",
    ],
)
def test_a_filtration_rate_is_one_under_any_of_its_names(name: str) -> None:
    assert [each.value for each in the("egfr", measured(name))] == [17]


@pytest.mark.parametrize("name", ["EGFR mutation", "EGFR T790M", "eGFR target", "baseline eGFR", "donor GFR", "creatinine"])
def test_what_only_holds_its_name_is_none(name: str) -> None:
    assert the("egfr", measured(name)) == []


@pytest.mark.parametrize("code", ["I12.0", "I13.11", "I13.2"])
def test_hypertension_with_kidneys_at_their_end_is_stage_five(code: str) -> None:
    assert [each.value for each in the("ckd_stage", condition(code=code))] == ["5"]
    assert the("ckd_stage", condition(code="I12.9")) == []


@pytest.mark.parametrize("code", ["Z91.158", "T82.43XA", "I95.3"])
def test_what_only_the_dialysed_have_tells_of_dialysis(code: str) -> None:
    assert "dialysis" in names(condition(code=code))


def test_a_late_effect_of_a_dialysis_catheter_tells_of_none() -> None:
    assert "dialysis" not in names(condition(code="T82.41XS"))


@pytest.mark.parametrize(
    "code", ["O99.013", "O99.212", "O99.350", "O99.810", "O98.711", "O9A.212", "O88.211", "O60.03", "O91.113", "Z36.5", "Z33.3"]
)
def test_a_disease_that_complicates_a_pregnancy_tells_of_it(code: str) -> None:
    assert "pregnancy" in names(condition(code=code, recordedDate="2026-11-01"))


@pytest.mark.parametrize("code", ["O99.03", "O99.214", "O99.815", "O98.72", "O9A.23", "O88.23", "O60.14X0", "O91.12"])
def test_one_of_the_birth_or_of_the_weeks_after_it_does_not(code: str) -> None:
    assert "pregnancy" not in names(condition(code=code, recordedDate="2026-11-01"))


@pytest.mark.parametrize(
    ("code", "implant"),
    [
        ("33208", "pacemaker"),
        ("33228", "pacemaker"),
        ("33274", "pacemaker"),
        ("33270", "icd_defibrillator"),
        ("64568", "neurostimulator"),
        ("61886", "neurostimulator"),
        ("64590", "neurostimulator"),
        ("69930", "cochlear_implant"),
        ("61700", "other_implant"),
    ],
)
def test_an_operation_that_left_an_implant_is_known_by_its_bare_code(code: str, implant: str) -> None:
    done = resource("Procedure", status="completed", code=concept(CPT, code), performedDateTime="2020-05-05")
    assert implant in names(done)


def test_an_operation_by_a_bare_code_that_no_table_knows_leaves_the_list_unread() -> None:
    taken_out = resource("Procedure", status="completed", code=concept(CPT, "33233"), performedDateTime="2020-05-05")
    assert "procedure" not in chart(taken_out).delivered


@pytest.mark.parametrize(
    ("system", "code"),
    [(CPT, "77407"), (CPT, "77427"), (SNOMED, "108290001"), ("http://www.cms.gov/Medicare/Coding/ICD10", "DP0C1ZZ")],
)
def test_radiotherapy_by_code_is_of_a_cancer_of_now_or_once(system: str, code: str) -> None:
    def given(day: str) -> Resource:
        return resource("Procedure", status="completed", code=concept(system, code), performedDateTime=day)

    assert said(given("2026-10-20")) == {("cancer_treatment_current", "present")}
    assert ("history_of_malignancy", "suspected") in said(given("2011-10-20"))
