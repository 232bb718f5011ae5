"""Families of phrases that differ in a side, a limb or a little word, from `tables/text_families.yaml`.

`no [treatment|therapy] [yet|so far|]` stands for six phrases; `<arm>` stands for the words listed under `sets`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from fhir_mappings.finding_codes import table_value
from fhir_mappings.text.words import keys
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import read_yaml

_SET = re.compile(r"<([a-z ]+)>")
_CHOICE = re.compile(r"\[([^\]]*)\]")
_STATES = frozenset(state.value for state in State)

Says = tuple[tuple[str, State, Value | None], ...]
"""Findings with their states and values."""


@cache
def family_phrases() -> tuple[tuple[tuple[str, ...], Says], ...]:
    """The words of each phrase of each family and what they say; of words that two families hold, the first one's."""
    content: dict[str, Any] = read_yaml(files("fhir_mappings") / "tables" / "text_families.yaml")
    found: dict[tuple[str, ...], Says] = {}
    for family in content["families"]:
        says = tuple(_said(finding, written) for finding, written in (family["says"] or {}).items())
        for pattern in family["phrases"]:
            for phrase in phrases_of(pattern, content["sets"]):
                found.setdefault(keys(phrase), says)
    return tuple(found.items())


def phrases_of(pattern: str, sets: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The phrases that a pattern stands for. Raises KeyError for a set that is not there."""
    spread = _SET.sub(lambda match: "[" + "|".join(each or "" for each in sets[match[1]]) + "]", pattern)
    parts = _CHOICE.split(spread)  # at odd places what was in brackets
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())


def _said(finding: str, written: str) -> tuple[str, State, Value | None]:
    if written in _STATES:
        return finding, State(written), None
    return finding, State.PRESENT, table_value(written)
