"""Earlier imaging: which study was done, what it answers, and what it must leave unknown."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.reports.earlier_imaging import answers_for_order
from imaging_rules.facts import Evidence, Finding, State
from imaging_rules.study import study
from tests.fhir_mappings.fhir_records import ICD, LOINC, SNOMED, TODAY, Resource, chart, concept, resource, said, the

NORMAL, EQUIVOCAL = concept(SNOMED, "17621005"), concept(SNOMED, "408379005")
NECK_FILM, LUMBAR_FILM = {"text": "XR cervical spine 2 views"}, {"text": "XR lumbar spine 2 views"}


def report(name: Resource | str, *concluded: Resource, day: str = "2026-11-01", **more: Any) -> Resource:
    code = {"text": name} if isinstance(name, str) else name
    given = {"status": "final", "code": code, "effectiveDateTime": day, "conclusionCode": list(concluded)}
    return resource("DiagnosticReport", **{**given, **more})


def images(name: str, day: str = "2026-11-01", **more: Any) -> Resource:
    return resource("ImagingStudy", **{"status": "available", "description": name, "started": day, **more})


def values(name: str, *resources: Resource) -> list[Any]:
    return [each.value for each in the(name, *resources)]


def answers(*resources: Resource, order: str, injuries: tuple[str | None, ...] = ()) -> dict[str, Any]:
    """What the chart's imaging answers for an order, with injuries of these days on record."""
    read = chart(*resources)
    hurt = [Finding("spine_injury", State.PRESENT, Evidence("Condition/i", "injury", day_of(day))) for day in injuries]
    made = answers_for_order(read.imaging, study(order), hurt, TODAY, whole=read.imaging_whole)
    return {each.name: each.value or str(each.state) for each in made.findings}


def day_of(text: str | None) -> Any:
    return type(TODAY).fromisoformat(text) if text else None


# ---- results


@pytest.mark.parametrize(
    ("coded", "value"),
    [
        (NORMAL, "normal"),
        (EQUIVOCAL, "indeterminate"),
        (concept(SNOMED, "280416009"), "indeterminate"),
        (concept(SNOMED, "280414007"), "indeterminate"),
        (concept(ICD, "M47.812"), "abnormal"),
        (concept(ICD, "S13.110A"), "subluxation"),
        (concept(ICD, "S12.500A"), "abnormal"),
        ({"text": "Normal study"}, "normal"),
    ],
)
def test_a_film_of_the_neck_is_read_by_its_coded_conclusion(coded: Resource, value: str) -> None:
    assert values("cervical_film", report(NECK_FILM, coded)) == [value]


CPT, PCS, RADLEX = "http://www.ama-assn.org/go/cpt", "http://www.cms.gov/Medicare/Coding/ICD10", "http://radlex.org"


@pytest.mark.parametrize(
    "name",
    [
        concept(CPT, "72052"),
        concept(LOINC, "37104-7"),
        concept(LOINC, "30724-9"),
        concept(SNOMED, "712970008"),
        concept(RADLEX, "RPID6383"),
        concept(PCS, "BR00ZZZ"),
        concept(CPT, "72010"),
        concept(LOINC, "93605-4"),
    ],
)
def test_a_film_of_the_neck_is_known_by_its_code_alone_in_every_system(name: Resource) -> None:
    assert values("cervical_film", report(name, NORMAL)) == ["normal"]


@pytest.mark.parametrize(
    "name", [concept(CPT, "72080"), concept(CPT, "72090"), concept(LOINC, "37975-0"), concept(PCS, "BR08ZZZ")]
)
def test_an_old_or_rare_code_of_a_film_of_the_back_is_on_record(name: Resource) -> None:
    (film,) = chart(report(name)).imaging
    assert film.studies == (study("Radiography thoracic and lumbar spine"),)


OTHER_IMAGING = [(CPT, "77080"), (CPT, "72220"), (LOINC, "36069-3"), (LOINC, "24901-1")]


@pytest.mark.parametrize(("system", "code"), OTHER_IMAGING)
def test_imaging_of_another_kind_or_part_is_no_film_of_the_back(system: str, code: str) -> None:
    assert chart(report({**concept(system, code), "text": "Lumbar spine X-ray"}, NORMAL)).imaging == ()


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        ("Normal study.", "normal"),
        ("IMPRESSION: Normal cervical spine radiographs.", "normal"),
        ("1. No abnormality seen.\n2. Follow-up recommended.", "normal"),
        ("Nondiagnostic due to motion artifact.", "nondiagnostic"),
        ("Normal study. Lucency of C4.", None),
        ("Normal alignment, lucency of C4.", None),
        ("No acute fracture.", None),
    ],
)
def test_a_conclusion_in_words_is_read_only_where_every_sentence_is_known(conclusion: str, value: str | None) -> None:
    assert values("cervical_film", report(NECK_FILM, conclusion=conclusion)) == ([value] if value else [])


@pytest.mark.parametrize(
    "doubtful",
    [
        report(NECK_FILM, NORMAL, concept(ICD, "M47.812")),
        report(NECK_FILM, NORMAL, concept("http://site.example/codes", "77", "lesion")),
        report(NECK_FILM, NORMAL, conclusion="Normal, but a lesion of C4 cannot be excluded."),
        report(NECK_FILM, NORMAL, status="amended", conclusion="Addendum: see below."),
    ],
)
def test_normal_does_not_stand_beside_anything_that_speaks_against_it(doubtful: Resource) -> None:
    assert "normal" not in values("cervical_film", doubtful)


def test_an_amended_report_counts_as_final() -> None:
    assert values("cervical_film", report(NECK_FILM, NORMAL, status="amended")) == ["normal"]


def test_a_conclusion_about_another_region_does_not_answer() -> None:
    assert values("cervical_film", report(NECK_FILM, concept(ICD, "S32.010A"))) == []


# ---- what leaves the result unknown


@pytest.mark.parametrize(
    "without_result",
    [
        report(NECK_FILM),
        report(NECK_FILM, NORMAL, status="preliminary"),
        report(NECK_FILM, NORMAL, status="registered"),
        report({"text": "XR spine"}, NORMAL),
        images("XR cervical spine"),
        resource("Procedure", status="completed", code=NECK_FILM, performedDateTime="2026-11-01"),
    ],
)
def test_imaging_without_a_readable_result_leaves_it_unknown_and_its_absence_unassumed(without_result: Resource) -> None:
    read = chart(without_result)
    assert [each for each in read.findings if each.name == "cervical_film"] == []
    assert "cervical_film" in read.mentioned


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_a_report_that_was_cancelled_or_in_error_is_no_study(status: str) -> None:
    read = chart(report(NECK_FILM, NORMAL, status=status))
    assert read.imaging == ()
    assert "cervical_film" not in read.mentioned


def test_another_patients_film_is_not_read() -> None:
    stranger = report(NECK_FILM, NORMAL, subject={"reference": "Patient/p2"})
    assert chart(stranger).imaging == ()


def test_imaging_that_neither_code_nor_words_name_makes_the_reports_unreadable() -> None:
    nameless = report(
        {"coding": [{"system": "http://site.example/codes", "code": "77"}]}, category=[{"coding": [{"code": "RAD"}]}]
    )
    assert "report" not in chart(nameless).delivered


def test_images_deliver_no_reports() -> None:
    assert "report" not in chart(images("XR cervical spine")).delivered


# ---- the newest study decides


def test_a_later_film_without_a_result_takes_away_the_older_answer() -> None:
    old = report(NECK_FILM, NORMAL, day="2026-10-01")
    assert values("cervical_film", old) == ["normal"]
    assert values("cervical_film", old, images("XR cervical spine", day="2026-11-10")) == []
    assert values("cervical_film", old, report(NECK_FILM, id="b", day="2026-11-10")) == []


def test_the_images_and_the_preliminary_report_of_the_same_day_are_those_of_the_report() -> None:
    final = report(NECK_FILM, NORMAL)
    assert values("cervical_film", final, images("XR cervical spine")) == ["normal"]
    assert values("cervical_film", final, report(NECK_FILM, id="b", status="preliminary")) == ["normal"]


def test_images_that_the_report_names_are_its_own_whatever_their_day() -> None:
    final = report(NECK_FILM, NORMAL, imagingStudy=[{"reference": "ImagingStudy/imagingstudy-1"}])
    assert values("cervical_film", final, images("XR cervical spine", day="2026-11-09")) == ["normal"]


def test_of_two_results_the_newer_counts_and_on_one_day_the_more_alarming() -> None:
    older = report(NECK_FILM, concept(ICD, "M47.812"), id="a", day="2026-10-01")
    assert values("cervical_film", older, report(NECK_FILM, NORMAL, id="b")) == ["normal"]
    assert values("cervical_film", report(NECK_FILM, NORMAL, id="b"), report(NECK_FILM, EQUIVOCAL, id="a")) == ["indeterminate"]


@pytest.mark.parametrize("day", ["2025-11-01", "2025", "2027-01-01"])
def test_a_film_of_long_ago_or_of_the_future_answers_nothing_now(day: str) -> None:
    assert values("cervical_film", report(NECK_FILM, NORMAL, day=day)) == []


def test_an_unreadable_report_may_be_the_newest_so_that_nothing_reassures() -> None:
    broken = report(NECK_FILM, id="b", effectiveDateTime=7)
    assert values("cervical_film", report(NECK_FILM, NORMAL), broken) == []
    abnormal = report(NECK_FILM, concept(ICD, "M47.812"))
    assert values("cervical_film", abnormal, broken) == ["abnormal"]


# ---- other studies


def test_brain_imaging_answers_for_multiple_sclerosis_and_makes_no_diagnosis() -> None:
    ms = report("MRI brain w/wo contrast", concept(ICD, "G35"), day="2020-01-01")
    assert values("brain_mri_ms", ms) == ["evidence_of_ms"]
    assert {each for each in said(ms) if each[0] == "multiple_sclerosis"} == {("multiple_sclerosis", "suspected")}
    assert values("brain_mri_ms", report("MRI brain", NORMAL)) == ["negative"]
    assert values("brain_mri_ms", report("CT head", NORMAL)) == []


def test_sacroiliac_imaging_counts_as_done_and_as_negative_when_it_was() -> None:
    film = report({"coding": [{"system": LOINC, "code": "24900-3"}]})
    assert values("si_imaging", film) == [("radiograph_done",)]
    assert set(values("si_imaging", report("XR SI joints", NORMAL))) == {("radiograph_done",), ("radiograph_negative",)}
    assert values("si_imaging", report("MRI SI joints", NORMAL)) == [("si_mri_negative",)]


def test_a_bone_scan_that_shows_a_vertebral_metastasis_is_positive_and_a_normal_one_is_not() -> None:
    assert the("bone_scan_positive", report("NM bone scan whole body", concept(SNOMED, "94602001")))[0].state is State.PRESENT
    assert the("bone_scan_positive", report("NM bone scan whole body", NORMAL))[0].state is State.REFUTED
    assert values("bone_scan_positive", report("NM bone scan whole body", concept(ICD, "C79.51"))) == []


def test_the_result_of_earlier_neck_imaging_is_that_of_the_newest() -> None:
    mri = report("MRI cervical spine", EQUIVOCAL)
    assert values("prior_imaging_result", mri) == ["inconclusive"]
    assert values("prior_imaging_result", mri, images("CT cervical spine", day="2026-11-10")) == []
    assert values("prior_imaging_result", report("MRI cervical spine", NORMAL, conclusion="Recommend MRI.")) == [
        "follow_up_recommended"
    ]


def test_infection_on_a_film_is_imaging_that_raises_infection() -> None:
    names = {name for name, _ in said(report(LUMBAR_FILM, concept(ICD, "M46.46")))}
    assert names >= {"abnormal_film_or_ct_infection", "infection_imaging_suggested"}
    mri = {name for name, _ in said(report("MRI lumbar spine", concept(ICD, "M46.46")))}
    assert "infection_imaging_suggested" in mri
    assert "abnormal_film_or_ct_infection" not in mri


# ---- what was imaged


@pytest.mark.parametrize(
    "elements",
    [
        {"procedureCode": [{"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "72040"}]}], "description": None},
        {"procedureCode": [{"coding": [{"system": LOINC, "code": "24946-6"}]}], "description": None},
        {"description": "XR C-SPINE AP/LAT"},
        {"series": [{"modality": {"code": "DX"}, "bodySite": {"system": SNOMED, "code": "122494005"}}], "description": None},
        {"series": [{"modality": {"code": "CR"}, "bodySite": {"display": "C-spine"}}], "description": "Trauma series"},
        {"modality": [{"code": "DX"}], "series": [{"uid": "1"}], "description": "CERVICAL SPINE"},
    ],
)
def test_an_imaging_study_says_what_was_imaged(elements: Resource) -> None:
    (entry,) = chart(resource("ImagingStudy", status="available", started="2026-11-01", **elements)).imaging
    assert [(each.modality, each.regions) for each in entry.studies] == [("radiography", ("cervical spine",))]


def test_a_study_of_two_regions_answers_for_both() -> None:
    mri = report("MRI cervical and thoracic spine", NORMAL)
    assert values("prior_imaging_result", mri) == ["conclusive"]
    assert the("prior_imaging_date", mri)


def test_ct_of_the_cervical_spine_for_trauma_is_of_the_cervical_spine() -> None:
    assert [str(each.value) for each in the("prior_imaging_date", images("CT cervical spine trauma"))] == ["2026-11-01"]


# ---- what depends on the order


@pytest.mark.parametrize(
    ("coded", "order", "value"),
    [
        (NORMAL, "MRI lumbar spine without IV contrast", "normal"),
        (NORMAL, "MRI thoracic spine without IV contrast", None),
        (NORMAL, "MRI thoracic and lumbar spine without IV contrast", None),
        (concept(ICD, "S32.010A"), "MRI thoracic and lumbar spine without IV contrast", "fracture"),
        (concept(ICD, "M46.46"), "MRI lumbar spine without IV contrast", "suggests_infection_inflammation_tumour"),
        (concept(ICD, "M41.26"), "MRI lumbar spine without IV contrast", "deformity"),
    ],
)
def test_a_film_answers_for_an_order_of_its_region(coded: Resource, order: str, value: str | None) -> None:
    assert answers(report(LUMBAR_FILM, coded), order=order).get("spine_film") == value


def of_its_reason(name: str, value: Any = None, state: State = State.PRESENT) -> Finding:
    return Finding(name, state, Evidence("Condition/r", "reason", of_order=True), value)


@pytest.mark.parametrize(
    ("ordered", "reason", "told"),
    [
        (None, of_its_reason("low_back_pain"), True),
        ("ct-head-without-iv-contrast", of_its_reason("low_back_pain", state=State.SUSPECTED), True),
        ("bone-scan-whole-body", of_its_reason("injury_region", ("lumbar",)), True),
        ("bone-scan-whole-body", of_its_reason("fragility_fracture"), True),
        (None, of_its_reason("neck_pain"), False),
        (None, of_its_reason("low_back_pain", state=State.REFUTED), False),
        (None, Finding("low_back_pain", State.PRESENT, Evidence("Condition/c", "of the chart alone")), False),
        ("mri-thoracic-spine-without-iv-contrast", of_its_reason("low_back_pain"), False),
    ],
)
def test_where_no_level_is_ordered_the_film_of_the_part_that_the_reason_complains_of_answers(
    ordered: str | None, reason: Finding, told: bool
) -> None:
    read = chart(report(LUMBAR_FILM, concept(ICD, "S32.010A")))
    made = answers_for_order(read.imaging, study(ordered) if ordered else None, [reason], TODAY, whole=True)
    assert ("vcf_film" in {each.name for each in made.findings}) is told
    if not told and ordered is None:
        assert "vcf_film" in made.open_names


def test_a_compression_fracture_on_film_is_of_unknown_age() -> None:
    film = report(LUMBAR_FILM, concept(ICD, "M80.08XA"))
    assert answers(film, order="MRI lumbar spine without IV contrast")["vcf_film"] == "old_or_unknown_age"
    clear = report(LUMBAR_FILM, conclusion="No fracture.")
    assert answers(clear, order="MRI lumbar spine without IV contrast") == {
        "vcf_film": "none",
        "spine_film_on_record": "present",
    }


@pytest.mark.parametrize(
    ("ct_day", "injuries", "value"),
    [
        ("2026-11-18", ("2026-11-18",), "negative"),
        ("2026-11-18", ("2026-11-19",), None),
        ("2026-11-18", ("2026-11-01", "2026-11-19"), None),
        ("2026-11-18", (None,), "negative"),
        ("2026-11-10", (None,), None),
        ("2026-11-18", (), None),
        ("2026-09-18", ("2026-09-18",), None),
    ],
)
def test_a_negative_ct_is_of_this_injury_only_if_it_came_after_it(
    ct_day: str, injuries: tuple[str | None, ...], value: str | None
) -> None:
    ct = report("CT cervical spine", conclusion="No acute fracture.", day=ct_day)
    found = answers(ct, order="MRI cervical spine without IV contrast", injuries=injuries)
    assert found.get("cervical_ct_trauma") == value


# ---- a cervical MRI that leaves the question open


@pytest.mark.parametrize(
    ("code", "name"), [("42425007", "Equivocal"), ("82334004", "Indeterminate"), ("419984006", "Inconclusive")]
)
def test_an_unclear_cervical_mri_leaves_the_cord_question_open(code: str, name: str) -> None:
    mri = report("MRI cervical spine without contrast", concept(SNOMED, code))
    assert values("cervical_mri_for_cord", mri) == ["equivocal"], name
    assert "cervical_mri_for_cord" not in chart(mri).mentioned


@pytest.mark.parametrize(
    "conclusion",
    [
        "Cord compression can be neither shown nor excluded.",
        "Cord compression cannot be ruled out.",
        "Degenerate discs. Contact with the cord cannot be confirmed or excluded.",
        "Equivocal T2 hyperintensity in the cord at C4, artefact or true lesion.",
        "Cord: equivocal.",
        "Disc protrusion at C5/6, myelomalacia not excluded.",
    ],
)
def test_a_cord_compression_left_open_in_words_is_not_affirmed(conclusion: str) -> None:
    mri = report("MRI cervical spine without contrast", conclusion=conclusion)
    assert values("cervical_mri_for_cord", mri) == ["equivocal"]
    assert the("cord_compression", mri) == []


@pytest.mark.parametrize(
    "conclusion",
    [
        "Cord normal, possible disc bulge at C5/6.",
        "No cord signal change, possible narrowing of the foramina.",
        "Possible narrowing of the canal without cord compression.",
        "Possible marrow hyperintensity of the body of C5.",
    ],
)
def test_what_is_left_open_beside_a_cord_that_is_well_leaves_the_cord_settled(conclusion: str) -> None:
    assert "equivocal" not in values(
        "cervical_mri_for_cord", report("MRI cervical spine without contrast", conclusion=conclusion)
    )


def test_a_disease_concluded_beside_an_open_result_is_suspected() -> None:
    mri = report("MRI cervical spine without contrast", concept(SNOMED, "42425007"), concept(ICD, "G95.20"))
    assert ("cord_compression", "suspected") in said(mri)
    assert ("cord_compression", "present") not in said(mri)
    assert values("cervical_mri_for_cord", mri) == ["equivocal"]


def test_a_plainly_compressive_mri_is_still_read() -> None:
    mri = report("MRI cervical spine without contrast", concept(ICD, "G95.20"), conclusion="Cord compression at C5-6.")
    assert values("cervical_mri_for_cord", mri) == ["compressive"]
    assert ("cord_compression", "present") in said(mri)


COLLAPSED = concept(SNOMED, "426646004")


@pytest.mark.parametrize(
    ("coded", "words", "age"),
    [
        (True, "Acute L2 compression fracture, new since the prior study.", "new"),
        (True, "Acute, new since the prior study.", "new"),
        (False, "New compression fracture of L1 compared with prior.", "new"),
        (False, "Compression fracture of L1, not present on previous films.", "new"),
        (False, "Chronic wedge deformity of T12, stable. Acute compression fracture of L2.", "new"),
        (True, "Old L3 compression fracture, unchanged.", "old_or_unknown_age"),
        (True, "Acute on chronic compression fracture of L3.", "old_or_unknown_age"),
        (True, "L1 compression fracture without acute features.", "old_or_unknown_age"),
        (True, "L1 compression fracture, possibly acute.", "old_or_unknown_age"),
        (True, "Prior acute compression fracture of L1 is seen again.", "old_or_unknown_age"),
        (True, "Compression fracture of L1. Acute fracture of the tenth rib.", "old_or_unknown_age"),
        (True, "Compression fracture of L1. New facet arthropathy at L5.", "old_or_unknown_age"),
        (True, "", "old_or_unknown_age"),
    ],
)
def test_a_fracture_on_film_is_new_where_its_report_calls_it_new(coded: bool, words: str, age: str) -> None:
    film = report(LUMBAR_FILM, *([COLLAPSED] if coded else []), conclusion=words)
    assert answers(film, order="MRI lumbar spine without IV contrast")["vcf_film"] == age


def test_the_words_of_a_coded_conclusion_tell_its_age_and_name_what_its_code_does_not() -> None:
    order = "MRI lumbar spine without IV contrast"
    named = {**COLLAPSED, "text": "Acute compression fracture of L1"}
    assert answers(report(LUMBAR_FILM, named), order=order)["vcf_film"] == "new"
    unknown = concept(SNOMED, "11111111", "Osteomyelitis of lumbar spine")
    assert answers(report(LUMBAR_FILM, unknown), order=order)["spine_film"] == "suggests_infection_inflammation_tumour"
    reassuring = concept(SNOMED, "11111111", "Normal alignment")
    assert "spine_film" not in answers(report(LUMBAR_FILM, reassuring), order=order)


@pytest.mark.parametrize(
    ("study_name", "words", "found"),
    [
        ("MRI sacroiliac joints", "No sacroiliitis.", ("si_mri_negative",)),
        ("MRI sacroiliac joints", "No bone marrow edema to suggest sacroiliitis.", ("si_mri_negative",)),
        ("MRI sacroiliac joints", "No active or chronic sacroiliitis. No erosions.", ("si_mri_negative",)),
        ("MRI pelvis", "No evidence of sacroiliitis.", ("si_mri_negative",)),
        ("XR sacroiliac joints", "No sacroiliitis.", ("radiograph_negative",)),
        ("XR PELVIS 1 VIEW", "No radiographic sacroiliitis.", ("radiograph_done", "radiograph_negative")),
        ("XR sacroiliac joints", "Sacroiliac joints are normal.", ("radiograph_negative",)),
    ],
)
def test_no_sacroiliitis_is_a_negative_study_of_the_joints(study_name: str, words: str, found: tuple[str, ...]) -> None:
    assert found in values("si_imaging", report(study_name, conclusion=words))


@pytest.mark.parametrize(
    ("study_name", "words"),
    [
        ("MRI sacroiliac joints", "Bilateral sacroiliitis."),
        ("MRI sacroiliac joints", "No sacroiliitis on the left. Marrow edema on the right."),
        ("MRI pelvis", "Normal."),  # of which joints it does not say
        ("MRI lumbar spine", "No sacroiliitis."),
    ],
)
def test_a_sacroiliac_mri_is_negative_only_where_all_of_it_says_so(study_name: str, words: str) -> None:
    assert ("si_mri_negative",) not in values("si_imaging", report(study_name, conclusion=words))


@pytest.mark.parametrize(
    "concluded", [concept(SNOMED, "281900007"), concept(SNOMED, "11111111", "Radiology result normal (finding)")]
)
def test_no_abnormality_detected_is_normal(concluded: Resource) -> None:
    found = answers(report(LUMBAR_FILM, concluded), order="MRI lumbar spine without IV contrast")
    assert (found["spine_film"], found["vcf_film"]) == ("normal", "none")


def test_a_normal_film_may_deny_what_it_looked_for() -> None:
    film = report(LUMBAR_FILM, conclusion="Normal study. No fracture, spondylolysis or spondylolisthesis.")
    assert answers(film, order="MRI lumbar spine without IV contrast")["spine_film"] == "normal"
    doubtful = report(LUMBAR_FILM, conclusion="Normal study. Possible lytic lesion.")
    assert "spine_film" not in answers(doubtful, order="MRI lumbar spine without IV contrast")


def test_a_wedge_compression_fracture_is_a_compression_fracture() -> None:
    film = report(LUMBAR_FILM, conclusion="Wedge compression fracture of L1.")
    assert answers(film, order="MRI lumbar spine without IV contrast")["vcf_film"] == "old_or_unknown_age"
