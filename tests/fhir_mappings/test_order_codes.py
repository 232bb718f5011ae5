"""The tables of order codes, both ways, and the spelling of codes and systems."""

from __future__ import annotations

from collections import Counter

import pytest

from fhir_mappings.code_systems import CANONICAL_URIS, canonical_uri, normal_code, normal_system
from fhir_mappings.order_codes import is_imaging_cpt, order_code, order_codes, preferred_code
from fhir_mappings.orders import read_order
from fhir_mappings.replacement_order import replacement
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


def test_snomed_mr_with_contrast_can_also_mean_without_and_with() -> None:
    row = order_code("snomed", "60443006")
    assert row is not None
    assert [each.phase.value for each in row.candidates] == ["with", "without and with"]


def test_the_plain_code_is_the_one_written() -> None:
    films = preferred_code(study("Radiography cervical spine"), "loinc")
    assert films is not None
    assert films.display == "XR Cervical spine Views"


def test_codes_in_the_imaging_section_of_cpt_are_imaging() -> None:
    assert is_imaging_cpt("71275")
    assert not is_imaging_cpt("77301")
    assert not is_imaging_cpt("80076")


def test_every_row_has_a_source_and_stands_once() -> None:
    rows = order_codes()
    assert len(rows) == 506
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
        "CTA neck with IV contrast",
        "FDG-PET/CT skull base to mid-thigh",
        "FDG-PET/CT whole body",
        "MRA neck with IV contrast",
        "MRA neck without IV contrast",
        "MRA neck without and with IV contrast",
        "MRI brachial plexus without IV contrast",
        "MRI cervical and thoracic spine with IV contrast",
        "MRI cervical and thoracic spine without IV contrast",
        "MRI cervical and thoracic spine without and with IV contrast",
        "MRI orbits without and with IV contrast",
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
