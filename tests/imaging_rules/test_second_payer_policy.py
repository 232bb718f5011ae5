"""A second payer policy needs a file and nothing else: other studies, gates, roll-ups, closings and defaults."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from imaging_rules import Library, assess, read_case
from imaging_rules.checks import check
from imaging_rules.payer.verdict import Passage, PayerVerdict

HERE = Path(__file__).parent / "second_payer_policy"
MRI, FILM = "MRI lumbar spine without IV contrast", "Radiography lumbar spine"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("library") / "library"
    shutil.copytree(str(files("imaging_rules") / "library"), copy)
    shutil.copy(HERE / "policy.yaml", copy / "payers" / "lumbar-example.yaml")
    shutil.copy(HERE / "cases.yaml", copy / "payers" / "lumbar-example.cases.yaml")
    return copy


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    return Library.load(folder)


def verdict(library: Library, studies: list[str], **features: Any) -> PayerVerdict:
    given = {"features": features, "studies": studies, "policy": "lumbar-example"}
    case = read_case(given, library.vocabulary, date(2026, 11, 20))
    (answer,) = assess(library, case).orders[0].payer
    return answer


FILMED = {"initial_radiographs_performed": True}


def test_the_library_with_the_second_policy_has_nothing_wrong_with_it(folder: Path) -> None:
    assert check(folder) == []


def test_it_counts_eight_weeks_of_back_pain(library: Library) -> None:
    assert verdict(library, [MRI], age_years=40, back_pain=True, pain_duration_weeks=8, **FILMED).status == "met"
    short = verdict(library, [MRI], age_years=40, back_pain=True, pain_duration_weeks=7, pediatric_red_flag_present=False)
    assert short.status == "not-met"


def test_its_gate_wants_films_unless_there_was_a_treatment_within_a_year(library: Library) -> None:
    pain = {"age_years": 40, "back_pain": True, "pain_duration_weeks": 20}
    unfilmed = verdict(library, [MRI], **pain, recent_spine_treatment_date="2025-11-19", initial_radiographs_performed=False)
    treated = verdict(library, [MRI], **pain, recent_spine_treatment_date="2025-11-20", initial_radiographs_performed=False)
    assert (unfilmed.status, treated.status) == ("not-met", "met")
    untested = verdict(library, [MRI], **pain)
    assert untested.status == "met"
    (effect,) = (effect for each in untested.studies for effect in each.gates)
    assert (effect.gate.id, effect.passage) == ("example.gate.film-first", Passage.UNTESTED)


def test_a_combination_of_its_own_opens_its_gate(library: Library) -> None:
    both = verdict(
        library, [FILM, MRI], back_pain=True, pain_duration_weeks=20, recent_significant_trauma=True,
        recent_spine_treatment_date="none", initial_radiographs_performed=False,
    )  # fmt: skip
    assert both.status == "met"
    (effect,) = both.studies[0].gates
    assert (effect.passage, effect.by) == (Passage.EXCEPTED, ("example.both",))


def test_its_default_holds_from_sixty_years(library: Library) -> None:
    ill = {"fever": True, "malaise": True, "prior_overlapping_imaging_date": "2001-01-01", **FILMED}
    assert verdict(library, [MRI], age_years=60, **ill).status == "met"
    young = verdict(library, [MRI], age_years=59, **ill)
    assert (young.status, young.missing) == ("more-information-needed", ("back_pain",))


def test_its_roll_up_closes_its_own_members_and_is_asked_for(library: Library) -> None:
    asked = verdict(library, [MRI], age_years=40, back_pain=True)
    assert asked.owed == ("pain_duration_weeks", "pediatric_red_flag_present")
    denied = verdict(library, [MRI], age_years=40, back_pain=True, pain_duration_weeks=3, fever=False, limp=False)
    assert denied.status == "not-met"


def test_a_low_reading_of_its_own_is_named_where_it_decides(library: Library) -> None:
    (old,) = verdict(library, [MRI], age_years=70, back_pain=True, pain_duration_weeks=9, **FILMED).doubts
    (young,) = verdict(library, [MRI], age_years=50, back_pain=True, pain_duration_weeks=9, **FILMED).doubts
    assert (old.decides, old.reviewer) == (True, "read with care")
    assert (young.decides, young.reviewer) == (False, None)
    assert old.id == young.id == "X1"


def test_what_the_first_policy_knows_is_nothing_to_the_second(library: Library) -> None:
    neck = verdict(library, ["MRI cervical spine without IV contrast"], neck_pain=True, new_extremity_weakness=True)
    assert [(study.study, study.status) for study in neck.studies] == [
        ("mri-cervical-spine-without-iv-contrast", "outside-guideline")
    ]
    assert neck.status == "not-met"
