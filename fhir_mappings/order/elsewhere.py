"""What is known of an order for a part of the body that the catalogue lacks: its modality and contrast phase.

No criteria speak of an MRI of the knee, but the safety limits do: an implant that is unsafe for MRI is so in every scanner.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from fhir_mappings.codes.systems import normal_code
from fhir_mappings.order.name import phase_of, read_name
from fhir_mappings.tables_csv import table
from imaging_rules.study import Phase, Study

_MR = "mri"
_BY_NUMBER = frozenset({"cpt", "hcpcs"})
Coded = tuple[str | None, object]
"""A short name of a code system, and a code as it came."""


def study_elsewhere(names: Iterable[str], codes: Iterable[Coded]) -> Study | None:
    """A study of no region: the one modality that names and codes tell, and the phase where they tell it; None for none."""
    read = [read_name(name) for name in names]
    told = {modality for each in read for modality in each.modalities} or {_MR for each in codes if _is_mr(*each)}
    if len(told) != 1:
        return None
    modality = told.pop()
    return Study(modality, (), phase_of(modality, frozenset[Phase]().union(*(each.phases for each in read))))


def _is_mr(system: str | None, code: object) -> bool:
    plain = normal_code(system, code)
    return system in _BY_NUMBER and plain is not None and any(low <= plain <= high for low, high in _numbers())


@cache
def _numbers() -> tuple[tuple[str, str], ...]:
    return tuple((row["low"], row["high"]) for row in table("cpt_mr"))
