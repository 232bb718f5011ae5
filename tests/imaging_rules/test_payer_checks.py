"""`library check` looks at payer policies too, and refuses what cannot stand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from imaging_rules import Library
from imaging_rules.checks import check

SHIPPED = Path(str(files("imaging_rules") / "library"))
POLICY, CASES = "payers/nia-cervical-mri-2022.yaml", "payers/nia-cervical-mri-2022.cases.yaml"
WEAKNESS = "nia.cervical-mri.neuro-deficit.weakness"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "library"))


def change(old: str, new: str, file: str = POLICY) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / file
        text = path.read_text()
        assert old in text, f"{old} is not in {file}"
        path.write_text(text.replace(old, new, 1))

    return apply


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (change("entry: {fact: neck_pain, is: true}", "entry: {fact: nek_pain, is: true}"), "unknown feature nek_pain"),
        (change("in: [hemiparetic, myelopathic]", "in: [hemiparetic, drunken]"), "new_gait_abnormality_type: one of none"),
        (change("{mode: single, studies: [mri-cervical]}", "{mode: single, studies: [mri-elbow]}"), "unknown study mri-elbow"),
        (change("{mode: single, studies: [mri-cervical]}", "{mode: pair, studies: [mri-cervical]}"), "needs two studies"),
        (change("{mode: single, studies: [mri-cervical]}", "{mode: duo, studies: [mri-cervical]}"), "single', 'any'"),
        (change("lines: 17-20, 757-759", "lines: somewhere"), f"{WEAKNESS}: 'lines' gives no line of the source"),
        (change("lines: 17-20, 757-759", "line: 17-20"), f"{WEAKNESS} / lines: Field required"),
        (change("logic: {use: def.weakness}", "logic: {use: def.weekness}"), "definition def.weekness is missing"),
        (change("ask: new_neurologic_deficit_on_exam", "ask: any_deficit"), "unknown feature any_deficit"),
        (change("ambiguity: [R02]", "ambiguity: [R99]"), "unknown reading R99"),
        (change("hep_inability_reason, value: none", "hep_inability_reason, value: lazy"), "physical_reason"),
        (change("subject: mri-cervical", "subject: mri-neck"), "unknown study mri-neck"),
        (change("modality: [ct-myelography]", "modality: [ct-myelogram]"), "unknown method ct-myelogram"),
        (change("source: guideline", "source: hearsay"), "cites hearsay"),
        (change("confidence: high", "confidence: certain"), "confidence: Input should be 'high', 'medium' or 'low'"),
        (change("      - {feature: fever}", "      - {feature: pediatric_red_flag_present}"), "it is a member of itself"),
        (change("status: met, met", "status: not-met, met", CASES), "status: expected not-met, got met"),
        (change("{suspected_cervical_cord_compression: true}", "{cord: true}", CASES), "unknown feature: cord"),
    ],
)  # fmt: skip
def test_the_check_refuses(damage: Callable[[Path], None], complaint: str, folder: Path) -> None:
    damage(folder)
    found = check(folder)
    assert any(complaint in problem for problem in found), found[:5]


def test_a_policy_without_cases_is_refused(folder: Path) -> None:
    (folder / CASES).unlink()
    found = check(folder)
    assert f"{WEAKNESS}: no case meets it" in found
    assert f"{WEAKNESS}: no case refuses it" in found


def test_a_criterion_that_nothing_can_meet_is_refused(folder: Path) -> None:
    change("logic: {use: def.weakness}", "logic: {all: [{use: def.weakness}, {new_extremity_weakness: false}]}")(folder)
    assert f"{WEAKNESS}: no case meets it" in check(folder)


def test_another_word_in_a_policy_is_another_library(folder: Path) -> None:
    before = Library.load(folder).content_hash
    change("New limb weakness", "New weakness of a limb")(folder)
    assert Library.load(folder).content_hash != before


def test_a_library_without_payer_policies_stands(folder: Path) -> None:
    shutil.rmtree(folder / "payers")
    assert Library.load(folder).policies == {}
