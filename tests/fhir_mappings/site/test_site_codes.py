"""Codes of a client's own: read for that client only, as what its table says they stand for, and written back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.chart.whole_chart import read_chart
from fhir_mappings.order.drafts import ImagingOrder, read_order
from fhir_mappings.order.replacement import additional_order, replacement
from fhir_mappings.site.codes import NO_SITE_CODES, SiteCodes
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import TODAY, Resource, condition, observation, quantity, resource
from tests.fhir_mappings.site.site_tables import LISTS, ORDERS, PROBLEMS, RIS, clinic

CPT = "http://www.ama-assn.org/go/cpt"
WITHOUT = study("MRI cervical spine without IV contrast")
BOTH = study("MRI cervical spine without and with IV contrast")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteCodes:
    return clinic(tmp_path_factory.mktemp("clinic"))


def draft(code: str, system: str | None = RIS, display: str | None = None, text: str | None = None) -> dict[str, Any]:
    coding = {"system": system, "code": code, "display": display}
    concept = {"coding": [{name: value for name, value in coding.items() if value is not None}], "text": text}
    return {"resourceType": "ServiceRequest", "id": "a", "code": {key: each for key, each in concept.items() if each}}


def ordered(site: SiteCodes, *draft_of: Any, **more: Any) -> ImagingOrder:
    return read_order(draft(*draft_of, **more), site)


def findings(site: SiteCodes, *resources: Resource) -> set[tuple[str, str]]:
    delivered: dict[str, Any] = {}
    for each in resources:
        delivered.setdefault(each["resourceType"], []).append(each)
    return {(found.name, str(found.state)) for found in read_chart(delivered, "p1", TODAY, site=site).findings}


def test_an_order_code_is_the_study_its_table_names_for_this_client_and_for_no_other(site: SiteCodes) -> None:
    assert ordered(site, "MRCS").study == WITHOUT
    nobody = ordered(NO_SITE_CODES, "MRCS")
    assert (nobody.study, nobody.is_imaging) == (None, False)


def test_an_order_code_mapped_to_a_standard_code_is_read_as_if_that_had_been_sent(site: SiteCodes) -> None:
    assert ordered(site, "MRCSB").study == BOTH
    assert ordered(site, "MRLS").study == study("MRI lumbar spine without IV contrast")


def test_a_standard_code_that_says_something_else_than_the_local_one_is_a_contradiction(site: SiteCodes) -> None:
    two = draft("MRCS")
    two["code"]["coding"].append({"system": CPT, "code": "72148"})
    read = read_order(two, site)
    assert read.study is None
    assert read.problems


@pytest.mark.parametrize(
    ("system", "code"),
    [(RIS, "MRCS "), ("2.25.7001", "MRCS"), ("URN:OID:2.25.7001", "MRCS"), (f"{RIS}|2026", "MRCS")],
)
def test_the_spelling_of_the_system_may_vary(site: SiteCodes, system: str, code: str) -> None:
    assert ordered(site, code, system=system).study == WITHOUT


@pytest.mark.parametrize(
    ("system", "code"), [(RIS, "mrcs"), (RIS, "MRC"), (RIS + "0", "MRCS"), (None, "MRCS"), ("", "MRCS"), (CPT, "MRCS")]
)
def test_another_code_or_system_is_not_read(site: SiteCodes, system: str | None, code: str) -> None:
    assert ordered(site, code, system=system).study is None


def test_the_display_of_the_table_is_the_sites_word_and_another_one_is_held_against_the_code(site: SiteCodes) -> None:
    assert ordered(site, "MRCS", display="MR C-SPINE WO").study == WITHOUT
    assert ordered(site, "MRCS", display="MR C-SPINE WO", text="MR C-spine wo").study == WITHOUT
    assert ordered(site, "MRCS", display="MR L-SPINE WO").study is None
    assert ordered(site, "MRCS", text="CT head").study is None


def test_a_loose_display_that_the_table_states_does_not_undo_the_code(tmp_path: Path) -> None:
    loose = f"system,code,display,target_system,target\n{RIS},M,MRI C-SPINE W CONTRAST,cpt,72156\n"
    assert ordered(clinic(tmp_path, loose), "M", display="MRI C-SPINE W CONTRAST").study == BOTH
    assert ordered(clinic(tmp_path, loose), "M", display="MRI C-SPINE WO CONTRAST").study == study("MRI cervical spine")


def test_codes_without_a_system_are_read_only_where_the_site_says_that_they_come_so(tmp_path: Path) -> None:
    plain = ORDERS.replace(RIS, ""), PROBLEMS.replace(LISTS, "")
    site = clinic(tmp_path, *plain, system="")
    bare = condition()
    bare["code"] = {"coding": [{"code": "N1"}]}
    assert ordered(site, "MRCS", system=None).study == WITHOUT
    assert ordered(site, "MRCS", system=RIS).study is None
    assert ("neck_pain", "present") in findings(site, bare)
    assert findings(NO_SITE_CODES, bare) == set()


def test_the_number_of_an_answer_is_no_problem_code(tmp_path: Path) -> None:
    numbered = PROBLEMS.replace(LISTS, "").replace("N1", "1")
    site = clinic(tmp_path, problems=numbered, orders=ORDERS, system="")
    answered = observation("72514-3", valueCodeableConcept={"coding": [{"code": "1"}]})
    assert findings(site, answered) == set()


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("N1", ("neck_pain", "present")),
        ("P7", ("history_of_malignancy", "history")),
        ("MS", ("multiple_sclerosis", "present")),
        ("KID4", ("ckd_stage", "present")),
        ("NOPM", ("pacemaker", "refuted")),
    ],
)
def test_a_problem_code_says_its_finding_for_this_client_and_for_no_other(
    site: SiteCodes, code: str, finding: tuple[str, str]
) -> None:
    listed = condition(LISTS, code)
    assert finding in findings(site, listed)
    assert findings(NO_SITE_CODES, listed) == set()


def test_a_finding_by_name_carries_its_value(site: SiteCodes) -> None:
    (found,) = read_chart({"Condition": [condition(LISTS, "KID4")]}, "p1", TODAY, site=site).findings
    assert (found.value, found.evidence.text) == ("4", "Kidneys stage 4")


def test_a_problem_code_is_held_in_the_state_of_its_resource(site: SiteCodes) -> None:
    refuted = condition(LISTS, "N1", verificationStatus={"coding": [{"code": "refuted"}]})
    assert findings(site, refuted) == {("neck_pain", "refuted")}
    assert findings(site, condition(LISTS, "N1", clinical="resolved")) == {("neck_pain", "history")}
    assert findings(site, condition(LISTS, "N1", subject={"reference": "Patient/other"})) == set()
    wrong = condition(LISTS, "N1", verificationStatus={"coding": [{"code": "entered-in-error"}]})
    assert findings(site, wrong) == set()


def test_a_denied_code_by_name_does_not_deny_its_finding_for_it_may_be_one_kind_of_it(site: SiteCodes) -> None:
    refuted = {"coding": [{"code": "refuted"}]}
    assert findings(site, condition(LISTS, "P7", verificationStatus=refuted)) == set()
    assert findings(site, condition(LISTS, "MS", verificationStatus=refuted)) == {("multiple_sclerosis", "refuted")}


def test_a_reason_code_of_the_clients_own_is_of_the_order(site: SiteCodes) -> None:
    request = {**draft("MRCS"), "reasonCode": [{"coding": [{"system": LISTS, "code": "N1"}]}]}
    chart = read_chart({}, "p1", TODAY, site=site)
    found = {each.name: each for each in read_indication(request, chart)}
    assert found["neck_pain"].evidence.of_order
    assert "neck_pain" not in {each.name for each in read_indication(request, read_chart({}, "p1", TODAY))}


def test_order_codes_are_not_read_as_problems_nor_problem_codes_as_orders(site: SiteCodes) -> None:
    assert findings(site, condition(RIS, "MRCS")) == set()
    assert ordered(site, "N1", system=LISTS).is_imaging is False


def test_a_local_laboratory_code_is_read_with_its_unit_like_the_loinc_code_it_stands_for(tmp_path: Path) -> None:
    lab = f"system,code,target_system,target\n{LISTS},GFR,loinc,98979-8\n"
    site = clinic(tmp_path, problems=lab)
    (found,) = read_chart(
        {"Observation": [observation("GFR", LISTS, **quantity(24, "mL/min/{1.73_m2}"))]}, "p1", TODAY, site=site
    ).findings
    assert (found.name, found.value) == ("egfr", 24.0)
    assert findings(site, observation("GFR", LISTS, **quantity(24, "furlong"))) == set()


def test_a_local_examination_code_says_its_finding_with_a_yes_and_a_no_says_nothing(tmp_path: Path) -> None:
    exam = f"system,code,target_system,target\n{LISTS},HOFF,finding,pathologic_reflex\n"
    site = clinic(tmp_path, problems=exam)
    assert findings(site, observation("HOFF", LISTS, valueBoolean=True)) == {("pathologic_reflex", "present")}
    assert findings(site, observation("HOFF", LISTS, valueString="absent")) == set()
    assert findings(site, observation("HOFF", LISTS)) == set()


def test_a_local_device_code_is_an_implant_and_a_code_for_none_is_not(tmp_path: Path) -> None:
    devices = f"system,code,target_system,target,state\n{LISTS},PM,finding,pacemaker,\n{LISTS},NO,finding,pacemaker,refuted\n"
    site = clinic(tmp_path, problems=devices)
    device = resource("Device", status="active", type={"coding": [{"system": LISTS, "code": "PM"}]})
    none = resource("Device", status="active", type={"coding": [{"system": LISTS, "code": "NO"}]})
    assert findings(site, device) == {("pacemaker", "present")}
    assert findings(site, none) == set()


def test_a_local_steroid_code_does_not_escape_the_ninety_days(tmp_path: Path) -> None:
    drugs = f"system,code,target_system,target\n{LISTS},D9,finding,steroid_long_term\n"
    site = clinic(tmp_path, problems=drugs)

    def taken(since: str, route: str = "oral") -> set[tuple[str, str]]:
        concept = {"coding": [{"system": LISTS, "code": "D9"}]}
        dosage = [{"route": {"text": route}}]
        given = {"status": "active", "intent": "order", "authoredOn": since, "dosageInstruction": dosage}
        return findings(site, resource("MedicationRequest", medicationCodeableConcept=concept, **given))

    assert taken("2026-01-05") == {("steroid_long_term", "present")}
    assert taken("2026-11-10") == set()
    assert taken("2026-01-05", "nasal spray") == set()


def test_a_local_treatment_code_is_a_course_of_treatment(tmp_path: Path) -> None:
    visits = f"system,code,target_system,target,state,value\n{LISTS},PT,finding,conservative_kind,,physical_therapy\n"
    site = clinic(tmp_path, problems=visits + f"{LISTS},N1,icd-10-cm,M54.2,,\n")
    period = {"start": "2026-09-01", "end": "2026-10-13"}
    given = {"code": {"coding": [{"system": LISTS, "code": "PT"}]}, "performedPeriod": period, "status": "completed"}
    for_neck = resource("Procedure", **given, reasonCode=[{"coding": [{"system": LISTS, "code": "N1"}]}])
    assert ("conservative_care", "present") in findings(site, for_neck)
    assert findings(NO_SITE_CODES, for_neck) == set()


def test_a_local_allergy_code_gives_the_reaction_with_its_severity(tmp_path: Path) -> None:
    agents = f"system,code,target_system,target\n{LISTS},GAD,finding,gadolinium_reaction\n"
    site = clinic(tmp_path, problems=agents)
    allergy = resource("AllergyIntolerance", code={"coding": [{"system": LISTS, "code": "GAD"}]}, criticality="high")
    read = read_chart({"AllergyIntolerance": [allergy]}, "p1", TODAY, site=site).findings
    assert {(found.name, found.value) for found in read} == {("gadolinium_reaction", None), ("gbca_reaction", "severe")}


def test_a_report_under_a_local_radiology_code_is_earlier_imaging_of_the_neck(site: SiteCodes) -> None:
    report = resource(
        "DiagnosticReport", status="final", effectiveDateTime="2026-10-01", code={"coding": [{"system": RIS, "code": "MRCS"}]}
    )
    study_done = resource(
        "ImagingStudy", status="available", started="2026-10-02", procedureCode=[{"coding": [{"system": RIS, "code": "MRCSB"}]}]
    )
    for done in (report, study_done):
        assert ("prior_imaging_date", "present") in findings(site, done)
        assert findings(NO_SITE_CODES, done) == set()


def test_a_code_to_be_mapped_next_is_named_as_a_table_has_to_write_it(site: SiteCodes) -> None:
    listed = read_chart({"Condition": [condition(LISTS, "n2"), condition(LISTS, "N1")]}, "p1", TODAY, site=site)
    assert {each.code for each in listed.unmatched} == {"n2"}
    assert [each.code for each in ordered(site, "mrX").unmatched] == ["mrX"]
    assert ordered(site, "MRCS").unmatched == ()


def swapped(site: SiteCodes, request: dict[str, Any], *systems: str) -> list[dict[str, str]]:
    made = replacement(request, BOTH, preferred_systems=systems or ("cpt", "loinc"), site=site)
    assert made is not None
    assert read_order(made, site).study == BOTH
    coding: list[dict[str, str]] = made["code"]["coding"]
    return coding


def test_a_swap_speaks_the_local_system_that_the_draft_speaks(site: SiteCodes) -> None:
    assert swapped(site, draft("MRCS")) == [{"system": RIS, "code": "MRCSB", "display": "MR C-SPINE W/WO"}]
    assert [each["code"] for each in swapped(site, draft("NEVER-HEARD-OF"))] == ["MRCSB"]


def test_a_preferred_system_of_the_clients_own_stands_first_whatever_the_draft_speaks(site: SiteCodes) -> None:
    standard = draft("72141", system=CPT)
    assert [each["code"] for each in swapped(site, standard, RIS, "cpt")] == ["MRCSB", "72156"]
    assert [each["code"] for each in swapped(site, standard)] == ["72156"]
    assert [each["code"] for each in swapped(site, {**standard, "code": {"text": "MRI C-spine"}}, RIS)] == ["MRCSB"]


def test_a_swap_to_a_study_without_a_local_code_falls_back_to_the_preferred_standard_system(site: SiteCodes) -> None:
    thoracic = study("MRI thoracic spine without IV contrast")
    made = additional_order(draft("MRCS"), thoracic, "b", site=site)
    assert made is not None
    assert [each["code"] for each in made["code"]["coding"]] == ["72146"]


def test_a_code_with_a_note_is_read_and_never_written(site: SiteCodes) -> None:
    assert ordered(site, "MRCSGA").study == WITHOUT
    made = replacement(draft("MRCSB"), WITHOUT, site=site)
    assert made is not None
    assert [each["code"] for each in made["code"]["coding"]] == ["MRCS"]


def test_a_swap_among_codes_without_a_system_writes_none(tmp_path: Path) -> None:
    site = clinic(tmp_path, ORDERS.replace(RIS, ""), system="")
    assert swapped(site, draft("MRCS", system=None)) == [{"code": "MRCSB", "display": "MR C-SPINE W/WO"}]


odd = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from([RIS, LISTS, "MRCS", "N1"]))
coding = st.fixed_dictionaries({}, optional={"system": odd, "code": odd, "display": odd})


@settings(deadline=None)
@given(codings=st.lists(st.one_of(coding, odd), max_size=4))
def test_no_coding_however_odd_raises(site: SiteCodes, codings: list[Any]) -> None:
    read_order({"resourceType": "ServiceRequest", "code": {"coding": codings}}, site)
    listed = {"resourceType": "Condition", "code": {"coding": codings}, "clinicalStatus": {"coding": [{"code": "active"}]}}
    read_chart({"Condition": [listed], "Observation": [{**listed, "resourceType": "Observation"}]}, "p1", TODAY, site=site)
