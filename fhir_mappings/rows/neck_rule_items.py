"""The items of the NEXUS rule by the names that rows give them, from `tables/neck_rule_items.csv`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from fhir_mappings.tables_csv import table
from fhir_mappings.whole_texts import normal_text

_RULE = r"(?:nexus|ccr|canadian c-?spine)(?: criteri(?:a|on)| items?| rule)?"
_BEFORE = re.compile(rf"^\s*{_RULE}(?:\s*[-:–]\s*|\s+)", re.IGNORECASE)
_BEHIND = re.compile(rf"(?:\s*\({_RULE}\)|\s*[-:–,]\s*{_RULE})\s*$", re.IGNORECASE)
_VERDICTS = {"yes": True, "no": False}


def without_name_of_the_rule(label: str) -> str:
    """`NEXUS - intoxication`, `Intoxication (NEXUS)` as `intoxication`; any other label as it is."""
    bare = _BEHIND.sub("", _BEFORE.sub("", label))
    return bare if bare != label and items_asked(bare) else label


def items_asked(label: str) -> tuple[tuple[str, bool], ...]:
    """The items that a label asks for by its whole name, each with the verdict that denies it."""
    return _questions().get(normal_text(label), ())


@cache
def all_items() -> frozenset[str]:
    """The items of the rule."""
    return frozenset(item for asked in _questions().values() for item, _ in asked)


@cache
def _questions() -> Mapping[str, tuple[tuple[str, bool], ...]]:
    found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for row in table("neck_rule_items"):
        found[row["question"]].append((row["item"], _VERDICTS[row["denied_by"]]))
    return {name: tuple(rows) for name, rows in found.items()}
