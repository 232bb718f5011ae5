"""What an order, or a record, says in its own words of safety bounds what is offered; what it denies bounds nothing."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from benchmarks.matching.charts import Chart, hook_request
from cds_service.evaluation import Evaluator
from cds_service.hook_request import read_hook_request
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.library import Library

ORDERS: dict[str, tuple[Any, str]] = {
    "contrast MRI": ("cpt 72156 | MRI cervical spine", "MS relapse, new leg weakness 4 days."),
    "MRI": ("cpt 72141 | MRI cervical spine without contrast", "Neck pain with C6 radiculopathy 8 weeks, new hand weakness."),
    "contrast CT": ("cpt 72132 | CT lumbar spine with contrast", "Low back pain with fever, suspected discitis."),
    "myelogram": ("cpt 72126 | CT cervical myelogram", "Cervical myelopathy, gait disturbance 3 months."),
    "MRI of the cord": ("cpt 72141 | MRI cervical spine without contrast", "Cervical myelopathy, gait disturbance 3 months."),
    "radiograph": ("cpt 72110 | XR lumbar spine", "Low back pain 8 weeks."),
    "CT of the neck": ("cpt 72126 | CT cervical spine with contrast", "Neck pain with C6 radiculopathy 5 months. No trauma."),
    "bone scan": ("cpt 78306 | bone scan whole body", "Low back pain, h/o breast cancer."),
}


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    return Evaluator(Library.load(), as_of=date(2026, 11, 20))


def assessed(evaluator: Evaluator, order: str, words: str, *record: dict[str, Any]) -> OrderAssessment:
    code, reason = ORDERS[order]
    asked = {"code": code, "reasonCode": [{"text": f"{reason} {words}"}]}
    patient = {"resourceType": "Patient", "gender": "female", "birthDate": "1985-01-01"}
    chart = Chart("x", "x", "positive", None, "", {"id": "x", "order": asked, "record": [patient, *record]})
    request = read_hook_request(json.dumps(hook_request(chart)).encode())
    (made,) = evaluator.answer(request, "imaging-appropriateness-select").assessment.orders
    return made


def bounds(made: OrderAssessment) -> frozenset[str]:
    """The constraints and cautions beyond those of the complaint itself."""
    held = {constraint.id for constraint in made.constraints} | {note.id for note in made.cautions}
    return frozenset(held - {"myelography-infection"})


def condemned(made: OrderAssessment) -> bool:
    return any(constraint.condemns for constraint in made.constraints)


def asked(made: OrderAssessment) -> frozenset[str]:
    return frozenset(question.feature for question in made.questions)


@pytest.mark.parametrize(
    "words",
    [
        "Allergies: PCN, gadolinium",
        "All: sulfa, gad",
        "ALLERGIES: penicillin; gadolinium contrast",
        "allergic to PCN and gadolinium",
        "Allergies - codeine, Dotarem",
        "NKDA except gadolinium",
        "Allergies: PCN (hives), gadolinium",
        "prior gad rxn",
        "MRI dye allergy",
    ],
)
def test_gadolinium_in_a_list_of_allergies_bars_it(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "contrast MRI", words)
    assert condemned(made)
    assert all(study.contrast != "gadolinium" for offer in made.recommended for study in offer.studies)


@pytest.mark.parametrize("words", ["Allergies: PCN, Isovue", "Allergies: Omnipaque", "All: iodinated contrast"])
def test_an_iodinated_agent_in_a_list_of_allergies_bars_contrast_ct_and_myelogram(evaluator: Evaluator, words: str) -> None:
    assert condemned(assessed(evaluator, "contrast CT", words))
    assert condemned(assessed(evaluator, "myelogram", words))
    assert not condemned(assessed(evaluator, "contrast MRI", words))


@pytest.mark.parametrize("words", ["All: contrast", "Allergies: PCN, dye", "allergic to dye", "possible gadolinium allergy"])
def test_an_allergy_to_contrast_without_its_agent_is_asked_about(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "contrast MRI", words)
    assert "contrast_reaction_agent_unknown" in asked(made)
    assert not condemned(made)


@pytest.mark.parametrize(
    "words",
    [
        "NKDA",
        "Allergies: PCN",
        "Allergies: hair dye, latex",
        "Allergies: PCN. MRI w/ gadolinium please",
        "Allergies: sulfa, needs gad for lesions",
        "Contrast allergy: no",
        "denies allergies to PCN, gadolinium",
        "tolerated gad before",
        "mother allergic to PCN and gadolinium",
        "shellfish allergy",
    ],
)
def test_no_contrast_is_barred_by_denials_other_allergies_or_relatives(evaluator: Evaluator, words: str) -> None:
    assert not bounds(assessed(evaluator, "contrast MRI", words))


@pytest.mark.parametrize("words", ["? pregnant", "LMP 7 weeks ago", "UPT pending", "pregnancy test pending", "may be pregnant"])
def test_a_pregnancy_that_is_possible_is_asked_about_before_gadolinium(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "contrast MRI", words)
    assert "pregnant" in asked(made)
    assert not condemned(made)
    assert "pregnancy-possible" in bounds(assessed(evaluator, "radiograph", words))
    assert "nuclear-pregnancy-possible" in bounds(assessed(evaluator, "bone scan", words))


@pytest.mark.parametrize("words", ["G2P1 @ 9w", "33/40", "EGA 18w", "+UPT today", "G1P0 at 28+3"])
def test_a_pregnancy_in_shorthand_bars_gadolinium_and_is_a_caution_for_radiation(evaluator: Evaluator, words: str) -> None:
    assert condemned(assessed(evaluator, "contrast MRI", words))
    assert "ionising-pregnancy" in bounds(assessed(evaluator, "radiograph", words))


@pytest.mark.parametrize(
    "words",
    ["not pregnant", "UPT neg", "LMP 2 weeks ago", "G2P2", "wife is pregnant", "VA 20/40 OD", "10/40 on the scale", "hCG < 5"],
)
def test_no_pregnancy_is_read_from_denials_others_or_acuities(evaluator: Evaluator, words: str) -> None:
    assert not bounds(assessed(evaluator, "contrast MRI", words))


@pytest.mark.parametrize("words", ["abandoned leads", "ICD 2018 MR unsafe", "not MRI safe", "magnetic foreign body in eye"])
def test_what_words_call_unsafe_in_the_magnet_bars_mri(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "MRI", words)
    assert condemned(made)
    assert not any("mr" in study.modality for offer in made.recommended for study in offer.studies)


@pytest.mark.parametrize(
    "words",
    [
        "retained pacing wires",
        "epicardial wires",
        "explanted stimulator",
        "pacemaker removed 2019",
        "Dorsal column stimulator explanted in 2018",
        "SCS was removed",
        "cochlear implant explanted",
        "no longer has an ICD",
        "no pacemaker, removed 2019",
        "DBS and leads removed, one lead left",
        "magnetic dental implant",
        "brain aneurysm clipped 1995",
        "implanted cardiac monitor",
        "tissue expander",
    ],
)
def test_an_implant_of_unknown_safety_or_taken_out_is_asked_about(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "MRI", words)
    assert "device_label" in asked(made)
    assert not condemned(made)


@pytest.mark.parametrize("words", ["metal in left eye", "metal removed from eye", "?metal in eye", "metal shavings in eye"])
def test_metal_about_the_eye_asks_for_the_orbits_and_bars_nothing(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "MRI", words)
    assert "orbits_cleared" in asked(made)
    assert not condemned(made)


@pytest.mark.parametrize("words", ["bullet in thigh", "shrapnel", "retained metal fragments", "BB in arm"])
def test_a_fragment_elsewhere_keeps_mri_with_a_word_to_radiology(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "MRI", words)
    assert bounds(made) == {"mri-metal-fragment"}
    assert not condemned(made)
    assert not asked(made) & {"device_label", "orbits_cleared"}


def test_an_mri_compatible_pacemaker_is_conditional_and_no_more(evaluator: Evaluator) -> None:
    for made in (
        assessed(evaluator, "MRI", "has MRI compatible pacer"),
        assessed(evaluator, "MRI", "", {"resourceType": "Device", "status": "active", "type": {"text": "Pacemaker, MRI safe"}}),
    ):
        assert bounds(made) == {"mri-conditional-implant"}


@pytest.mark.parametrize(
    "words",
    [
        "stent 2020",
        "hip replacement",
        "welder",
        "no pacemaker",
        "denies metal",
        "Pacemaker: no. Metal: no.",
        "father has pacemaker",
        "candidate for spinal cord stimulator",
        "dental implants",
        "DBS generator and leads removed in 2021",
        "entire pacemaker system was explanted",
        "loop recorder removed",
        "SCS trial leads removed",
    ],
)
def test_no_mri_is_questioned_for_passive_implants_denials_others_or_plans(evaluator: Evaluator, words: str) -> None:
    made = assessed(evaluator, "MRI", words)
    assert not bounds(made)
    assert "device_label" not in asked(made)


@pytest.mark.parametrize(
    "words", ["on Xarelto", "Plavix", "warfarin held", "holding Plavix", "chronic OAC", "INR 2.8", "plt 35", "? coagulopathy"]
)
def test_drugs_against_clotting_also_when_held_are_a_caution_before_a_myelogram(evaluator: Evaluator, words: str) -> None:
    assert "myelography-bleeding" in bounds(assessed(evaluator, "myelogram", words))


@pytest.mark.parametrize(
    "words",
    [
        "ASA 81",
        "stopped Plavix 2 weeks ago",
        "was on warfarin in 2015",
        "INR 1.1",
        "father on warfarin",
        "not on blood thinners",
    ],
)
def test_a_myelogram_is_free_where_nothing_acts_on_clotting(evaluator: Evaluator, words: str) -> None:
    assert not bounds(assessed(evaluator, "myelogram", words))


@pytest.mark.parametrize(("drug", "one_tap"), [("Eliquis on hold since Monday", False), ("ASA 81", True)])
def test_a_myelogram_in_place_of_a_barred_mri_is_advice_only_beside_a_held_drug(
    evaluator: Evaluator, drug: str, one_tap: bool
) -> None:
    made = assessed(evaluator, "MRI of the cord", f"ICD, MR unsafe. {drug}")
    offered = [offer for offer in made.recommended if any("myelography" in study.id for study in offer.studies)]
    assert offered
    assert all(offer.one_tap is one_tap for offer in offered)


@pytest.mark.parametrize("words", ["renal tx, eGFR 28", "HD TTS", "stage V CKD", "creatinine 4.2 rising", "CKD IV"])
def test_kidneys_in_words_bar_gadolinium(evaluator: Evaluator, words: str) -> None:
    assert "gadolinium-kidney" in bounds(assessed(evaluator, "contrast MRI", words))


@pytest.mark.parametrize("words", ["CKD3b", "renal transplant", "? AKI", "Cr 4.2", "renal failure"])
def test_a_kidney_disease_without_an_egfr_is_a_caution_for_contrast(evaluator: Evaluator, words: str) -> None:
    assert bounds(assessed(evaluator, "contrast MRI", words)) == {"gadolinium-kidney-without-egfr"}
    assert "iodinated-kidney-without-egfr" in bounds(assessed(evaluator, "contrast CT", words))
    lifted = words != "? AKI"  # no eGFR can be trusted in an acute injury
    assert bool(bounds(assessed(evaluator, "contrast MRI", f"{words}, eGFR 52"))) is not lifted


def test_stage_four_is_a_caution_for_contrast_ct_and_dialysis_is_none(evaluator: Evaluator) -> None:
    assert "iodinated-kidney" in bounds(assessed(evaluator, "contrast CT", "CKD 4"))
    assert "iodinated-kidney" not in bounds(assessed(evaluator, "contrast CT", "ESRD on HD"))


@pytest.mark.parametrize("words", ["AKI resolved", "no CKD", "father on dialysis", "on metformin", "normal renal function"])
def test_kidneys_that_are_denied_past_or_another_s_bar_nothing(evaluator: Evaluator, words: str) -> None:
    assert not bounds(assessed(evaluator, "contrast MRI", words))


def condition(text: str) -> dict[str, Any]:
    return {"resourceType": "Condition", "clinicalStatus": "active", "code": {"text": text}, "recordedDate": "2026-10-01"}


def allergy(text: str) -> dict[str, Any]:
    return {"resourceType": "AllergyIntolerance", "clinicalStatus": {"coding": [{"code": "active"}]}, "code": {"text": text}}


def device(text: str) -> dict[str, Any]:
    return {"resourceType": "Device", "status": "active", "type": {"text": text}}


def closed(code: str, status: str = "resolved") -> dict[str, Any]:
    coded = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]}
    return {"resourceType": "Condition", "clinicalStatus": {"coding": [{"code": status}]}, "code": coded}


def removal(text: str) -> dict[str, Any]:
    return {"resourceType": "Procedure", "status": "completed", "code": {"text": text}, "performedDateTime": "2020-05-01"}


def mri_in_one_tap(made: OrderAssessment) -> bool:
    return any(offer.one_tap and any("mr" in study.modality for study in offer.studies) for offer in made.recommended)


@pytest.mark.parametrize(
    ("words", "record"),
    [
        ("", {**device("Vagus nerve stimulator"), "status": "inactive"}),
        ("", {**device("Pacemaker"), "status": "inactive"}),
        ("", {**device("ICD"), "statusReason": [{"text": "explanted"}]}),
        ("", closed("Z95.0", "inactive")),
        ("", closed("Z96.82")),
        ("", closed("Z96.21")),
        ("DBS removed 2020.", closed("Z96.651")),
        ("Stimulator explanted 2020.", closed("Z96.651")),
    ],
)
def test_mri_is_not_one_tap_away_from_an_implant_that_is_only_called_over(
    evaluator: Evaluator, words: str, record: dict[str, Any]
) -> None:
    made = assessed(evaluator, "CT of the neck", words, record)
    assert "device_label" in asked(made)
    assert not mri_in_one_tap(made)


@pytest.mark.parametrize(
    ("words", "record"),
    [
        ("", [{**device("Pacemaker"), "status": "entered-in-error"}]),
        ("", [{**device("Coronary stent"), "status": "inactive"}]),
        ("", [closed("Z96.651")]),
        ("", [{**closed("Z95.0"), "verificationStatus": {"coding": [{"code": "refuted"}]}}]),
        ("", [closed("Z96.82"), removal("Removal of spinal cord stimulator generator and leads")]),
        ("SCS generator and leads removed in 2021.", [{**device("Spinal cord stimulator"), "status": "inactive"}]),
    ],
)
def test_mri_is_one_tap_away_where_nothing_of_an_implant_can_be_left(
    evaluator: Evaluator, words: str, record: list[dict[str, Any]]
) -> None:
    made = assessed(evaluator, "CT of the neck", words, *record)
    assert "device_label" not in asked(made)
    assert mri_in_one_tap(made)


def medicine(text: str, status: str = "active") -> dict[str, Any]:
    name = {"medicationCodeableConcept": {"text": text}, "authoredOn": "2026-10-01"}
    return {"resourceType": "MedicationRequest", "intent": "order", "status": status, **name}


@pytest.mark.parametrize(
    ("order", "record", "bound"),
    [
        ("MRI", device("Abandoned pacing leads"), "mri-unsafe-implant"),
        ("MRI", device("AICD"), "mri-implant-unknown"),
        ("MRI", device("InterStim"), "mri-implant-unknown"),
        ("MRI", device("Bullet, retained, left thigh"), "mri-metal-fragment"),
        ("MRI", condition("Hx metal in eye, removed"), "mri-metal-in-eye"),
        ("contrast MRI", allergy("Gd contrast"), "gadolinium-reaction"),
        ("contrast MRI", allergy("Dye"), "contrast-reaction-agent-unknown"),
        ("contrast CT", allergy("IVP dye"), "iodinated-reaction"),
        ("contrast CT", allergy("Iodine contrast"), "iodinated-reaction"),
        ("contrast MRI", condition("Possible pregnancy"), "gadolinium-pregnancy-possible"),
        ("contrast MRI", condition("Stage V CKD"), "gadolinium-kidney"),
        ("myelogram", medicine("warfarin 5 mg", "on-hold"), "myelography-bleeding"),
        ("myelogram", medicine("warfarin 5 mg", "unknown"), "myelography-bleeding"),
        ("myelogram", condition("Long term anticoagulation"), "myelography-bleeding"),
    ],
)
def test_worded_records_bound_what_is_offered(evaluator: Evaluator, order: str, record: dict[str, Any], bound: str) -> None:
    assert bound in bounds(assessed(evaluator, order, "", record))


@pytest.mark.parametrize(
    ("order", "record"),
    [
        ("MRI", device("Total hip prosthesis")),
        ("MRI", device("No implanted devices")),
        ("contrast MRI", allergy("Hair dye")),
        ("contrast MRI", allergy("No contrast allergy")),
        ("contrast MRI", condition("Pregnancy, delivered 2024")),
        ("contrast MRI", condition("AKI, resolved")),
        ("myelogram", medicine("warfarin 5 mg", "stopped")),
        ("myelogram", medicine("aspirin 81 mg")),
    ],
)
def test_worded_records_of_no_concern_bound_nothing(evaluator: Evaluator, order: str, record: dict[str, Any]) -> None:
    assert not bounds(assessed(evaluator, order, "", record))
