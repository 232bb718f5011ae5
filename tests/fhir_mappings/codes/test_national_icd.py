"""Codes of other countries' editions of ICD-10: read as far as they mean the same, and as certain as they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from imaging_rules.facts import State
from tests.fhir_mappings.fhir_records import chart, resource, the

GERMAN = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
LETTERS = "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT"


def stated(record: dict[str, Any], name: str) -> State:
    (finding,) = the(name, record)
    return finding.state


def german(code: str, letter: str = "", display: str = "") -> dict[str, Any]:
    coding: dict[str, Any] = {"system": GERMAN, "code": code, "version": "2026", "display": display}
    if letter:
        coding["extension"] = [{"url": CERTAINTY, "valueCoding": {"system": LETTERS, "code": letter}}]
    return resource("Condition", code={"coding": [coding]}, clinicalStatus="active")


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("M54.2", "neck_pain"),
        ("M54.5", "low_back_pain"),
        ("M54.12", "arm_root_symptoms"),
        ("M54.16", "leg_root_symptoms"),
        ("G35.1", "multiple_sclerosis"),
        ("M45.09", "ankylosing_spondylitis"),
        ("G54.1", "lumbosacral_plexus_syndrome"),
        ("M46.46*", "spine_infection"),
    ],
)
def test_a_german_code_is_read_by_the_category_that_both_editions_share(code: str, finding: str) -> None:
    assert stated(german(code), finding) is State.PRESENT


@pytest.mark.parametrize("system", ["http://hl7.org/fhir/sid/icd-10-am", "http://hl7.org/fhir/sid/icd-10-ca", GERMAN + "|2025"])
def test_other_editions_and_versions_are_read_alike(system: str) -> None:
    condition = resource("Condition", code={"coding": [{"system": system, "code": "M54.2"}]})
    assert stated(condition, "neck_pain") is State.PRESENT


def test_a_fifth_character_of_another_meaning_is_not_read() -> None:
    cervical_in_germany_adolescent_in_america = german("M41.12")
    made = chart(cervical_in_germany_adolescent_in_america)
    assert {found.value for found in made.findings if found.name == "scoliosis_kind"} == {"idiopathic"}


@pytest.mark.parametrize(
    ("letter", "state"), [("G", State.PRESENT), ("V", State.SUSPECTED), ("Z", State.HISTORY), ("A", State.REFUTED)]
)
def test_the_letter_beside_a_german_code_says_how_certain_it_is(letter: str, state: State) -> None:
    assert stated(german("G35.1", letter), "multiple_sclerosis") is state


def test_a_letter_never_makes_a_suspicion_certain() -> None:
    condition = {**german("G35.1", "G"), "verificationStatus": {"coding": [{"code": "provisional"}]}}
    assert stated(condition, "multiple_sclerosis") is State.SUSPECTED
