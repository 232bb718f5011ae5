"""Reports that advise further imaging: advice shows nothing by itself, and hides nothing that was seen."""

from __future__ import annotations

import pytest

from tests.fhir_mappings.fhir_records import the
from tests.fhir_mappings.reports.spine_reports import NECK_CT, lumbar_film, neck_trauma, report


@pytest.mark.parametrize(
    ("conclusion", "result"),
    [
        ("CT cervical spine for trauma: negative, no fracture or malalignment.", "negative"),
        ("No fracture. MRI recommended to exclude ligamentous or cord injury as the patient is obtunded.", "negative"),
        ("No fracture. Recommend MRI to rule out ligamentous injury.", "negative"),
        ("No acute fracture. MRI recommended for suspected ligamentous injury.", "positive"),
        ("No fracture. Further evaluation with MRI is suggested for the C5 lesion.", None),
        ("No fracture. Atlantoaxial subluxation.", "positive"),
        ("CT head: negative.", None),
    ],
)
def test_advice_to_exclude_an_injury_does_not_show_one(conclusion: str, result: str | None) -> None:
    assert neck_trauma(conclusion) == result


@pytest.mark.parametrize(
    "advice",
    [
        "MRI suggested: destruction of T8 pedicle.",
        "CT recommended since retropulsion.",
        "MRI is recommended urgently: erosion of L4 endplate",
        "MRI recommended given endplate lucency.",
        "Further imaging is advised because of lucency in L3.",
        "CT is recommended due to cortical irregularity of L2.",
        "MRI recommended - retropulsion at L1.",
        "MRI recommended as there is retropulsion.",
        "MRI recommended for retropulsion.",
        "Recommend MRI to exclude cord injury given retropulsion.",
    ],
)
def test_advice_that_tells_what_was_seen_leaves_nothing_normal(advice: str) -> None:
    assert lumbar_film(f"Normal radiographs of the lumbar spine. {advice}") != "normal"
    assert neck_trauma(f"No acute fracture. {advice}") != "negative"


@pytest.mark.parametrize(
    "advice",
    [
        "MRI is recommended.",
        "MRI of the cervical spine is recommended urgently.",
        "Follow-up imaging in 6 weeks is recommended.",
        "MRI recommended as the patient is obtunded.",
        "Recommend MRI today.",
        "Recommend MRI to rule out ligamentous injury as the patient is obtunded.",
    ],
)
def test_advice_that_says_only_what_to_do_speaks_against_nothing(advice: str) -> None:
    assert neck_trauma(f"No acute fracture. {advice}") == "negative"


@pytest.mark.parametrize(
    ("conclusion", "value"),
    [
        ("No fracture. MRI recommended to exclude ligamentous injury.", "follow_up_recommended"),
        ("No acute fracture. MRI recommended for suspected ligamentous injury.", "follow_up_recommended"),
        (
            "Indeterminate lesion of C5; MRI of the cervical spine is recommended for further characterization.",
            "follow_up_recommended",
        ),
        ("Limited by motion. Repeat imaging is suggested.", "follow_up_recommended"),
        (
            "Ligamentous injury is not excluded by CT in an obtunded patient, MRI recommended for clearance.",
            "follow_up_recommended",
        ),
        ("No fracture. If the patient is not examinable, MRI is recommended.", None),
        ("No fracture. Consider MRI if clinically indicated.", None),
        ("No fracture. MRI is recommended if pain persists.", None),
        ("No fracture. No further imaging recommended.", None),
        ("No fracture. MRI was recommended previously.", None),
    ],
)
def test_a_report_that_advises_more_imaging(conclusion: str, value: str | None) -> None:
    found = [each.value for each in the("prior_imaging_result", report(NECK_CT, conclusion))]
    assert found in ([value] if value else [], ["conclusive"] if value is None else [value])
