"""Reading the small tables of this package: every cell is text, and a table is read once."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from sys import intern


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `tables/<name>.csv`, each column as text; what several cells say is one string, found faster than equal ones.
    Raises FileNotFoundError for a table that is not there."""
    text = (files("fhir_mappings") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    return tuple(dict(zip(header, map(intern, row), strict=True)) for row in rows if row)


def column(name: str, of: str, **where: str) -> frozenset[str]:
    """The cells of one column of a table, of the rows whose other cells say so: `column("row_tests", "name", role="test")`."""
    return frozenset(row[of] for row in table(name) if where.items() <= row.items())


def words_by_role(name: str) -> dict[str, frozenset[str]]:
    """The words of a table, grouped by their role."""
    return {role: column(name, "word", role=role) for role in column(name, "role")}
