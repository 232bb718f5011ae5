"""Injuries in coded form: the part that was hurt, what distracts from it, the CT of it, and whether a fracture is new."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.reports.earlier_imaging import answers_for_order
from imaging_rules.facts import Finding
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import ICD, SNOMED, TODAY, Resource, chart, concept, condition, resource, said, the

PAIN, COLLAPSE = concept(ICD, "M54.6"), concept(ICD, "M48.54XA")


def problem(code: str, onset: str = "2026-11-05", name: str = "c1", **more: Any) -> Resource:
    return {**condition(ICD, code, onsetDateTime=onset, **more), "id": name}


def of_order(*reasons: Resource, refers: tuple[str, ...] = (), record: tuple[Resource, ...] = ()) -> dict[str, Finding]:
    order = resource(
        "ServiceRequest", reasonCode=list(reasons), reasonReference=[{"reference": f"Condition/{r}"} for r in refers]
    )
    return {each.name: each for each in read_indication(order, chart(*record))}


def test_an_injury_of_the_lower_back_without_a_diagnosis_is_one_of_the_lumbar_spine() -> None:
    assert {("spine_injury", "present"), ("injury_region", "present")} <= said(problem("S39.92XA"))
    assert [each.value for each in the("injury_region", problem("S39.92XA"))] == [("lumbar",)]
    assert the("spine_injury", problem("S39.91XA")) == []  # the abdomen


@pytest.mark.parametrize("code", ["S06.0X0A", "S09.90XA", "S02.0XXA"])
def test_an_injury_of_the_head_is_none_of_the_spine(code: str) -> None:
    assert ("head_injury", "present") in said(problem(code))
    assert "spine_injury" not in {name for name, _ in said(problem(code))}


def test_an_old_injury_of_the_head_and_its_sequela_are_not_recent() -> None:
    assert the("head_injury", problem("S06.0X0A", "2026-01-05")) == []
    assert the("head_injury", problem("S06.0X0S")) == []


@pytest.mark.parametrize(("code", "onset", "distracts"), [
    ("S72.301A", "2026-11-20", True), ("S52.501A", "2026-11-20", True), ("S72.301D", "2026-11-20", False),
    ("S72.301A", "2026-11-01", False), ("S62.600A", "2026-11-20", False)])  # fmt: skip
def test_a_fresh_fracture_of_a_long_bone_distracts(code: str, onset: str, distracts: bool) -> None:
    items = {member for each in the("nexus_items", problem(code, onset)) for member in each.value}  # type: ignore[union-attr]
    assert ("distracting_injury" in items) is distracts


def test_an_injury_of_the_brachial_plexus_is_a_syndrome_of_it() -> None:
    assert {("brachial_plexus_syndrome", "present"), ("spine_injury", "present")} <= said(problem("S14.3XXA"))


@pytest.mark.parametrize("type_", [concept("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "L0172"),
    {"text": "Rigid cervical collar"}])  # fmt: skip
def test_a_collar_is_worn_and_is_no_implant(type_: Resource) -> None:
    names = {name for name, _ in said(resource("Device", status="active", type=type_))}
    assert names == {"neck_collar_worn"}


def test_overexertion_by_repetition_is_overuse() -> None:
    assert ("mechanical_overuse_pain", "present") in said(problem("X50.3XXA"))


# ---- a CT of this injury


def test_an_injury_that_the_order_names_without_a_day_is_the_dated_one_of_the_record() -> None:
    ct = resource("DiagnosticReport", status="final", code={"text": "CT cervical spine"}, effectiveDateTime="2026-11-10",
                  conclusionCode=[concept(SNOMED, "17621005")])  # fmt: skip
    hurt = problem("S16.1XXA", "2026-11-10")
    read = chart(ct, hurt)
    order = resource("ServiceRequest", reasonCode=[concept(ICD, "S16.1XXA")])
    named = read_indication(order, read)
    asked = study("MRI cervical spine without IV contrast")

    def result(findings: tuple[Finding, ...]) -> list[Any]:
        made = answers_for_order(read.imaging, asked, findings, TODAY, whole=True).findings
        return [each.value for each in made if each.name == "cervical_ct_trauma"]

    assert result((*read.findings, *named)) == ["negative"]
    assert result(named) == []  # of no stated day: taken for two days old


@pytest.mark.parametrize(("crash", "ct_day", "counts"), [("17", "17", True), ("17", "16", False), ("12", "12", False)])
def test_an_injury_without_a_day_is_of_the_crash_of_this_week(crash: str, ct_day: str, counts: bool) -> None:
    ct = resource("DiagnosticReport", status="final", code={"text": "CT cervical spine"}, conclusion="No fracture.",
                  effectiveDateTime=f"2026-11-{ct_day}")  # fmt: skip
    read = chart(ct, problem("V03.10XA", f"2026-11-{crash}"))
    named = read_indication(resource("ServiceRequest", reasonCode=[concept(ICD, "S19.9XXA")]), read)
    asked = study("MRI cervical spine without IV contrast")
    made = answers_for_order(read.imaging, asked, (*read.findings, *named), TODAY, whole=True).findings
    assert [each.value for each in made if each.name == "cervical_ct_trauma"] == ["negative"] * counts


# ---- a fresh fracture


@pytest.mark.parametrize(
    ("onset", "more", "fresh"),
    [
        ("2026-11-05", {}, True),
        ("2026-08-28", {}, True),
        ("2026-08-27", {}, False),
        ("2026-11-05", {"recordedDate": "2026-11-05"}, False),  # filled in by the system, perhaps
        ("2026-11-05", {"clinicalStatus": {"coding": [{"code": "resolved"}]}}, False),
    ],
)
def test_a_fracture_is_new_by_its_own_day(onset: str, more: dict[str, Any], fresh: bool) -> None:
    assert bool(the("recent_vertebral_fracture", problem("M48.54XA", onset, **more))) is fresh


def test_a_fracture_and_a_pain_of_the_back_in_one_order_are_a_painful_fracture() -> None:
    assert "vcf_symptomatic" in of_order(COLLAPSE, PAIN)
    assert "vcf_symptomatic" not in of_order(COLLAPSE)
    assert "vcf_symptomatic" not in of_order(PAIN)
    assert "vcf_symptomatic" not in of_order(COLLAPSE, concept(ICD, "M54.2"))


def test_imaging_of_the_ordered_region_is_part_of_a_complaint_of_the_spine() -> None:
    film = resource("DiagnosticReport", status="final", code={"text": "XR thoracic spine"}, effectiveDateTime="2026-11-10",
                    conclusionCode=[COLLAPSE])  # fmt: skip
    read = chart(film)
    asked = study("MRI thoracic spine without IV contrast")

    def marked(reason: Resource) -> set[bool]:
        named = read_indication(resource("ServiceRequest", reasonCode=[reason]), read)
        made = answers_for_order(read.imaging, asked, (*read.findings, *named), TODAY, whole=True)
        return {each.evidence.of_order for each in made.findings}

    assert marked(PAIN) == {True}
    assert marked(concept(SNOMED, "24700007")) == {False}


# ---- how certain a reason is


def test_a_reason_is_as_certain_as_the_conditions_for_it() -> None:
    ms = concept(ICD, "G35.9")
    provisional = problem("G35.9", verificationStatus={"coding": [{"code": "provisional"}]})
    assert of_order(ms, refers=("c1",), record=(provisional,))["multiple_sclerosis"].state == "suspected"
    assert of_order(ms, refers=("c1",), record=(problem("G35.9"),))["multiple_sclerosis"].state == "present"
    assert of_order(ms, record=(provisional,))["multiple_sclerosis"].state == "suspected"
    assert of_order(ms, record=(provisional, {**problem("G35.9"), "id": "c2"}))["multiple_sclerosis"].state == "present"
    assert of_order(ms)["multiple_sclerosis"].state == "present"


@pytest.mark.parametrize("code", ["S10.96XA", "S10.16XA", "S10.85XA", "S10.92XA"])
def test_an_insect_bite_a_blister_or_a_splinter_is_no_blunt_injury_of_the_neck(code: str) -> None:
    assert said(problem(code)) == set()
    assert ("spine_injury", "present") in said(problem("S10.93XA"))  # a contusion is


@pytest.mark.parametrize(("code", "part"), [("S30.0XXA", "lumbar"), ("S20.229A", "thoracic")])
def test_a_bruised_back_is_an_injury_of_its_part_of_the_spine(code: str, part: str) -> None:
    assert ("spine_injury", "present") in said(problem(code))
    assert [each.value for each in the("injury_region", problem(code))] == [(part,)]


@pytest.mark.parametrize(("code", "part"), [("S39.012A", "lumbar"), ("S29.012A", "thoracic")])
def test_a_strained_back_names_the_part_and_needs_an_accident_beside_it(code: str, part: str) -> None:
    assert said(problem(code)) == {("injury_region", "present")}
    assert [each.value for each in the("injury_region", problem(code))] == [(part,)]


@pytest.mark.parametrize("code", ["S32.012A", "S22.081A", "S32.051B"])
def test_a_burst_vertebra_is_an_injury_of_high_risk(code: str) -> None:
    assert ("tl_high_risk", "present") in said(problem(code))
    assert the("tl_high_risk", problem(code[:-1] + "D")) == []
    assert the("tl_high_risk", problem("S32.010A")) == []  # wedge compression


@pytest.mark.parametrize("code", ["W12.XXXA", "W14.XXXA", "Y30.XXXA"])
def test_a_fall_from_a_high_place_is_an_injury_of_high_energy(code: str) -> None:
    assert [each.value for each in the("injury_energy", problem(code, "2026-11-19"))] == ["significant"]
    assert [each.value for each in the("ccr_high_items", problem(code, "2026-11-19"))] == [("fall_3ft_or_5_stairs",)]


@pytest.mark.parametrize("code", ["W16.522A", "W16.022A"])
def test_the_head_on_the_bottom_of_a_pool_loads_the_neck_along_its_axis(code: str) -> None:
    assert [each.value for each in the("ccr_high_items", problem(code, "2026-11-19"))] == [("axial_load",)]
    assert the("ccr_high_items", problem("W16.512A", "2026-11-19")) == []  # the water, not the bottom


@pytest.mark.parametrize("code", ["R40.2141", "R40.2251", "R40.2361", "R40.2411"])
def test_a_good_score_on_the_coma_scale_is_no_coma(code: str) -> None:
    assert the("obtunded", problem(code, "2026-11-20")) == []
    assert the("obtunded", problem("R40.2431", "2026-11-20")) != []


@pytest.mark.parametrize("code", ["P14.0", "P14.1", "P14.3"])
def test_a_palsy_of_the_arm_from_birth_is_none_of_the_plexus_scenarios(code: str) -> None:
    assert said(problem(code, "2026-01-05")) == set()


@pytest.mark.parametrize("code", ["S14.3XXD", "S14.3XXS"])
def test_a_torn_brachial_plexus_is_the_injury_of_it_however_long_ago(code: str) -> None:
    assert {("brachial_plexus_syndrome", "present"), ("plexus_injury", "present")} <= said(problem(code, "2026-01-05"))


def test_diabetic_amyotrophy_is_a_lumbosacral_plexus_syndrome() -> None:
    assert ("lumbosacral_plexus_syndrome", "present") in said(problem("E11.44"))
    assert the("lumbosacral_plexus_syndrome", problem("E11.42")) == []


def test_an_operation_that_only_words_name_is_recent_for_twelve_weeks() -> None:
    def done(name: str, day: str) -> set[str]:
        operation = resource("Procedure", status="completed", code={"text": name}, performedDateTime=day)
        return {finding for finding, _ in said(operation)}

    assert "recent_spine_procedure" in done("Lumbar laminectomy", "2026-10-20")
    assert "recent_spine_procedure" in done("Epidural steroid injection", "2026-10-20")
    assert "recent_spine_procedure" not in done("Lumbar laminectomy", "2025-10-20")
    assert "recent_spine_procedure" not in done("Appendectomy", "2026-10-20")


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("Low risk; no risk factors, imaging not needed", "imaging_not_needed"),
        ("negative - none met", "imaging_not_needed"),
        ("high risk, imaging recommended", "imaging_needed"),
        ("not assessed, in a collar", None),
    ],
)
def test_a_rule_for_the_neck_answered_in_pieces_that_agree(answer: str, value: str | None) -> None:
    row = resource(
        "Observation", status="final", code={"text": "PECARN C-spine rule"}, effectiveDateTime="2026-11-19", valueString=answer
    )
    assert [each.value for each in the("rule_says", row)] == ([value] if value else [])


def test_a_label_that_its_answer_denies_leaves_nothing_open() -> None:
    def row(answer: str) -> Resource:
        name = {"text": "Bladder and bowel function"}
        return resource("Observation", status="final", code=name, effectiveDateTime="2026-11-19", valueString=answer)

    assert "bladder_dysfunction" not in chart(row("normal")).mentioned
    assert "bladder_dysfunction" in chart(row("not asked")).mentioned
