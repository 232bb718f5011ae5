"""Patient: age in completed years on the order's day, and administrative sex."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fhir_mappings.readers.reading import Reading
from fhir_mappings.resources import Days, Unreadable, days_of, text_of
from imaging_rules.facts import Finding, State

_SEXES = frozenset({"female", "male", "other"})


def read_patient(resource: Mapping[str, Any], reading: Reading) -> Iterator[Finding]:
    """`age_years` and `sex`. A birth date given only by year or month gives an age where all its days agree. Raises
    Unreadable where two delivered Patients of this id disagree."""
    if text_of(resource.get("id")) not in ("", reading.patient_id):
        reading.skip("other-patient")
        return
    if reading.patient is None:
        raise Unreadable("two patients under one id")
    birth = birth_days(resource)
    if birth is not None:
        youngest, oldest = completed_years(birth.last, reading.as_of), completed_years(birth.first, reading.as_of)
        if youngest == oldest and youngest >= 0:
            evidence = reading.evidence(resource, f"born {text_of(resource.get('birthDate'))}", None, "value")
            yield Finding("age_years", State.PRESENT, evidence, float(youngest))
        else:
            reading.skip("age-not-certain")
    sex = text_of(resource.get("gender")).lower()
    if sex in _SEXES:
        yield Finding("sex", State.PRESENT, reading.evidence(resource, sex, None, "value"), sex)


def birth_days(patient: Mapping[str, Any] | None) -> Days | None:
    """The birth date of a Patient, None where it is missing or unreadable."""
    try:
        return days_of(patient.get("birthDate")) if patient else None
    except Unreadable:
        return None


def completed_years(birth: date, on: date) -> int:
    """Years completed since birth; who is born on 29 February completes them on 1 March in other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
