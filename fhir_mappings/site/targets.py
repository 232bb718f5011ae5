"""What a row of a client's own table points at: a standard code, a study of the catalogue, or a finding by name."""

from __future__ import annotations

from collections.abc import Collection

from fhir_mappings.codes.shapes import is_well_formed
from fhir_mappings.codes.systems import canonical_uri, normal_code, normal_system
from fhir_mappings.resource.elements import Coding
from fhir_mappings.site.rows import SiteRow

STUDY, FINDING = "study", "finding"
OWN_URIS = {f"https://imaging-cds.example/CodeSystem/{name}": name for name in (STUDY, FINDING)}
"""The names of our studies and of our findings as code systems, for a ConceptMap."""


class RowProblem(ValueError):
    """A row that cannot be used; the message names its file and line."""


def target_system(row: SiteRow) -> str:
    """`study`, `finding`, or the short name of a standard system. Raises RowProblem."""
    named = OWN_URIS.get(row.target_system, row.target_system)
    if named in (STUDY, FINDING):
        return named
    system = normal_system(named)
    if system is None:
        raise RowProblem(f"{row.place}: unknown code system to map to: {row.target_system}")
    return system


def standard_code(row: SiteRow, system: str, systems: Collection[str]) -> Coding:
    """The standard code that a row points at. Raises RowProblem where it is of none of `systems`, or can be no code."""
    if system not in systems:
        raise RowProblem(f"{row.place}: not to be mapped to {row.target_system}; {', '.join(systems)} are")
    code = normal_code(system, row.target)
    if code is None or not is_well_formed(system, code):
        raise RowProblem(f"{row.place}: {row.target} is no {system} code")
    uri = canonical_uri(system) if row.target_system == system else row.target_system
    return Coding(system, code, "", uri, row.target)
