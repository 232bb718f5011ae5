"""The page on the tables has one line for each of them, with a module that reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

READERS = Path(__file__).parents[2] / "fhir_mappings"
TABLES = READERS / "tables"
ROWS = re.findall(
    r"^\| `([\w/]+\.(?:csv|yaml))` \| (.+) \| `([\w/]+\.py)` \|$",
    (TABLES / "README.md").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)


def test_each_table_has_one_line() -> None:
    there = [str(file.relative_to(TABLES)) for file in TABLES.rglob("*.*") if file.suffix in (".csv", ".yaml")]
    assert sorted(table for table, _, _ in ROWS) == sorted(there)


@pytest.mark.parametrize(("table", "holds", "reader"), ROWS, ids=lambda told: str(told)[:30])
def test_a_table_is_read_by_the_module_that_is_named(table: str, holds: str, reader: str) -> None:
    assert holds
    name = table.rpartition(".")[0].removeprefix("families/")
    assert re.search(rf'["/]{re.escape(name)}["./]', (READERS / reader).read_text(encoding="utf-8"))
