"""What a clinician will see differently between two libraries."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from imaging_rules import Library
from imaging_rules.archive import opened, packed
from imaging_rules.case_files import topic_cases
from imaging_rules.changes import answered_otherwise, changes

SHIPPED = Path(__file__).parents[2] / "imaging_rules" / "library"
MYELOPATHY = "acr/myelopathy-2020.yaml"
POLICY = "payers/nia-cervical-mri-2022.yaml"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], Library]:
    """A library that says one thing differently."""

    def with_change(file: str, old: str, new: str) -> Library:
        folder = tmp_path / "library"
        shutil.copytree(SHIPPED, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return Library.load(folder)

    return with_change


def test_a_library_is_no_different_from_itself() -> None:
    library = Library.load()
    assert list(changes(library, library)) == []
    assert list(answered_otherwise(library, library, topic_cases("myelopathy-2020"))) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            MYELOPATHY,
            "[CT spine area of interest without IV contrast, may be appropriate, 5",
            "[CT spine area of interest without IV contrast, usually not appropriate, 3",
            "CT spine area of interest without IV contrast: may be appropriate, now usually not appropriate",
        ),
        (MYELOPATHY, "in_force: {from: '2020-01-01'", "in_force: {from: '2021-01-01'", "in force: from 2020-01-01, now from"),
        (MYELOPATHY, "entry: cord_syndrome", "entry: {all: [cord_syndrome, neck_pain]}", "entered by: cord_syndrome, now"),
        ("safety.yaml", "strength: absolute", "strength: relative", "strength: absolute, now relative"),
        (POLICY, "ask: pediatric_red_flag_present", "ask: fever", "2022: def.pediatric-red-flag: changed"),
        (
            POLICY,
            "logic: {use: def.weakness}",
            "logic: {use: def.bowel-bladder}",
            "met when: def.weakness, now",
        ),
        (POLICY, "- Strength grading", "- Grades of strength", "neuro-deficit.weakness: documentation: Dated office note"),
        ("imaging_history.yaml", "period: P90D", "period: P2M", "an active order stands for: 90 days, now 2 months"),
        ("imaging_history.yaml", "☢☢: [0.1, 1]", "☢☢: [0.1, 2]", "radiation ☢☢ (adult) in mSv: (0.1, 1.0), now (0.1, 2.0)"),
    ],
)
def test_what_the_files_say_is_told_in_one_line(
    changed: Callable[[str, str, str], Library], file: str, old: str, new: str, line: str
) -> None:
    said = list(changes(Library.load(), changed(file, old, new)))
    assert any(line in each for each in said), said


def test_a_topic_that_came_and_one_that_went_are_named(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "library")
    for name in ("scoliosis-child-2018.yaml", "scoliosis-child-2018.cases.yaml"):
        (tmp_path / "library" / "acr" / name).unlink()
    fewer = Library.load(tmp_path / "library")
    assert "topic scoliosis-child-2018: new" in list(changes(fewer, Library.load()))
    assert "topic scoliosis-child-2018: no longer there" in list(changes(Library.load(), fewer))


def test_the_patients_whom_a_changed_rating_reaches_are_told(changed: Callable[[str, str, str], Library]) -> None:
    new = changed(
        MYELOPATHY,
        "[CT spine area of interest without IV contrast, may be appropriate, 5",
        "[CT spine area of interest without IV contrast, usually not appropriate, 3",
    )
    told = list(answered_otherwise(Library.load(), new, topic_cases("myelopathy-2020")))
    assert told
    assert all("may be appropriate" in line.partition("; now ")[0] for line in told)
    assert all("usually not appropriate" in line.partition("; now ")[2] for line in told)


def test_a_packed_library_is_the_same_library() -> None:
    library = Library.load()
    kept = packed(library)
    assert kept == packed(library)
    again = Library.load(opened(kept))
    assert again.content_hash == library.content_hash
    assert list(changes(library, again)) == []


def test_a_criterion_that_is_gone_is_named(changed: Callable[[str, str, str], Library]) -> None:
    renamed = changed(POLICY, "  nia.cervical-mri.neuro-deficit.weakness:", "  nia.cervical-mri.neuro-deficit.power:")
    said = list(changes(Library.load(), renamed))
    assert "nia-cervical-mri-2022: criterion nia.cervical-mri.neuro-deficit.power: new" in said
    assert "nia-cervical-mri-2022: criterion nia.cervical-mri.neuro-deficit.weakness: no longer there" in said
