"""How many days a unit of time has is said in one place, for every unit that the readers know."""

from __future__ import annotations

from importlib.resources import files

import pytest

from fhir_mappings.time_units import time_units, units_of_records
from imaging_rules.yaml_files import read_yaml


def test_every_unit_of_free_text_has_its_days() -> None:
    words = read_yaml(files("fhir_mappings") / "tables" / "text/times.yaml")
    assert set(words["units"]) == set(time_units())
    assert set(words["shorthand"].values()) | set(words["one"].values()) <= set(time_units())


@pytest.mark.parametrize(
    ("code", "days", "counted", "longest"),
    [("d", 1, 1, 1), ("wk", 7, 7, 7), ("mo", 365.25 / 12, 30, 31), ("a", 365.25, 365, 366)],
)
def test_a_unit_of_records_has_the_days_that_ucum_gives_it(code: str, days: float, counted: int, longest: int) -> None:
    unit = units_of_records()[code]
    assert (unit.days, unit.counted, unit.longest) == (days, counted, longest)


def test_no_spelling_stands_for_two_units() -> None:
    spellings = [spelling for unit in units_of_records().values() for spelling in unit.spellings]
    assert len(spellings) == len(set(spellings))


def test_only_free_text_counts_in_hours_and_fortnights() -> None:
    assert {unit.name for unit in time_units().values()} - {unit.name for unit in units_of_records().values()} == {
        "hour",
        "fortnight",
    }
    assert time_units()["h"].days * 24 == 1
