"""The code tables are clean: every code can exist, every name is known, nothing stands twice, every row has a source.

What is wrong is reported as rows, so that whoever adds a row sees which one. The tables are found by their folder: a new
table is checked from its first row on.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import simple_icd_10_cm

import fhir_mappings
from fhir_mappings.codes.findings import CONTRADICTS, IF_SUSPECTED, NO_FINDING
from fhir_mappings.codes.shapes import is_well_formed
from fhir_mappings.codes.systems import CANONICAL_URIS
from fhir_mappings.quantities import unit_spelling
from fhir_mappings.tables_csv import table
from fhir_mappings.text.phrases.phrase_patterns import phrases_of
from fhir_mappings.vocabulary import negatable_findings
from imaging_rules import Library
from imaging_rules.facts import State
from imaging_rules.study import Phase, catalogue, study
from imaging_rules.yaml_files import packaged_yaml, read_yaml

Row = dict[str, str]
FOLDER = Path(fhir_mappings.__file__).parent / "tables"
TABLES = sorted(str(file.relative_to(FOLDER).with_suffix("")) for file in FOLDER.rglob("*.csv"))
CODED = [name for name in TABLES if {"system", "code"} <= set(table(name)[0])]

SHAPES = {
    "snomed": r"[1-9]\d{5,17}",
    "loinc": r"(LA)?[1-9]\d{0,6}-\d",
    "icd-10-cm": r"[A-TV-Z]\d[0-9AB](\.[0-9A-Z]{1,4})?",
    "icd-10-pcs": r"[0-9A-HJ-NP-Z]{7}",
    "ops": r"[135689]-\d{2}[0-9a-z](\.[0-9a-z]{1,2})?",
    "rxnorm": r"[1-9]\d{0,7}",
    "cpt": r"\d{5}|\d{4}[FTU]",
    "hcpcs": r"[A-CE-V]\d{4}",
    "radlex": r"(RID|RPID)[1-9]\d*",
    "dicom": r"[A-Z][A-Z0-9_]{1,15}",
}
"""How a code of each system is written; LOINC answers begin with LA.

HCPCS D codes belong to the American Dental Association and are not carried."""

SEVENTH = frozenset("ABCDEFGHJKMNPQRS-")
"""The 7th characters of ICD-10-CM injuries and fractures; `-` stands for none."""

AMA_WORDING = re.compile(
    r"contrast material|radiologic examination|followed by contrast|without contrast material|computed tomography"
    r"|magnetic resonance \(eg|\(eg,|insertion or replacement|transvenous|radiological supervision|tomographic",
    re.IGNORECASE,
)
"""Turns of phrase of the CPT descriptors, which belong to the American Medical Association; ours say it otherwise."""

NOT_FINDINGS = {"device_names": {"external", "passive"}, "text/phrases": {""}, "text/measures": {""}}
"""Names in a `finding` column that are no finding on purpose: kinds of device that are no concern before MRI, and phrases
that mean nothing by themselves."""

DERIVED_QUANTITIES = frozenset({"temperature", "coma_score", "cd4"})
"""Measured quantities that are no finding themselves but make one by a cut-off."""


def loinc_is_well_formed(code: str) -> bool:
    """How the letters of an answer's code count is not published, so those pass."""
    return code.startswith("LA") or is_well_formed("loinc", code)


def coded(system: str = "") -> list[tuple[str, Row]]:
    """The rows with a code of one system ("" for all), each with the name of its table."""
    return [(name, row) for name in CODED for row in table(name) if system in ("", row["system"])]


def rows_with(column: str) -> Iterator[tuple[str, Row]]:
    return ((name, row) for name in TABLES for row in table(name) if column in row)


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = read_yaml(files("imaging_rules") / "library" / "vocabulary.yaml")["findings"]
    return known


def family_tables() -> list[dict[str, Any]]:
    """The tables of families of phrases."""
    return [read_yaml(file) for file in sorted((FOLDER / "families").iterdir())]


def bare(code: str) -> str:
    return code.replace(".", "")


# ---- codes


def test_the_checks_can_fail() -> None:
    assert not is_well_formed("snomed", "24700008")
    assert not loinc_is_well_formed("8867-5")
    assert not re.fullmatch(SHAPES["cpt"], "7214")
    assert AMA_WORDING.search("MRI spinal canal; without contrast material")


def test_every_code_system_is_one_we_have_a_name_for() -> None:
    assert {row["system"] for _, row in coded()} - set(CANONICAL_URIS) == set()
    assert set(SHAPES) == set(CANONICAL_URIS)


@pytest.mark.parametrize("system", sorted(SHAPES))
def test_every_code_is_written_as_its_system_writes_codes(system: str) -> None:
    assert [(name, row["code"]) for name, row in coded(system) if not re.fullmatch(SHAPES[system], row["code"])] == []


def test_every_snomed_code_is_a_concept_with_a_right_check_digit() -> None:
    numbers = [(name, row["code"]) for name, row in coded("snomed")]
    assert [each for each in numbers if not is_well_formed("snomed", each[1])] == []


def test_every_loinc_code_has_a_right_check_digit() -> None:
    assert [(name, row["code"]) for name, row in coded("loinc") if not loinc_is_well_formed(row["code"])] == []


def test_every_icd_code_is_in_the_classification_under_the_name_it_has_there() -> None:
    unknown = [(name, row["code"]) for name, row in coded("icd-10-cm") if not simple_icd_10_cm.is_valid_item(row["code"])]
    assert unknown == []
    named = ((row["code"], row["display"], simple_icd_10_cm.get_description(row["code"])) for _, row in coded("icd-10-cm"))
    assert [each for each in named if each[1] != each[2]] == []


def test_icd_codes_are_read_with_all_below_them_and_other_codes_exactly() -> None:
    rows = [(name, row) for name, row in coded() if "match" in row]
    assert [row["match"] for _, row in rows if row["match"] not in ("prefix", "exact")] == []
    assert [
        (name, row["code"]) for name, row in rows if row["match"] == "prefix" and row["system"] not in ("icd-10-cm", "ops")
    ] == []


def test_seventh_characters_are_those_of_the_classification() -> None:
    rows = [(row["code"], set(row["seventh"].split())) for _, row in rows_with("seventh") if row["seventh"]]
    assert [code for code, listed in rows if not listed <= SEVENTH] == []
    for code, listed in rows:
        below = {bare(each)[6:7] or "-" for each in simple_icd_10_cm.get_descendants(code)}
        assert listed & below, f"no code under {code} ends in one of {listed}"


def test_a_code_has_one_name() -> None:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, row in coded():
        names[(row["system"], row["code"])].add(row["display"])
    assert {code: said for code, said in names.items() if len(said) > 1} == {}
    assert [row for _, row in coded() if not row["display"] or row["display"] != row["display"].strip()] == []


def test_no_descriptor_of_cpt_is_shipped() -> None:
    assert [(row["code"], row["display"]) for _, row in coded("cpt") if AMA_WORDING.search(row["display"])] == []


# ---- sources


@pytest.mark.parametrize("name", TABLES)
def test_every_row_names_its_source(name: str) -> None:
    assert "source" in table(name)[0]
    assert [row for row in table(name) if not row["source"].strip() or len(row) != len(table(name)[0])] == []


def test_the_source_of_a_code_is_a_place_where_it_can_be_looked_up() -> None:
    place = re.compile(r"/|\bPyPI\b|\bpage \S+\.\S+|file-index|\bIG\b|\bexamples\b")
    assert [(row["code"], row["source"]) for _, row in coded() if not place.search(row["source"])] == []
    vague = re.compile(r"check digit verified|to be (checked|verified)|unverified", re.IGNORECASE)
    assert [(row["code"], row["source"]) for _, row in coded() if vague.search(row["source"])] == []


# ---- names


def test_every_finding_is_in_the_vocabulary() -> None:
    allowed = {name: set(vocabulary()) | NOT_FINDINGS.get(name, set()) for name in TABLES}
    assert [(name, row["finding"]) for name, row in rows_with("finding") if row["finding"] not in allowed[name]] == []
    assert [row["older"] for _, row in rows_with("older") if row["older"] and row["older"] not in vocabulary()] == []
    assert {row["surgery"] for _, row in rows_with("surgery")} <= set(vocabulary())


def test_every_finding_of_a_family_is_in_the_vocabulary() -> None:
    said = [each for content in family_tables() for family in content["families"] for each in family["says"] or {}]
    assert set(said) - set(vocabulary()) == set()


def test_a_set_or_choice_of_the_families_is_named_once() -> None:
    """They hold in all tables: a second one of the same name would take the first one's place everywhere."""
    for kind in ("sets", "choices"):
        named = Counter(each for content in family_tables() for each in content.get(kind, {}))
        assert [each for each, times in named.items() if times > 1] == []


def test_every_value_is_one_the_finding_has() -> None:
    rows = [
        (row["finding"], part)
        for _, row in rows_with("finding")
        for part in row.get("value", "").strip("{}").split(";")
        if part
    ]
    assert [(name, value) for name, value in rows if value not in vocabulary().get(name, {}).get("values", ())] == []


def test_a_row_of_a_finding_that_has_values_names_one_and_of_a_plain_one_none() -> None:
    plain = [row for row in table("findings") if row["value"] and vocabulary()[row["finding"]]["kind"] == "boolean"]
    assert plain == []
    open_value = [
        (row["finding"], row["code"])
        for row in table("findings")
        if not row["value"]
        and vocabulary()[row["finding"]]["kind"] in ("code", "code set")
        and row["state"] == State.PRESENT
        and row["record_type"] != "Observation"
    ]
    assert open_value == []


def test_every_state_is_one_a_finding_can_have() -> None:
    states = {str(state) for state in State}
    assert {row["state"] for row in table("findings")} <= states | {NO_FINDING, CONTRADICTS, IF_SUSPECTED}
    assert {row["state"] for row in table("answers")} <= states


def test_every_resource_type_is_one_that_is_read() -> None:
    from fhir_mappings.chart.whole_chart import READERS

    assert {row["record_type"] for _, row in rows_with("record_type")} <= {"", "ServiceRequest", *READERS}


def test_every_use_is_one_the_readers_know() -> None:
    assert {row["use"] for row in table("findings")} <= {"", "raised", "raised-test", "lowered", "legacy", "due-date", "test"}
    assert {row["use"] for row in table("test_recency")} <= {row["use"] for row in table("findings")}


def test_every_study_and_region_is_in_the_catalogue() -> None:
    for row in table("orders"):
        for name in filter(None, (row["study"], *row["ambiguous"].split(";"))):
            assert study(name)
    known = {"modality": set(catalogue().modalities) | {""}, "contrast": {phase.value for phase in Phase}}
    for row in table("body_sites"):
        if row["kind"] == "region":
            assert catalogue().region(row["value"]), row
        else:
            assert row["value"] in known[row["kind"]], row


def test_every_answer_belongs_to_a_question_that_can_be_asked() -> None:
    loinc = {row["code"] for row in table("findings") if row["system"] == "loinc"}
    asked_by_code = {row["question"] for row in table("answers") if re.fullmatch(SHAPES["loinc"], row["question"])}
    assert [code for code in asked_by_code if not loinc_is_well_formed(code)] == []
    assert asked_by_code - loinc == set()


# ---- nothing twice, nothing in vain


@pytest.mark.parametrize("name", TABLES)
def test_no_row_stands_twice(name: str) -> None:
    meant = Counter(tuple(value for column, value in row.items() if column not in ("source", "display")) for row in table(name))
    assert [row for row, count in meant.items() if count > 1] == []


def test_no_code_says_two_things_of_one_finding_in_one_kind_of_resource() -> None:
    by_code: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in table("findings"):
        by_code[(row["system"], bare(row["code"]), row["finding"], row["record_type"])].append(row)
    clashes = [
        (key, one["state"], other["state"])
        for key, rows in by_code.items()
        for one in rows
        for other in rows
        if one["state"] < other["state"] and _seventh(one) & _seventh(other)
    ]
    assert clashes == []


def _seventh(row: Row) -> frozenset[str]:
    return frozenset(row["seventh"].split()) or SEVENTH


def test_no_prefix_repeats_what_the_category_above_it_says() -> None:
    icd = [row for row in table("findings") if row["system"] == "icd-10-cm"]
    by_finding: dict[str, list[Row]] = defaultdict(list)
    for row in icd:
        by_finding[row["finding"]].append(row)
    assert [(row["finding"], row["code"]) for row in icd if _is_said_above(row, by_finding[row["finding"]])] == []


def _is_said_above(row: Row, rows: list[Row]) -> bool:
    """Whether the next category above with a row of the same finding says the very same."""
    above = [
        each
        for each in rows
        if bare(row["code"]).startswith(bare(each["code"])) and len(bare(each["code"])) < len(bare(row["code"]))
    ]
    longest = max((len(bare(each["code"])) for each in above), default=0)
    meaning = ("state", "value", "record_type", "use", "seventh")
    return any(
        [each[key] for key in meaning] == [row[key] for key in meaning] for each in above if len(bare(each["code"])) == longest
    )


def test_no_code_is_both_a_finding_and_listed_as_none() -> None:
    findings = {
        (row["system"], bare(row["code"])) for row in table("findings") if row["state"] not in (NO_FINDING, CONTRADICTS)
    }
    listed = {(row["system"], bare(row["code"])) for row in table("no_finding")}
    assert findings & listed == set()


def test_no_name_stands_for_two_kinds_of_device_or_contrast() -> None:
    for name, kind in (("device_names", "finding"), ("contrast_agents", "agent_class"), ("mr_labels", "label")):
        words = "words" if name == "mr_labels" else "name"
        kinds: dict[str, set[str]] = defaultdict(set)
        for row in table(name):
            kinds[row[words]].add(row[kind])
        assert {word: said for word, said in kinds.items() if len(said) > 1} == {}, name


def test_names_that_are_searched_for_are_in_lower_case() -> None:
    searched = {
        "device_names": "name",
        "contrast_agents": "name",
        "medicines": "name",
        "mr_labels": "words",
        "reaction_words": "word",
    }
    searched |= {"report_phrases": "phrase", "body_levels": "word", "answers": "answer"}
    for name, column in searched.items():
        assert [row[column] for row in table(name) if row[column] != row[column].lower().strip()] == [], name


def test_the_most_cautious_mr_label_stands_first() -> None:
    blocks = list(dict.fromkeys(row["label"] for row in table("mr_labels")))
    labels = [row["label"] for row in table("mr_labels")]
    assert blocks == ["unsafe", "conditional", "safe"]
    assert labels == sorted(labels, key=blocks.index)


# ---- units


def test_every_unit_belongs_to_a_quantity_of_ours() -> None:
    known = {name for name, row in vocabulary().items() if row["kind"] == "quantity"} | DERIVED_QUANTITIES
    assert {row["quantity"] for row in table("units")} <= known
    assert {row["quantity"] for row in table("cutoffs")} <= {row["quantity"] for row in table("units")}


def test_the_unit_of_the_vocabulary_is_taken_as_it_is() -> None:
    own = {name: vocabulary()[name]["unit"] for name in {row["quantity"] for row in table("units")} - DERIVED_QUANTITIES}
    factors = {(row["quantity"], row["unit"]): (float(row["factor"]), float(row["offset"])) for row in table("units")}
    assert {name: factors.get((name, unit)) for name, unit in own.items()} == dict.fromkeys(own, (1.0, 0.0))


def test_a_unit_is_plausible_and_converts_one_way() -> None:
    plausible = re.compile(r"[A-Za-z0-9µ°²³/*^.,_+{}()\[\] %-]*")
    assert [row["unit"] for row in table("units") if not plausible.fullmatch(row["unit"])] == []
    ways: dict[tuple[str, str], set[tuple[float, float]]] = defaultdict(set)
    for row in table("units"):
        ways[(row["quantity"], unit_spelling(row["unit"]))].add((float(row["factor"]), float(row["offset"])))
    assert {unit: found for unit, found in ways.items() if len(found) > 1} == {}
    assert [row for row in table("units") if not 0 < float(row["factor"]) < 1e6] == []


def test_a_count_has_the_same_units_whichever_cell_is_counted() -> None:
    factors: dict[str, dict[str, str]] = defaultdict(dict)
    for row in table("units"):
        factors[row["quantity"]][row["unit"]] = row["factor"]
    assert factors["wbc"] == factors["platelets"]


# ---- owners

OWNERS = {
    "cpt": "copyright American Medical Association. All rights reserved",
    "loinc": "LOINC® is a registered United States trademark of Regenstrief Institute, Inc.",
    "snomed": '"SNOMED" and "SNOMED CT" are registered trademarks of SNOMED International',
    "radlex": "copyright The Radiological Society of North America (RSNA), all rights reserved",
    "rxnorm": "NLM is not responsible for the product and does not endorse or recommend this or any other product",
    "icd-10-cm": "copyright of the World Health Organization",
    "icd-10-pcs": "developed and maintained by the Centers for Medicare & Medicaid Services",
    "ops": "Bundesinstitut für Arzneimittel und Medizinprodukte",
    "hcpcs": "Centers for Medicare & Medicaid Services",
    "dicom": "DICOM® is the registered trademark of the National Electrical Manufacturers Association",
}
"""What the owner of each code system asks to be said."""


@pytest.mark.parametrize("system", sorted(CANONICAL_URIS))
def test_the_notice_says_of_every_code_system_what_its_owner_asks(system: str) -> None:
    assert OWNERS[system] in notice()


def test_the_notice_says_what_the_owner_of_the_units_asks() -> None:
    assert "The UCUM table and UCUM codes are copyright © 1995-2009, Regenstrief Institute, Inc." in notice()


@cache
def notice() -> str:
    return " ".join((Path(__file__).parents[2] / "NOTICE").read_text(encoding="utf-8").split())


# ---- levels


def test_the_levels_of_the_spine_are_counted_once() -> None:
    highest = {row["letter"]: int(row["highest"]) for row in table("spine_levels")}
    assert sorted(highest) == sorted("ctls")
    named = [
        (each["word"][0], int(each["word"][1:])) for each in table("body_levels") if re.fullmatch(r"[ctls]\d+", each["word"])
    ]
    assert [(letter, number) for letter, number in named if not 1 <= number <= highest[letter]] == []


def test_the_findings_that_a_plain_no_denies_are_those_of_the_library() -> None:
    known = Library.load().vocabulary.findings
    assert negatable_findings() == {name for name, finding in known.items() if finding.negatable} != set(known)


def test_the_phrases_around_findings_stay_few() -> None:
    """They are unfolded when a process starts: a pattern of many choices makes every start slow."""
    content = packaged_yaml("fhir_mappings", "tables/text/context.yaml")
    sizes = {pattern: sum(1 for _ in phrases_of(pattern)) for pattern in _texts(content) if "[" in pattern}
    assert {pattern: size for pattern, size in sizes.items() if size > 16_000} == {}
    assert sum(sizes.values()) < 100_000


def _texts(content: Any) -> Iterator[str]:
    """All texts of a file, however deep."""
    if isinstance(content, str):
        yield content
    for each in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from _texts(each)


def test_every_set_choice_and_group_of_words_is_used() -> None:
    folder = files(fhir_mappings) / "tables"
    contents = [read_yaml(Path(str(file))) for file in sorted((folder / "families").iterdir(), key=str)]
    phrases = "\n".join(text for content in contents for text in _texts(content))
    named = [*(f"<{name}>" for each in contents for name in each.get("sets", {}))]
    named += ["{" + name + "}" for each in contents for name in each.get("choices", {})]
    assert [name for name in named if name not in phrases] == []
    together = packaged_yaml("fhir_mappings", "tables/text/together.yaml")
    beside = {name for rule in together["says"] for name in (*rule["beside"], *rule.get("apart from", ()))}
    assert set(together["words"]) == beside
