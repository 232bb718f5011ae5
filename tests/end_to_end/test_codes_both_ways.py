"""What the library recommends can be ordered: study to code to the same study, in every code system."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from fhir_mappings.codes.systems import canonical_uri
from fhir_mappings.order.codes import preferred_code
from fhir_mappings.order.drafts import read_order
from fhir_mappings.order.replacement import replacement
from imaging_rules import Library, Study
from imaging_rules.guideline import Scenario
from imaging_rules.placement import bound_table, spine_regions
from imaging_rules.rating import Rating
from imaging_rules.study import Phase, UnknownStudy, catalogue, study

SYSTEMS = ("cpt", "loinc", "snomed", "radlex")
GAPS = Path(__file__).parent / "studies_without_a_code.txt"
"""Frozen: a line for each system and recommended study that the system has no code for, or none that reads back."""


@lru_cache(maxsize=1)
def recommended_studies() -> tuple[Study, ...]:
    """All that a scenario can offer: usually or may be appropriate, preferred, advised, or left as a fallback."""
    found = {study for scenario in Library.load().scenarios.values() for study in _offered(scenario)}
    return tuple(sorted(found, key=lambda each: each.name))


def _offered(scenario: Scenario) -> Iterator[Study]:
    entry = scenario.entry_of
    for region in _regions(scenario):
        for bound in bound_table(scenario, (region,)) if scenario.rows else ():
            if bound.row.rating is not Rating.USUALLY_NOT:
                yield bound.study
    named = [entry.prefer, *entry.prefer_when, *entry.advise, *entry.fallback.values()]
    for name in [each.study for each in named] + [entry.prefer_also or "none"]:
        if name != "none":
            yield from _at_a_region(study(name), scenario)


def _at_a_region(named: Study, scenario: Scenario) -> Iterator[Study]:
    stated = [name for name in named.regions if not catalogue().regions[name].placeholder]
    unstated = len(stated) < len(named.regions)
    yield from (named.at([*stated, region]) for region in _regions(scenario)) if unstated else (named,)


def _regions(scenario: Scenario) -> list[str]:
    rule = scenario.entry_of.region
    if rule.rule == "fixed":
        return [region for word in rule.regions for region in catalogue().region(word)]
    return [name for name in spine_regions() if name not in rule.never]


def read_back(wanted: Study, system: str) -> Study | str:
    """The study that an order with nothing but our code for it says; the reason where it does not."""
    row = preferred_code(wanted, system)
    if row is None:
        return "no code"
    order = {"resourceType": "ServiceRequest", "code": {"coding": [{"system": canonical_uri(system), "code": row.code}]}}
    said = read_order(order)
    if (
        said.study is not None
        and said.study.phase in (Phase.UNSPECIFIED, Phase.SOME_CONTRAST)
        and wanted.phase in said.possible_phases
    ):
        return f"{row.code} leaves the phase open"
    return said.study or f"{row.code} is not read"


def gaps() -> list[str]:
    found = ((system, wanted, read_back(wanted, system)) for system in SYSTEMS for wanted in recommended_studies())
    return [f"{system}: {wanted.name}: {said if isinstance(said, str) else said.name}"
            for system, wanted, said in found if said != wanted]  # fmt: skip


def test_the_gaps_are_the_known_ones() -> None:
    assert gaps() == GAPS.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_code_reads_back_as_another_study(system: str) -> None:
    wrong = [(one.name, said.name) for one in recommended_studies()
             if isinstance(said := read_back(one, system), Study) and said != one]  # fmt: skip
    assert wrong == []


FAMILIES = ("mr", "ct", "radiograph")
"""What is ordered by level every day; nuclear studies, ultrasound and biopsies without a code stand among the gaps."""


def test_a_study_of_one_level_of_the_spine_can_be_ordered_by_cpt_or_loinc() -> None:
    levels = [(name,) for name, region in catalogue().regions.items() if region.level]
    wanted = [one for one in recommended_studies()
              if one.regions in levels and catalogue().modalities[one.modality].family in FAMILIES]  # fmt: skip
    unordered = [one.name for one in wanted if all(isinstance(read_back(one, system), str) for system in ("cpt", "loinc"))]
    assert wanted
    assert unordered == []


def test_every_study_that_is_usually_appropriate_can_be_ordered_whole_or_part_by_part() -> None:
    draft = {"resourceType": "ServiceRequest", "id": "a", "code": {"text": "CT C-spine"}}
    best = {
        bound.study
        for scenario in Library.load().scenarios.values()
        for region in (_regions(scenario) if scenario.rows else ())
        for bound in bound_table(scenario, (region,))
        if bound.row.rating is Rating.USUALLY
    }
    parts = {part for one in best for part in ([one] if replacement(draft, one) else [one.at([each]) for each in one.regions])}
    assert len(best) > 40
    assert [part.name for part in parts if replacement(draft, part) is None] == []


def test_the_studies_are_those_of_the_library() -> None:
    names = {each.name for each in recommended_studies()}
    assert {"MRI cervical spine without and with IV contrast", "CT myelography cervical spine"} <= names
    assert len(names) > 20
    with pytest.raises(UnknownStudy):
        study("MRI of the area that hurts")
