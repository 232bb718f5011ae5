"""The library that ships: complete, cited, checked; and a check that refuses what it should."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from imaging_rules import Library
from imaging_rules.checks import check
from imaging_rules.coverage import uncovered
from imaging_rules.rating_scale import rating_scale

SHIPPED = Path(str(files("imaging_rules") / "library"))
GOLDEN = Path(__file__).parent / "uncovered.txt"


def test_the_shipped_library_has_nothing_wrong_with_it() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("topic", "cells"),
    [
        ("acute-spinal-trauma-2024", 70),
        ("ataxia-child", 121),
        ("axspa-2021", 67),
        ("back-pain-child-2024", 127),
        ("cervical-pain-2024", 133),
        ("demyelinating-2025", 126),
        ("dizziness-ataxia-2023", 152),
        ("low-back-pain-2021", 77),
        ("myelopathy-2020", 26),
        ("plexopathy-2021", 96),
        ("scoliosis-child-2018", 28),
        ("spine-infection-2021", 51),
        ("spine-trauma-child-2018", 47),
        ("thoracic-back-pain-2024", 76),
        ("vertebral-compression-fracture-2022", 42),
    ],
)
def test_every_cell_of_the_rating_tables_is_carried(topic: str, cells: int) -> None:
    scenarios = Library.load().topics[topic].scenarios.values()
    assert sum(len(scenario.rows) for scenario in scenarios) == cells


def test_the_uncovered_combinations_are_those_that_were_reviewed() -> None:
    library = Library.load()
    lines = [f"{topic.id}: {line}" for topic in library.topics.values() for line in uncovered(library, topic)]
    assert lines == GOLDEN.read_text().splitlines()


def change(file: str, old: str, new: str) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / file
        text = path.read_text()
        assert old in text, f"{old} is not in {file}"
        path.write_text(text.replace(old, new, 1))

    return apply


MYELOPATHY, NECK = "acr/myelopathy-2020.yaml", "acr/cervical-pain-2024.yaml"
CASES = "acr/myelopathy-2020.cases.yaml"


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (change(MYELOPATHY, "9, O, null, [text, copies]", "9, O, null, []"), "no citation"),
        (change(MYELOPATHY, "9, O, null, [text, copies]", "9, O, null, [hearsay]"), "not among the sources"),
        (change(MYELOPATHY, "entry: cord_syndrome", "entry: cord_sindrome"), "unknown feature cord_sindrome"),
        (
            change(MYELOPATHY, "study: CT myelography spine area of interest", "study: CT myelography of the spine"),
            "unknown study",
        ),
        (change("vocabulary.yaml", "set_by: [answer]", "set_by: [nobody]"), "nothing sets it"),
        (change("vocabulary.yaml", "used_by: wording and safety only", "unit: x"), "finding sex: nothing uses it"),
        (change(NECK, "entry: cervicogenic_headache_suspected", "entry: {all: [neck_pain, {neck_pain: false}]}"), "reaches"),
        (change(NECK, "to: [demyelinating-2025/v2]", "to: [demyelinating-2025/v5]"), "neither yields"),
        (change(CASES, "rating: may be appropriate", "rating: usually appropriate"), "expected usually appropriate, got"),
        (change(CASES, "    kind: positive", "    kind: positive: yes"), "myelopathy-2020, cases: "),
        (change(MYELOPATHY, "usually appropriate, 9", "quite appropriate, 9"), ": unknown rating quite appropriate"),
        (change(MYELOPATHY, "usually appropriate, 9, O", "usually appropriate, 99, O"), "a panel median of 99 is not"),
        (change(MYELOPATHY, "usually appropriate, 9, O", "usually appropriate, 3, O"), "a panel median of 3 is not"),
        (change(MYELOPATHY, "usually appropriate, 9, O", "usually appropriate, 9, ZZ"), "unknown radiation level ZZ"),
        (change(MYELOPATHY, "phase: initial", "phaze: initial"), "phaze"),
        (change("vocabulary.yaml", "sets: {deficit_tempo: acute_or_subacute}", "sets: {deficit_tempo: true}"), "one of acute"),
        (change("safety.yaml", "when: nephrogenic_systemic_fibrosis", "when: nsf"), "unknown name nsf"),
    ],
)
def test_the_check_refuses(damage: Callable[[Path], None], complaint: str, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(SHIPPED, folder)
    damage(folder)
    found = check(folder)
    assert any(complaint in problem for problem in found), found[:5]


def test_a_scenario_without_its_kinds_of_cases_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(SHIPPED, folder)
    (folder / CASES).unlink()
    found = check(folder)
    assert "myelopathy-2020/v1: no positive, negative, unknown, boundary case" in found


def test_the_same_key_twice_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(SHIPPED, folder)
    change(MYELOPATHY, "topic: Myelopathy", "topic: Myelopathy\ntopic: Other")(folder)
    with pytest.raises(ValueError, match=r"stands twice"):
        Library.load(folder)


def test_what_varies_stands_between_the_radiation_levels_and_none_is_the_lowest() -> None:
    place = rating_scale().radiation_place
    levels = [None, "☢", "☢☢", "☢☢☢", "Varies", "☢☢☢☢", "☢☢☢☢☢"]
    assert sorted(levels, key=place) == levels
    assert place(None) == place("O")
