"""An earlier study whose result nobody has leaves open what it would settle; one that is to come, or was read, does not. The
order's day is 2026-11-20."""

from __future__ import annotations

from datetime import date

import pytest

from fhir_mappings.text.reader import read_text

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Clumsy hands 8 months. Neck MRI done in Poland, the report never arrived.", "cervical_mri_for_cord"),
        ("Clumsy hands 8 months. Cervical MRI on a CD that will not load.", "cervical_mri_for_cord"),
        ("Spastic gait 1 yr. No report from the outside MRI of the neck.", "cervical_mri_for_cord"),
        (
            "Spastic gait 1 yr, MRI C-spine last month, nobody told him what it showed and we cannot get the images.",
            "cervical_mri_for_cord",
        ),
        ("Inflammatory back pain ?axSpA. Not sure whether she had SIJ films at the other hospital.", "si_imaging"),
        ("Inflammatory back pain ?axSpA. X-rays of something last year, we have no report.", "si_imaging"),
        ("?AS, inflammatory LBP. No idea whether his SI joints were ever x-rayed.", "si_imaging"),
        ("LBP 3 months. Lumbar XR at urgent care, report not with us.", "spine_film"),
    ],
)
def test_a_study_whose_result_nobody_has_is_left_open(text: str, finding: str) -> None:
    read = read_text(text, TODAY)
    assert finding in read.mentioned
    assert finding not in {said.finding for said in read.said}


def test_films_of_the_joints_stand_beside_an_unseen_mri_that_leaves_open_what_else_was_shown() -> None:
    read = read_text("Inflammatory back pain. SIJ films clear. SIJ MRI at the private hospital, report awaited.", TODAY)
    assert "si_imaging" in read.mentioned
    assert {"radiograph_done", "radiograph_negative"} == {
        value for said in read.said if said.finding == "si_imaging" and isinstance(said.value, tuple) for value in said.value
    }


@pytest.mark.parametrize(
    "text",
    [
        "Clumsy hands 8 months. MRI neck requested, report awaited.",
        "Clumsy hands 8 months. MRI of the neck equivocal. EMG report pending.",
        "Clumsy hands 8 months, no report of trauma. MRI C-spine please.",
        "Clumsy hands 8 months. MRI neck please, bloods outstanding.",
        "Clumsy hands 8 months. MRI neck in 2014, report not available.",
        "Cord compression C5/6 on MRI neck, formal report awaited.",
        "Clumsy hands. L4/5 disc not available for comparison.",
    ],
)
def test_a_study_that_is_to_come_or_was_read_is_not_left_open(text: str) -> None:
    assert "cervical_mri_for_cord" not in read_text(text, TODAY).mentioned
