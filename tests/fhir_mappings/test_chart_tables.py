"""The code tables as the readers ask them: what a code says, what it does not say, and the codes of a finding."""

from __future__ import annotations

import pytest

from fhir_mappings.codes.findings import codes_of, findings_of, no_finding_reason


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
        ("icd-10-cm", "G93.5", {"brain_bleed_or_infection"}),
        ("icd-10-cm", "O03.9", set()),
        ("icd-10-cm", "M80.08XA", {"osteoporosis", "fragility_fracture", "pathologic_fracture", "fracture_suspected"}),
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
