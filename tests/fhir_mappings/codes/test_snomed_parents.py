"""SNOMED CT concepts that are read as the ones above them: what a name says for certain, and nothing it does not."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.whole_chart import Chart
from fhir_mappings.codes.findings import NO_FINDING, findings_of, no_finding_reason
from fhir_mappings.codes.shapes import is_well_formed
from fhir_mappings.codes.snomed_parents import ancestors
from fhir_mappings.tables_csv import table
from tests.fhir_mappings.fhir_records import ICD, SNOMED, chart, condition, resource, said, the

CHRONIC_LOW_BACK_PAIN, SECONDARY_PROGRESSIVE_MS = "278860009", "425500002"


def own_codes() -> set[str]:
    return {row["code"] for row in table("findings") if row["system"] == "snomed" and row["state"] != NO_FINDING}


def by_name(name: str) -> str:
    """The code of a concept of the tables by its name."""
    rows = [*table("findings"), *table("no_finding")]
    known = {row["display"]: row["code"] for row in rows} | {row["display"]: row["child"] for row in table("snomed_parents")}
    return known[name]


def named(read: Chart) -> set[str]:
    """The findings of a chart, and what its words mention."""
    return {finding.name for finding in read.findings} | read.mentioned


def test_every_parent_leads_to_a_finding() -> None:
    ends = {row["parent"] for row in table("snomed_parents")} - {row["child"] for row in table("snomed_parents")}
    assert ends - own_codes() == set()
    assert all(findings_of("snomed", row["child"]) for row in table("snomed_parents"))


def test_no_concept_is_above_itself() -> None:
    children = {row["child"] for row in table("snomed_parents")}
    circling = {child for child in children for _, up in ancestors(child) if child in {code for _, code in ancestors(up)}}
    assert circling == set()
    assert [row for row in table("snomed_parents") if row["child"] == row["parent"]] == []


def test_every_pair_stands_once_and_has_right_check_digits() -> None:
    pairs = [(row["child"], row["parent"]) for row in table("snomed_parents")]
    assert len(pairs) == len(set(pairs))
    assert [code for pair in pairs for code in pair if not is_well_formed("snomed", code)] == []


def test_a_concept_is_not_both_a_finding_and_listed_as_none() -> None:
    listed = {row["code"] for row in table("no_finding") if row["system"] == "snomed"}
    assert listed & (own_codes() | {row["child"] for row in table("snomed_parents")}) == set()


def test_chronic_low_back_pain_is_low_back_pain() -> None:
    (found,) = the("low_back_pain", condition(SNOMED, CHRONIC_LOW_BACK_PAIN))
    assert found.evidence.kind == "ancestor"
    assert found.evidence.text == "Chronic low back pain (finding)"


def test_a_parent_is_never_read_as_its_child() -> None:
    assert findings_of("snomed", CHRONIC_LOW_BACK_PAIN, "Condition")[0].code == "279039007"
    assert {row.read_by for row in findings_of("snomed", "279039007")} == {"code"}


@pytest.mark.parametrize(
    ("name", "findings"),
    [
        ("Secondary progressive multiple sclerosis (disorder)", {"multiple_sclerosis"}),
        ("Carcinoma of breast (disorder)", {"malignancy_active", "cancer_site"}),
        ("Metastatic malignant melanoma (disorder)", {"malignancy_active", "cancer_site", "metastases"}),
        ("Lobular carcinoma in situ of breast (disorder)", {"low_risk_skin_or_in_situ_cancer"}),
        ("Basal cell carcinoma of neck (disorder)", {"low_risk_skin_or_in_situ_cancer"}),
        ("Closed fracture lumbar vertebra (disorder)", {"spine_injury", "injury_region", "fracture_suspected"}),
        (
            "Osteoporotic vertebral collapse (disorder)",
            {"fragility_fracture", "osteoporosis", "pathologic_fracture", "fracture_suspected"},
        ),  # the last if suspected
        ("Neck sprain (disorder)", {"spine_injury", "injury_region"}),
        ("Sepsis caused by Staphylococcus aureus (disorder)", {"sepsis_or_bacteraemia"}),
        ("Spinal stenosis in cervical region (disorder)", {"cervical_degeneration", "spinal_stenosis"}),
        ("History of renal transplant (situation)", {"immune_suppression", "kidney_disease_any"}),
        ("Twin pregnancy (disorder)", {"pregnancy"}),
    ],
)
def test_a_concept_says_what_is_above_it(name: str, findings: set[str]) -> None:
    assert {row.finding for row in findings_of("snomed", by_name(name))} == findings


def test_the_site_of_a_child_is_that_of_the_nearest_concept_above() -> None:
    sites = {row.value for row in findings_of("snomed", by_name("Carcinoma of sigmoid colon (disorder)")) if row.value}
    assert sites == {"gastrointestinal"}


@pytest.mark.parametrize(
    "name",
    [
        "Family history of cancer (situation)",
        "Family history of osteoporosis (situation)",
        "Screening for malignant neoplasm of breast (procedure)",
        "History of miscarriage (situation)",
        "Breast fed (finding)",
        "At risk for falls (finding)",
        "Cervical lymphadenopathy (disorder)",
        "Subacute bacterial endocarditis prophylaxis (procedure)",
        "Compression fracture (morphologic abnormality)",
        "Allergy to penicillin (finding)",
    ],
)
def test_what_looks_like_a_finding_is_none(name: str) -> None:
    code = by_name(name)
    assert findings_of("snomed", code) == ()
    assert no_finding_reason("snomed", code) is not None


@pytest.mark.parametrize(
    ("system", "code"),
    [("icd-10-cm", "C91.01"), ("icd-10-cm", "C90.01"), ("icd-10-cm", "C81.9A"), ("snomed", "94704006")],
)
def test_cancer_in_remission_is_history_though_its_category_is_active(system: str, code: str) -> None:
    states = {(row.finding, row.state) for row in findings_of(system, code)}
    assert ("malignancy_active", "history") in states
    assert ("malignancy_active", "present") not in states


def test_no_chronic_back_pain_is_not_no_back_pain() -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    assert said(condition(SNOMED, CHRONIC_LOW_BACK_PAIN, **refuted)) == set()
    assert said(condition(SNOMED, "279039007", **refuted)) == {("low_back_pain", "refuted")}


def test_a_suspected_child_is_a_suspicion_of_what_is_above_it() -> None:
    unconfirmed = {"verificationStatus": {"coding": [{"code": "provisional"}]}}
    assert said(condition(SNOMED, SECONDARY_PROGRESSIVE_MS, **unconfirmed)) == {("multiple_sclerosis", "suspected")}


def test_a_known_code_that_no_rule_asks_about_leaves_the_problem_list_readable() -> None:
    hypertension, unheard_of = condition(SNOMED, "59621000"), condition(SNOMED, "102554009")
    assert "condition" in chart(hypertension).delivered
    assert "condition" not in chart(unheard_of).delivered


def test_the_words_beside_a_code_that_no_rule_asks_about_still_count() -> None:
    code = {"coding": [{"system": SNOMED, "code": "59621000"}], "text": "Hypertension, multiple sclerosis since 2011"}
    assert "multiple_sclerosis" in named(chart(resource("Condition", code=code)))


def test_an_unknown_code_of_the_international_icd_is_searched_by_its_words() -> None:
    who = {"system": "http://hl7.org/fhir/sid/icd-10", "code": "B24", "display": "HIV, unspecified"}
    assert "immune_suppression" in named(chart(resource("Condition", code={"coding": [who]})))
    american = resource("Condition", code={"coding": [{**who, "system": ICD}]})
    assert "immune_suppression" not in named(chart(american))


def test_an_icd_code_of_the_international_edition_says_what_its_category_says() -> None:
    assert said(condition("urn:oid:2.16.840.1.113883.6.3", "G35")) == {("multiple_sclerosis", "present")}
