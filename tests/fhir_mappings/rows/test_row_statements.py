"""Rows of flowsheets and forms that say something as a sentence does: suspicions, statements, kinds, results, and what only
looks like one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource, said, the

Told = set[tuple[str, str]]


def row(label: str, value: str, **more: Any) -> Resource:
    given = {"status": "final", "code": {"text": label}, "effectiveDateTime": TODAY.isoformat(), "valueString": value}
    return resource("Observation", **{**given, **more})


def asked(text: str, answer: str) -> Resource:
    return {"linkId": "q", "text": text, "answer": [{"valueString": answer}]}


def form(*items: Resource) -> Resource:
    return resource("QuestionnaireResponse", status="completed", authored=TODAY.isoformat(), item=list(items))


def under(heading: str, *items: Resource) -> Resource:
    return {"linkId": "g", "text": heading, "item": list(items)}


def told(label: str, answer: str) -> Told:
    """What a row says, where the flowsheet and the form agree."""
    in_flowsheet, in_form = said(row(label, answer)), said(form(asked(label, answer)))
    assert in_flowsheet == in_form
    return in_flowsheet


def values(name: str, *resources: Resource) -> list[object]:
    return [each.value for each in the(name, *resources)]


@pytest.mark.parametrize(
    ("label", "answer", "suspected"),
    [
        ("Suspected myelopathy", "Yes", "myelopathy"),
        ("Vertebral osteomyelitis suspected", "Yes", "spine_infection"),
        ("Concern for spinal infection (discitis / epidural abscess)", "Yes - suspected", "spine_infection"),
        ("ED physician: cauda equina syndrome suspected", "Yes", "cauda_equina_syndrome"),
        ("Suspicion of cauda equina syndrome", "Yes, urgent MRI requested", "cauda_equina_syndrome"),
        ("Nurse: spinal fracture suspected", "Yes, to be excluded", "fracture_suspected"),
        ("Doctor: infection of the spine suspected", "Yes", "spine_infection"),
        ("Clinical suspicion of discitis", "High", "spine_infection"),
        ("Suspected brachial plexus lesion", "Likely", "brachial_plexus_syndrome"),
        ("Working diagnosis", "Suspected axial spondyloarthritis", "axial_spondyloarthritis"),
        ("Neurologist: working diagnosis", "Cervical myelopathy", "myelopathy"),
        ("Suspected diagnosis", "Suspected Guillain-Barré syndrome", "peripheral_demyelination"),
        ("Clinical suspicion", "Suspected multiple sclerosis (first demyelinating event)", "multiple_sclerosis"),
    ],
)
def test_a_suspicion_named_by_a_label_is_suspected(label: str, answer: str, suspected: str) -> None:
    assert (suspected, "suspected") in told(label, answer)


@pytest.mark.parametrize(
    "row_of_another",
    [
        ("Family history: multiple sclerosis suspected", "Yes"),
        ("Mother: suspected multiple sclerosis", "Yes"),
        ("Risk of suspected spinal infection", "Yes"),
        ("Patient worried about suspected myelopathy", "Yes"),
        ("Suspected myelopathy discussed with patient", "Yes"),
        ("Concern for fall", "Yes"),
        ("Suspected myelopathy", "No"),
        ("Suspected myelopathy", "Yes - in 2019, ruled out"),
        ("Suspected cauda equina syndrome", "Cannot be assessed"),
        ("Suspected infection", "Yes, urinary"),
        ("Main concern", "Cancer"),
        ("Working diagnosis", "Unknown"),
        ("Impression", "Refused"),
        ("Impression", "Mother has multiple sclerosis"),
    ],
)
def test_a_suspicion_of_another_kind_or_one_taken_back_is_none(row_of_another: tuple[str, str]) -> None:
    assert told(*row_of_another) == set()


def test_a_suspicion_that_is_taken_back_stays_open() -> None:
    assert "myelopathy" in chart(row("Suspected myelopathy", "Yes - in 2019, ruled out")).mentioned


def test_a_suspicion_that_nobody_has_refutes_no_known_disease() -> None:
    known = resource("Condition", clinicalStatus="active", code={"text": "Cervical myelopathy"})
    assert ("myelopathy", "present") in said(known, row("Suspected myelopathy", "No"))
    assert ("myelopathy", "refuted") not in said(known, row("Suspected myelopathy", "No"))


@pytest.mark.parametrize(
    ("label", "answer", "finding"),
    [
        ("Nurse: impression", "New relapse", "relapse"),
        ("What is new?", "Both legs have become weak", "weakness"),
        ("Doctor: type of dizziness", "Nonspecific dizziness, no vertigo", "nonspecific_dizziness"),
        ("Gait pattern", "Ataxic, wide-based", "ataxia"),
        ("Vertigo pattern", "Continuous since onset, acute vestibular syndrome", "persistent_vertigo"),
        ("Course of vertigo", "Recurrent attacks", "recurrent_vertigo"),
        ("Physio: pain type", "Mechanical, overuse (repetitive lumbar extension)", "mechanical_overuse_pain"),
    ],
)
def test_an_answer_that_is_a_statement_is_read_as_one(label: str, answer: str, finding: str) -> None:
    assert (finding, "present") in told(label, answer)


@pytest.mark.parametrize(
    ("label", "answer", "finding", "value"),
    [
        ("Orthopaedics: type of scoliosis", "Idiopathic", "scoliosis_kind", "idiopathic"),
        ("Scoliosis type", "Congenital", "scoliosis_kind", "congenital"),
        ("Onset of gait disturbance", "Acute (days)", "cord_tempo_stated", "hours_to_days"),
        ("Nurse: energy of the injury", "Low-energy (minor) injury, fall from standing", "injury_energy", "minor"),
        ("PECARN cervical spine injury prediction rule", "Low risk - imaging not indicated", "rule_says", "imaging_not_needed"),
        ("Physical therapy discharge summary - outcome", "No improvement, treatment failed", "conservative_result", "failed"),
        ("Physiotherapy", "9 weeks, no benefit", "conservative_weeks", 9.0),
        ("Conservative care", "failed 7 weeks of PT", "conservative_result", "failed"),
        ("X-ray thoracic spine 17 Nov 2026", "New compression fracture T12", "vcf_film", "new"),
        ("Result of the spine X-ray", "Compression fracture L1, age unknown", "vcf_film", "old_or_unknown_age"),
        ("Result of the CT of the neck on the day of the accident", "Negative - no fracture", "cervical_ct_trauma", "negative"),
        ("Result of the EMG", "Lumbosacral plexopathy", "emg_result", "plexopathy"),
    ],
)
def test_kinds_and_results_are_read_with_what_the_label_names(
    label: str, answer: str, finding: str, value: str | float
) -> None:
    assert value in values(finding, row(label, answer))
    assert value in values(finding, form(asked(label, answer)))


def test_a_kind_that_is_not_given_affirms_nothing() -> None:
    for answer in ("None", "See letter", "Not assessed", "Unknown"):
        assert told("Type of scoliosis", answer) == set()


def test_a_study_that_was_not_done_has_no_result_and_leaves_nothing_open() -> None:
    for answer in ("Scheduled 02 Dec 2026, not yet done", "Booked for 1 Dec", "Cancelled"):
        found = chart(row("Sacroiliac joint X-ray", answer))
        assert "si_imaging" not in {each.name for each in found.findings}
        assert "si_imaging" not in found.mentioned


def test_a_study_of_years_ago_has_no_result_of_now() -> None:
    assert values("spine_film", form(asked("Last X-ray of the spine", "Compression fracture L1 in 2015"))) == []


@pytest.mark.parametrize("day", ["3/4/2021", "5 May 2021"])
def test_a_label_with_a_day_of_years_ago_asks_nothing_of_now(day: str) -> None:
    """A day in numbers was passed over as part of a known wording, and an old film was one of today."""
    label, answer = f"X-ray thoracic spine {day}", "New compression fracture T12"
    assert values("vcf_film", row(label, answer)) == values("vcf_film", form(asked(label, answer))) == []


def test_a_film_that_was_done_is_read_with_its_result() -> None:
    label, answer = "X-ray of the sacroiliac joints (14 Sep 2026)", "Done - no sacroiliitis"
    assert values("si_imaging", row(label, answer)) == [("radiograph_done", "radiograph_negative")]


def test_the_result_of_that_study_is_of_the_study_asked_for_before() -> None:
    result = asked("Result of that MRI for the cord question", "Equivocal / indeterminate for myelopathy")
    assert values("cervical_mri_for_cord", form(asked("MRI cervical spine done?", "Yes"), result)) == ["equivocal"]
    assert values("cervical_mri_for_cord", form(asked("MRI brain done?", "Yes"), result)) == []


def test_weeks_of_a_treatment_are_counted_and_planned_ones_are_not() -> None:
    def weeks(label: str) -> Resource:
        return resource(
            "Observation", status="final", code={"text": label}, valueInteger=8, effectiveDateTime=TODAY.isoformat()
        )

    done = "Weeks of supervised physical therapy completed (last six months)"
    assert values("conservative_weeks", weeks(done)) == [8.0]
    assert values("conservative_weeks", weeks("Weeks of physical therapy planned")) == []


@pytest.mark.parametrize(
    ("label", "answer", "finding"),
    [
        ("Previous spine surgery", "Cervical - ACDF C5-C6 (2021)", "prior_cervical_surgery"),
        ("Previous spine surgery", "Lumbar - L4-L5 discectomy (2019)", "prior_lumbar_surgery"),
        ("Prior spinal surgery", "Yes - lumbar fusion L4-S1 (2018)", "prior_lumbar_surgery"),
    ],
)
def test_an_operation_given_as_an_answer_was_done(label: str, answer: str, finding: str) -> None:
    assert (finding, "present") in told(label, answer)


def test_an_operation_that_is_planned_or_of_another_was_not_done() -> None:
    for answer in ("Planned - lumbar fusion", "Mother - lumbar fusion", "Refused"):
        assert ("prior_lumbar_surgery", "present") not in said(row("Previous spine surgery", answer))


@pytest.mark.parametrize("written", ["%d %b %Y", "%b %d, %Y", "%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%Y"])
def test_a_procedure_counts_by_its_own_day(written: str) -> None:
    label, long_ago = "Spinal procedure in the last 3 months", date(2019, 10, 14)
    for answer in ("Lumbar epidural steroid injection {}", "Lumbar epidural steroid injection ({})"):
        assert ("recent_spine_procedure", "present") in told(label, answer.format(TODAY.strftime(written)))
        assert ("recent_spine_procedure", "present") not in said(row(label, answer.format(long_ago.strftime(written))))


def test_a_number_of_something_before_a_year_is_no_day() -> None:
    assert ("prior_spine_surgery_level_unknown", "present") not in said(row("Previous spine surgery", "12 sessions 2026"))


@pytest.mark.parametrize(
    ("label", "answer", "finding"),
    [
        ("Hoffmann sign", "Positive on both sides", "pathologic_reflex"),
        ("Knee jerks", "Brisk (3+)", "hyperreflexia"),
        ("Plantar response (Babinski)", "Extensor bilaterally", "pathologic_reflex"),
        ("Leg weakness", "Present, both legs", "weakness"),
        ("Arm weakness", "Left arm, since 3 weeks", "weakness"),
        ("Tinnitus", "Right ear", "hearing_loss_or_tinnitus"),
        ("Unilateral hearing loss", "Right ear", "hearing_loss_or_tinnitus"),
        ("Dix-Hallpike manoeuvre", "Positive right, upbeat torsional nystagmus < 1 min", "positional_vertigo"),
        ("Ankylosed (fused) spine", "Yes - bamboo spine known", "spine_ankylosed"),
    ],
)
def test_an_answer_that_says_where_or_how_much_affirms(label: str, answer: str, finding: str) -> None:
    assert (finding, "present") in told(label, answer)


def test_where_something_was_measured_or_once_was_affirms_nothing() -> None:
    for label, answer in (
        ("Tinnitus", "Right ear, in 2019"),
        ("Hearing loss", "Father, right ear"),
        ("Pain goal", "Both legs"),
        ("Blood pressure taken", "Left arm"),
    ):
        assert told(label, answer) == set()


def test_the_eyes_in_a_positional_test_of_the_ear_are_no_sign_of_the_brainstem() -> None:
    assert told("Dix-Hallpike", "Positive left, geotropic torsional nystagmus") == {("positional_vertigo", "present")}


def test_an_item_of_a_score_of_risk_is_no_sign() -> None:
    score = {"code": {"text": "Morse Fall Risk score"}, "valueString": "25"}
    item = {"code": {"text": "Gait"}, "valueString": "Weak"}
    assert ("weakness", "present") not in said(row("Morse: gait", "Weak"))
    assert ("weakness", "present") not in said(resource("Observation", status="final", **score, component=[item]))


@pytest.mark.parametrize(
    "label",
    [
        "Neurological examination upper and lower limbs",
        "Rest of the neurological examination",
        "Neurological check today",
        "Doctor: neurological examination",
    ],
)
def test_a_normal_examination_of_the_nerves_is_one_in_any_wording(label: str) -> None:
    assert ("neuro_exam_normal", "present") in told(label, "Normal")
    assert ("neuro_exam_normal", "present") in told(label, "No focal deficit")


def test_a_normal_examination_of_one_pair_of_limbs_is_not_one_of_all() -> None:
    assert told("Upper limb neurological exam", "Normal") == set()


@pytest.mark.parametrize(
    ("label", "answer", "finding"),
    [
        ("History of trauma", "No", "spine_injury"),
        ("Injury before onset", "No", "spine_injury"),
        ("Recent head or spine injury", "No", "spine_injury"),
        ("History of malignancy", "No", "history_of_malignancy"),
        ("Known demyelinating disease", "No", "demyelinating_other"),
        ("Red flags screened", "None present", "red_flags"),
        ("Upper limb radicular symptoms (pain, paresthesia, numbness)", "Absent", "arm_root_symptoms"),
        ("Brainstem symptoms (diplopia, dysarthria, dysphagia)", "None", "brainstem_symptoms"),
        ("Fever", "No, 36.8", "fever"),
    ],
)
def test_a_no_denies_what_the_label_names_plainly(label: str, answer: str, finding: str) -> None:
    assert (finding, "refuted") in told(label, answer)


def test_a_no_of_one_place_or_of_another_person_denies_nothing() -> None:
    for label in ("Injury to shoulder or neck", "Any cancer in the family", "Radicular symptoms (in the last hour)"):
        assert told(label, "No") == set()


def test_a_denied_implant_of_a_row_is_no_implant() -> None:
    assert told("Known pacemaker", "No") == set()
    assert "pacemaker" not in chart(row("Known pacemaker", "No")).mentioned


def test_a_heading_that_says_who_writes_says_nothing_else() -> None:
    assert ("pathologic_reflex", "present") in said(form(under("Examiner", asked("Hoffmann sign", "Positive on both sides"))))
    assert said(form(under("Partner", asked("Hoffmann sign", "Positive on both sides")))) == set()


@pytest.mark.parametrize(
    ("label", "answer", "new"),
    [
        ("Arm power", "new weakness on the right 4/5", True),
        ("Leg strength", "new weakness of both legs", True),
        ("Leg sensation", "new numbness left", True),
        ("Leg power", "weakness left, not new", False),
        ("Leg power", "weakness left, long standing", False),
        ("Leg power", "new? weakness left", False),
    ],
)
def test_a_row_tells_that_a_deficit_is_new(label: str, answer: str, new: bool) -> None:
    assert (("neuro_symptoms_new_or_worse", "present") in said(row(label, answer))) is new
    assert (("neuro_symptoms_new_or_worse", "present") in said(form(asked(label, answer)))) is new


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("Physiotherapy", "6 weeks for shoulder, no benefit"),
        ("Knee physiotherapy", "10 weeks, no benefit"),
        ("Asthma note", "8 weeks of prednisone without benefit"),
        ("Physiotherapy", "10 weeks in 2019, no benefit"),
    ],
)
def test_the_treatment_of_something_else_or_of_years_ago_has_no_result(label: str, answer: str) -> None:
    found = {each.name for each in chart(row(label, answer)).findings}
    assert not found & {"conservative_care", "conservative_result", "conservative_weeks"}
