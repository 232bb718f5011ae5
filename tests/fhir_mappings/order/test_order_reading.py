"""Draft orders read into studies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings.order.drafts import ImagingOrder, read_order
from imaging_rules.study import Phase, study

CPT, LOINC, SNOMED, RADLEX = (
    "http://www.ama-assn.org/go/cpt",
    "http://loinc.org",
    "http://snomed.info/sct",
    "http://radlex.org",
)


def order(*codings: tuple[str, str], text: str | None = None, **rest: Any) -> ImagingOrder:
    code: dict[str, Any] = {"coding": [{"system": system, "code": code} for system, code in codings]}
    if text is not None:
        code["text"] = text
    return read_order({"resourceType": "ServiceRequest", "id": "a", "code": code, **rest})


def test_a_coded_order_is_its_study() -> None:
    read = order((CPT, "72141"), status="draft", intent="plan", priority="stat")
    assert read.study == study("MRI cervical spine without IV contrast")
    assert (read.reference, read.priority) == ("ServiceRequest/a", "stat")
    assert read.to_assess


def test_codings_that_agree_are_one_study() -> None:
    assert order((CPT, "72141"), (LOINC, "30667-0")).study == study("MRI cervical spine without IV contrast")


def test_the_coding_that_says_the_phase_completes_the_one_that_does_not() -> None:
    assert order((LOINC, "24935-9"), (CPT, "72156")).study == study("MRI cervical spine without and with IV contrast")


def test_a_loinc_parent_leaves_the_phase_unspecified() -> None:
    read = order((LOINC, "24935-9"))
    assert read.study == study("MRI cervical spine")
    assert len(read.possible_phases) == 3


@pytest.mark.parametrize("codings", [((CPT, "72141"), (CPT, "72148")), ((CPT, "72141"), (LOINC, "24932-6"))])
def test_codings_for_different_regions_or_modalities_are_no_study(codings: tuple[tuple[str, str], ...]) -> None:
    read = order(*codings)
    assert read.study is None
    assert read.problems
    assert read.is_imaging


def test_codings_that_differ_in_phase_leave_it_unspecified_and_say_so() -> None:
    read = order((CPT, "72141"), (LOINC, "24938-3"))
    assert read.study == study("MRI cervical spine")
    assert "phase" in read.problems[0]


def test_text_that_contradicts_the_code_is_said() -> None:
    assert order((CPT, "72141"), text="MRI lumbar spine").study is None
    assert order((CPT, "72141"), text="CT cervical spine").study is None
    assert order((CPT, "72141"), text="MRI knee").study is None
    assert order((CPT, "72141"), text="MRI C-spine with contrast").study == study("MRI cervical spine")


def test_an_injection_code_beside_a_ct_with_contrast_is_a_myelogram_whatever_the_displays_say() -> None:
    codings = [
        {"system": CPT, "code": "62302", "display": "Myelography via lumbar injection, cervical"},
        {"system": CPT, "code": "72126", "display": "CT cervical spine with contrast"},
    ]
    assert read_order({"code": {"coding": codings}}).study == study("CT myelography cervical spine")


def test_three_codes_named_as_the_whole_spine_are_one_study() -> None:
    codes = ((CPT, "72141"), (CPT, "72146"), (CPT, "72148"))
    assert order(*codes, text="MRI total spine").study == study("MRI complete spine without IV contrast")
    assert order(*codes).study == study("MRI complete spine without IV contrast")


def test_codes_for_neighbouring_parts_of_the_spine_are_one_study_of_both() -> None:
    assert order((CPT, "72070"), (CPT, "72100")).study == study("Radiography thoracic and lumbar spine")
    assert order((CPT, "72141"), (CPT, "72148")).study is None, "not next to each other"
    assert order((CPT, "72141"), (CPT, "72147")).study is None, "not alike in their contrast"
    assert order((CPT, "72141"), (LOINC, "24980-5")).study is None, "codes of two systems say the same thing twice"


def test_snomed_mr_with_contrast_stays_open_until_something_settles_it() -> None:
    read = order((SNOMED, "60443006"), text="Magnetic resonance imaging of cervical spine with contrast (procedure)")
    assert read.study == study("MRI cervical spine with IV contrast (phase not stated)")
    assert read.possible_phases == (Phase.WITH, Phase.WITHOUT_AND_WITH)
    settled = order((SNOMED, "60443006"), text="MRI C-spine W WO")
    assert settled.study == study("MRI cervical spine without and with IV contrast")
    assert order((SNOMED, "60443006"), (CPT, "72142")).study == study("MRI cervical spine with IV contrast")
    assert order((SNOMED, "60443006"), text="MRI C-spine without contrast").possible_phases == (
        Phase.WITHOUT,
        Phase.WITH,
        Phase.WITHOUT_AND_WITH,
    )


def test_cpt_ct_with_contrast_beside_an_injection_is_ct_myelography() -> None:
    assert order((CPT, "72126")).study == study("CT cervical spine with IV contrast")
    assert order((CPT, "72126"), (CPT, "62284")).study == study("CT myelography cervical spine")
    assert order((CPT, "72126"), text="CT myelogram C-spine").study == study("CT myelography cervical spine")


@pytest.mark.parametrize(
    ("text", "site", "named"),
    [
        (None, None, "MRI pelvis without IV contrast"),
        ("MRI pelvis wo contrast", None, "MRI pelvis without IV contrast"),
        ("MRI SI joints wo", None, "MRI sacroiliac joints without IV contrast"),
        (None, "39723000", "MRI sacroiliac joints without IV contrast"),
    ],
)
def test_a_cpt_pelvis_is_the_sacroiliac_joints_only_where_the_order_names_them(
    text: str | None, site: str | None, named: str
) -> None:
    sites = {"bodySite": [{"coding": [{"system": SNOMED, "code": site}]}]} if site else {}
    read = order((CPT, "72195"), text=text, **sites)
    assert (read.study, read.problems) == (study(named), ())


def test_a_cpt_pelvis_named_as_a_lumbar_spine_is_no_study() -> None:
    assert order((CPT, "72195"), text="MRI lumbar spine").study is None


def test_order_detail_and_body_site_complete_what_the_code_leaves_open() -> None:
    detailed = order((LOINC, "24935-9"), orderDetail=[{"text": "W WO contrast"}])
    assert detailed.study == study("MRI cervical spine without and with IV contrast")
    site = [{"coding": [{"system": SNOMED, "code": "122495006"}]}]
    assert order((LOINC, "36531-2"), bodySite=site).study == study("MRI thoracic spine without IV contrast")
    assert order((CPT, "72148"), bodySite=site).study is None
    parts = order((RADLEX, "RID10312"), (RADLEX, "RID34571"), (RADLEX, "RID28771"))
    assert parts.study == study("MRI cervical spine without and with IV contrast")


def test_a_local_code_is_read_by_its_display() -> None:
    code = {"coding": [{"system": "urn:local", "code": "IMG1", "display": "MRI C-SPINE WO CONTRAST"}]}
    read = read_order({"resourceType": "ServiceRequest", "code": code})
    assert read.study == study("MRI cervical spine without IV contrast")
    assert read.name == "MRI C-SPINE WO CONTRAST"


def test_imaging_outside_the_catalogue_is_imaging_without_a_study() -> None:
    for read in (
        order((CPT, "75561"), text="Cardiac MRI"),
        order((LOINC, "36801-9"), text="MRA Knee Vessels Right"),
        order((LOINC, "48447-7"), text="MRI cervical spine with contrast"),
        order(("urn:x", "1"), category=[{"coding": [{"system": SNOMED, "code": "363679005"}]}]),
    ):
        assert (read.study, read.is_imaging) == (None, True)
    assert not order((CPT, "80076"), text="Hepatic function panel").is_imaging


@pytest.mark.parametrize(
    "element",
    [
        {"doNotPerform": True},
        {"status": "entered-in-error"},
        {"status": "revoked"},
        {"intent": "option"},
        {"resourceType": "ProcedureRequest"},
    ],
)
def test_an_order_nobody_asks_for_is_skipped_with_a_reason(element: dict[str, Any]) -> None:
    read = order((CPT, "72141"), **element)
    assert read.skip_reason
    assert not read.to_assess


@pytest.mark.parametrize(
    "code",
    [None, {"coding": [{}]}, {"coding": [{"system": CPT, "code": ""}], "text": ""}, [], "x", {"coding": {"code": 5}}],
)
def test_a_draft_with_nothing_chosen_is_no_imaging_order_yet(code: object) -> None:
    read = read_order({"resourceType": "ServiceRequest", "id": "a", "code": code})
    assert (read.study, read.is_imaging, read.problems) == (None, False, ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from([CPT, SNOMED, "72141", "ServiceRequest"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "code",
                    "coding",
                    "system",
                    "display",
                    "text",
                    "bodySite",
                    "orderDetail",
                    "entry",
                    "resource",
                    "resourceType",
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_reading_never_raises(anything: object) -> None:
    read_order(anything)


def test_every_published_order_can_be_read(published: Path) -> None:
    found = [read for file in published.rglob("*.json") for read in map(read_order, _orders(json.loads(file.read_text())))]
    assert {"CT lumbar spine without and with IV contrast", "MRA head without IV contrast"} <= {
        each.study.name for each in found if each.study
    }


def _orders(content: object) -> list[dict[str, Any]]:
    if isinstance(content, list):
        return [each for part in content for each in _orders(part)]
    if not isinstance(content, dict):
        return []
    own = [content] if content.get("resourceType") == "ServiceRequest" else []
    return own + [each for part in content.values() for each in _orders(part)]


@pytest.mark.parametrize(
    ("code", "display", "region"),
    [
        ("62302", "Myelography via lumbar injection, cervical", "cervical"),
        ("62303", "Thoracic myelography by lumbar puncture", "thoracic"),
        ("62304", "Myelography via lumbar injection, lumbosacral", "lumbar"),
    ],
)
def test_where_the_needle_goes_in_is_no_region_of_a_myelography(code: str, display: str, region: str) -> None:
    coded = {"coding": [{"system": CPT, "code": code, "display": display}]}
    read = read_order({"resourceType": "ServiceRequest", "id": "a", "code": coded})
    assert read.study == study(f"Radiographic myelography {region} spine")
    assert read.problems == ()


PLEXUS, SPONDYLITIS, UNKNOWN = (
    {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]} for code in ("G54.0", "M46.96", "Z99.9")
)


@pytest.mark.parametrize(
    ("code", "reasons", "meant"),
    [
        ("73220", [PLEXUS], "MRI brachial plexus without and with IV contrast"),
        ("71552", [PLEXUS], "MRI brachial plexus without and with IV contrast"),
        ("73220", [], None),
        ("73220", [SPONDYLITIS], None),
        ("73220", [PLEXUS, UNKNOWN], None),  # the unknown reason may be of the arm
        ("72195", [SPONDYLITIS], "MRI sacroiliac joints without IV contrast"),
        ("72195", [PLEXUS], "MRI pelvis without IV contrast"),
        ("72195", [PLEXUS, SPONDYLITIS], "MRI sacroiliac joints without IV contrast"),
        ("72195", [], "MRI pelvis without IV contrast"),
        ("72195", ["no object"], "MRI pelvis without IV contrast"),
        ("72195", [{"text": "Inflammatory back pain"}], "MRI sacroiliac joints without IV contrast"),
        ("73220", [{"text": "brachial plexopathy after radiotherapy"}], "MRI brachial plexus without and with IV contrast"),
        ("73220", [{"text": "arm swelling, no brachial plexopathy"}], None),
    ],
)
def test_the_reason_tells_which_part_a_code_for_several_means(code: str, reasons: list[Any], meant: str | None) -> None:
    named = "MRI upper extremity other than joint" if code == "73220" else ""
    coded = {"coding": [{"system": CPT, "code": code, "display": named}]}
    read = read_order({"resourceType": "ServiceRequest", "id": "a", "code": coded, "reasonCode": reasons})
    assert read.study == (study(meant) if meant else None)
    assert read.is_imaging


def test_a_name_for_several_parts_agrees_with_a_code_for_one_of_them() -> None:
    assert order((CPT, "72141"), text="MRI neck").study == study("MRI cervical spine without IV contrast")


def test_a_body_site_or_a_name_tells_it_too() -> None:
    assert order((CPT, "73220"), text="MRI brachial plexus").study == study("MRI brachial plexus without and with IV contrast")
    site = [{"text": "Brachial plexus"}]
    assert order((CPT, "73218"), bodySite=site).study == study("MRI brachial plexus without IV contrast")
    assert order((CPT, "73218"), bodySite=[{"text": "Cervical spine"}]).study is None


SITE = "urn:oid:1.3.6.1.4.1.99999.7"


@pytest.mark.parametrize(
    "name",
    [
        "IMG ADVANCED EXAM - SEE PROTOCOL",
        "PROTOCOL PER RADIOLOGIST",
        "SPECIAL IMAGING REQUEST",
        "DX IMAGING OTHER",
        "RAD MISC 4",
        "RAD CONSULT - OUTSIDE",
        "Sports med imaging L",
        "Unlisted radiology procedure",
        "Bildgebung nach Absprache",
    ],
)
def test_a_name_that_says_only_imaging_is_imaging_of_no_known_study(name: str) -> None:
    read = read_order({"resourceType": "ServiceRequest", "code": {"coding": [{"system": SITE, "code": "7", "display": name}]}})
    assert read.is_imaging
    assert read.study is None
    assert read_order({"resourceType": "ServiceRequest", "code": {"text": name}}).is_imaging


@pytest.mark.parametrize(
    "name",
    [
        "Radial nerve block",
        "Radiation therapy",
        "Rad onc consult",
        "Radiculopathy",
        "Imagine support group",
        "Referral to interventional radiology",
        "Referral to imaging center",
        "Release of imaging records",
        "Visit to discuss imaging results",
        "No imaging needed",
        "Sedation for imaging",
        "Retinal imaging",
        "Creatinine before imaging",
        "NPO per radiologist",
        "IV contrast per radiology",
        "IMG, John",
        "Imaging biomarker lab",
        "Prior authorization imaging",
        "Lorazepam for imaging anxiety",
        "Nutrition per rad onc",
        "Wirbelsäulenprogramm 3",
        "ONC SURVEY PROTOCOL",
    ],
)
def test_a_name_that_only_sounds_like_imaging_is_none(name: str) -> None:
    read = read_order({"resourceType": "ServiceRequest", "code": {"coding": [{"system": SITE, "code": "7", "display": name}]}})
    assert not read.is_imaging


@pytest.mark.parametrize("code", ["IMG20993", "IMG771", "img-22", "RAD0881", "RAD_0417", "XR-MISC-04", "MRI-7"])
def test_a_site_code_shaped_as_imaging_is_numbered_is_imaging_of_no_known_study(code: str) -> None:
    for system in (SITE, None):
        coding = {"code": code, "display": "Survey B"} | ({"system": system} if system else {})
        read = read_order({"resourceType": "ServiceRequest", "code": {"coding": [coding]}})
        assert read.is_imaging
        assert read.study is None
        assert [each.code for each in read.unmatched] == [code]


@pytest.mark.parametrize(
    "code",
    [
        "RAD51",
        "RAD51C",
        "RAD_510",
        "XR_MORPHINE",
        "IMG-PREMED",
        "MRI-SAFETY-SCREEN",
        "RADIAL",
        "RAD-ONC",
        "IMG",
        "IMGX",
        "MRSA1",
        "XRT22",
    ],
)
def test_other_site_codes_are_not(code: str) -> None:
    assert not order((SITE, code)).is_imaging


def test_a_code_of_a_standard_system_is_never_read_by_the_shape_of_site_codes() -> None:
    assert not order((SNOMED, "IMG20993")).is_imaging


def test_a_site_code_for_imaging_with_a_name_is_the_study_of_its_name() -> None:
    coding = {"system": SITE, "code": "IMG131", "display": "MRI lumbar spine wo contrast"}
    read = read_order({"resourceType": "ServiceRequest", "code": {"coding": [coding]}})
    assert read.study == study("MRI lumbar spine without IV contrast")


@pytest.mark.parametrize("name", ["XR SCOLIOSIS", "SCOLIOSIS SERIES STANDING", "EOS SCOLIOSIS 2V"])
@pytest.mark.parametrize("code", ["24930-0", "30717-3"])
def test_a_name_that_only_says_what_the_coded_films_are_for_is_no_other_part(code: str, name: str) -> None:
    coded = {"system": "http://loinc.org", "code": code}
    for films in ({"coding": [{**coded, "display": name}]}, {"coding": [coded], "text": name}):
        ordered = read_order({"resourceType": "ServiceRequest", "id": "a", "code": films}).study
        assert ordered is not None
        assert ordered.name == "Radiography thoracic and lumbar spine"


@pytest.mark.parametrize("name", ["XR HIP", "XR WHOLE SPINE", "XR CERVICAL SPINE SCOLIOSIS", "MR SCOLIOSIS"])
def test_a_name_of_something_else_still_contradicts_the_code_of_the_films(name: str) -> None:
    films = {"coding": [{"system": "http://loinc.org", "code": "30717-3", "display": name}]}
    assert read_order({"resourceType": "ServiceRequest", "id": "a", "code": films}).study is None
