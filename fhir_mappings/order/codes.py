"""Order codes and the studies they stand for, both ways, from `tables/orders.csv`.

A row's `study` is its plain reading. `ambiguous` names other studies the same code is used for, by `;` (SNOMED CT has no
'without and with' for MR, so 'with' serves for both; CPT codes CT myelography as CT 'with' beside an injection code,
and the sacroiliac joints as the pelvis).
A row with a `note` is read but never written: it says more, or less, than the study (views, purpose, limited, sacrum).
An OPS code that the table lacks is read as its category, the characters before its dot.
A row without a study is imaging outside the catalogue, unless the order names one of its other uses; its note says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fhir_mappings.codes.systems import normal_code
from fhir_mappings.tables_csv import table
from imaging_rules.study import Study, study

# The radiology section of CPT without radiation oncology, as the code book is divided (AMA, CPT section structure).
_CPT_IMAGING = (("70010", "77092"), ("78012", "79999"))
# The German procedure codes of chapter 3, which is imaging and nothing else (BfArM, OPS, chapter 3).
_OPS_IMAGING = re.compile(r"3-[0-9][0-9A-Z]{1,2}(\.[0-9A-Z]{1,3})?")
# Section B of ICD-10-PCS is imaging, section C nuclear medicine (CMS, ICD-10-PCS Reference Manual).
_PCS_IMAGING = re.compile(r"[BC][0-9A-HJ-NP-Z]{6}")


@dataclass(frozen=True, slots=True)
class OrderCode:
    """One row of the table. `system` is a short name (`cpt`, `loinc` …)."""

    system: str
    code: str
    display: str
    study: Study | None
    ambiguous: tuple[Study, ...]
    note: str
    source: str

    @property
    def candidates(self) -> tuple[Study, ...]:
        """The studies the code can mean, the plain reading first; empty outside the catalogue."""
        return (self.study, *self.ambiguous) if self.study else ()


def order_code(system: str | None, code: object) -> OrderCode | None:
    """The row of a code; `system` is a short name, `code` as it came. None for a code the table does not have.

    HCPCS level I is CPT, so a five-digit HCPCS code is looked up there.
    """
    plain = normal_code(system, code)
    if system is None or plain is None:
        return None
    if system == "hcpcs" and plain.isdigit():
        system = "cpt"
    category = plain.partition(".")[0] if system == "ops" else plain
    return _index().get((system, plain)) or _index().get((system, category))


def codes_of(wanted: Study) -> tuple[OrderCode, ...]:
    """Every row whose plain reading is this study, in the order of the table."""
    return _by_study().get(wanted, ())


def preferred_code(wanted: Study, system: str) -> OrderCode | None:
    """The code to write for a study in a system (short name): its first row without a note. None where it has none."""
    return next((row for row in codes_of(wanted) if row.system == system and not row.note), None)


def is_imaging_code(system: str | None, code: object) -> bool:
    """Whether a code stands in a part of its system that holds imaging alone, known to the table or not; `system` is a short
    name."""
    plain = normal_code(system, code)
    if plain is None:
        return False
    if system in ("cpt", "hcpcs"):
        return len(plain) == 5 and any(low <= plain <= high for low, high in _CPT_IMAGING)
    shape = {"ops": _OPS_IMAGING, "icd-10-pcs": _PCS_IMAGING}.get(system or "")
    return shape is not None and shape.fullmatch(plain) is not None


@lru_cache(maxsize=1)
def order_codes() -> tuple[OrderCode, ...]:
    """All rows, read once. Raises UnknownStudy where a row names no study of the catalogue."""
    return tuple(_row(row) for row in table("orders"))


def _row(row: dict[str, str]) -> OrderCode:
    return OrderCode(
        system=row["system"],
        code=row["code"],
        display=row["display"],
        study=study(row["study"]) if row["study"] else None,
        ambiguous=tuple(study(name) for name in row["ambiguous"].split(";") if name),
        note=row["note"],
        source=row["source"],
    )


@lru_cache(maxsize=1)
def _index() -> dict[tuple[str, str], OrderCode]:
    return {(row.system, normal_code(row.system, row.code) or ""): row for row in order_codes()}


@lru_cache(maxsize=1)
def _by_study() -> dict[Study, tuple[OrderCode, ...]]:
    found: dict[Study, tuple[OrderCode, ...]] = {}
    for row in order_codes():
        if row.study:
            found[row.study] = (*found.get(row.study, ()), row)
    return found
