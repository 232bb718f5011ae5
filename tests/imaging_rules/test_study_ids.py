"""A study's id says the study, whole: what an assessment names can be ordered by that name."""

from __future__ import annotations

from itertools import combinations

import pytest

from imaging_rules import Library, Study, study
from imaging_rules.study import Phase, UnknownStudy, catalogue, slug

LIBRARY = Library.load()
PHASES = (Phase.WITHOUT, Phase.WITH, Phase.WITHOUT_AND_WITH, Phase.SOME_CONTRAST, Phase.UNSPECIFIED)


def test_every_row_of_every_table_is_the_same_study_by_its_name_and_by_its_id() -> None:
    names = {row.study.name for scenario in LIBRARY.scenarios.values() for row in scenario.rows}
    assert names
    for name in names:
        assert study(name).name == name
        assert study(slug(name)) == study(name)


@pytest.mark.parametrize("modality", [one.id for one in catalogue().modalities.values()])
def test_every_study_of_one_or_two_regions_is_read_back_from_its_id(modality: str) -> None:
    phases = PHASES if catalogue().modalities[modality].phases == "stated" else (Phase.NONE,)
    areas = [(name,) for name in catalogue().regions] + list(combinations(catalogue().regions, 2))
    for area in areas:
        for phase in phases:
            made = Study(modality, catalogue().in_order(area), phase)
            assert study(made.id) == made


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("radiography-sacroiliac-joints-and-lumbar-spine", "Radiography lumbar spine and sacroiliac joints"),
        ("radiography-lumbar-spine-and-sacroiliac-joints", "Radiography lumbar spine and sacroiliac joints"),
        ("mri-brain-without-iv-contrast", "MRI head without IV contrast"),
        ("mri-cervical", "MRI cervical spine"),
        ("ct-cervical-spine-without-and-with-iv-contrast", "CT cervical spine without and with IV contrast"),
    ],
)
def test_an_id_is_read_whatever_the_order_of_its_regions(written: str, name: str) -> None:
    assert study(written) == study(name)
    assert study(written).name == name


@pytest.mark.parametrize(
    "written", ["", "physical-therapy", "mri-and", "usual", "without-iv-contrast", "mri-cervical-spine-contrast"]
)
def test_what_names_no_study_is_refused(written: str) -> None:
    with pytest.raises(UnknownStudy, match="unknown study"):
        study(written)
