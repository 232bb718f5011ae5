"""Codes for one part of a study (a modality, a body site, a contrast phase), both ways, from `tables/body_sites.csv`.

Some EHRs send modality and region in separate codings (RadLex RIDs), most send a `bodySite`. A modality outside the
catalogue has an empty value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fhir_mappings.codes.systems import normal_code
from fhir_mappings.tables_csv import table
from imaging_rules.study import Phase, catalogue


@dataclass(frozen=True, slots=True)
class OrderAttribute:
    """One row: `kind` is modality, region or contrast. Only the field of its kind is filled."""

    system: str
    code: str
    display: str
    kind: str
    modality: str = ""
    regions: tuple[str, ...] = ()
    phase: Phase | None = None


def order_attribute(system: str | None, code: object) -> OrderAttribute | None:
    """The row of a code; `system` is a short name. None for a code the table does not have."""
    plain = normal_code(system, code)
    return _index().get((system, plain)) if system and plain else None


def body_site_code(regions: tuple[str, ...], system: str) -> OrderAttribute | None:
    """The body site to write for exactly these regions, in a system (short name)."""
    rows = (row for row in _rows() if row.kind == "region" and row.system == system)
    return next((row for row in rows if row.regions == regions), None)


def contrast_code(phase: Phase, system: str) -> OrderAttribute | None:
    """The code to write for a contrast phase, in a system (short name)."""
    return next((row for row in _rows() if row.phase is phase and row.system == system), None)


@lru_cache(maxsize=1)
def _rows() -> tuple[OrderAttribute, ...]:
    return tuple(_row(row) for row in table("body_sites"))


def _row(row: dict[str, str]) -> OrderAttribute:
    kind, value = row["kind"], row["value"]
    return OrderAttribute(
        system=row["system"],
        code=row["code"],
        display=row["display"],
        kind=kind,
        modality=value if kind == "modality" else "",
        regions=catalogue().region(value) if kind == "region" else (),
        phase=Phase(value) if kind == "contrast" else None,
    )


@lru_cache(maxsize=1)
def _index() -> dict[tuple[str, str], OrderAttribute]:
    return {(row.system, row.code): row for row in _rows()}
