"""Two blood values of an infection that is known tell whether it gets worse; one tells nothing. The order's day is
2026-11-20."""

from __future__ import annotations

import pytest

from imaging_rules.facts import State
from tests.fhir_mappings.fhir_records import ICD, Resource, chart, concept, resource

LOINC = "http://loinc.org"
CRP, WHITE_CELLS = ("1988-5", "C reactive protein", "mg/L"), ("6690-2", "Leukocytes", "10*3/uL")


def discitis(since: str) -> Resource:
    active = {"coding": [{"code": "active"}]}
    return resource("Condition", code=concept(ICD, "M46.42", "Discitis"), onsetDateTime=since, clinicalStatus=active)


def value(of: tuple[str, str, str], number: float, day: str) -> Resource:
    code, words, unit = of
    amount = {"value": number, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return resource(
        "Observation", id=f"{code}-{day}", status="final", code=concept(LOINC, code, words), valueQuantity=amount,
        effectiveDateTime=day,
    )  # fmt: skip


def course(*on_file: Resource) -> State | None:
    found = [each.state for each in chart(*on_file).findings if each.name == "infection_markers_rising"]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (20, 96, State.PRESENT),
        (96, 11, State.REFUTED),
        (40, 45, State.REFUTED),  # two measurements scatter by as much
        (2, 6, State.REFUTED),  # within what is normal
    ],
)
def test_two_values_of_a_known_infection_tell_its_course(before: float, now: float, expected: State) -> None:
    values = value(CRP, before, "2026-10-15"), value(CRP, now, "2026-11-16")
    assert course(discitis("2026-10-05"), *values) is expected


def test_one_kind_that_rises_is_enough() -> None:
    falls = value(CRP, 90, "2026-10-15"), value(CRP, 20, "2026-11-16")
    rises = value(WHITE_CELLS, 9, "2026-10-15"), value(WHITE_CELLS, 17, "2026-11-16")
    assert course(discitis("2026-10-05"), *falls, *rises) is State.PRESENT


@pytest.mark.parametrize(
    "on_file",
    [
        (discitis("2026-10-05"), value(CRP, 96, "2026-11-16")),
        (discitis("2026-10-05"), value(CRP, 2, "2026-08-01"), value(CRP, 96, "2026-11-16")),  # before it began
        (value(CRP, 20, "2026-10-15"), value(CRP, 96, "2026-11-16")),  # of no infection that is known
    ],
)
def test_less_tells_nothing(on_file: tuple[Resource, ...]) -> None:
    assert course(*on_file) is None
