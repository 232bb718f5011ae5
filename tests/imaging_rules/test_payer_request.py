"""A payer policy judges the orders of one request as the set that will be submitted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from imaging_rules import Library
from imaging_rules.facts import Record
from imaging_rules.payer.request import PayerAnswer, joint_record, payer_answer
from imaging_rules.study import Study, study

LOW_BACK = study("MRI lumbar spine without IV contrast")
NECK, MID_BACK = study("MRI cervical spine without IV contrast"), study("MRI thoracic spine without IV contrast")
NECK_WITH_CONTRAST = study("MRI cervical spine without and with IV contrast")
CHEST, LOW_BACK_FILM = study("CT chest without IV contrast"), study("Radiography lumbar spine")
CORD = {"suspected_myelopathy": True, "myelopathic_symptoms": ("hand_clumsiness",), "symptoms_progressive": True}


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def record(**stated: object) -> Record:
    return Record(date(2026, 11, 20), stated=stated)  # type: ignore[arg-type]


def answer(library: Library, records: list[Record], *studies: Study) -> PayerAnswer | None:
    return payer_answer(library.policies["nia-cervical-mri-2022"], library.vocabulary, records, studies)


def by_study(made: PayerAnswer | None) -> dict[str, str]:
    assert made is not None
    return {each.study: each.status.value for each in made.verdict.studies}


def test_a_study_that_the_policy_has_no_name_for_is_no_part_of_the_set(library: Library) -> None:
    made = answer(library, [record(**CORD)], NECK, LOW_BACK_FILM)
    assert by_study(made) == {"mri-cervical": "met"}
    assert made is not None
    assert made.verdict.status == "met"


def test_an_order_that_no_criterion_speaks_of_is_not_judged(library: Library) -> None:
    assert answer(library, [record(**CORD)], LOW_BACK_FILM) is None
    assert answer(library, [record(**CORD)], LOW_BACK, LOW_BACK_FILM) is None


def test_what_is_drafted_beside_counts_as_ordered_with_it(library: Library) -> None:
    both = by_study(answer(library, [record(**CORD)], NECK, MID_BACK))
    assert both == {"mri-cervical": "met", "mri-thoracic": "more-information-needed"}


def test_the_contrast_phase_makes_no_second_study_of_it(library: Library) -> None:
    assert by_study(answer(library, [record(**CORD)], NECK, NECK_WITH_CONTRAST)) == {"mri-cervical": "met"}


def test_what_one_order_says_counts_for_the_set(library: Library) -> None:
    apart = {name: value for name, value in CORD.items() if name != "symptoms_progressive"}
    records = [record(**apart), record(symptoms_progressive=True)]
    assert by_study(answer(library, records, NECK)) == {"mri-cervical": "met"}


def test_what_two_orders_state_differently_is_unknown() -> None:
    joint = joint_record([record(symptoms_progressive=True, neck_pain=True), record(symptoms_progressive=False)])
    assert joint.stated == {"neck_pain": True}
    assert joint.unknown == {"symptoms_progressive"}


def test_a_part_of_the_record_is_delivered_where_it_was_for_every_order() -> None:
    joint = joint_record([record(), replace(record(), delivered=frozenset({"order", "condition"}), indication="unread")])
    assert joint.delivered == {"order", "condition"}
    assert joint.indication == "unread"


def test_a_fact_owed_is_told_in_the_vocabularys_words_and_asked_where_a_choice_answers_it(library: Library) -> None:
    made = answer(library, [record(neck_pain=True, new_neurologic_deficit_on_exam=False)], NECK)
    assert made is not None
    assert {"conservative_treatment_period", "conservative_treatment_outcome"} <= set(made.verdict.owed)
    period = made.facts["conservative_treatment_period"]
    assert (period.means[:13], period.question) == ("Start and end", None)
    outcome = made.facts["conservative_treatment_outcome"].question
    assert outcome is not None
    assert [each.text for each in outcome.answers] == ["failed", "improved", "ongoing"]


def test_what_speaks_for_a_criterion_so_far_is_what_is_recorded_and_not_what_the_policy_assumes(library: Library) -> None:
    made = answer(library, [record(neck_pain=True, conservative_treatment_started=True)], NECK)
    assert made is not None
    failed_care = next(each for each in made.verdict.criteria if each.id.endswith("failed-conservative-6wk"))
    assert [fact.name for fact in failed_care.on_record] == ["neck_pain", "conservative_treatment_started"]


def test_a_policy_speaks_of_its_own_study_and_of_what_is_ordered_with_it(library: Library) -> None:
    brain = study("MRI head without IV contrast")
    alone = answer(library, [record(**CORD)], brain)
    together = answer(library, [record(**CORD)], brain, NECK)
    assert alone is not None
    assert together is not None
    assert not alone.verdict.speaks_of(alone.verdict.of(brain)[0])
    assert together.verdict.speaks_of(together.verdict.of(brain)[0])


CANCER = {"known_malignancy": True, "neck_pain": True, "age_years": 60.0}


def clashes(made: PayerAnswer | None) -> list[str]:
    assert made is not None
    return [clash.id for clash in made.verdict.clashes]


def test_a_clash_is_named_only_where_its_facts_are_known(library: Library) -> None:
    assert clashes(answer(library, [record(**CANCER)], NECK)) == ["contrast"]
    assert clashes(answer(library, [record(**CANCER, primary_cancer_site="breast")], NECK)) == ["contrast"]
    other = {**CANCER, "primary_cancer_site": "ovarian"}
    assert clashes(answer(library, [record(**other)], NECK)) == ["any-primary", "contrast"]
    assert clashes(answer(library, [record(**other, cancer_active=True)], NECK)) == ["any-primary", "contrast"]
    inactive = answer(library, [record(**other, cancer_active=False)], NECK)
    assert clashes(inactive) == ["any-primary", "radiographs-first", "contrast"]


def test_the_clash_about_contrast_stands_only_by_scenarios_whose_phases_rate_apart_or_prefer_contrast(library: Library) -> None:
    entry = library.policies["nia-cervical-mri-2022"].file.clashes["contrast"]
    for name in entry.scenarios:
        preferred = library.scenarios[name].entry_of.prefer.study
        assert "without and with IV contrast" in preferred, name
