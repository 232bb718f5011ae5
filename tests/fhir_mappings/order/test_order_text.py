"""Order names in free text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhir_mappings.order.codes import order_codes
from fhir_mappings.order.drafts import read_order
from fhir_mappings.order.name import LONGEST_NAME, read_name
from imaging_rules.study import Study, study


def study_in(text: object) -> Study | None:
    return read_order({"resourceType": "ServiceRequest", "id": "a", "code": {"text": text}}).study


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MRI C-spine w/o contrast", "MRI cervical spine without IV contrast"),
        ("MR cervical spine WO", "MRI cervical spine without IV contrast"),
        ("MRI CERVICAL SPINE W WO CON", "MRI cervical spine without and with IV contrast"),
        ("CT L spine", "CT lumbar spine"),
        ("XR L-spine 2v", "Radiography lumbar spine"),
        ("CT myelogram cervical", "CT myelography cervical spine"),
        ("MRI brain w&w/o gad", "MRI head without and with IV contrast"),
        ("Lumbar spine CT", "CT lumbar spine"),
        ("CTA neck", "CTA neck"),
        ("MRI whole spine", "MRI complete spine"),
        ("MRI C/T/L spine W+W/O", "MRI complete spine without and with IV contrast"),
        (
            "MRI cervical and thoracic spine w/ and w/o IV contrast",
            "MRI cervical and thoracic spine without and with IV contrast",
        ),
        ("CT T-spine non-contrast", "CT thoracic spine without IV contrast"),
        ("CT lumbar spine without then with contrast", "CT lumbar spine without and with IV contrast"),
        ("Magnetic resonance angiography, head", "MRA head"),
        ("MRI C spine w/o for neck pain with radiculopathy", "MRI cervical spine without IV contrast"),
        ("XR cervical spine flexion and extension", "Radiography cervical spine flexion extension lateral views"),
        ("FDG PET/CT skull base to mid-thigh", "FDG-PET/CT skull base to mid-thigh"),
        ("MRI cervical spine post contrast", "MRI cervical spine with IV contrast"),
        ("MRI neck / C spine with and without gad", "MRI cervical spine without and with IV contrast"),
        ("CT spine", "CT spine"),
        ("MRI c-spine without contrast, followed by contrast", "MRI cervical spine without and with IV contrast"),
        ("MRI arm with and without contrast, brachial plexus", "MRI brachial plexus without and with IV contrast"),
        ("CT head without contrast material(s) followed by with contrast", "CT head without and with IV contrast"),
        ("MRI brain before and after gadolinium", "MRI head without and with IV contrast"),
        ("CTA neck with contrast material(s), including noncontrast images, if performed", "CTA neck with IV contrast"),
        ("CT head or brain without contrast", "CT head without IV contrast"),
        ("MRI L/S w/wo", "MRI lumbar spine without and with IV contrast"),
        ("LS spine 2-3 views", "Radiography lumbar spine"),
        ("C-spine films", "Radiography cervical spine"),
        ("flex/ex views C-spine", "Radiography cervical spine flexion extension lateral views"),
        ("dynamic c-spine films", "Radiography cervical spine flexion extension lateral views"),
        ("SIJ MRI", "MRI sacroiliac joints"),
        ("MR lumb w/o", "MRI lumbar spine without IV contrast"),
        ("CTM c sp", "CT myelography cervical spine"),
        ("MRI thoracic w/wo", "MRI thoracic spine without and with IV contrast"),
        ("MRI low back wwo", "MRI lumbar spine without and with IV contrast"),
        ("MRI T spine +C", "MRI thoracic spine with IV contrast"),
        ("MRI brain + C + T spine", "MRI head, cervical and thoracic spine"),
        (
            "MRI head, cervical and thoracic spine without IV contrast",
            "MRI head, cervical and thoracic spine without IV contrast",
        ),
        ("MRI head and complete spine with IV contrast", "MRI head and complete spine with IV contrast"),
        ("MRI C and L spine", "MRI cervical spine and lumbar spine"),
        ("MRI lumbar plain and contrast", "MRI lumbar spine without and with IV contrast"),
        ("MRI IAMs", "MRI internal auditory canal"),
        ("MRI L5/S1", "MRI lumbar spine"),
        ("CT c-spine trauma", "CT cervical spine"),
        ("CT head and c-spine trauma", "CT head and cervical spine"),
        ("NCCT head", "CT head without IV contrast"),
        ("US spine", "US spine"),
        ("MRI lumabr spine", "MRI lumbar spine"),
        ("MRI brain ?cord lesion", "MRI head"),
        ("MRI pelvis cervical cancer staging", "MRI pelvis"),
        ("CT soft tissue neck w", "CT neck with IV contrast"),
    ],
)
def test_a_name_says_its_study(text: str, name: str) -> None:
    assert study_in(text) == study(name)


@pytest.mark.parametrize(
    "text",
    [
        "MRI brain with or without contrast",
        "MRI head +/- contrast",
        "MRI brain with contrast if needed",
        "MRI brain with sedation",
        "MRI brain contrast",
        "MRI brain, contrast allergy",
        "MRI brain, no contrast allergy",
        "MRI brain with/without?",
    ],
)
def test_contrast_that_is_not_settled_stays_unspecified(text: str) -> None:
    assert study_in(text) == study("MRI head")


@pytest.mark.parametrize(
    "text",
    [
        "cervical spine without contrast",
        "MRI",
        "MRI without contrast",
        "MRI knee w/o",
        "Cardiac MRI",
        "CT thoracic",
        "MRI neck pain",
        "PET/CT whole body",
        "MRI and CT cervical spine",
        "CT guided biopsy lumbar spine",
        "MR myelography lumbar spine",
        "",
        None,
        7,
        "MRI C-spine " * 100,
        "MRI orbits or brain with contrast",
        "MRI orbits, face, and/or neck without contrast",
        "CT cervical or thoracic spine",
        "MRI shoulder and c-spine",
        "CT head/neck trauma",
        "CT cervical nodes",
        "US OB cervical length",
        "lumbar flexion and extension exercises",
        "cervical HPV vaccine series",
        "in view of neck pain, lumbar PT",
    ],
)
def test_a_name_that_does_not_say_modality_and_region_has_no_study(text: object) -> None:
    assert study_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Dual energy X-ray absorptiometry of bone of spine",
        "US Doppler head vessels",
        "CT lumbar spine stereotactic",
        "XR tomography cervical spine",
        "NM brain views",
        "NM lumbar spine views for CSF leak",
        "NM bone marrow whole body",
        "CT guidance for nerve block of lumbar spine",
        "CT arthrogram SI joint",
        "MR sacral spine",
        "functional MR brain",
    ],
)
def test_imaging_of_another_kind_is_not_read_as_the_study_of_its_part(text: str) -> None:
    assert study_in(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CT Lumbar spine W contrast intradisc", "Discography and post-discography CT lumbar spine"),
        ("MRA head veins WO contrast", "MRV head without IV contrast"),
        ("Single photon emission computed tomography of lumbar spine", "SPECT or SPECT/CT lumbar spine"),
        ("SPECT bone lumbar spine", "Bone scan with SPECT or SPECT/CT lumbar spine"),
        ("nuclear medicine bone scan whole body", "Bone scan whole body"),
        ("NM Whole body Views W Ga-67 IV", "Gallium scan whole body"),
        ("PET+CT Guidance for localization of tumor of Whole body-- W 18F-FDG IV", "FDG-PET/CT whole body"),
    ],
)
def test_catalogue_names_of_other_ways_of_imaging_are_read(text: str, name: str) -> None:
    assert study_in(text) == study(name)


def test_phases_of_two_parts_of_the_body_are_not_taken_for_one_another() -> None:
    assert study_in("MRI C spine without and T spine with") == study("MRI cervical and thoracic spine")


@pytest.mark.parametrize(
    ("name", "reason", "meant"),
    [
        ("MRI neck", "neck pain x 8 days, no radiation", "MRI cervical spine"),
        ("X-ray neck", "C6 radiculopathy", "Radiography cervical spine"),
        ("CT neck", "neck lump 5 weeks, ?lymphoma. No neck pain", "CT neck"),
        ("CT neck", "neck pain and swelling, ?abscess", "CT neck"),
        ("XR neck soft tissue", "neck pain, swallowed a fish bone", "Radiography neck"),
        ("MRA neck", "neck pain, ?dissection", "MRA neck"),
        ("MRI neck", "no reason that tells", "MRI neck"),
        ("MRI pelvis", "inflammatory back pain ?axSpA", "MRI sacroiliac joints"),
        ("XR pelvis for SI joints", "", "Radiography sacroiliac joints"),
        ("MRI pelvis", "?LS plexopathy", "MRI lumbosacral plexus"),
        ("MRI pelvis", "fibroids", "MRI pelvis"),
        ("MRI pelvis", "hip pain, no SI joint tenderness", "MRI pelvis"),
        ("CT thoracic", "mid back pain after lifting", "CT thoracic spine"),
    ],
)
def test_the_words_of_the_reason_tell_which_part_a_name_for_several_means(name: str, reason: str, meant: str) -> None:
    order = {"resourceType": "ServiceRequest", "id": "a", "code": {"text": name}, "reasonCode": [{"text": reason}]}
    assert read_order(order).study == study(meant)


def test_the_name_beside_a_code_may_say_the_second_phase_last() -> None:
    name = "MR imaging (eg, proton), spine, without contrast material, followed by contrast material(s); cervical"
    coding = {"system": "http://www.ama-assn.org/go/cpt", "code": "72156", "display": name}
    order = read_order({"resourceType": "ServiceRequest", "id": "a", "code": {"coding": [coding], "text": name}})
    assert (order.study, order.problems) == (study("MRI cervical spine without and with IV contrast"), ())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MRT LWS nativ", "MRI lumbar spine without IV contrast"),
        ("MRT der HWS mit KM", "MRI cervical spine with IV contrast"),
        ("MRT Halswirbelsäule nativ und mit KM", "MRI cervical spine without and with IV contrast"),
        ("CT Brustwirbelsäule ohne Kontrastmittel", "CT thoracic spine without IV contrast"),
        ("Röntgen LWS in 2 Ebenen", "Radiography lumbar spine"),
        ("MRT LWS bei Z.n. HWS-Trauma", "MRI lumbar spine"),
        ("MRT ganze Wirbelsäule", "MRI complete spine"),
        ("MRT ISG", "MRI sacroiliac joints"),
        ("Skelettszintigraphie", "Bone scan"),
        ("MRI native hip", "MRI hip"),
    ],
)
def test_german_names_are_read(text: str, name: str) -> None:
    assert study_in(text) == study(name)


def test_a_german_name_without_a_way_of_imaging_is_no_study() -> None:
    for text in ("Schädel n. Absprache", "HWS-Syndrom", "Krankengymnastik LWS"):
        assert not read_order({"resourceType": "ServiceRequest", "code": {"text": text}}).is_imaging


def test_our_own_study_names_are_read_as_themselves() -> None:
    for candidate in {each for row in order_codes() for each in row.candidates if each.regions}:
        assert study_in(candidate.name) == candidate


@given(st.text(max_size=LONGEST_NAME))
def test_any_text_can_be_read(text: str) -> None:
    assert read_name(text) == read_name(text)


def test_reading_takes_no_longer_for_hostile_text() -> None:
    for text in ("w/" * 150, "and with " * 33, "c t l " * 50, "w w/o " * 50):
        began = time.process_time()
        read_name(text[:LONGEST_NAME])
        assert time.process_time() - began < 1, "what grows with a power of the length takes minutes"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CT lumbar spine - MRI contraindicated (ICD)", "CT lumbar spine"),
        ("CT thoracic spine with contrast, device not MR conditional", "CT thoracic spine with IV contrast"),
        ("CT C-spine without contrast, cannot have MRI", "CT cervical spine without IV contrast"),
        ("CT L spine instead of MRI", "CT lumbar spine"),
        ("MRI cervical spine (CT negative)", "MRI cervical spine"),
        ("MRI L-spine, films normal", "MRI lumbar spine"),
    ],
)
def test_a_study_that_is_not_to_be_made_or_was_made_is_not_ordered(text: str, name: str) -> None:
    assert study_in(text) == study(name)


@pytest.mark.parametrize("text", ["CT cervical spine and MRI", "XR lumbar spine then MRI", "CT or MRI lumbar spine"])
def test_two_studies_are_still_no_one_study(text: str) -> None:
    assert study_in(text) is None
