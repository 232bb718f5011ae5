"""The code tables: every code exists, every finding is in the vocabulary, every row says where it is from."""

from __future__ import annotations

from importlib.resources import files

import pytest
import simple_icd_10_cm

from fhir_mappings.finding_codes import codes_of, findings_of, no_finding_reason
from fhir_mappings.tables_csv import table
from imaging_rules.yaml_files import read_yaml

TABLES = (
    "answers", "body_levels", "bounds", "complaints", "contrast_agents", "cutoffs", "device_names", "findings",
    "medicines", "mr_labels", "no_finding", "reaction_words", "recency", "report_phrases", "test_recency", "units",
)  # fmt: skip
_D = ["0123456789", "1234067895", "2340178956", "3401289567", "4012395678"]
_D += ["5987604321", "6598710432", "7659821043", "8765932104", "9876543210"]
_P = ["0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"]


def verhoeff_holds(number: str) -> bool:
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = int(_D[check][int(_P[place % 8][int(digit)])])
    return check == 0


def loinc_check_digit_holds(code: str) -> bool:
    number, digit = code.split("-")
    doubled = (int(each) * (2 if place % 2 == 0 else 1) for place, each in enumerate(reversed(number)))
    return (10 - sum(sum(divmod(each, 10)) for each in doubled) % 10) % 10 == int(digit)


def codes(system: str) -> set[str]:
    return {row["code"] for name in ("findings", "no_finding") for row in table(name) if row["system"] == system}


def test_the_check_digits_can_fail() -> None:
    assert not verhoeff_holds("24700008")
    assert not loinc_check_digit_holds("8867-5")


def test_every_snomed_code_has_a_right_check_digit() -> None:
    assert [code for code in codes("snomed") if not verhoeff_holds(code)] == []


def test_every_loinc_code_has_a_right_check_digit() -> None:
    assert [code for code in codes("loinc") if not loinc_check_digit_holds(code)] == []


def test_every_icd_code_is_in_the_classification() -> None:
    assert [code for code in codes("icd-10-cm") if not simple_icd_10_cm.is_valid_item(code)] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_row_names_its_source(name: str) -> None:
    assert [row for row in table(name) if not row["source"]] == []


def test_every_finding_and_value_is_in_the_vocabulary() -> None:
    known = read_yaml(files("imaging_rules") / "library" / "vocabulary.yaml")["findings"]
    rows = [row for name in ("findings", "answers", "recency", "medicines") for row in table(name)]
    assert {row["finding"] for row in rows} - set(known) == set()
    valued = [(row["finding"], row["value"].strip("{}")) for row in rows if row.get("value")]
    assert [(name, value) for name, value in valued if value not in known[name]["values"]] == []


@pytest.mark.parametrize(
    ("system", "code", "findings"),
    [
        ("icd-10-cm", "G35", {"multiple_sclerosis"}),
        ("icd-10-cm", "G35.A", {"multiple_sclerosis"}),
        ("urn:oid:2.16.840.1.113883.6.90", " m4712 ", {"spondylotic_myelopathy"}),
        ("icd-10-cm", "M47.02", set()),
        ("icd-10-cm", "C44.311", {"low_risk_skin_or_in_situ_cancer"}),
        ("icd-10-cm", "C50.911", {"malignancy_active", "cancer_site"}),
        ("icd-10-cm", "Z85.828", {"low_risk_skin_or_in_situ_cancer"}),
        ("icd-10-cm", "Z85.3", {"history_of_malignancy", "cancer_site"}),
        ("icd-10-cm", "S13.4XXA", {"spine_injury", "injury_region"}),
        ("icd-10-cm", "S13.4XXD", {"old_injury"}),
        ("icd-10-cm", "S13.4XXS", {"old_injury"}),
        ("icd-10-cm", "M43.22", {"spine_ankylosed"}),
        ("icd-10-cm", "G36.0", {"nmosd"}),
        ("icd-10-cm", "G37.81", {"mogad"}),
        ("icd-10-cm", "G93.5", set()),
        ("icd-10-cm", "O03.9", set()),
        ("icd-10-cm", "M80.08XA", {"osteoporosis", "fragility_fracture", "pathologic_fracture"}),
        ("snomed", "60001007", {"pregnancy"}),
        ("icd-10-cm", "N18.4", {"ckd_stage", "kidney_severe"}),
        ("icd-10-cm", "", set()),
        (None, "M54.2", set()),
    ],
)
def test_a_code_says(system: str | None, code: str, findings: set[str]) -> None:
    assert {row.finding for row in findings_of(system, code)} == findings


def test_family_history_and_codes_that_are_too_wide_say_why_they_are_no_finding() -> None:
    assert no_finding_reason("icd-10-cm", "Z80.3") == "family-history"
    assert no_finding_reason("snomed", "429740004") == "family-history"
    assert no_finding_reason("icd-10-cm", "R25.2") == "too-wide"
    assert no_finding_reason("icd-10-cm", "M54.2") is None


def test_the_codes_of_a_finding_are_listed() -> None:
    assert {"M542", "81680005", "279029001"} == {row.code for row in codes_of("neck_pain")}
    assert codes_of("no-such-finding") == ()
