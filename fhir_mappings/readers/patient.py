"""Patient: age on the order's day, in completed years or for infants in completed months, and administrative sex."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.age import birth_days, completed_months, is_deceased
from fhir_mappings.resource.elements import Days, Unreadable, text_of
from fhir_mappings.tables_csv import table
from imaging_rules.facts import Finding, Span, State

_SEXES = frozenset({"female", "male", "other"})
_MONTHS = 12


def read_patient(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """`age_years` and `sex`. A deceased patient has no age: an order for one is a mistake that no rule may build on. Raises
    Unreadable where two delivered Patients of this id disagree."""
    if text_of(resource.get("id")) not in ("", reading.patient_id):
        reading.skip("other-patient")
        return
    if reading.patient is None:
        raise Unreadable("two patients under one id")
    birth = birth_days(resource)
    if is_deceased(resource):
        reading.skip("deceased")
    elif birth is not None:
        yield from _age(birth, resource, reading)
    sex = text_of(resource.get("gender")).lower()
    if sex in _SEXES:
        yield Finding("sex", State.PRESENT, reading.evidence(resource, sex, None, "value"), sex)


def _age(birth: Days, resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """The age; of a birth date without its day the youngest it can mean, or the span of all where an age limit of a rule
    lies between."""
    youngest, oldest = (completed_months(day, reading.as_of) for day in (birth.last, birth.first))
    if birth.first > reading.as_of or oldest // _MONTHS > _oldest():
        reading.skip("birth-date-not-possible")
        return
    youngest = max(youngest, 0)
    infant = oldest < _in_months_under() * _MONTHS
    decides = any(youngest < limit * _MONTHS <= oldest for limit in _limits())
    if decides or (infant and youngest != oldest):
        span = Span(_in_years(youngest), _in_years(oldest))
        words = f"born {text_of(resource.get('birthDate'))}: {span} years"
        yield Finding("age_years", State.PRESENT, reading.evidence(resource, words, None, "value"), span)
        return
    years = youngest // _MONTHS
    open_years = f": {years} or {oldest // _MONTHS} years" if oldest // _MONTHS > years else ""
    months = f": {youngest} months" if infant else ""
    words = f"born {text_of(resource.get('birthDate'))}{open_years}{months}"
    yield Finding("age_years", State.PRESENT, reading.evidence(resource, words, None, "value"), _in_years(youngest))


def _in_years(months: int) -> float:
    """Completed years; under two, months as a fraction of a year."""
    return round(months / _MONTHS, 2) if months < _in_months_under() * _MONTHS else float(months // _MONTHS)


@cache
def _limits() -> tuple[int, ...]:
    return tuple(int(row["years"]) for row in table("age_limits") if row["limit"] == "rule")


def _in_months_under() -> int:
    return next(int(row["years"]) for row in table("age_limits") if row["limit"] == "in_months_under")


def _oldest() -> int:
    return next(int(row["years"]) for row in table("age_limits") if row["limit"] == "oldest")
