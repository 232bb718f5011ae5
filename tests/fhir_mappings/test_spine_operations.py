"""Operations of the spine by the codes that hospitals (ICD-10-PCS) and offices (CPT) bill: the level, and nothing else's."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from fhir_mappings.chart.whole_chart import read_chart
from fhir_mappings.codes.findings import codes_of, findings_of
from fhir_mappings.codes.pcs_codes import pcs_rows, rows_of
from fhir_mappings.tables_csv import table
from tests.fhir_mappings.fhir_records import Resource, concept, resource, said, the
from tests.fhir_mappings.test_table_hygiene import vocabulary

PCS, CPT = "http://www.cms.gov/Medicare/Coding/ICD10", "http://www.ama-assn.org/go/cpt"
LEVELS = {"prior_cervical_surgery", "prior_thoracic_surgery", "prior_lumbar_surgery", "prior_spine_surgery_level_unknown"}


def operation(system: str, code: str, day: str = "2021-03-01", **elements: Any) -> Resource:
    return resource("Procedure", status="completed", code=concept(system, code), performedDateTime=day, **elements)


def levels(system: str, code: str) -> set[str]:
    return {name for name, _ in said(operation(system, code))} & LEVELS


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("0RG10A0", "prior_cervical_surgery"),  # fusion with a cage from the front
        ("0RG2071", "prior_cervical_surgery"),  # of several joints from behind
        ("0RR30JZ", "prior_cervical_surgery"),  # disc replacement
        ("0RB30ZZ", "prior_cervical_surgery"),  # disc excised
        ("00NW0ZZ", "prior_cervical_surgery"),  # cord decompressed
        ("01N10ZZ", "prior_cervical_surgery"),  # foraminotomy
        ("0PB30ZZ", "prior_cervical_surgery"),
        ("0RG7071", "prior_thoracic_surgery"),
        ("00NX0ZZ", "prior_thoracic_surgery"),
        ("0SG00AJ", "prior_lumbar_surgery"),
        ("0SG30AJ", "prior_lumbar_surgery"),
        ("0SB20ZZ", "prior_lumbar_surgery"),
        ("0SH03BZ", "prior_lumbar_surgery"),  # a device between the spinous processes, through the skin
        ("00NT0ZZ", "prior_spine_surgery_level_unknown"),
    ],
)
def test_an_inpatient_code_says_the_level_by_its_structure(code: str, level: str) -> None:
    assert levels(PCS, code) == {level}


def test_a_fusion_across_two_levels_is_of_both() -> None:
    assert levels(PCS, "0RG40A0") == {"prior_cervical_surgery", "prior_thoracic_surgery"}
    assert levels(PCS, "0RGA0AJ") == {"prior_thoracic_surgery", "prior_lumbar_surgery"}


@pytest.mark.parametrize(
    "code",
    [
        "0SG734Z",  # sacroiliac joint
        "0SG504Z",  # sacrum and coccyx
        "0RG90JZ",  # no such body part in a fusion
        "0RGE0JZ",  # shoulder
        "0PB33ZX",  # biopsy of a vertebra through the skin
        "0RJ30ZZ",  # inspection
        "009U3ZX",  # lumbar puncture
        "0SR90JZ",  # hip
        "0RG10",  # not a whole code
        "0RG10A00",
    ],
)
def test_what_is_no_operation_of_the_spine_gives_no_level(code: str) -> None:
    assert levels(PCS, code) == set()


@pytest.mark.parametrize(
    "system", [PCS, PCS + "/", "http://hl7.org/fhir/sid/icd-10-pcs", "urn:oid:2.16.840.1.113883.6.4", "2.16.840.1.113883.6.4"]
)
def test_the_system_is_known_under_each_of_its_names(system: str) -> None:
    assert levels(system, " 0rg10a0 ") == {"prior_cervical_surgery"}


def test_the_same_characters_in_another_system_say_nothing() -> None:
    assert levels("http://hl7.org/fhir/sid/icd-10-cm", "0RG10A0") == set()


def test_an_operation_of_this_quarter_is_recent_and_one_of_years_ago_is_not() -> None:
    assert the("recent_spine_procedure", operation(PCS, "0RG10A0", "2026-10-20"))
    assert not the("recent_spine_procedure", operation(PCS, "0RG10A0", "2021-10-20"))
    assert the("recent_spine_procedure", operation(PCS, "009U3ZX", "2026-11-10"))


def test_a_planned_inpatient_operation_was_not_done() -> None:
    planned = {**operation(PCS, "0RG10A0"), "status": "preparation"}
    assert ("spine_procedure_planned", "present") in said(planned)
    assert not {name for name, _ in said(planned)} & LEVELS


def test_an_injection_through_the_skin_is_a_treatment_and_cement_is_a_treated_fracture() -> None:
    assert ("conservative_care", "present") in said(operation(PCS, "3E0S33Z", "2026-11-01"))
    assert ("vcf_treated_or_multiple", "present") in said(operation(PCS, "0QU03JZ"))


def test_implants_before_mri_are_read_from_inpatient_codes() -> None:
    found = {code: {name for name, _ in said(operation(PCS, code))} for code in ("0JH606Z", "0JH608Z", "09HD06Z", "00HU3MZ")}
    assert found["0JH606Z"] == {"pacemaker"}
    assert found["0JH608Z"] == {"icd_defibrillator"}
    assert found["09HD06Z"] == {"cochlear_implant"}
    assert "neurostimulator" in found["00HU3MZ"]


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("22856", "prior_cervical_surgery"),
        ("22858", "prior_cervical_surgery"),
        ("22861", "prior_cervical_surgery"),
        ("22864", "prior_cervical_surgery"),
        ("22554", "prior_cervical_surgery"),
        ("63020", "prior_cervical_surgery"),
        ("63081", "prior_cervical_surgery"),
        ("22610", "prior_thoracic_surgery"),
        ("63055", "prior_thoracic_surgery"),
        ("22857", "prior_lumbar_surgery"),
        ("22865", "prior_lumbar_surgery"),
        ("63030-50", "prior_lumbar_surgery"),
        ("22633", "prior_lumbar_surgery"),
        ("22830", "prior_spine_surgery_level_unknown"),
    ],
)
def test_an_outpatient_code_says_the_level(code: str, level: str) -> None:
    assert levels(CPT, code) == {level}


def test_the_body_site_says_the_level_that_the_code_leaves_open() -> None:
    explored = operation(CPT, "22830", bodySite=[{"text": "Cervical spine"}])
    assert {name for name, _ in said(explored)} & LEVELS == {"prior_cervical_surgery"}


OPS = "http://fhir.de/CodeSystem/bfarm/ops"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("5-032.02", "prior_lumbar_surgery"),
        ("5-030.70", "prior_cervical_surgery"),
        ("5-831.2", "prior_spine_surgery_level_unknown"),
        ("5-83b.50", "spinal_hardware"),
        ("5-839.a0", "vcf_treated_or_multiple"),
    ],
)
def test_a_german_code_says_the_access_or_the_operation(code: str, found: str) -> None:
    assert (found, "present") in said(operation(OPS, code))
    assert not said(operation(OPS, "5-820.00")) & {(found, "present")}  # a hip


def test_a_german_operation_that_was_not_done_denies_no_other() -> None:
    assert said({**operation(OPS, "5-030.70"), "status": "not-done"}) == set()


def test_fixation_on_the_day_of_a_fusion_is_of_its_level() -> None:
    fusion, fixation = operation(CPT, "22612", "2024-03-01"), operation(CPT, "22842", "2024-03-01", id="fixation")
    assert {name for name, _ in said(fusion, fixation)} & LEVELS == {"prior_lumbar_surgery"}
    another = operation(CPT, "22842", "2019-03-01", id="another")
    assert "prior_spine_surgery_level_unknown" in {name for name, _ in said(fusion, another)}


# ---- the table


def test_every_pattern_names_the_parts_of_a_whole_code_and_findings_of_the_vocabulary() -> None:
    shape = re.compile(r"(?:[0-9A-HJ-NP-Z.]|\[[0-9A-HJ-NP-Z]+\]){7}")
    assert [row["pattern"] for row in table("pcs_codes") if not shape.fullmatch(row["pattern"])] == []
    assert {name for row in pcs_rows() for name in row.findings} <= set(vocabulary())


def test_the_patterns_are_listed_with_the_codes_of_a_finding() -> None:
    assert "0RG[0124][034][7AJK][01J]" in {row.code for row in codes_of("prior_cervical_surgery")}
    assert rows_of("0RG10A0")
    assert findings_of(PCS, "0RG10A0", "Condition") == ()


def test_an_injection_in_preparation_is_planned_and_not_done() -> None:
    planned = resource("Procedure", status="preparation", code=concept(CPT, "62323"), performedDateTime="2026-12-08")
    names = {finding.name for finding in read_chart({"Procedure": [planned]}, "p1", date(2026, 11, 20)).findings}
    assert names == {"spine_procedure_planned"}
