"""The rows of a client's own tables, as they stand in its files: a CSV table, or a FHIR R4 ConceptMap.

What a row says is judged elsewhere; here is only whether the file can be read, and on which line what stands.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NEEDED = ("code", "target_system", "target")
COLUMNS = ("system", "code", "display", "target_system", "target", "state", "value", "note")
"""The columns of a CSV table; those not needed may be left out."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A local code and one thing it stands for; `place` is the file and the line.

    `target_system` is a standard code system, `study` or `finding`; `note` keeps an order code from being written.
    """

    place: str
    system: str
    code: str
    display: str
    target_system: str
    target: str
    state: str = ""
    value: str = ""
    note: str = ""


@dataclass(slots=True)
class SiteFile:
    """What a file holds. `problems` keep it from being used; `remarks` are what was left out of it on purpose."""

    rows: list[SiteRow] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_csv(file: Path, system: str | None) -> SiteFile:
    """The rows of a CSV table in UTF-8, with or without a byte order mark, with commas.

    `system` is the code system of rows that name none: "" for codes that come without one, None where every row has to
    name its own. Never raises; what cannot be read is a problem.
    """
    found = SiteFile()
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as problem:
        return unreadable(file, problem)
    try:
        _read_table(file.name, csv.reader(lines, strict=True), system, found)
    except csv.Error as problem:
        found.problems.append(f"{file.name}: not a CSV table: {problem}")
    return found


def unreadable(file: Path, problem: OSError | UnicodeDecodeError) -> SiteFile:
    """What to say of a file that cannot be read."""
    words = f"cannot be read: {problem.strerror}" if isinstance(problem, OSError) else "is not in UTF-8"
    return SiteFile(problems=[f"{file.name}: {words}"])


def system_problem(place: str) -> str:
    """What to say of a code without a system in a file for which none was agreed."""
    return f"{place}: no system; name it, or give the file one in the registry of clients"


def _read_table(name: str, table: Iterator[list[str]], system: str | None, found: SiteFile) -> None:
    header = [cell.strip().lower() for cell in next(table, [])]
    found.problems += [f"{name}, line 1: {problem}" for problem in _header_problems(header)]
    if found.problems:
        return
    line = 1
    for cells in table:
        place, line = f"{name}, line {line + 1}", table.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            found.problems.append(f"{place}: {len(cells)} cells where the header has {len(header)}")
            continue
        _add_row(place, dict(zip(header, (cell.strip() for cell in cells), strict=True)), system, found)


def _header_problems(header: list[str]) -> Iterator[str]:
    for column in NEEDED:
        if column not in header:
            yield f"no column {column}; the columns are {', '.join(COLUMNS)}, with commas between them"
            return
    for column in dict.fromkeys(header):
        if column not in COLUMNS:
            yield f"unknown column {column or '(without a name)'}; the columns are {', '.join(COLUMNS)}"
        elif header.count(column) > 1:
            yield f"column {column} stands twice"


def _add_row(place: str, cells: dict[str, str], system: str | None, found: SiteFile) -> None:
    missing = [column for column in NEEDED if not cells[column]]
    if missing:
        found.problems.append(f"{place}: no {' and no '.join(missing)}")
        return
    own = cells.pop("system", "") or system
    if own is None:
        found.problems.append(system_problem(place))
        return
    found.rows.append(SiteRow(place, own, **{"display": "", **cells}))
