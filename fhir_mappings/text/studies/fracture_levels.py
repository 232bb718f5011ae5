"""The level of a compression fracture, from the words that name the fracture: 'T7 compression fx', 'wedge fracture of L3'.

T11 to L1 is the junction, which films and scans of the thoracic and of the lumbar spine both show (convention).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fhir_mappings.text.said import Said
from imaging_rules.facts import State

_FRACTURES = frozenset({"vcf_film", "vcf_symptomatic", "fragility_fracture"})
_LEVEL = re.compile(r"\b([ctl])(\d{1,2})(?:\s*[-/]\s*([ctl]?)(\d{1,2}))?\b", re.IGNORECASE)
_PARTS = {"c": ("cervical",), "t": ("thoracic",), "l": ("lumbar",)}
_THERE = frozenset({State.PRESENT, State.HISTORY})
_SIGNALS = {("t", 1), ("t", 2)}
"""The names of MRI sequences as well."""
_JUNCTION = {("t", 11), ("t", 12), ("l", 1)}


def fracture_levels(found: Iterable[Said]) -> Iterator[Said]:
    """The parts of the spine with a fracture that a text names by its level: all of them, whatever their age."""
    named = [said for said in found if said.finding in _FRACTURES and said.state in _THERE]
    parts = {part: said for said in named for part in _parts(said.words)}
    if parts:
        first = next(iter(parts.values()))
        yield Said("vcf_level", State.PRESENT, first.words, tuple(sorted(parts)))


def _parts(words: str) -> Iterator[str]:
    for letter, number, last_letter, last in _LEVEL.findall(words):
        ends = [(letter, number), *([(last_letter or letter, last)] if last else [])]
        for part, at in ((part.lower(), int(at)) for part, at in ends):
            if (part, at) in _SIGNALS:
                continue
            yield from ("lumbar", "thoracic") if (part, at) in _JUNCTION else _PARTS[part]
