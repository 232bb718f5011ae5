"""Where a row for an 'area of interest' binds, which scenarios are looked at at all, and whether overlaps are seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from imaging_rules import Library, Record, study
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Evidence, Finding, State
from imaging_rules.judging import by_its_reason
from imaging_rules.matching import fit
from imaging_rules.overlaps import ways_to_fit
from imaging_rules.placement import regions_of
from imaging_rules.satisfying import Between, combined, open_ways, settled

LIBRARY = Library.load()


def book(**facts: Any) -> FactBook:
    return FactBook(LIBRARY.vocabulary, Record(as_of=date(2026, 11, 20), stated=facts))


@pytest.mark.parametrize(
    ("scenario", "facts", "order", "regions"),
    [
        ("spine-infection-2021/v1", {"low_back_pain": True}, "MRI thoracic spine", ["lumbar spine"]),
        ("spine-infection-2021/v1", {"low_back_pain": True, "neck_pain": True}, "MRI head", ["cervical spine", "lumbar spine"]),
        ("spine-infection-2021/v1", {}, "MRI thoracic spine", ["thoracic spine"]),
        ("axspa-2021/v1", {}, "Radiography sacroiliac joints", ["lumbar spine"]),
        ("acute-spinal-trauma-2024/v6", {"blunt_trauma_region": ("cervical", "lumbar")}, "MRI head", ["lumbar spine"]),
        ("vertebral-compression-fracture-2022/v1", {"low_back_pain": True}, "MRI thoracic spine", ["thoracic spine"]),
        ("vertebral-compression-fracture-2022/v1", {"low_back_pain": True}, "Bone scan whole body", ["lumbar spine"]),
        ("myelopathy-2020/v2", {}, "MRI lumbar spine", ["cervical spine", "thoracic spine"]),
        ("myelopathy-2020/v2", {"cord_sign_distribution": "hand_or_arm"}, "MRI lumbar spine", ["cervical spine"]),
    ],
)
def test_the_region_is_that_of_the_signs_the_scenario_goes_by(
    scenario: str, facts: dict[str, Any], order: str, regions: list[str]
) -> None:
    assert list(regions_of(LIBRARY.scenarios[scenario], book(**facts), study(order))) == regions


def test_a_scenario_left_aside_by_the_entry_index_could_not_have_been_entered() -> None:
    every = list(LIBRARY.scenarios.values())
    for scenario in every:
        facts = book(**{"age_years": 50.0, **ways_to_fit(scenario, LIBRARY)[0]})
        possible = {one.id for one in LIBRARY.entry_index.possible(every, facts)}
        entered = {one.id for one in every if one.entry.evaluate(facts).value is True}
        assert entered <= possible


def test_a_constraint_or_emergency_left_aside_could_not_have_held() -> None:
    every = [*LIBRARY.safety.constraints, *LIBRARY.safety.emergencies]
    met = set()
    for one in every:
        for stated in [*map(settled, open_ways(one.when, LIBRARY.vocabulary)), {"pregnancy": State.SUSPECTED}]:
            facts = book(**stated)
            if one.when.evaluate(facts).value is True:
                met.add(one.id)
                assert one in LIBRARY.safety_index.possible(every, facts)
    assert met == {one.id for one in every}


def test_an_empty_record_leaves_every_scenario_and_constraint_aside() -> None:
    nothing = book(age_years=50.0)
    assert LIBRARY.entry_index.possible(LIBRARY.scenarios.values(), nothing) == []
    assert LIBRARY.safety_index.possible(LIBRARY.safety.constraints, nothing) == []


def test_a_pain_recorded_elsewhere_stands_in_the_reason_of_an_order_that_suspects_its_disease() -> None:
    def found(name: str, state: State, source: str, *, of_order: bool) -> Finding:
        return Finding(name, state, Evidence(source, name, of_order=of_order))

    pain = found("inflammatory_back_pain", State.PRESENT, "Observation/1", of_order=False)
    reason = (
        found("low_back_pain", State.PRESENT, "Condition/1", of_order=True),
        found("axial_spondyloarthritis", State.SUSPECTED, "Condition/2", of_order=True),
    )

    def entered_by_its_reason(*findings: Finding) -> bool:
        facts = FactBook(LIBRARY.vocabulary, Record(date(2026, 11, 20), findings, indication="read"))
        return by_its_reason(fit(LIBRARY.scenarios["axspa-2021/v1"], facts))

    assert entered_by_its_reason(pain, *reason)
    assert not entered_by_its_reason(pain, reason[0])
    assert not entered_by_its_reason(replace(pain, state=State.REFUTED), *reason)


def test_scenarios_of_sixteen_and_over_meet_those_of_under_eighteen() -> None:
    assert list(combined([[{"age_years": Between(low=16)}], [{"age_years": Between(high=17)}]])) == [
        {"age_years": Between(16, 17)}
    ]
    assert list(combined([[{"age_years": Between(low=18)}], [{"age_years": Between(high=17)}]])) == []


def test_two_hurt_regions_are_one_patient() -> None:
    both = combined([[{"blunt_trauma_region": ("cervical",)}], [{"blunt_trauma_region": ("lumbar",)}]])
    assert list(both) == [{"blunt_trauma_region": ("cervical", "lumbar")}]


def test_every_scenario_has_a_way_to_fit() -> None:
    assert [s.id for s in LIBRARY.scenarios.values() if not ways_to_fit(s, LIBRARY)] == []


@pytest.mark.parametrize("topic", [t for t in LIBRARY.topics if "child" in t])
def test_no_child_scenario_fits_an_adult(topic: str) -> None:
    for scenario in LIBRARY.topics[topic].scenarios.values():
        facts = book(**{**ways_to_fit(scenario, LIBRARY)[0], "age_years": 18.0})
        assert not fit(scenario, facts).candidate


ADULT_TOPICS = (
    "cervical-pain-2024",
    "dizziness-ataxia-2023",
    "low-back-pain-2021",
    "thoracic-back-pain-2024",
    "vertebral-compression-fracture-2022",
)


@pytest.mark.parametrize("topic", ADULT_TOPICS)
def test_no_adult_scenario_fits_a_child(topic: str) -> None:
    for scenario in LIBRARY.topics[topic].scenarios.values():
        facts = book(**{**ways_to_fit(scenario, LIBRARY)[0], "age_years": 17.0})
        assert not fit(scenario, facts).candidate
