"""What a safety line does to an offer: a caution, advice only, or nothing where it speaks of another part of the body."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fhir_mappings.text.phrases.implant_labels import active_implants
from imaging_rules import Library, OrderAssessment, assess, read_case

LIBRARY = Library.load()
UNSAFE = {"mri_contraindication": "mr_unsafe_implant"}
ACUTE_CORD = {
    "age_years": 58,
    "upper_motor_neuron_signs": True,
    "symptom_duration_days": 2,
    "cord_sign_distribution": "hand_or_arm",
}


def assessed(study: str, **features: Any) -> OrderAssessment:
    case = read_case({"features": features, "studies": [study]}, LIBRARY.vocabulary, date(2026, 11, 20))
    (order,) = assess(LIBRARY, case).orders
    return order


def test_with_infection_suspected_no_myelogram_is_offered_and_one_that_is_ordered_is_warned_of() -> None:
    infected: dict[str, Any] = {**ACUTE_CORD, **UNSAFE, "spinal_infection_status": "suspected"}
    (offer,) = assessed("mri-cervical-spine-without-iv-contrast", **infected).recommended
    assert [study.id for study in offer.studies] == ["ct-cervical-spine-with-iv-contrast"]
    ordered = assessed("ct-myelography-cervical-spine", **infected)
    assert [caution.id for caution in ordered.cautions] == ["myelography-infection"]


def test_with_no_word_of_infection_the_same_myelogram_is_offered_in_one_tap() -> None:
    slow = {**ACUTE_CORD, "symptom_duration_days": 100}
    (offer,) = assessed("mri-cervical-spine-without-iv-contrast", **slow, **UNSAFE).recommended
    assert offer.one_tap
    assert not offer.cautions


@pytest.mark.parametrize(
    ("study", "cautions"),
    [
        ("radiography-sacroiliac-joints", ["ionising-pregnancy"]),
        ("fdg-pet-ct-skull-base-to-mid-thigh", ["ionising-pregnancy", "nuclear-pregnancy"]),
        ("bone-scan-with-spect-or-spect-ct-cervical-spine", ["nuclear-pregnancy"]),
        ("gallium-scan-whole-body", ["ionising-pregnancy", "nuclear-pregnancy"]),
        ("ct-cervical-spine-without-iv-contrast", []),
        ("radiography-thoracic-spine", []),
        ("mri-sacroiliac-joints-without-iv-contrast", []),
    ],
)
def test_pregnancy_cautions_where_the_womb_or_a_tracer_is_concerned(study: str, cautions: list[str]) -> None:
    assert [caution.id for caution in assessed(study, age_years=31, pregnant=True).cautions] == cautions


@pytest.mark.parametrize(
    ("pain", "ordered", "first"),
    [
        ("neck_pain", "ct-cervical-spine-with-iv-contrast", "ct-cervical-spine-without-iv-contrast"),
        ("low_back_pain", "ct-lumbar-spine-with-iv-contrast", "mri-lumbar-spine-without-iv-contrast"),
    ],
)
def test_pregnancy_moves_the_offer_only_where_the_womb_is_in_the_beam(pain: str, ordered: str, first: str) -> None:
    fused = {"age_years": 33, "ankylosed_spine": True, "spine_fracture_suspected": True, "pregnant": True, pain: True}
    assert assessed(ordered, **fused).recommended[0].studies[0].id == first


CANCER_NECK = {"age_years": 62, "neck_pain": True, "known_malignancy": True, "symptom_duration_days": 21}


@pytest.mark.parametrize(
    ("stated", "constraint"),
    [
        ({"gadolinium_contraindication": True}, "gadolinium-contraindicated"),
        ({"gbca_allergy": True}, "gadolinium-contraindicated"),
        ({"gadolinium_reaction": True}, "gadolinium-contraindicated"),
        ({"kidney_severe": True}, "gadolinium-kidney"),
        ({"ckd_stage": 4}, "gadolinium-kidney"),
    ],
)
def test_gadolinium_is_not_offered_whatever_way_it_is_forbidden(stated: dict[str, Any], constraint: str) -> None:
    order = assessed("radiography-cervical-spine", **CANCER_NECK, **stated)
    assert [offer.studies[0].id for offer in order.recommended] == ["mri-cervical-spine-without-iv-contrast"]
    assert [held.id for held in order.constraints] == [constraint]


def test_contrast_for_ct_is_not_offered_where_it_is_stated_as_not_to_be_given() -> None:
    order = assessed("radiography-cervical-spine", **CANCER_NECK, **UNSAFE, iodinated_contrast_contraindication=True)
    assert [offer.studies[0].id for offer in order.recommended] == ["ct-cervical-spine-without-iv-contrast"]


TWO_DEVICES = {"pacemaker": True, "cochlear_implant": True}


def test_no_answer_clears_several_implants() -> None:
    for answer in ({}, {"device_label": "safe"}, {"device_label": "conditional"}, {"mri_contraindication": "none"}):
        made = assessed("radiography-cervical-spine", **CANCER_NECK, **TWO_DEVICES, **answer)
        (question,) = (each for each in made.questions if each.of_safety)
        assert (question.feature, question.answers) == ("label_of_every_device", ())
        assert "mri" not in {study.modality for offer in made.recommended for study in offer.studies}


def test_one_of_several_implants_that_is_unsafe_rules_mri_out() -> None:
    made = assessed("mri-cervical-spine-without-iv-contrast", **CANCER_NECK, **TWO_DEVICES, device_label="unsafe")
    assert [held.id for held in made.constraints if held.condemns] == ["mri-unsafe-implant"]
    assert "label_of_every_device" not in [question.feature for question in made.questions]


@pytest.mark.parametrize("name", sorted(active_implants()))
def test_an_active_implant_answered_to_be_safe_is_conditional(name: str) -> None:
    made = assessed("mri-cervical-spine-without-iv-contrast", **CANCER_NECK, **{name: True}, device_label="safe")
    assert [caution.id for caution in made.cautions] == ["mri-conditional-implant"]


@pytest.mark.parametrize("name", ["other_implant", "csf_shunt"])
def test_any_other_implant_answered_to_be_safe_stays_named(name: str) -> None:
    made = assessed("mri-cervical-spine-without-iv-contrast", **CANCER_NECK, **{name: True}, device_label="safe")
    assert [caution.id for caution in made.cautions] == ["mri-implant-answered-safe"]


@pytest.mark.parametrize(("cleared", "bounds"), [(True, []), (False, ["mri-orbits-not-cleared"])])
def test_orbits_that_are_cleared_open_the_way_to_mri(cleared: bool, bounds: list[str]) -> None:
    eye = {**CANCER_NECK, "metal_in_eye": True}
    asked = assessed("mri-cervical-spine-without-iv-contrast", **eye)
    assert "orbits_cleared" in [question.feature for question in asked.questions]
    made = assessed("mri-cervical-spine-without-iv-contrast", **eye, orbits_cleared=cleared)
    assert [caution.id for caution in made.cautions] == bounds
    assert "orbits_cleared" not in [question.feature for question in made.questions]


@pytest.mark.parametrize("of_a_device", [{"pacemaker": True}, {"mri_contraindication": "implant_safety_unknown"}])
def test_the_answer_about_an_implant_is_taken_and_not_asked_again(of_a_device: dict[str, Any]) -> None:
    asked = assessed("radiography-cervical-spine", **CANCER_NECK, **of_a_device)
    assert "device_label" in [question.feature for question in asked.questions]
    firsts = []
    for label in ("safe", "conditional", "unsafe"):
        answered = assessed("radiography-cervical-spine", **CANCER_NECK, **of_a_device, device_label=label)
        assert "device_label" not in [question.feature for question in answered.questions]
        firsts.append(answered.recommended[0].studies[0].modality)
    assert firsts == ["mri", "mri", "ct"]
