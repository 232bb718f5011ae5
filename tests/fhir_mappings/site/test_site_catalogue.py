"""The files of a client's own codes: what is refused, by file and line, and what of a ConceptMap is followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_mappings.codes.shapes import is_well_formed
from fhir_mappings.site.catalogue import CodesFile, Role, compile_codes
from fhir_mappings.site.codes import code_key
from imaging_rules.study import study
from tests.fhir_mappings.site.site_tables import LISTS, ORDERS, PROBLEMS, RIS, clinic, compiled

HEADER = "system,code,display,target_system,target,state,value,note"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
FINDING = "https://imaging-cds.example/CodeSystem/finding"
STUDY = "https://imaging-cds.example/CodeSystem/study"


def test_a_table_in_order_has_nothing_wrong(tmp_path: Path) -> None:
    site = clinic(tmp_path)
    assert (len(site.orders), len(site.problems)) == (5, 5)
    assert compiled(tmp_path, PROBLEMS, "problems").remarks == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"{RIS},A,,study,MRI knee joint,,,", "unknown study: MRI knee joint"),
        (f"{RIS},A,,study,MRI,,,", "names no region of the body"),
        (f"{RIS},A,,cpt,7214,,,", "7214 is no cpt code"),
        (f"{RIS},A,,loinc,30679-4,,,", "30679-4 is no loinc code"),
        (f"{RIS},A,,snomed,24700008,,,", "24700008 is no snomed code"),
        (f"{RIS},A,,icd-10-cm,M54.2,,,", "not to be mapped to icd-10-cm"),
        (f"{RIS},A,,finding,neck_pain,,,", "not to be mapped to finding"),
        (f"{RIS},A,,my-codes,1,,,", "unknown code system to map to: my-codes"),
        (f"{RIS},A,,cpt,72141,history,,", "state and value are for findings"),
        (f"{RIS},A,CT HEAD,cpt,72141,,,", "CT HEAD names other imaging than A is mapped to"),
        (f"{RIS},A,MR L-SPINE,study,MRI cervical spine,,,", "MR L-SPINE names other imaging"),
        ("http://loinc.org,A,,cpt,72141,,,", "http://loinc.org is loinc, a standard system"),
        ("http://hl7.org/fhir/sid/icd-10,A,,cpt,72141,,,", "is icd-10-cm, a standard system"),
        (",A,,cpt,72141,,,", "no system"),
        (f"{RIS},,,cpt,72141,,,", "no code"),
        (f"{RIS},A,,cpt,,,,", "no target"),
        (f"{RIS},A,cpt,72141", "4 cells where the header has 8"),
    ],
)
def test_an_order_row_that_is_wrong_is_refused_by_its_line(tmp_path: Path, row: str, problem: str) -> None:
    (said,) = compiled(tmp_path, f"{HEADER}\n\n{row}\n").problems
    assert said.startswith("codes.csv, line 3: ")
    assert problem in said


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"{LISTS},A,,finding,neck_ache,,,", "unknown finding: neck_ache"),
        (f"{LISTS},A,,finding,neck_pain,active,,", "unknown state: active; present, suspected, history, refuted are known"),
        (f"{LISTS},A,,finding,neck_pain,,severe,", "neck_pain has no values"),
        (f"{LISTS},A,,finding,ckd_stage,,,", "ckd_stage needs a value: "),
        (f"{LISTS},A,,finding,ckd_stage,,9,", "ckd_stage: one of "),
        (f"{LISTS},A,,finding,ckd_stage,suspected,4,", "a value goes with present or history only"),
        (f"{LISTS},A,,finding,egfr,,20,", "egfr is a quantity, which no code states"),
        (f"{LISTS},A,,icd-10-cm,54.2,,,", "54.2 is no icd-10-cm code"),
        (f"{LISTS},A,,snomed,81680006,,,", "81680006 is no snomed code"),
        (f"{LISTS},A,,study,MRI cervical spine,,,", "not to be mapped to study"),
        (f"{LISTS},A,,icd-10-cm,M54.2,history,,", "state and value are for findings"),
    ],
)
def test_a_problem_row_that_is_wrong_is_refused_by_its_line(tmp_path: Path, row: str, problem: str) -> None:
    (said,) = compiled(tmp_path, f"{HEADER}\n{row}\n", "problems").problems
    assert said.startswith("codes.csv, line 2: ")
    assert problem in said


def test_a_code_stands_once(tmp_path: Path) -> None:
    twice = f"{HEADER}\n{RIS},A,,cpt,72141,,,\n2.25.7001,A,,cpt,72142,,,\n"
    assert compiled(tmp_path, twice).problems == ["codes.csv, line 3: A stands twice for cpt, first in codes.csv, line 2"]
    assert compiled(tmp_path, twice.replace("2.25.7001,A", f"{RIS},a")).problems == []


def test_a_code_may_stand_in_several_standard_systems_if_they_agree(tmp_path: Path) -> None:
    agree = compiled(tmp_path, f"{HEADER}\n{RIS},A,,cpt,72141,,,\n{RIS},A,,loinc,30667-0,,,\n")
    assert agree.problems == []
    assert agree.codes.orders[code_key(RIS, "A")].written_for == study("MRI cervical spine without IV contrast")
    other = compiled(tmp_path, f"{HEADER}\n{RIS},A,,cpt,72141,,,\n{RIS},A,,loinc,30679-5,,,\n")
    assert other.problems == ["codes.csv, line 2: the codes that A is mapped to contradict each other"]


def test_a_problem_code_may_state_several_findings_by_name_each_once(tmp_path: Path) -> None:
    rows = f"{HEADER}\n{LISTS},A,,finding,neck_pain,,,\n{LISTS},A,,finding,spasticity,,,\n"
    made = compiled(tmp_path, rows, "problems")
    (local,) = made.codes.problems.values()
    assert [row.finding for row in local.findings] == ["neck_pain", "spasticity"]
    assert "twice" in compiled(tmp_path, rows + f"{LISTS},A,,finding,neck_pain,,,\n", "problems").problems[0]


def test_the_same_code_in_two_files_is_said_with_both_places(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(ORDERS)
    two.write_text(ORDERS)
    problems = compile_codes([CodesFile(one, "orders"), CodesFile(two, "orders")]).problems
    assert "two.csv, line 3: MRCS stands twice for study, first in one.csv, line 3" in problems
    assert compile_codes([CodesFile(one, "orders")]).problems == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "no column code"),
        ("system;code;target_system;target\n", "no column code"),
        ("code,target_system,target,colour\n", "unknown column colour"),
        ("code,code,target_system,target\n", "column code stands twice"),
        (f'{HEADER}\n"a" b,c\n', "not a CSV table"),
    ],
)
def test_a_file_that_is_no_such_table_is_said(tmp_path: Path, content: str, problem: str) -> None:
    assert problem in compiled(tmp_path, content).problems[0]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"code,target_system,target\n\xe9,cpt,72141\n")
    assert compile_codes([CodesFile(latin, "orders")]).problems == ["latin.csv: is not in UTF-8"]
    assert "cannot be read" in compile_codes([CodesFile(tmp_path / "none.csv", "orders")]).problems[0]
    assert "cannot be read" in compile_codes([CodesFile(tmp_path / "none.json", "orders")]).problems[0]
    assert "neither a CSV table" in compile_codes([CodesFile(tmp_path / "codes.xlsx", "orders")]).problems[0]


def test_a_table_as_a_spreadsheet_saves_it_is_read(tmp_path: Path) -> None:
    saved = '\ufeffcode,Target_System,target\r\n"A, 1",cpt,72141\r\n,,\r\n"two\nlines",cpt,72148\r\nB,cpt,1\r\n'
    made = compiled(tmp_path, saved, system=RIS)
    assert [key[1] for key in made.codes.orders] == ["A, 1", "two\nlines"]
    assert made.problems == ["codes.csv, line 6: 1 is no cpt code"]


def test_a_standard_code_that_no_table_knows_is_remarked_on_and_says_nothing(tmp_path: Path) -> None:
    made = compiled(tmp_path, f"{HEADER}\n{LISTS},A,,icd-10-cm,J18.9,,,\n", "problems")
    assert made.problems == []
    assert made.remarks == ["codes.csv, line 2: icd-10-cm J189 is in no table of findings: A says nothing"]
    order = compiled(tmp_path, f"{HEADER}\n{RIS},A,,cpt,79999,,,\n")
    assert "imaging of no known study" in order.remarks[0]


def test_a_display_that_names_another_finding_is_remarked_on(tmp_path: Path) -> None:
    shifted = compiled(tmp_path, f"{HEADER}\n{LISTS},A,Low back pain,icd-10-cm,M54.2,,,\n", "problems")
    assert shifted.remarks == ["codes.csv, line 2: Low back pain names low_back_pain, which A is not mapped to"]


def test_a_display_with_another_contrast_phase_is_remarked_on(tmp_path: Path) -> None:
    loose = compiled(tmp_path, f"{HEADER}\n{RIS},A,MRI C-SPINE W CONTRAST,cpt,72156,,,\n")
    assert loose.problems == []
    assert "another contrast phase" in loose.remarks[0]
    open_phase = compiled(tmp_path, f"{HEADER}\n{RIS},A,MRI C-SPINE WO CONTRAST,study,MRI cervical spine,,,\n")
    assert "leaves it open" in open_phase.remarks[0]


def concept_map(*targets: dict[str, Any], group: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    element = {"code": "A", "display": "Neck trouble", "target": list(targets)}
    content = {"source": LISTS, "target": ICD, "element": [element], **(group or {})}
    return {"resourceType": "ConceptMap", "status": "active", "group": [content], **more}


@pytest.mark.parametrize("equivalence", ["equal", "equivalent"])
def test_what_is_equal_or_equivalent_is_followed(tmp_path: Path, equivalence: str) -> None:
    made = compiled(tmp_path, concept_map({"code": "M54.2", "equivalence": equivalence}), "problems")
    (local,) = made.codes.problems.values()
    assert (made.problems, made.remarks) == ([], [])
    assert [(each.system, each.code) for each in local.standard] == [("icd-10-cm", "M542")]


@pytest.mark.parametrize(
    "equivalence",
    ["relatedto", "wider", "subsumes", "narrower", "specializes", "inexact", "unmatched", "disjoint"],
)
def test_what_widens_narrows_or_guesses_is_not_followed_and_said(tmp_path: Path, equivalence: str) -> None:
    made = compiled(tmp_path, concept_map({"code": "M54.2", "equivalence": equivalence}), "problems")
    assert (made.problems, dict(made.codes.problems)) == ([], {})
    assert made.remarks == [f"map.json, line 13: A: {equivalence} is not followed"]


@pytest.mark.parametrize("condition", ["dependsOn", "product"])
def test_a_target_under_a_condition_is_not_followed(tmp_path: Path, condition: str) -> None:
    target = {"code": "M54.2", "equivalence": "equal", condition: [{"property": "urn:x", "value": "1"}]}
    made = compiled(tmp_path, concept_map(target), "problems")
    assert dict(made.codes.problems) == {}
    assert "dependsOn or product" in made.remarks[0]


def test_unmapped_is_not_followed(tmp_path: Path) -> None:
    rest = {"unmapped": {"mode": "fixed", "code": "M54.2"}}
    made = compiled(tmp_path, concept_map({"code": "M54.2", "equivalence": "equal"}, group=rest), "problems")
    assert list(made.codes.problems) == [code_key(LISTS, "A")]
    assert "unmapped is not followed" in made.remarks[0]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (concept_map({"code": "M54.2"}), "line 13: A: no equivalence is none of FHIR R4"),
        (concept_map({"code": "M54.2", "relationship": "equivalent"}), "no equivalence"),
        (concept_map({"code": "M54.2", "equivalence": "same"}), "same is none of FHIR R4"),
        (concept_map({"equivalence": "equal"}), "line 13: A: equal, but to no code"),
        (concept_map({"code": 5, "equivalence": "equal"}), "line 13: code is not a text"),
        (concept_map({"code": "X", "equivalence": "equal"}), "line 13: X is no icd-10-cm code"),
        (concept_map(group={"target": None}), "line 5: a group without a target system"),
        (concept_map(group={"source": None}), "line 5: no system"),
        (
            concept_map({"code": "M54.2", "equivalence": "equal"}, group={"source": "http://snomed.info/sct"}),
            "line 13: http://snomed.info/sct is snomed, a standard system",
        ),
        (concept_map(group={"element": [{"target": []}]}), "line 9: an element without a code"),
        (concept_map(group={"element": "A"}), "line 5: element is not as FHIR has it"),
        (concept_map(status="retired"), "line 1: the map is retired"),
        ({"resourceType": "ValueSet"}, "not a FHIR ConceptMap"),
    ],
)
def test_a_map_that_is_wrong_is_refused_by_its_line(tmp_path: Path, content: dict[str, Any], problem: str) -> None:
    (said,) = compiled(tmp_path, content, "problems").problems
    assert problem in said


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "line 1: no JSON"),
        ('{"resourceType":\n "ConceptMap",\n x}', "line 3: no JSON"),
        ('{\n "group": [\n {"source": "a", "source": "b"}]}', "line 3: source stands twice in one object"),
        ("[" * 100_000, "line 1: "),
        ("", "line 1: no JSON"),
    ],
)
def test_a_file_that_is_no_json_is_said_by_line(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "map.json"
    file.write_text(text)
    (said,) = compile_codes([CodesFile(file, "orders")]).problems
    assert said.startswith("map.json, ")
    assert problem in said


def test_a_map_leads_to_our_studies_and_findings_by_their_own_system(tmp_path: Path) -> None:
    to_study = concept_map(
        {"code": "MRI cervical spine without IV contrast", "equivalence": "equal"}, group={"target": STUDY, "element": []}
    )
    element = {"code": "A", "target": [{"code": "mri-cervical-spine-without-iv-contrast", "equivalence": "equal"}]}
    to_study["group"][0]["element"] = [element]
    orders = compiled(tmp_path, to_study)
    assert orders.problems == []
    assert [each.written_for for each in orders.codes.orders.values()] == [study("MRI cervical spine without IV contrast")]
    named = compiled(
        tmp_path, concept_map({"code": "neck_pain", "equivalence": "equal"}, group={"target": FINDING}), "problems"
    )
    assert [row.finding for each in named.codes.problems.values() for row in each.findings] == ["neck_pain"]


def test_two_targets_in_one_system_cannot_both_be_the_same_concept(tmp_path: Path) -> None:
    both = concept_map({"code": "M54.2", "equivalence": "equal"}, {"code": "M54.12", "equivalence": "equivalent"})
    (problem,) = compiled(tmp_path, both, "problems").problems
    assert problem.startswith("map.json, line 17: A stands twice")


@pytest.mark.parametrize(
    ("system", "code", "well_formed"),
    [
        ("snomed", "81680005", True),
        ("snomed", "81680006", False),
        ("snomed", "81680013", False),
        ("loinc", "98979-8", True),
        ("loinc", "LP29684-5", False),
        ("cpt", "0042T", True),
        ("cpt", "IMG72141", False),
        ("icd-10-cm", "M5412", True),
        ("icd-10-cm", "5412", False),
        ("radlex", "RPID809", True),
        ("rxnorm", "11289", True),
        ("rxnorm", "warfarin", False),
    ],
)
def test_a_code_is_well_formed_or_cannot_be_one(system: str, code: str, well_formed: bool) -> None:
    assert is_well_formed(system, code) is well_formed


cell = st.one_of(
    st.text(max_size=6), st.sampled_from([RIS, "A", "cpt", "72141", "study", "MRI cervical spine", "finding", "neck_pain"])
)
json_value = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), cell),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["code", "target", "x"]), inner)),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cell, min_size=8, max_size=8), max_size=4), role=st.sampled_from(["orders", "problems"]))
def test_no_table_however_odd_raises(tmp_path: Path, rows: list[list[str]], role: Role) -> None:
    compiled(tmp_path, "\n".join([HEADER, *(",".join(row) for row in rows)]), role)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(group=st.dictionaries(st.sampled_from(["source", "target", "element", "unmapped"]), json_value), whole=json_value)
def test_no_map_however_odd_raises(tmp_path: Path, group: dict[str, Any], whole: Any) -> None:
    for content in (concept_map(group=group), {"resourceType": "ConceptMap", "group": whole}):
        compiled(tmp_path, content, "problems")
