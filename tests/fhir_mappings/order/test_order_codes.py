"""The tables of order codes, both ways, and the spelling of codes and systems."""

from __future__ import annotations

from collections import Counter

import pytest

from fhir_mappings.codes.systems import CANONICAL_URIS, canonical_uri, normal_code, normal_system
from fhir_mappings.order.codes import is_imaging_code, order_code, order_codes, preferred_code
from fhir_mappings.order.drafts import read_order
from fhir_mappings.order.replacement import replacement
from imaging_rules.study import study


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("http://www.ama-assn.org/go/cpt", "cpt"),
        ("https://ama-assn.org/go/cpt/", "cpt"),
        ("urn:oid:2.16.840.1.113883.6.12", "cpt"),
        ("http://loinc.org|2.77", "loinc"),
        ("urn:oid:2.16.840.1.113883.6.1", "loinc"),
        ("http://snomed.info/sct/731000124108/version/20240301", "snomed"),
        ("http://snomed.info/sct|http://snomed.info/sct/900000000000207008", "snomed"),
        ("urn:oid:2.16.840.1.113883.6.96", "snomed"),
        ("http://hl7.org/fhir/sid/icd-10", "icd-10-cm"),
        ("urn:oid:2.16.840.1.113883.6.90", "icd-10-cm"),
        ("http://www.radlex.org", "radlex"),
        ("http://radlex.org/", "radlex"),
        ("urn:oid:2.16.840.1.113883.6.256", "radlex"),
        ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "hcpcs"),
        ("http://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo/index.html", "hcpcs"),
        ("urn:oid:2.16.840.1.113883.6.88", "rxnorm"),
    ],
)
def test_a_system_is_known_by_every_uri_in_use(uri: str, name: str) -> None:
    assert normal_system(uri) == name


@pytest.mark.parametrize("uri", [None, "", 5, {}, "http://example.org/local", "http://loinc.org.evil", "x" * 100_000])
def test_what_is_no_known_system_has_no_name(uri: object) -> None:
    assert normal_system(uri) is None


@pytest.mark.parametrize("name", CANONICAL_URIS)
def test_the_uri_we_write_is_one_we_read(name: str) -> None:
    assert normal_system(canonical_uri(name)) == name


def test_codes_have_one_spelling() -> None:
    assert normal_code("icd-10-cm", " g30.0") == "G300"
    assert normal_code("cpt", "72141-26 ") == "72141"
    assert normal_code("loinc", "24935-9") == "24935-9"
    assert normal_code("cpt", 72141) is None
    assert normal_code("cpt", " ") is None


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        ("cpt", "72141", "MRI cervical spine without IV contrast"),
        ("cpt", "72158", "MRI lumbar spine without and with IV contrast"),
        ("cpt", "72131", "CT lumbar spine without IV contrast"),
        ("cpt", "70553", "MRI head without and with IV contrast"),
        ("cpt", "72159", "MRA spine"),
        ("cpt", "72040", "Radiography cervical spine"),
        ("cpt", "78306", "Bone scan whole body"),
        ("cpt", "78816", "FDG-PET/CT whole body"),
        ("hcpcs", "C8931", "MRA spine with IV contrast"),
        ("hcpcs", "72141", "MRI cervical spine without IV contrast"),
        ("loinc", "24935-9", "MRI cervical spine"),
        ("loinc", "30667-0", "MRI cervical spine without IV contrast"),
        ("loinc", "42698-1", "MRI complete spine"),
        ("loinc", "43456-3", "MRI cervical and thoracic spine without and with IV contrast"),
        ("loinc", "91717-9", "MRI lumbar spine without IV contrast"),
        ("loinc", "24934-2", "CT myelography cervical spine"),
        ("loinc", "37133-6", "Radiography cervical spine flexion extension lateral views"),
        ("loinc", "81551-4", "Fluoride PET/CT skull base to mid-thigh"),
        ("loinc", "82690-9", "CT head and cervical spine without IV contrast"),
        ("snomed", "571891000119109", "MRI cervical spine without IV contrast"),
        ("snomed", "241590005", "CT myelography cervical spine"),
        ("snomed", "816077007", "MRI head"),
        ("radlex", "RPID809", "MRI cervical spine without IV contrast"),
        ("radlex", "rpid7", "CTA head without and with IV contrast"),
        ("cpt", "72010", "Radiography complete spine"),
        ("cpt", "72069", "Radiography thoracic and lumbar spine"),
        ("cpt", "72080", "Radiography thoracic and lumbar spine"),
        ("cpt", "72170", "Radiography pelvis"),
        ("cpt", "72295", "Discography lumbar spine"),
        ("cpt", "76800", "US spine"),
        ("cpt", "78320", "Bone scan with SPECT or SPECT/CT"),
        ("cpt", "78832", "SPECT or SPECT/CT"),
        ("hcpcs", "C8933", "MRA spine without and with IV contrast"),
        ("loinc", "37278-9", "MRI head and internal auditory canal without IV contrast"),
        ("loinc", "36997-5", "Radiography cervical spine"),
        ("loinc", "37974-3", "Radiography thoracic and lumbar spine"),
        ("loinc", "24975-5", "Radiography lumbar spine and sacroiliac joints"),
        ("loinc", "39683-8", "Gallium scan whole body"),
        ("loinc", "69393-7", "US lumbar spine"),
        ("loinc", "79080-8", "CT lumbar spine with IV contrast"),
        ("loinc", "36877-9", "MRV neck without IV contrast"),
        ("snomed", "1332288001", "MRI sacroiliac joints without IV contrast"),
        ("snomed", "726546000", "MRI lumbar spine and sacroiliac joints"),
        ("radlex", "RPID478", "MRI brachial plexus without IV contrast"),
        ("radlex", "RPID2667", "Radiography thoracic and lumbar spine"),
        ("icd-10-pcs", "BR30ZZZ", "MRI cervical spine without IV contrast"),
        ("icd-10-pcs", "BR39Y0Z", "MRI lumbar spine without and with IV contrast"),
        ("icd-10-pcs", "BR0DZZZ", "Radiography sacroiliac joints"),
    ],
)
def test_a_code_stands_for_its_study(system: str, code: str, name: str) -> None:
    row = order_code(system, code)
    assert row is not None
    assert row.study == study(name)


def test_intrathecal_gadolinium_is_known_as_imaging_but_is_no_study() -> None:
    row = order_code("loinc", "48447-7")
    assert row is not None
    assert row.study is None
    assert row.note


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("cpt", "72220"),  # sacrum and coccyx
        ("cpt", "77080"),  # bone density
        ("cpt", "77075"),  # skeletal survey
        ("cpt", "76377"),  # rendering of another study
        ("cpt", "77003"),  # guidance
        ("cpt", "78608"),  # PET of the brain
        ("cpt", "70554"),  # functional MRI
        ("loinc", "83014-1"),
        ("loinc", "24901-1"),
        ("loinc", "36069-3"),
        ("snomed", "708690003"),
        ("radlex", "RPID6843"),
    ],
)
def test_imaging_outside_the_catalogue_is_known_as_imaging_and_is_no_study_even_under_a_name_that_reads_as_one(
    system: str, code: str
) -> None:
    coding = {"system": canonical_uri(system), "code": code}
    order = read_order({"resourceType": "ServiceRequest", "code": {"coding": [coding], "text": "MRI lumbar spine"}})
    assert order.is_imaging
    assert order.study is None
    assert any("no such study" in problem for problem in order.problems)
    assert order.unmatched == ()


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        ("70480", "CT temporal bones without contrast", "CT temporal bone without IV contrast"),
        ("70482", "CT orbits w/wo", "CT orbits without and with IV contrast"),
        ("76390", "MR spectroscopy brain", "MR spectroscopy head"),
        ("76498", "MRI lumbar spine", "MRI lumbar spine"),
    ],
)
def test_a_code_for_several_parts_of_the_body_is_the_part_that_the_order_names(code: str, text: str, name: str) -> None:
    order = {"resourceType": "ServiceRequest", "code": {"coding": [{"system": canonical_uri("cpt"), "code": code}]}}
    assert read_order(order).study is None
    assert read_order({**order, "code": {**order["code"], "text": text}}).study == study(name)


def test_what_looks_at_the_spine_alone_is_of_the_spine_where_no_level_is_named() -> None:
    code = {"coding": [{"system": canonical_uri("cpt"), "code": "72285"}]}
    assert read_order({"code": code}).study == study("Discography spine")
    assert read_order({"code": {**code, "text": "Discogram thoracic"}}).study == study("Discography thoracic spine")
    assert read_order({"code": {"text": "CT myelogram"}}).study == study("CT myelography spine")
    assert read_order({"code": {"text": "CT"}}).study is None


def test_a_report_of_unstated_imaging_is_of_the_part_in_its_words() -> None:
    coding = {"system": canonical_uri("loinc"), "code": "25056-3"}
    order = {"resourceType": "ServiceRequest", "code": {"coding": [coding]}, "bodySite": [{"text": "cervical spine"}]}
    assert read_order(order).study == study("MRI cervical spine")


def test_snomed_mr_with_contrast_can_also_mean_without_and_with() -> None:
    row = order_code("snomed", "60443006")
    assert row is not None
    assert [each.phase.value for each in row.candidates] == ["with", "without and with"]


def test_the_plain_code_is_the_one_written() -> None:
    films = preferred_code(study("Radiography cervical spine"), "loinc")
    assert films is not None
    assert films.display == "XR Cervical spine Views"


def test_codes_in_the_imaging_section_of_cpt_are_imaging() -> None:
    assert is_imaging_code("cpt", "71275")
    assert not is_imaging_code("cpt", "77301")
    assert not is_imaging_code("cpt", "80076")


def test_codes_in_the_imaging_chapter_of_a_procedure_classification_are_imaging() -> None:
    assert is_imaging_code("ops", "3-703.2")
    assert is_imaging_code("ops", "3-82x")
    assert is_imaging_code("icd-10-pcs", "BW03ZZZ")
    assert is_imaging_code("icd-10-pcs", "CB12TZZ")
    assert not is_imaging_code("ops", "5-836.31")
    assert not is_imaging_code("ops", "8-522.1")  # radiation therapy
    assert not is_imaging_code("icd-10-pcs", "DW034ZZ")  # radiation therapy
    assert not is_imaging_code("snomed", "3-703.2")


@pytest.mark.parametrize(
    ("code", "display", "name"),
    [
        ("3-802", "Native Magnetresonanztomographie von Wirbelsäule und Rückenmark", "MRI spine without IV contrast"),
        ("3-203", "Native Computertomographie von Wirbelsäule und Rückenmark", "CT spine without IV contrast"),
        ("3-241", "CT-Myelographie", "CT myelography spine"),
        ("3-130", "Myelographie", "Radiographic myelography spine"),
        ("3-841", "MR-Myelographie", "MRI spine"),
        ("3-705.1", "Szintigraphie des Muskel-Skelett-Systems: Mehr-Phasen-Szintigraphie", "3-phase bone scan"),
        ("3-705.x", "", "Bone scan"),
        ("3-753.0", "", "FDG-PET/CT whole body"),
        ("3-800", "MRT Schädel nativ", "MRI head without IV contrast"),
        ("3-82A", "", "MRI pelvis with some contrast"),
    ],
)
def test_a_german_procedure_code_is_its_study(code: str, display: str, name: str) -> None:
    coding = {"system": canonical_uri("ops"), "version": "2026", "code": code, **({"display": display} if display else {})}
    read = read_order({"resourceType": "ServiceRequest", "code": {"coding": [coding]}})
    assert read.study is not None
    assert read.problems == ()
    assert read.study.name.startswith(name.removesuffix(" with some contrast"))


def test_a_german_code_with_contrast_can_also_mean_without_and_with() -> None:
    for display in ("", "Magnetresonanztomographie von Wirbelsäule und Rückenmark mit Kontrastmittel"):
        coding = {"system": canonical_uri("ops"), "code": "3-823", "display": display}
        read = read_order({"resourceType": "ServiceRequest", "code": {"coding": [coding]}})
        assert [phase.value for phase in read.possible_phases] == ["with", "without and with"]


def test_the_level_that_a_german_code_leaves_open_is_the_one_that_the_order_names() -> None:
    coding = {"system": canonical_uri("ops"), "code": "3-802", "display": "MRT HWS nativ"}
    order = {"resourceType": "ServiceRequest", "code": {"coding": [coding]}}
    assert read_order(order).study == study("MRI cervical spine without IV contrast")
    bare = {**order, "code": {"coding": [{**coding, "display": ""}]}, "bodySite": [{"text": "lumbar spine"}]}
    assert read_order(bare).study == study("MRI lumbar spine without IV contrast")


def test_german_imaging_that_the_table_lacks_is_imaging_without_a_study() -> None:
    for code in ("3-703.2", "3-806"):
        read = read_order(
            {"resourceType": "ServiceRequest", "code": {"coding": [{"system": canonical_uri("ops"), "code": code}]}}
        )
        assert read.is_imaging
        assert read.study is None


def test_every_row_has_a_source_and_stands_once() -> None:
    rows = order_codes()
    assert len(rows) == 2189
    assert all(row.source and row.display for row in rows)
    assert max(Counter((row.system, row.code) for row in rows).values()) == 1
    assert all(row.study or row.note for row in rows)


# Every study the tables of neck pain, myelopathy, demyelination and low back pain rate at a stated place.
RATED = """
MRI cervical spine without IV contrast; MRI cervical spine with IV contrast
MRI cervical spine without and with IV contrast; MRI thoracic spine without IV contrast
MRI thoracic spine with IV contrast; MRI thoracic spine without and with IV contrast
MRI lumbar spine without IV contrast; MRI lumbar spine with IV contrast; MRI lumbar spine without and with IV contrast
MRI cervical and thoracic spine without IV contrast; MRI cervical and thoracic spine with IV contrast
MRI cervical and thoracic spine without and with IV contrast
MRI head without IV contrast; MRI head with IV contrast; MRI head without and with IV contrast
CT cervical spine without IV contrast; CT cervical spine with IV contrast
CT cervical spine without and with IV contrast; CT thoracic spine without IV contrast
CT thoracic spine with IV contrast; CT thoracic spine without and with IV contrast
CT lumbar spine without IV contrast; CT lumbar spine with IV contrast; CT lumbar spine without and with IV contrast
CT head without IV contrast; CT head with IV contrast; CT head without and with IV contrast
CT myelography cervical spine; CT myelography thoracic spine; CT myelography lumbar spine
Radiographic myelography cervical spine; CTA neck with IV contrast
MRA neck without IV contrast; MRA neck with IV contrast; MRA neck without and with IV contrast
Radiography cervical spine; Radiography thoracic spine; Radiography lumbar spine
Radiography cervical spine flexion extension lateral views
Bone scan whole body with SPECT or SPECT/CT cervical spine
FDG-PET/CT whole body; FDG-PET/CT skull base to mid-thigh; Fluoride PET/CT whole body
MRI brachial plexus without IV contrast; MRI orbits without and with IV contrast
"""
STUDIES = [name.strip() for line in RATED.splitlines() for name in line.split(";") if name.strip()]

GAPS = {
    "cpt": {
        "Bone scan whole body with SPECT or SPECT/CT cervical spine",
        "CT myelography cervical spine",
        "CT myelography lumbar spine",
        "CT myelography thoracic spine",
        "Fluoride PET/CT whole body",
        "MRI brachial plexus without IV contrast",
        "MRI cervical and thoracic spine with IV contrast",
        "MRI cervical and thoracic spine without IV contrast",
        "MRI cervical and thoracic spine without and with IV contrast",
        "MRI orbits without and with IV contrast",
        "Radiography cervical spine flexion extension lateral views",
    },
    "loinc": {
        "Bone scan whole body with SPECT or SPECT/CT cervical spine",
        "MRI cervical and thoracic spine without IV contrast",
    },
    "snomed": {
        "Bone scan whole body with SPECT or SPECT/CT cervical spine",
        "CT cervical spine without and with IV contrast",
        "CT head without and with IV contrast",
        "CT lumbar spine without and with IV contrast",
        "CT thoracic spine without and with IV contrast",
        "FDG-PET/CT skull base to mid-thigh",
        "Fluoride PET/CT whole body",
        "MRA neck with IV contrast",
        "MRA neck without IV contrast",
        "MRA neck without and with IV contrast",
        "MRI brachial plexus without IV contrast",
        "MRI cervical and thoracic spine with IV contrast",
        "MRI cervical and thoracic spine without IV contrast",
        "MRI cervical and thoracic spine without and with IV contrast",
        "MRI cervical spine without and with IV contrast",
        "MRI head with IV contrast",
        "MRI head without IV contrast",
        "MRI head without and with IV contrast",
        "MRI lumbar spine without and with IV contrast",
        "MRI orbits without and with IV contrast",
        "MRI thoracic spine without and with IV contrast",
        "Radiographic myelography cervical spine",
        "Radiography cervical spine flexion extension lateral views",
    },
    "radlex": {
        "Bone scan whole body with SPECT or SPECT/CT cervical spine",
        "CT myelography cervical spine",
        "CT myelography lumbar spine",
        "CT myelography thoracic spine",
        "MRI cervical and thoracic spine with IV contrast",
        "MRI cervical and thoracic spine without IV contrast",
        "MRI cervical and thoracic spine without and with IV contrast",
        "Radiography cervical spine flexion extension lateral views",
    },
}


def _gaps(system: str) -> set[str]:
    return {name for name in STUDIES if preferred_code(study(name), system) is None}


@pytest.mark.parametrize("system", ["cpt", "loinc", "snomed", "radlex"])
def test_studies_without_a_code_to_write_are_these(system: str) -> None:
    assert _gaps(system) == GAPS[system]


@pytest.mark.parametrize("system", ["cpt", "loinc", "snomed", "radlex"])
def test_a_study_written_as_a_code_is_read_as_the_same_study(system: str) -> None:
    written = 0
    for name in STUDIES:
        draft = {"resourceType": "ServiceRequest", "id": "a", "code": {"coding": [{"system": canonical_uri(system)}]}}
        if preferred_code(study(name), system) is None:
            continue
        swapped = replacement(draft, study(name))
        assert swapped is not None
        assert normal_system(swapped["code"]["coding"][0]["system"]) == system
        order = read_order(swapped)
        assert (order.study, order.problems) == (study(name), ())
        written += 1
    assert written >= 20


@pytest.mark.parametrize("written", ["72148-26", "72148 26", "72148 - TC", "72148-26-LT"])
def test_a_modifier_behind_a_procedure_code_is_none_of_it(written: str) -> None:
    assert normal_code("cpt", written) == "72148"
