"""A lesion of the cord beside a demyelinating disease."""

from __future__ import annotations

import pytest

from fhir_mappings.chart.lesions_of_demyelination import as_lesions_of_known_disease
from imaging_rules.facts import Evidence, Finding, State

CORD, MS, NMOSD, LESIONS = "myelopathy", "multiple_sclerosis", "nmosd", "ms_cord_lesions"


def told(name: str, words: str, state: State = State.PRESENT, kind: str = "text") -> Finding:
    return Finding(name, state, Evidence("ServiceRequest/1.reasonCode", words, None, kind, of_order=True))


def names(*found: Finding) -> list[str]:
    return [each.name for each in as_lesions_of_known_disease(found)]


@pytest.mark.parametrize(
    "words", ["known cord lesion", "Spinal cord lesions", "cervical cord disease", "lesion in the spinal cord"]
)
def test_beside_known_multiple_sclerosis_it_is_one_of_its_lesions(words: str) -> None:
    assert names(told(MS, "MS"), told(CORD, words)) == [MS, LESIONS]


def test_one_that_is_asked_for_or_beside_another_disease_stays() -> None:
    assert names(told(NMOSD, "NMOSD"), told(CORD, "cord lesion")) == [NMOSD, CORD]
    assert names(told(MS, "MS"), told(CORD, "cord lesion", State.SUSPECTED)) == [MS, CORD]


@pytest.mark.parametrize("words", ["cervical myelopathy", "compressive cord lesion", "hemicord syndrome"])
def test_what_the_cord_no_longer_does_stays(words: str) -> None:
    assert names(told(MS, "MS"), told(CORD, words)) == [MS, CORD]


@pytest.mark.parametrize("other", [told(MS, "?MS", State.SUSPECTED), told("syrinx", "syrinx")])
def test_without_a_known_demyelinating_disease_it_is_to_be_found_out_about(other: Finding) -> None:
    assert CORD in names(other, told(CORD, "cord lesion"))


def test_a_code_of_a_disease_of_the_cord_stays() -> None:
    assert CORD in names(told(MS, "MS"), told(CORD, "Disease of spinal cord", kind="code"))
