"""From the files of a client's own codes to the codes the readers use, with all that is wrong in them.

A problem keeps the codes from being used at all: half a table is not what the site meant. A remark is worth knowing and
stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

from fhir_mappings.codes.systems import normal_system
from fhir_mappings.site.codes import Key, LocalOrder, LocalProblem, SiteCodes, code_key
from fhir_mappings.site.concept_maps import read_concept_map
from fhir_mappings.site.order_codes import local_order
from fhir_mappings.site.problem_codes import local_problem
from fhir_mappings.site.rows import SiteFile, SiteRow, read_csv
from fhir_mappings.site.targets import FINDING, RowProblem, target_system

Role = Literal["orders", "problems"]
"""What the codes of a file stand for: imaging orders, or what a record says of a patient."""

Local = TypeVar("Local", LocalOrder, LocalProblem)

_READERS: dict[str, Callable[[Path, str | None], SiteFile]] = {".csv": read_csv, ".json": read_concept_map}


@dataclass(frozen=True, slots=True)
class CodesFile:
    """A file of a client's own codes. `system` is the code system of codes for which the file names none: "" where they
    come without one; None where the file has to name it."""

    file: Path
    role: Role
    system: str | None = None


@dataclass(slots=True)
class Compiled:
    """The codes of the files together, what is wrong with them, and what is worth knowing."""

    codes: SiteCodes = field(default_factory=SiteCodes)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def compile_codes(files: Sequence[CodesFile]) -> Compiled:
    """The codes of these files. Never raises; the codes are not to be used where there are problems."""
    made = Compiled()
    orders = _grouped([each for each in files if each.role == "orders"], made)
    problems = _grouped([each for each in files if each.role == "problems"], made)
    made.codes = SiteCodes(_all(local_order, orders, made), _all(local_problem, problems, made))
    return made


def _grouped(files: Iterable[CodesFile], made: Compiled) -> dict[Key, list[SiteRow]]:
    """The rows of each code. A code stands once for each target system; by name it may mean several findings."""
    groups: dict[Key, list[SiteRow]] = {}
    first: dict[tuple[str, ...], str] = {}
    for each in files:
        read = _READERS.get(each.file.suffix.lower(), _unknown_kind)(each.file, each.system)
        made.problems += read.problems
        made.remarks += read.remarks
        for row in read.rows:
            key = code_key(row.system, row.code)
            stands = (*key, *_stands_for(row))
            if stands in first:
                made.problems.append(f"{row.place}: {row.code} stands twice for {row.target_system}, first in {first[stands]}")
            elif owner := normal_system(row.system):
                made.problems.append(f"{row.place}: {row.system} is {owner}, a standard system that is no site's own")
            else:
                groups.setdefault(key, []).append(row)
            first.setdefault(stands, row.place)
    return groups


def _stands_for(row: SiteRow) -> tuple[str, ...]:
    try:
        system = target_system(row)
    except RowProblem:
        return (row.target_system,)
    return (system, row.target) if system == FINDING else (system,)


def _all(
    make: Callable[[Sequence[SiteRow], list[str]], Local], groups: dict[Key, list[SiteRow]], made: Compiled
) -> dict[Key, Local]:
    found: dict[Key, Local] = {}
    for key, rows in groups.items():
        try:
            found[key] = make(rows, made.remarks)
        except RowProblem as problem:
            made.problems.append(str(problem))
    return found


def _unknown_kind(file: Path, _system: str | None) -> SiteFile:
    return SiteFile(problems=[f"{file.name}: neither a CSV table (.csv) nor a FHIR ConceptMap (.json)"])
