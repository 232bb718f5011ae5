"""How many days a unit of time has, from `tables/time_units.csv`: the one place for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from fhir_mappings.tables_csv import table


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """`days` of one of many, on average; `counted` of a single one, in whole days; `longest` that one can have. `ucum` is its
    code, "" where records do not count in it; `name` is its word, and `also` are other ways to write it."""

    ucum: str
    name: str
    also: tuple[str, ...]
    days: float
    counted: int
    longest: int

    @property
    def spellings(self) -> tuple[str, ...]:
        """All ways in which a record writes it."""
        return (self.ucum, self.name, *self.also)


@cache
def time_units() -> Mapping[str, TimeUnit]:
    """The units by the letter that `tables/text/times.yaml` has for each."""
    return {
        row["unit"]: TimeUnit(
            row["ucum"],
            row["name"],
            tuple(row["also"].split()),
            float(Fraction(row["days"])),
            int(row["counted"] or 0),
            int(row["longest"] or 0),
        )
        for row in table("time_units")
    }


@cache
def units_of_records() -> Mapping[str, TimeUnit]:
    """The units that records count in, by their UCUM code."""
    return {unit.ucum: unit for unit in time_units().values() if unit.ucum}
