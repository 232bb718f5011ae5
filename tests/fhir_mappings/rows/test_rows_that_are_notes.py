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
