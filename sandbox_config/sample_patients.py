"""The sample patients: one YAML file each, with dates counted from today.

A file says what it shows, the record, and a draft order to begin with. Dates are counts such as `-9 months`, so that a
complaint is as old next year as it is today. The people are made up and named after what they show.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import field_validator

from imaging_rules.file_model import FileModel
from imaging_rules.yaml_files import read_yaml

SYSTEMS = {
    "snomed": "http://snomed.info/sct",
    "icd-10-cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "loinc": "http://loinc.org",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
}
_COUNT = re.compile(r"(-?\d{1,4}) (day|week|month|year)s?")


class Said(FileModel):
    """What is said and since or on when: a code of a system, its words, the record's own words."""

    text: str
    code: str | None = None
    display: str | None = None
    on: str | None = None

    @field_validator("code")
    @classmethod
    def _of_a_known_system(cls, code: str | None) -> str | None:
        if code is not None and (len(parts := code.split()) != 2 or parts[0] not in SYSTEMS):
            raise ValueError(f"'{code}' is not a system and a code")
        return code

    @field_validator("on", "onset", check_fields=False)
    @classmethod
    def _counted(cls, when: str | None) -> str | None:
        if when is not None:
            day(when, date(2024, 1, 1))
        return when

    @property
    def concept(self) -> dict[str, Any]:
        """The CodeableConcept."""
        if self.code is None:
            return {"text": self.text}
        system, code = self.code.split()
        return {"coding": [{"system": SYSTEMS[system], "code": code, "display": self.display or self.text}], "text": self.text}


class Condition(Said):
    """A problem; `onset` is when it began."""

    onset: str
    verification: Literal["confirmed", "provisional", "refuted"] = "confirmed"


class Observation(Said):
    """A finding or a laboratory value: `value` in words, or `quantity` with its UCUM `unit`."""

    on: str
    value: str | None = None
    quantity: float | None = None
    unit: str | None = None


class Device(Said):
    """An implant; `safety` is its MR label where one is recorded."""

    safety: str | None = None
    note: str | None = None


class Report(Said):
    """A radiology report."""

    on: str
    conclusion: str


class Start(FileModel):
    """The draft order that a patient is shown with: a study of the library by name, the text of one of the patient's
    conditions, and further words of the indication."""

    study: str
    indication: str
    words: str = ""
    priority: Literal["routine", "urgent", "asap", "stat"] = "routine"


class SamplePatient(FileModel):
    """One file. `born` is counted like every date; `id` is the file's name."""

    id: str
    shows: str
    family: str
    given: str
    gender: Literal["male", "female", "other", "unknown"]
    born: str
    conditions: tuple[Condition, ...] = ()
    observations: tuple[Observation, ...] = ()
    procedures: tuple[Said, ...] = ()
    allergies: tuple[Said, ...] = ()
    devices: tuple[Device, ...] = ()
    medications: tuple[Said, ...] = ()
    reports: tuple[Report, ...] = ()
    start: Start

    @property
    def label(self) -> str:
        """The name as lists show it, such as `Demo, Neck-Pain`."""
        return f"{self.family}, {self.given}"


@lru_cache(maxsize=1)
def sample_patients() -> tuple[SamplePatient, ...]:
    """All of them, by name. Raises YamlProblem or pydantic.ValidationError where a file is not right."""
    folder = files("sandbox_config") / "patients"
    found = (file for file in folder.iterdir() if file.name.endswith(".yaml"))
    made = [SamplePatient.model_validate({"id": file.name.removesuffix(".yaml"), **read_yaml(file)}) for file in found]
    return tuple(sorted(made, key=lambda patient: patient.label))


def day(count: str, today: date) -> date:
    """The day that a count such as `-9 months` or `0 days` means. Raises ValueError where it is none."""
    read = _COUNT.fullmatch(count.strip())
    if not read:
        raise ValueError(f"'{count}' is not a count of days, weeks, months or years")
    number, unit = int(read[1]), read[2]
    if unit in ("day", "week"):
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 + number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
