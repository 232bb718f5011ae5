"""Reports of hearing tests: a loss of one ear is told, that of both ears alike is none of one."""

from __future__ import annotations

import pytest

from tests.fhir_mappings.fhir_records import the
from tests.fhir_mappings.reports.spine_reports import report

LOSS = "hearing_loss_or_tinnitus"


@pytest.mark.parametrize(
    ("name", "conclusion", "told"),
    [
        ("Pure tone audiogram", "Right-sided sensorineural hearing loss, 50 dB at 500 Hz.", True),
        ("Audiometry", "Asymmetric SNHL, left worse.", True),
        ("Diagnostic hearing test", "Unilateral low-frequency hearing loss, right ear.", True),
        ("Audiogram", "Mild bilateral high-frequency hearing loss.", False),
        ("Audiogram", "Symmetrical loss of hearing on the left and right, presbyacusis.", False),
        ("Audiogram", "Normal thresholds left and right.", False),
        ("Audiogram", "Possible hearing loss on the left, repeat test.", False),
        ("Tympanometry letter", "Left hearing loss.", False),
    ],
)
def test_only_a_loss_of_one_ear_is_told(name: str, conclusion: str, told: bool) -> None:
    assert bool(the(LOSS, report(name, conclusion))) is told
