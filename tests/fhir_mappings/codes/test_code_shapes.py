"""What can be a code at all, by the examples that the owners of the systems publish.

Sources: SNOMED CT Release File Specification, examples of identifiers; LOINC Users' Guide, check digit.
"""

from __future__ import annotations

import pytest

from fhir_mappings.codes.shapes import is_well_formed

CONCEPTS = ("100005", "101291009", "10989121108", "1290989121103", "1290023401004", "999999990989121104")
OTHER_COMPONENTS = ("100014", "100022", "1290023401015", "9940000001029", "1290000001117")
"""Descriptions, relationships and members: the check digit is right, the partition is another one."""


@pytest.mark.parametrize("code", CONCEPTS)
def test_a_snomed_concept_has_its_partition_and_the_right_check_digit(code: str) -> None:
    assert is_well_formed("snomed", code)
    others = {code[:-1] + digit for digit in "0123456789"} - {code}
    assert not any(is_well_formed("snomed", other) for other in others)


@pytest.mark.parametrize("code", OTHER_COMPONENTS)
def test_another_component_of_snomed_is_no_concept(code: str) -> None:
    assert not is_well_formed("snomed", code)


def test_a_concept_of_an_extension_names_its_namespace() -> None:
    assert not any(is_well_formed("snomed", f"24700010{digit}") for digit in range(10))
    assert any(is_well_formed("snomed", f"24700000{digit}") for digit in range(10))


def test_two_digits_that_changed_places_are_seen() -> None:
    assert not is_well_formed("snomed", "10129019" + "0")
    assert not is_well_formed("snomed", "110291009")


def test_a_loinc_code_has_the_right_check_digit() -> None:
    assert [digit for digit in range(10) if is_well_formed("loinc", f"12345-{digit}")] == [5]
