"""Which SNOMED CT concepts are a kind of which, from `tables/snomed_parents.csv`.

SNOMED CT codes say nothing by their digits, so a concept that `findings.csv` does not have is read by the ones above it.
The table holds only what the child's own name says: `Chronic low back pain` is low back pain. A child may be read as its
parent, never a parent as its child.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from fhir_mappings.tables_csv import table


def ancestors(code: str) -> Iterator[tuple[int, str]]:
    """The concepts above one, as (steps up, code): parents first, each once. Empty for a code the table does not have."""
    seen, level, steps = {code}, [code], 0
    while level:
        steps += 1
        level = [parent for child in level for parent in _parents().get(child, ()) if parent not in seen]
        level = list(dict.fromkeys(level))
        seen.update(level)
        yield from ((steps, parent) for parent in level)


def child_display(code: str) -> str:
    """The name of a concept that has parents here; "" for any other."""
    return _displays().get(code, "")


@cache
def _parents() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in table("snomed_parents"):
        found[row["child"]].append(row["parent"])
    return {child: tuple(parents) for child, parents in found.items()}


@cache
def _displays() -> dict[str, str]:
    return {row["child"]: row["display"] for row in table("snomed_parents")}
