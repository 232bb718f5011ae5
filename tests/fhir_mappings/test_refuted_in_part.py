"""A denied code denies a finding only if it names all of it: no breast cancer is not no cancer."""

from __future__ import annotations

import pytest

from fhir_mappings.codes.findings import codes_of
from fhir_mappings.tables_csv import table
from tests.fhir_mappings.fhir_records import ICD, SNOMED, Resource, condition, said

LUNG_CANCER, BREAST_CANCER, ANY_CANCER = "C34.90", "254837009", "363346000"


def refuted(system: str, code: str, **elements: str) -> Resource:
    return {**condition(system, code, **elements), "verificationStatus": {"coding": [{"code": "refuted"}]}, "id": "refuted"}


def test_a_refuted_breast_cancer_leaves_a_lung_cancer_as_it_is() -> None:
    lung = condition(ICD, LUNG_CANCER, onsetDateTime="2026-01-01")
    found = said(lung, refuted(SNOMED, BREAST_CANCER, onsetDateTime="2026-06-01"))
    assert found == {("malignancy_active", "present"), ("cancer_site", "present")}


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (SNOMED, BREAST_CANCER),
        (ICD, LUNG_CANCER),
        (ICD, "O24.419"),
        (ICD, "C91.01"),
        (ICD, "S22.010A"),
        (SNOMED, "426373005"),
    ],
)
def test_a_refuted_kind_refutes_nothing(system: str, code: str) -> None:
    assert said(refuted(system, code)) == set()


@pytest.mark.parametrize(
    ("system", "code", "finding"),
    [
        (SNOMED, ANY_CANCER, "malignancy_active"),
        (SNOMED, "64859006", "osteoporosis"),
        (ICD, "G35", "multiple_sclerosis"),
        (ICD, "M54.2", "neck_pain"),
        (ICD, "M54.50", "low_back_pain"),
        (ICD, "Z95.0", "pacemaker"),
        (ICD, "G80.9", "cerebral_palsy"),
    ],
)
def test_a_refuted_whole_is_refuted(system: str, code: str, finding: str) -> None:
    assert said(refuted(system, code)) == {(finding, "refuted")}


def test_not_pregnant_denies_pregnancy_by_what_it_says() -> None:
    assert ("pregnancy", "refuted") in said(condition(SNOMED, "60001007", onsetDateTime="2026-11-20"))


def test_every_whole_code_is_one_of_its_finding() -> None:
    rows = table("whole_codes")
    known = {(each.finding, each.system, each.display) for row in rows for each in codes_of(row["finding"])}
    assert {(row["finding"], row["system"], row["display"]) for row in rows} - known == set()


@pytest.mark.parametrize(
    ("system", "code", "finding"),
    [(ICD, "H46.9", "visual_symptoms"), (ICD, "M43.6", "posture_change"), (SNOMED, "42452002", "thoracic_root_symptoms")],
)
def test_the_only_code_of_a_finding_may_name_a_part_of_it(system: str, code: str, finding: str) -> None:
    assert (finding, "refuted") not in said(refuted(system, code))


def test_every_part_code_is_one_of_its_finding() -> None:
    rows = table("part_codes")
    known = {(each.finding, each.system, each.display) for row in rows for each in codes_of(row["finding"])}
    assert {(row["finding"], row["system"], row["display"]) for row in rows} - known == set()
