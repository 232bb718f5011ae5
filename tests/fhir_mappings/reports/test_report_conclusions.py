"""Conclusions of imaging reports in words: what the images showed, what is denied, and what a conclusion may never say."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.indication import read_indication
from fhir_mappings.reports.conclusion_sentences import sentences_of
from fhir_mappings.reports.earlier_imaging import answers_for_order
from imaging_rules.facts import State
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import ICD, SNOMED, TODAY, chart, concept, resource, said, the
from tests.fhir_mappings.reports.spine_reports import (
    BRAIN_MRI,
    LUMBAR_FILM,
    LUMBAR_MRI,
    NECK_CT,
    NECK_FILM,
    NECK_MRI,
    answer,
    lumbar_film,
    neck_trauma,
    report,
)

# ---- what the images showed


@pytest.mark.parametrize(
    ("name", "conclusion", "finding", "state"),
    [
        (LUMBAR_FILM, "Acute compression fracture of L1 with 30% height loss.", "fragility_fracture", "present"),
        (LUMBAR_MRI, "Tethered cord with low-lying conus.", "dysraphism", "present"),
        (LUMBAR_MRI, "Findings consistent with discitis-osteomyelitis at L2-3.", "spine_infection", "suspected"),
        (LUMBAR_MRI, "Status post L4-5 fusion, hardware intact.", "prior_lumbar_surgery", "present"),
        ("MRI thoracic spine", "Cord compression at T6 by an epidural mass.", "cord_compression", "present"),
        (NECK_MRI, "Possible syrinx at C5.", "syrinx", "suspected"),
        (LUMBAR_MRI, "A syrinx is indeterminate on these images.", "syrinx", "suspected"),
        (BRAIN_MRI, "Findings consistent with multiple sclerosis.", "multiple_sclerosis", "suspected"),
        ("XR thoracic spine", "Levoscoliosis of the thoracic spine, Cobb angle 32 degrees.", "scoliosis", "present"),
    ],
)
def test_a_conclusion_in_words_says_what_the_images_showed(name: str, conclusion: str, finding: str, state: str) -> None:
    found = the(finding, report(name, conclusion))
    assert {each.state.value for each in found} == {state}
    assert {(each.evidence.kind, each.evidence.source, str(each.evidence.date)) for each in found} == {
        ("text", "DiagnosticReport/diagnosticreport-1", "2026-11-15")
    }


@pytest.mark.parametrize(
    ("name", "conclusion", "finding", "value"),
    [
        (BRAIN_MRI, "Periventricular lesions typical of demyelination.", "brain_mri_ms", "evidence_of_ms"),
        (BRAIN_MRI, "Unremarkable MRI of the brain.", "brain_mri_ms", "negative"),
        (NECK_MRI, "Unremarkable MRI of the cervical spine.", "cervical_mri_for_cord", "negative"),
        (NECK_MRI, "Motion degraded.", "cervical_mri_for_cord", "equivocal"),
        (NECK_FILM, "Degenerative changes C4-7. No fracture.", "cervical_film", "abnormal"),
        (BRAIN_MRI, "Chiari I malformation. No syrinx.", "chiari", "I"),
    ],
)
def test_a_conclusion_in_words_answers_what_the_study_was_for(name: str, conclusion: str, finding: str, value: str) -> None:
    assert [(each.value, each.evidence.kind) for each in the(finding, report(name, conclusion))] == [(value, "text")]


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        ("Fixed kyphosis of 66 degrees, apex at T8. No fracture.", ["deformity"]),
        ("Gibbus deformity at T9.", ["deformity"]),
        ("Mild kyphosis. No fracture.", []),
        ("No kyphotic deformity.", []),
        ("Kyphosis 31 degrees.", []),
    ],
)
def test_a_film_shows_a_deformity_where_its_bend_is_called_large(conclusion: str, value: list[str]) -> None:
    film = report("XR thoracic spine", conclusion)
    read = chart(film)
    made = answers_for_order(read.imaging, study("MRI thoracic spine without IV contrast"), (), TODAY, whole=read.imaging_whole)
    assert [each.value for each in made.findings if each.name == "spine_film" and each.value == "deformity"] == value


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        ("No acute fracture. Mild degenerative changes at C5-6.", "negative"),
        ("1. Normal alignment.\n2. No acute fracture.\n3. Prevertebral soft tissues normal.", "negative"),
        ("CLINICAL HISTORY: fall, ?fracture.\nIMPRESSION: No acute fracture or malalignment.", "negative"),
        ("Nondisplaced fracture of the dens.", "positive"),
        ("No acute fracture of C1-6. Fracture of the C7 lamina.", "positive"),
        ("No acute fracture. Linear lucency through the C2 body.", None),
        ("No acute fracture, but subtle injury cannot be excluded.", None),
        ("No displaced fracture.", None),
        ("Possible fracture of the dens.", None),
        ("Suspected fracture of C6.", None),
        ("C7 teardrop fracture with retropulsion.", "positive"),
        ("Burst fracture of C5, new since the film in May.", "positive"),
        ("Alignment normal, no acute fracture, prevertebral soft tissues normal.", "negative"),
        ("Possible burst fracture of C5.", None),
        ("No burst fracture of C5, subtle lucency.", None),
        ("Old burst fracture of C5.", None),
        ("This may be a teardrop fracture of C5.", None),
        ("May represent a teardrop fracture of C5.", None),
        ("Old healed fracture of C6.", None),
        ("Compared with the prior study, fracture of C6.", None),
        ("HISTORY: fracture of C6.", None),
    ],
)
def test_a_denial_holds_only_where_every_sentence_is_understood_and_a_fracture_only_where_it_is_stated(
    conclusion: str, value: str | None
) -> None:
    assert neck_trauma(conclusion) == value


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        ("Unremarkable study.", "normal"),
        ("Normal alignment and vertebral heights. No pars defect, no lytic or sclerotic lesion. Normal radiographs.", "normal"),
        ("Five lumbar type vertebrae. Alignment is maintained. There is no fracture. Soft tissues unremarkable.", "normal"),
        ("Vertebral heights and disc spaces are preserved. No bony lesion.", "normal"),
        ("Vertebral heights and disc spaces are preserved. No bony lesion. Subtle lucency of L3.", None),
        ("Alignment is maintained. No compression fracture.", None),
        ("Alignment is maintained.", None),
        ("No significant abnormality.", "normal"),
        ("Vertebral heights are not preserved. No fracture.", None),
        ("Bilateral L5 pars defects with grade 1 anterolisthesis.", "abnormal_other"),
        ("Mild disc space narrowing at L5/S1.", "abnormal_other"),
        ("Endplate irregularity at L1-L4 with anterior wedging, consistent with Scheuermann disease.", "deformity"),
        ("Degenerative disc disease L4-5 and L5-S1.", "abnormal_other"),
        ("Acute compression fracture of L1.", "fracture"),
        ("Endplate destruction at L4-5 concerning for discitis.", "suggests_infection_inflammation_tumour"),
        ("Unremarkable bowel gas pattern.", None),
        ("Otherwise unremarkable.", None),
        ("Destruction of the left pedicle of L2 (winking owl sign). Vertebral height maintained.", "bone_destruction"),
        ("Lytic lesion of the L3 vertebral body.", "bone_destruction"),
        ("Absent left pedicle of L3: winking owl sign.", "bone_destruction"),
        ("No lytic lesion, subtle lucency of L3.", None),
        ("Lytic lesion of L3 cannot be excluded.", None),
        ("Fracture of C6.", None),
    ],
)
def test_a_film_in_words_answers_for_its_own_region(conclusion: str, value: str | None) -> None:
    assert lumbar_film(conclusion) == value


def test_normal_of_one_region_is_not_normal_of_the_other() -> None:
    both = report("XR thoracic and lumbar spine", "Normal lumbar spine.")
    assert answer("spine_film", both, "MRI thoracic spine without IV contrast") is None
    assert answer("spine_film", both, "MRI lumbar spine without IV contrast") == "normal"


# ---- what a conclusion does not say


@pytest.mark.parametrize(
    ("name", "conclusion"),
    [
        ("MRI thoracic spine", "No cord compression. No metastases. No syrinx."),
        (LUMBAR_FILM, "No scoliosis."),
        (LUMBAR_MRI, "No spinal stenosis."),
    ],
)
def test_what_one_region_does_not_show_is_not_denied_of_the_whole_spine(name: str, conclusion: str) -> None:
    assert not [name for name, state in said(report(name, conclusion)) if state == "refuted"]


def test_what_only_the_neck_can_show_is_denied_by_images_of_the_neck() -> None:
    assert ("opll", "refuted") in said(report(NECK_MRI, "No OPLL."))
    assert the("opll", report(LUMBAR_MRI, "No OPLL.")) == []


@pytest.mark.parametrize(
    "more",
    [
        {"status": "preliminary"},
        {"status": "registered"},
        {"status": "entered-in-error"},
        {"status": "cancelled"},
        {"subject": {"reference": "Patient/p2"}},
        {"effectiveDateTime": "2027-03-01"},
    ],
)
def test_a_conclusion_that_is_not_final_not_ours_or_in_error_says_nothing(more: dict[str, Any]) -> None:
    assert said(report(LUMBAR_MRI, "Syrinx. Compression fracture of L1.", **more)) == set()


def test_an_amended_conclusion_counts_as_it_now_reads_and_reassures_only_when_all_of_it_is_understood() -> None:
    assert ("syrinx", "present") in said(report(LUMBAR_MRI, "Addendum: syrinx at T12.", status="amended"))
    amended = report(NECK_CT, "No acute fracture. Addendum: see below.", status="amended")
    assert answer("cervical_ct_trauma", amended, "MRI cervical spine without IV contrast") is None


@pytest.mark.parametrize(
    "conclusion",
    [
        "Clinical: neck pain, rule out cord compression.",
        "Indication: known MS, syrinx.",
        "Family history of scoliosis.",
        "If pain persists consider MRI for cord compression.",
        "Neck pain and arm weakness.",
    ],
)
def test_what_was_asked_imagined_or_complained_of_is_not_what_the_images_showed(conclusion: str) -> None:
    assert said(report(LUMBAR_MRI, conclusion)) == set()


def test_reports_of_other_places_tell_of_the_spine_and_of_metastases_alone() -> None:
    told = said(report("CT chest", "Liver metastases. T8 compression fracture. Scoliosis. Pulmonary embolism."))
    assert told == {("metastases", "present"), ("fragility_fracture", "present")}


def test_what_passes_is_only_mentioned_when_the_images_are_old() -> None:
    read = chart(report("MRI thoracic spine", "Cord compression at T6.", day="2026-01-01"))
    assert [each for each in read.findings if each.name == "cord_compression"] == []
    assert "cord_compression" in read.mentioned


def test_an_implant_that_the_images_show_is_asked_about() -> None:
    read = chart(report(LUMBAR_MRI, "Spinal cord stimulator leads in situ."))
    assert "neurostimulator" in read.mentioned
    assert "other_implant" in {each.name for each in read.findings}


def test_a_conclusion_is_never_the_reason_of_an_order() -> None:
    read = chart(report(LUMBAR_MRI, "Syrinx."))
    order = resource("ServiceRequest", status="draft", intent="order", code={"text": LUMBAR_MRI})
    assert not any(each.evidence.of_order for each in read.findings)
    assert "syrinx" not in {each.name for each in read_indication(order, read)}


# ---- codes rank above words


def test_a_code_that_says_it_too_is_the_evidence() -> None:
    both = report(LUMBAR_MRI, "Syrinx at T12.", conclusionCode=[concept(ICD, "G95.0")])
    assert [each.evidence.kind for each in the("syrinx", both)] == ["code"]


def test_a_coded_normal_does_not_reassure_beside_a_fracture_in_words() -> None:
    both = report(LUMBAR_FILM, "Compression fracture of L1.", conclusionCode=[concept(SNOMED, "17621005")])
    assert answer("spine_film", both, "MRI lumbar spine without IV contrast") == "fracture"


def test_headings_and_numbers_are_no_part_of_a_sentence() -> None:
    told = "HISTORY: fall. Pain.\nFINDINGS: Fracture.\nIMPRESSION:\n1. Normal.\n2) Stable."
    assert list(sentences_of(told)) == ["Fracture.", "Normal.", "Stable."]


def test_a_hedge_at_the_end_of_a_long_sentence_is_a_hedge() -> None:
    seen = "the visualised ribs, clavicles and paravertebral soft tissues with the visible parts of the lungs, " * 6
    plain = report(LUMBAR_FILM, f"There is a compression fracture of L1, with {seen}all of it as described.")
    hedged = report(LUMBAR_FILM, f"There is a compression fracture of L1, with {seen}possible but not certain.")
    assert ("fragility_fracture", "present") in said(plain)
    assert ("fragility_fracture", "present") not in said(hedged)


@pytest.mark.parametrize(
    ("name", "conclusion", "value"),
    [
        ("XR sacroiliac joints", "Sacroiliac joints normal, no erosion or sclerosis.", ("radiograph_negative",)),
        ("MRI sacroiliac joints", "No bone marrow edema, no structural lesion. No sacroiliitis.", ("si_mri_negative",)),
        ("XR sacroiliac joints", "Sacroiliac joints normal, subchondral sclerosis on the left.", ("radiograph_done",)),
        ("XR sacroiliac joints", "Equivocal sclerosis on the left (New York grade 1), right normal.", ("radiograph_done",)),
    ],
)
def test_a_sentence_is_understood_by_its_parts_where_every_part_is(name: str, conclusion: str, value: tuple[str, ...]) -> None:
    assert {each.value for each in the("si_imaging", report(name, conclusion))} >= {value}
    if value == ("radiograph_done",):
        assert ("radiograph_negative",) not in {each.value for each in the("si_imaging", report(name, conclusion))}


@pytest.mark.parametrize("day", ["in May", "of 12 May", "since May 2026", "May 2026"])
def test_the_month_of_may_is_no_doubt(day: str) -> None:
    curve = report("XR thoracic and lumbar spine", f"Left thoracic curve T5-T11, 42 degrees (30 degrees {day}).")
    assert [each.value for each in the("scoliosis_risk", curve)] == [("left_thoracic_curve",)]


def test_a_ct_of_the_evening_before_a_note_about_the_injury_is_of_the_injury() -> None:
    ct = report(NECK_CT, "Nondisplaced fracture of the dens.", day="2026-11-18T23:15:00Z")
    note = resource(
        "Observation", status="final", code={"text": "Consult note"}, effectiveDateTime="2026-11-19", valueString="Neck injury."
    )
    read = chart(ct, note)
    asked = study("MRI cervical spine without IV contrast")
    made = answers_for_order(read.imaging, asked, read.findings, TODAY, whole=True)
    assert [each.value for each in made.findings if each.name == "cervical_ct_trauma"] == ["positive"]
    older = chart({**ct, "effectiveDateTime": "2026-11-15"}, note)
    assert not answers_for_order(older.imaging, asked, older.findings, TODAY, whole=True).findings


@pytest.mark.parametrize(
    ("name", "conclusion", "infected"),
    [
        ("CT abdomen and pelvis", "Erosion of the endplates at L3-L4, appearance suggests discitis-osteomyelitis.", True),
        ("CT chest", "Findings consistent with discitis-osteomyelitis at T8-9.", True),
        ("CT abdomen and pelvis", "Normal liver. Lumbar spine unremarkable, no discitis.", False),
        ("CT abdomen and pelvis", "Findings consistent with osteomyelitis of the left pubic bone.", False),
    ],
)
def test_a_ct_of_the_trunk_tells_what_its_report_says_of_the_spine(name: str, conclusion: str, infected: bool) -> None:
    assert bool(the("abnormal_film_or_ct_infection", report(name, conclusion))) is infected


def test_a_ct_of_the_trunk_shows_the_fracture_it_names_and_denies_none() -> None:
    order = "MRI thoracic spine without IV contrast"
    assert answer("spine_ct_trauma", report("CT chest abdomen pelvis", "Burst fracture of T12."), order) == "positive"
    assert answer("spine_ct_trauma", report("CT chest abdomen pelvis", "No fracture of the thoracic spine."), order) is None
    assert answer("spine_ct_trauma", report("CT chest abdomen pelvis", "Fracture of the left tenth rib."), order) is None


@pytest.mark.parametrize(
    ("name", "conclusion", "finding", "state"),
    [
        ("CT abdomen pelvis", "L4/5 discitis.", "spine_infection", "suspected"),
        ("CT abdomen pelvis", "Left psoas abscess, 3 cm.", "spine_infection", "suspected"),
        ("CT abdomen pelvis", "Lytic lesion in L3, suspicious for metastasis.", "metastases", "suspected"),
        ("NM bone scan", "Multiple bone metastases including L2.", "metastases", "present"),
        ("PET/CT whole body", "Multiple FDG avid bone metastases.", "metastases", "present"),
        ("CT chest", "Pathological fracture of T8.", "pathologic_fracture", "present"),
        ("CT chest", "L1 compression fracture.", "fragility_fracture", "present"),
        ("CT chest", "Sclerotic lesion in T8.", "new_tumour_sign", "present"),
    ],
)
def test_a_report_of_another_part_says_what_it_shows_of_the_spine(name: str, conclusion: str, finding: str, state: str) -> None:
    assert [each.state.value for each in the(finding, report(name, conclusion))] == [state]


@pytest.mark.parametrize(
    "conclusion",
    [
        "No suspicious osseous lesion.",
        "Degenerative change of the lumbar spine.",
        "Old T12 compression fracture, unchanged.",
        "No bone metastases.",
        "No evidence of discitis or psoas abscess.",
        "L2 haemangioma.",
        "Stable sclerotic focus in L4, likely bone island.",
        "Liver abscess.",
        "Enlarged lymph node at the level of L2.",
        "T2 hyperintense lesion of the liver.",
        "Indication: ?discitis. Findings: normal bowel.",
        "Burst appendix with abscess. Dual-chamber pacemaker.",
    ],
)
def test_a_report_of_another_part_does_not_alarm_for_the_spine(conclusion: str) -> None:
    read = chart(report("CT abdomen pelvis", conclusion))
    assert {each.name for each in read.findings if each.state is not State.REFUTED} == set()
    assert not {"spine_infection", "spine_tumour_suspected"} & read.mentioned


@pytest.mark.parametrize("name", ["CT abdomen pelvis", LUMBAR_MRI])
def test_what_alarms_of_the_spine_and_is_not_understood_is_left_open(name: str) -> None:
    unclear = "Erosive process around L2."
    assert "spine_infection" in chart(report(name, unclear)).mentioned
    assert "spine_infection" not in chart(report(name, unclear, day="2022-11-15")).mentioned
    assert "spine_infection" not in chart(report(name, "No erosive process around L2.")).mentioned


# ---- the impression


TEXT_AROUND = (
    "COMPARISON: None. FINDINGS: Vertebral bodies normal. Stool in the colon. Endotracheal tube in place. IMPRESSION: "
)


def test_an_impression_concludes_what_the_findings_describe() -> None:
    assert lumbar_film(f"{TEXT_AROUND}Normal radiographs of the lumbar spine.") == "normal"
    assert neck_trauma(f"{TEXT_AROUND}No evidence of traumatic injury of the cervical spine.") == "negative"


def test_what_the_findings_leave_open_or_show_speaks_against_the_impression() -> None:
    assert lumbar_film("FINDINGS: Possible lucency of L3. IMPRESSION: Normal radiographs of the lumbar spine.") is None
    assert lumbar_film("FINDINGS: Compression fracture of L2. IMPRESSION: Normal alignment.") == "fracture"


def test_an_impression_that_is_not_understood_reassures_nobody() -> None:
    assert lumbar_film("FINDINGS: Normal lumbar spine. IMPRESSION: As discussed by telephone.") is None


def test_a_suspected_tumour_on_a_film_is_no_normal_film() -> None:
    told = "Vertebra plana T10. Langerhans cell histiocytosis or another tumour is suspected. MRI is recommended."
    film = report("XR thoracic spine 2 views", told)
    assert answer("spine_film", film, "MRI thoracic spine without IV contrast") == "suggests_infection_inflammation_tumour"


def test_an_undetermined_age_leaves_the_fracture_itself_certain() -> None:
    film = report("XR thoracic spine", "Anterior wedge compression deformity of T9, age indeterminate.")
    assert {each.state.value for each in the("fragility_fracture", film)} == {"present"}


def test_a_suspected_torn_ligament_makes_a_neck_ct_positive() -> None:
    assert neck_trauma("No fracture. Mild facet diastasis, concerning for posterior ligamentous injury.") == "positive"


def test_a_card_is_told_the_impression() -> None:
    (exam,) = chart(report(LUMBAR_FILM, f"{TEXT_AROUND}Normal radiographs of the lumbar spine.")).imaging
    assert exam.words == "Normal radiographs of the lumbar spine."


# ---- bone density


@pytest.mark.parametrize(
    ("conclusion", "told"),
    [
        ("L1-L4 T-score -3.1, neck of femur T -2.7. FRAX major fracture 24 %. Osteoporosis.", ["present"]),
        ("Lumbar spine T-score -2.8.", ["present"]),
        ("Osteopenia, T-score -1.9.", []),
        ("No osteoporosis.", []),
        ("Possible osteoporosis.", []),
    ],
)
def test_a_bone_densitometry_tells_of_osteoporosis_and_of_nothing_else(conclusion: str, told: list[str]) -> None:
    read = chart(report("DXA, axial skeleton", conclusion, day="2025-09-18"))
    assert [each.state.value for each in read.findings] == told
    assert {each.name for each in read.findings} <= {"osteoporosis"}


def test_flowing_ossification_on_a_film_is_hyperostosis() -> None:
    film = report(
        NECK_FILM, "Flowing, bulky ossification along the anterior longitudinal ligament from C3 to C7.", day="2019-05-16"
    )
    assert {each.state.value for each in the("dish", film)} == {"present"}


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        ("No scoliosis, lytic lesion at L3. Alignment normal.", "bone_destruction"),
        ("No scoliosis with vertebral collapse at L1. Alignment normal.", "fracture"),
        ("No malalignment, aggressive lytic lesion L2.", "bone_destruction"),
        ("FINDINGS: Lucent area in L2 with cortical break. IMPRESSION: No acute fracture. Normal alignment.", None),
    ],
)
def test_what_stands_behind_a_denial_is_not_denied_with_it(conclusion: str, value: str | None) -> None:
    assert lumbar_film(conclusion) == value


def test_a_facet_out_of_place_behind_a_denied_fracture_is_no_negative_ct() -> None:
    assert neck_trauma("No acute fracture, C5 C6 facet subluxation.") == "positive"
    assert neck_trauma("No acute fracture, subluxation or prevertebral soft tissue swelling.") == "negative"


def test_what_explains_a_score_is_no_score_of_the_patient() -> None:
    for told in ("Normal bone density. Osteoporosis T-score <= -2.5.", "Reference: osteoporosis below -2.5."):
        assert chart(report("DXA, axial skeleton", told)).findings == ()


# ---- what a denial reaches


@pytest.mark.parametrize(
    "conclusion",
    [
        "No change in lesion suspicious for metastasis at T8.",
        "No significant interval change in the findings suspicious for metastasis at T8.",
        "No improvement of suspected metastasis at T8.",
        "No progression of lesion suspicious for metastasis at T8.",
        "No fracture is seen and appearances suggest metastasis at T8.",
        "No fracture beside the lesion suspicious for metastasis at T8.",
        "No uptake at T7 and lesion suspicious for metastasis at T8.",
        "No fracture: lesion suspicious for metastasis at T8.",
        "No significant interval change in findings suspicious for discitis.",
        "No improvement of suspected discitis at T8.",
    ],
)
def test_the_denial_of_something_else_removes_no_suspicion(conclusion: str) -> None:
    film = report("MRI thoracic spine", conclusion)
    (entry,) = chart(film).imaging
    assert {each.name for each in entry.results} & {"tumour", "infection"}


@pytest.mark.parametrize(
    "conclusion",
    [
        "No uptake to suggest metastasis.",
        "No focal uptake at T8 to suggest metastasis.",
        "No evidence of a lesion suspicious for metastasis.",
        "No suspicious lesion to suggest metastasis and no fracture.",
        "No uptake and no lesion to suggest metastasis.",
        "Without signs to suggest metastasis.",
        "No finding suspicious for metastasis.",
        "No degenerative changes, no finding suspicious for metastasis.",
    ],
)
def test_the_denial_of_every_sign_of_it_removes_a_suspicion(conclusion: str) -> None:
    (entry,) = chart(report("MRI thoracic spine", conclusion)).imaging
    assert not {each.name for each in entry.results} & {"tumour", "infection"}


# ---- what a report leaves open


@pytest.mark.parametrize(
    ("name", "conclusion", "left_open"),
    [
        ("CT soft tissue neck with contrast", "No adenopathy. Indeterminate 9 mm lytic lesion of the C4 vertebral body.", True),
        (NECK_MRI, "Nonspecific marrow signal of the C6 vertebral body.", True),
        (NECK_MRI, "No indeterminate lesion of the C4 vertebral body.", False),
        (NECK_MRI, "Indeterminate thyroid nodule at C6.", False),
        ("CT chest", "Indeterminate lesion of the T4 vertebral body.", False),
        (NECK_MRI, "Hemangioma of the C4 vertebral body.", False),
    ],
)
def test_a_lesion_of_the_neck_that_a_report_leaves_open(name: str, conclusion: str, left_open: bool) -> None:
    assert bool(the("inconclusive_neck_finding", report(name, conclusion))) is left_open


@pytest.mark.parametrize(
    ("conclusion", "raised"),
    [
        ("Focal increased uptake in the C5 vertebral body, suspicious for metastasis.", True),
        ("Uptake at C5 concerning for metastatic disease. MRI recommended.", True),
        ("No uptake at C5 to suggest metastasis.", False),
        ("Uptake at C5, degenerative; metastasis unlikely.", False),
        ("Focal uptake in the left 7th rib suspicious for metastasis.", False),
        ("Focal uptake at L3 suspicious for metastasis.", False),
    ],
)
def test_a_bone_scan_that_raises_a_metastasis_in_the_neck(conclusion: str, raised: bool) -> None:
    found = [
        each for each in the("bone_scan_positive", report("Bone scan whole body", conclusion)) if each.state is State.PRESENT
    ]
    assert bool(found) is raised


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        (
            "Lateral flexion and neutral views: atlantoaxial subluxation, anterior atlantodental interval 7 mm in flexion.",
            "subluxation",
        ),
        ("Atlantoaxial subluxation.", "subluxation"),
        ("No atlantoaxial subluxation in flexion or extension.", None),
        ("Possible atlantoaxial subluxation.", None),
    ],
)
def test_films_that_show_the_atlas_out_of_its_place(conclusion: str, value: str | None) -> None:
    found = [each.value for each in the("cervical_film", report(NECK_FILM, conclusion))]
    assert found == ([value] if value else [])


def test_a_brain_mri_that_does_not_meet_the_criteria() -> None:
    told = "Two nonspecific T2 lesions, no enhancement. Does not fulfil McDonald criteria for dissemination in space."
    assert [each.value for each in the("brain_mri_ms", report(BRAIN_MRI, told))] == ["does_not_meet_mcdonald"]


@pytest.mark.parametrize(
    "conclusion",
    [
        "Wedging of L2 of uncertain chronicity, no previous imaging available.",
        "L1 compression deformity, age indeterminate (no prior films for comparison).",
        "Superior endplate compression fracture L4, acute or chronic. No priors.",
    ],
)
def test_that_nothing_older_is_at_hand_leaves_only_the_age_open(conclusion: str) -> None:
    film = report(LUMBAR_FILM, conclusion)
    assert answer("vcf_film", film, "MRI lumbar spine without IV contrast") == "old_or_unknown_age"
    assert lumbar_film(conclusion) == "fracture"


@pytest.mark.parametrize("conclusion", ["Compression fracture seen on previous films.", "No prior fracture."])
def test_what_is_told_of_older_films_is_not_taken_for_none(conclusion: str) -> None:
    assert list(sentences_of(conclusion)) == [conclusion]


JOINTS_FILM, JOINTS_MRI = "XR sacroiliac joints", "MRI sacroiliac joints"


@pytest.mark.parametrize(
    "conclusion",
    [
        "No marrow oedema, no erosion. No features of sacroiliitis.",
        "No MRI features of axial spondyloarthritis.",
        "No inflammatory change of either sacroiliac joint.",
        "No bone marrow edema or erosions in the SI joints.",
        "Both SIJs normal.",
    ],
)
def test_an_mri_of_the_joints_that_shows_nothing_inflamed_is_negative(conclusion: str) -> None:
    values = [each.value for each in the("si_imaging", report(JOINTS_MRI, conclusion))]
    assert values == [("si_mri_negative",)]


@pytest.mark.parametrize(
    "conclusion", ["Marrow oedema of the left joint, no erosion.", "No edema. Fatty change beside the left joint.", "Motion."]
)
def test_one_that_shows_something_or_is_not_understood_is_left_open(conclusion: str) -> None:
    read = chart(report(JOINTS_MRI, conclusion))
    assert [each for each in read.findings if each.name == "si_imaging"] == []
    assert "si_imaging" in read.mentioned


def test_films_of_which_only_counts_that_they_were_made_leave_nothing_open() -> None:
    read = chart(report(JOINTS_FILM, "Equivocal sclerosis on the left."))
    assert [each.value for each in read.findings if each.name == "si_imaging"] == [("radiograph_done",)]
    assert "si_imaging" not in read.mentioned


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Skeletal survey", "old_or_unknown_age"),
        ("Myeloma bone survey", "old_or_unknown_age"),
        ("CT skeletal survey, low dose", None),
        ("Bone scan whole body", None),
    ],
)
def test_a_survey_of_the_skeleton_is_a_film_of_the_vertebra_it_names(name: str, value: str | None) -> None:
    told = report(name, "Compression fracture of L3, 25% loss of height.")
    assert answer("vcf_film", told, "MRI lumbar spine without IV contrast") == value
