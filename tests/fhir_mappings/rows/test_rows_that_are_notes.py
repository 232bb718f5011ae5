"""Rows under a name that only says what sort of note they hold: statements of their own, of the day they were written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fhir_mappings.rows.notes import Note, note_of
from tests.fhir_mappings.fhir_records import TODAY, Resource, chart, resource, said, the


def note(name: str, text: str, days_ago: int = 0, **more: Any) -> Resource:
    day = (TODAY - timedelta(days=days_ago)).isoformat()
    given = {"status": "final", "code": {"text": name}, "effectiveDateTime": day, "valueString": text}
    return resource("Observation", **{**given, **more})


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ED impression", Note.STORY),
        ("Balance clinic", Note.EXAMINATION),
        ("Rheumatology clinic", Note.STORY),
        ("Night sister handover", None),
        ("GP letter", Note.STORY),
        ("Chief complaint Narrative - Reported", Note.STORY),
        ("Spine clinic note 14:20", Note.EXAMINATION),
        ("Secondary survey - neck", Note.EXAMINATION),
        ("Neurology bedside", Note.EXAMINATION),
        ("Imaging question", Note.QUESTION),
        ("Clinical indication", Note.REQUEST),
        ("Referral question", Note.REQUEST),
        ("Patient statement", Note.OF_THE_PATIENT),
        ("Patient question", None),
        ("Past medical history", None),
        ("Family history", None),
        ("Social history", None),
        ("Surgical history", None),
        ("Oncology history", None),
        ("Knee clinic", None),
        ("Nurse note: education", None),
        ("Plan", None),
        ("Legs", None),
        ("Neurologist", None),
        ("", None),
    ],
)
def test_a_name_is_of_a_note_where_all_its_words_say_so(name: str, kind: Note | None) -> None:
    assert note_of(name) is kind


@pytest.mark.parametrize(
    ("name", "text", "finding", "state"),
    [
        ("ED impression", "likely central cord, went over the handlebars onto his chin", "spine_injury", "present"),
        ("Mechanism of injury", "came down four metres from a scaffold", "spine_injury", "present"),
        ("Neurology clinic", "walks stiffly since spring, suspect cervical myelopathy", "myelopathy", "suspected"),
        ("Bedside exam", "no weakness, ankle jerks present", "weakness", "refuted"),
        ("Neurosurgery consult", "failed PT and tablets, listed for L4-5 microdiscectomy", "surgery_candidate", "present"),
        ("Clinical question", "relapse? known MS, new numb left hand for four days", "relapse", "suspected"),
        ("Impression", "no discitis. Left S1 radiculopathy for a month.", "leg_root_symptoms", "present"),
        ("Imaging question", "discitis? rigors and back pain", "spine_infection", "suspected"),
        ("Oncology visit", "breast ca with bone mets, new pain between the shoulder blades", "metastases", "present"),
    ],
)
def test_a_note_tells_what_the_text_of_an_order_may_tell(name: str, text: str, finding: str, state: str) -> None:
    assert (finding, state) in said(note(name, text))


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("Nurse note", "told to come back at once if his legs go weak", "weakness"),
        ("Progress note", "mother has multiple sclerosis", "multiple_sclerosis"),
        ("Clinic note", "cough for two weeks, getting better", "symptom_onset"),
        ("Clinic note", "cough for two weeks, getting better", "trajectory"),
        ("Knee clinic", "pain for six weeks, worse on stairs", "symptom_onset"),
        ("ED note", "slipped on ice, wrist sore", "injury_energy"),
        ("Oncology visit", "surveillance bloods fine, well", "purpose"),
        ("Patient statement", "afraid that it is multiple sclerosis", "multiple_sclerosis"),
        ("Clinic note", "62 year old man with neck pain", "age_years"),
    ],
)
def test_a_note_does_not_tell(name: str, text: str, finding: str) -> None:
    assert not [each for each in the(finding, note(name, text)) if each.state in ("present", "suspected")]


def test_an_implant_in_a_note_is_only_mentioned() -> None:
    there = chart(note("Clinic note", "back pain, has a pacemaker"))
    assert "pacemaker" in there.mentioned
    assert not [each for each in there.findings if each.name == "pacemaker"]


def test_days_count_from_the_day_of_the_note() -> None:
    written = note("HPI", "low back pain since yesterday", days_ago=5)
    assert [each.value for each in the("symptom_onset", written)] == [6.0]


def test_a_note_of_some_weeks_ago_tells_no_course_of_now() -> None:
    assert not the("symptom_onset", note("HPI", "low back pain since yesterday", days_ago=60))


@pytest.mark.parametrize("days_ago", [200, 900])
def test_a_note_of_long_ago_tells_of_then(days_ago: int) -> None:
    then = note("ED note", "two weeks of neck pain, left arm weak, known multiple sclerosis, suspect discitis", days_ago)
    told = said(then)
    assert {("weakness", "history"), ("neck_pain", "history"), ("multiple_sclerosis", "present")} <= told
    assert not {("spine_infection", "suspected"), ("symptom_onset", "present")} & told


@pytest.mark.parametrize("status", ["entered-in-error", "preliminary", "cancelled"])
def test_a_note_that_does_not_count_says_nothing(status: str) -> None:
    assert said(note("ED note", "both legs weak since this morning", status=status)) == set()


def test_a_note_by_its_code_alone() -> None:
    coded = {"coding": [{"system": "http://loinc.org", "code": "10164-2"}]}
    assert ("spine_injury", "present") in said(note("", "fell down ten stairs, neck pain", code=coded))


def test_the_name_of_an_examination_is_read_with_its_note() -> None:
    assert ("weakness", "present") in said(note("Leg exam", "weak on the left"))


def test_a_note_in_a_form() -> None:
    item = {"linkId": "n", "text": "ED impression", "answer": [{"valueString": "fell from the loft, suspect fracture of T12"}]}
    form = resource("QuestionnaireResponse", status="completed", authored=TODAY.isoformat(), item=[item])
    assert ("fracture_suspected", "suspected") in said(form)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Physio note", "shoulder rehab for 8 weeks, no improvement"),
        ("Physio note", "rotator cuff, 7 weeks of exercises, no better"),
        ("Assessment and plan", "naproxen failed. PT for 8 weeks, then injection"),
    ],
)
def test_a_note_of_another_part_or_of_a_plan_tells_no_treatment(name: str, text: str) -> None:
    told = {each.name for each in chart(note(name, text)).findings}
    assert not told & {"conservative_result", "conservative_weeks", "conservative_care", "conservative_kind"}


def test_a_note_of_the_back_tells_a_treatment() -> None:
    told = {each.name for each in chart(note("Physio note", "low back pain, 8 weeks of physiotherapy failed")).findings}
    assert "conservative_result" in told


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Clinical indication", "both legs weak and numb, cannot empty her bladder", {("both_legs_weak", "present")}),
        ("Indication", "rigors, sore back, injects heroin", {("injecting_drug_use", "present")}),
        ("Referral question", "foot drop after a fall", {("foot_drop", "present"), ("spine_injury", "present")}),
        ("Imaging request", "new thoracic pain, exclude discitis", {("spine_infection", "suspected")}),
        ("Reason for MRI", "neck pain, ?MS", {("neck_pain", "present"), ("multiple_sclerosis", "suspected")}),
        ("Indication", "surveillance of known MS", {("multiple_sclerosis", "present"), ("purpose", "present")}),
    ],
)
def test_why_images_are_asked_for_is_read_as_the_text_of_an_order(name: str, text: str, told: set[tuple[str, str]]) -> None:
    assert told <= said(note(name, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Clinical question", "is the left hand weak because of MS?"),
        ("Imaging question", "could he have weak legs, or is it all pain"),
        ("Differential diagnosis", "discitis, weak leg from a plexopathy, fracture"),
        ("Working diagnosis", "CIDP, MS, weakness functional, migraine"),
        ("Clinical suspicion", "weak leg probably from the hip"),
        ("Rule out", "MS versus weakness of another kind in the leg"),
        ("Imaging question", "which of these: discitis / weak leg / abscess"),
    ],
)
def test_a_question_and_a_list_of_what_it_may_be_affirm_nothing(name: str, text: str) -> None:
    assert not [each for each in the("weakness", note(name, text)) if each.state == "present"]


@pytest.mark.parametrize(
    "text", ["on ciclosporin after a liver transplant", "HIV positive, sore back", "neutropenic since Monday"]
)
def test_a_note_tells_of_a_weak_immunity(text: str) -> None:
    assert ("immune_suppression", "present") in said(note("ED note", text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Wound clinic", "X-ray of the foot: no metal"),
        ("Patient statement", "I have no metal in my body and no implants"),
        ("Clinic note", "no kidney disease, not on dialysis"),
        ("GP letter", "no pacemaker, no metal in the eyes"),
    ],
)
@pytest.mark.parametrize("days_ago", [0, 150])
def test_a_note_denies_no_metal_no_implant_and_no_kidney_disease(name: str, text: str, days_ago: int) -> None:
    assert not [each for each in said(note(name, text, days_ago)) if each[1] == "refuted"]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("known osteoporosis", "osteoporosis"),
        ("very claustrophobic", "claustrophobia"),
        ("scans only under general anaesthesia", "anaesthesia_needed"),
        ("syrinx C3 to C6", "syrinx"),
        ("adolescent idiopathic scoliosis", "scoliosis"),
        ("breast cancer with bone metastases", "metastases"),
        ("fell off a roof, burst fracture of L1", "old_injury"),
    ],
)
def test_what_lasts_is_as_it_was_told_in_a_note_of_long_ago(text: str, finding: str) -> None:
    assert (finding, "present") in said(note("Clinic note", text, days_ago=400))


@pytest.mark.parametrize("text", ["suspect discitis", "no weakness, no cancer", "wants surgery, listed for L4/5 discectomy"])
def test_what_was_thought_denied_and_planned_long_ago_is_not_so_now(text: str) -> None:
    told = said(note("Clinic note", text, days_ago=300))
    assert not {("spine_infection", "suspected"), ("weakness", "refuted"), ("malignancy_active", "refuted")} & told
    assert ("surgery_candidate", "present") not in told


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("Dialysis note", "well today", "dialysis"),
        ("Transplant clinic", "doing fine", "immune_suppression"),
        ("Trauma clinic", "reviewed", "spine_injury"),
    ],
)
def test_what_the_name_of_a_note_leaves_open_stays_open(name: str, text: str, finding: str) -> None:
    assert finding in chart(note(name, text)).mentioned


@pytest.mark.parametrize(
    ("name", "text", "days"),
    [
        ("Spine clinic", "nothing new today", None),
        ("Back clinic", "vomiting for three days", None),
        ("Spine clinic", "back: itchy rash for two weeks", None),
        ("Spine surgery clinic", "smoker for 20 years", None),
        ("Obstetric clinic", "30 weeks, back pain", None),
        ("ED note", "on prednisone for years, neck pain", None),
        ("MS clinic", "on ocrelizumab for 2 years", None),
        ("HPI", "fever for two days; neck pain for ten days", 10.0),
        ("HPI", "Neck pain radiating into the arm. For 3 weeks, worse.", 21.0),
        ("HPI", "For five days, low back pain", 5.0),
        ("HPI", "Onset 9 days ago. Neck pain.", 9.0),
    ],
)
def test_a_time_counts_beside_its_own_complaint(name: str, text: str, days: float | None) -> None:
    assert [each.value for each in the("symptom_onset", note(name, text))] == ([] if days is None else [days])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Parent statement", "we think it is a tumor of the spine"),
        ("Patient statement", "I believe I broke my back"),
        ("Clinic note", "Google says MS"),
        ("Parent note", "she came off the swing, and my neck is sore too"),
    ],
)
def test_what_a_layman_fears_or_tells_of_himself_is_no_fact(name: str, text: str) -> None:
    named = {"spine_tumour_suspected", "fracture_suspected", "multiple_sclerosis", "neck_pain"}
    assert not [each for each in said(note(name, text)) if each[0] in named]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("sore back, no films so far", "spine_film"),
        ("x-ray of the spine normal", "spine_film"),
        ("no MRI of the neck done yet, clumsy hands", "cervical_mri_for_cord"),
    ],
)
def test_that_no_study_was_done_or_it_was_normal_is_true_for_a_month(text: str, finding: str) -> None:
    assert not the(finding, note("Clinic note", text, days_ago=100))


def test_a_fracture_on_a_film_of_some_months_ago_is_told() -> None:
    assert [each.value for each in the("spine_film", note("Clinic note", "x-ray lumbar spine: L1 fracture", 100))] == [
        "fracture"
    ]


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("yesterday no weakness, now weak in both legs", {"present"}),
        ("weak yesterday, today no weakness", {"refuted"}),
    ],
)
def test_the_later_word_of_a_day_counts(text: str, states: set[str]) -> None:
    assert {str(each.state) for each in the("weakness", note("Progress note", text))} == states


def test_what_was_so_last_month_is_not_told_of_today() -> None:
    there = chart(note("Physio note", "neck stiff. His left leg was weak last month."))
    assert "weakness" in there.mentioned
    assert not [each for each in there.findings if each.name in ("weakness", "symptom_onset")]


def test_what_was_so_last_month_and_still_is_counts() -> None:
    assert ("weakness", "present") in said(note("Physio note", "left leg was weak last month, still weak"))


@pytest.mark.parametrize(
    ("name", "text", "finding"),
    [
        ("Patient statement", "scared I have cancer", "malignancy_active"),
        ("Patient statement", "back pain, I am convinced it is cancer", "malignancy_active"),
        ("Parent statement", "terrified that he has discitis", "spine_infection"),
    ],
)
def test_what_somebody_fears_to_have_is_no_disease(name: str, text: str, finding: str) -> None:
    assert not [each for each in the(finding, note(name, text)) if each.state == "present"]
