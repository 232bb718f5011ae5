"""When a patient was born and how old that makes them on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fhir_mappings.resource.elements import Days, Unreadable, days_of, text_of

_MONTHS = 12


def birth_days(patient: Mapping[str, Any] | None) -> Days | None:
    """The birth date of a Patient, None where it is missing or unreadable."""
    try:
        return days_of(patient.get("birthDate")) if patient else None
    except Unreadable:
        return None


def is_deceased(patient: Mapping[str, Any]) -> bool:
    """Whether a Patient is recorded as deceased."""
    return patient.get("deceasedBoolean") is True or bool(text_of(patient.get("deceasedDateTime")))


def completed_months(birth: date, on: date) -> int:
    """Months completed since birth, negative before it. Who is born on a day that a month does not have completes it on the
    first of the next: born on 29 February, a year on 1 March."""
    months = (on.year - birth.year) * _MONTHS + on.month - birth.month
    return months - (on.day < birth.day)


def months_lived(patient: Mapping[str, Any] | None, on: date) -> int | None:
    """The age of a Patient in completed months, None where the birth date does not settle it."""
    birth = birth_days(patient)
    if patient is None or birth is None or is_deceased(patient):
        return None
    youngest, oldest = completed_months(birth.last, on), completed_months(birth.first, on)
    return youngest if 0 <= youngest == oldest else None
