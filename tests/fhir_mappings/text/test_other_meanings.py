"""Words that mean something else in another place: no fact of the spine comes from an ear, a name or a bath."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text

DAY = date(2026, 11, 20)


def findings(text: str) -> set[str]:
    return {each.finding for each in read_text(text, DAY).said}


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Neck pain, central", "infection_risk_other"),
        ("Neck pain. Last visit idem", "spine_or_cord_tumour"),
        ("Hurts to roll over in bed, low back pain", "positional_vertigo"),
        ("Low back pain, can roll over in bed", "spine_injury"),
        ("The ceiling moves when I roll over", "spine_injury"),
        ("Positional vertigo, Dix-Hallpike positive with torsional nystagmus", "brainstem_symptoms"),
        ("Referred by Dr Hoffmann", "pathologic_reflex"),
        ("Dr. Romberg to review", "ataxia_kind"),
        ("Bath water checked by carer", "spine_injury"),
        ("Braden 22, pressure areas checked, all intact", "wound_over_spine"),
        ("Reflux wakes him at night", "night_pain"),
        ("Shoulder night pain", "night_pain"),
        ("Lost 6 kg on purpose with a slimming club", "weight_loss"),
        ("Lost weight with semaglutide", "weight_loss"),
        ("Sweats with hypoglycemia", "night_sweats"),
        ("Spastic colon", "spasticity"),
        ("Relapse of depression in May", "relapse"),
        ("Weak pelvic floor after childbirth", "weakness"),
        ("Numb gums after the dentist", "sensory_loss"),
        ("Needle stick injury 2019", "spine_injury"),
        ("Seen by thoracic surgery for a pneumothorax", "prior_thoracic_surgery"),
        ("Food retention in the stomach", "bladder_dysfunction"),
        ("Returned to work, low back pain", "trajectory"),
        ("Progressive dyspnea, low back pain", "trajectory"),
    ],
)
def test_another_meaning_says_nothing(text: str, never: str) -> None:
    assert never not in findings(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Central line in situ, low back pain", "infection_risk_other"),
        ("Dizzy when he rolls over in bed", "positional_vertigo"),
        ("Vertigo for seconds, only when turning over in bed", "positional_vertigo"),
        ("MVA with roll over, neck pain", "spine_injury"),
        ("Rollover crash", "spine_injury"),
        ("Hoffmann positive on the left", "pathologic_reflex"),
        ("Diplopia and nystagmus", "brainstem_symptoms"),
        ("Pain wakes him at night", "night_pain"),
        ("Lost 6 kg without trying", "weight_loss"),
        ("Drenching sweats at night", "night_sweats"),
        ("MS relapse", "relapse"),
        ("Back pain settled, then returned", "trajectory"),
        ("Low back pain, has returned in May", "trajectory"),
        ("Progressive weakness of both legs", "trajectory"),
    ],
)
def test_the_meaning_stays_where_it_is_meant(text: str, said: str) -> None:
    assert said in findings(text)


@pytest.mark.parametrize(
    "text", ["Fell at 1400, neck pain", "Whiplash 1430 hrs today", "Whiplash, 1000 mg paracetamol given", "Fall at 0600 hrs"]
)
def test_a_time_of_day_or_a_dose_is_no_year(text: str) -> None:
    told = read_text(text, DAY).said
    names = {each.finding for each in told}
    assert "spine_injury" in names
    assert "old_injury" not in names
    assert {each.value for each in told if each.finding == "symptom_onset"} <= {0.0}


def test_a_computed_risk_of_fracture_is_no_fracture() -> None:
    assert "fracture_suspected" not in findings("FRAX major fracture 24 %, osteoporosis")


def test_weakness_of_both_legs_beside_back_pain_asks_for_the_cauda_equina() -> None:
    told = {each.finding: each.state.value for each in read_text("Low back pain 3 days, both legs weak", DAY).said}
    assert told["legs_weak_beside_low_back_pain"] == "present"
    for others in ("Low back pain 3 days, no weakness of both legs", "Low back pain 3 days, left leg weak"):
        assert not {"cauda_equina_syndrome", "legs_weak_beside_low_back_pain"} & findings(others)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Low back pain 5 days, myeloma relapse", "malignancy_active"),
        ("Known MS. Babinski positive", "pathologic_reflex"),
        ("LBP 5 days, urinary and fecal retention", "bladder_dysfunction"),
        ("LBP 5 days, woken by sweats", "night_sweats"),
        ("Dizziness, numbness of tongue and face", "brainstem_symptoms"),
        ("Neck pain after roll-over yesterday", "spine_injury"),
        ("Low back pain, CKD stable", "kidney_disease_any"),
    ],
)
def test_another_meaning_swallows_nothing_that_matters(text: str, said: str) -> None:
    assert said in findings(text)


@pytest.mark.parametrize(
    "text", ["Low back pain, denies weakness of both legs", "Low back pain, bilateral leg weakness absent"]
)
def test_denied_weakness_of_both_legs_asks_for_nothing(text: str) -> None:
    assert "cauda_equina_syndrome" not in findings(text)
