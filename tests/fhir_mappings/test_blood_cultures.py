"""A culture of blood: what grew, what did not, and what is left open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fhir_mappings.fhir_records import LOINC, SNOMED, Resource, chart, concept, observation, resource, said

GROWN, STERILE = ("sepsis_or_bacteraemia", "present"), ("sepsis_or_bacteraemia", "refuted")
BY_CODE = {"coding": [{"system": LOINC, "code": "600-7", "display": "Bacteria identified in Blood by Culture"}]}


def culture(value: str, name: Resource | None = None) -> Resource:
    return row(name or {"text": "Blood cultures x2"}, valueString=value)


def row(name: Resource, **value: Any) -> Resource:
    return resource("Observation", status="final", code=name, effectiveDateTime="2026-11-16", **value)


def report(conclusion: str, day: str = "2026-11-16", name: str = "Blood culture") -> Resource:
    given = {"status": "final", "code": {"text": name}, "effectiveDateTime": day, "conclusion": conclusion}
    return resource("DiagnosticReport", **given)


@pytest.mark.parametrize(
    "value",
    ["Staph aureus (MSSA)", "Escherichia coli, both bottles", "gram negative rods", "Strep gallolyticus 4/4", "positive"],
)
@pytest.mark.parametrize("name", [None, BY_CODE])
def test_a_germ_that_is_none_of_the_skins_is_bacteremia(value: str, name: Resource | None) -> None:
    assert said(culture(value, name)) == {GROWN}


@pytest.mark.parametrize("value", ["No growth after 48 hours", "negative", "sterile", "NGTD"])
@pytest.mark.parametrize("name", [None, BY_CODE])
def test_nothing_grown_denies_it(value: str, name: Resource | None) -> None:
    assert said(culture(value, name)) == {STERILE}


@pytest.mark.parametrize("value", ["Staph epidermidis, likely contaminant", "pending", "coag neg staph in one bottle"])
def test_a_germ_of_the_skin_leaves_it_open(value: str) -> None:
    read = chart(culture(value))
    assert read.findings == ()
    assert "sepsis_or_bacteraemia" in read.mentioned


def test_a_coded_germ_is_read_by_its_name() -> None:
    germ = {"coding": [{"system": SNOMED, "code": "3092008", "display": "Staphylococcus aureus"}]}
    assert said(row(BY_CODE, valueCodeableConcept=germ)) == {GROWN}


def test_a_report_of_a_culture_is_read_by_its_conclusion() -> None:
    assert said(report("Klebsiella pneumoniae grown in 2 of 2 bottles.")) == {GROWN}
    assert said(report("No growth after 5 days.")) == {STERILE}


@pytest.mark.parametrize(
    "given",
    [
        report("Staphylococcus aureus", day="2026-06-01"),
        report("Staphylococcus aureus", name="Wound swab culture"),
        culture("E. coli", {"text": "Urine culture"}),
        culture("positive", {"text": "MRSA screen"}),
    ],
)
def test_an_old_culture_and_one_of_another_place_say_nothing(given: Resource) -> None:
    assert GROWN not in said(given)


def test_a_name_that_is_only_a_code_is_read_as_before() -> None:
    assert said(observation("600-7", valueCodeableConcept=concept(SNOMED, "10828004", "Positive"))) == {GROWN}
