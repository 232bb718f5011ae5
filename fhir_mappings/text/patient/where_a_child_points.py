"""Where a child points, it hurts: 'points to his low back'. What an examination points to is read as it stands.

From `tables/text/small_child.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from fhir_mappings.text.words import Words
from imaging_rules.yaml_files import packaged_yaml

_PLACE = "localization"


@dataclass(frozen=True)
class _Pointing:
    under: float
    points: frozenset[str]
    pains: Mapping[str, Row]


def where_a_child_points(words: Words, hits: list[Hit], years: float) -> list[Hit]:
    """The phrases of a text about somebody of these years, with the pains of what a child points to."""
    told = _pointing()
    if years >= told.under or words.named.isdisjoint(told.points):
        return hits
    return [_pain_pointed_at(words, hit, told) for hit in hits]


def _pain_pointed_at(words: Words, hit: Hit, told: _Pointing) -> Hit:
    if _PLACE not in hit.findings or words.keys[hit.first] not in told.points:
        return hit
    places = [place for each in hit.meanings if isinstance(each.value, tuple) for place in each.value]
    return hit.saying(told.pains[places[0]]) if len(places) == 1 and places[0] in told.pains else hit


@cache
def _pointing() -> _Pointing:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/small_child.yaml")["pointing"]
    pains = {place: Row((Meaning(finding),)) for place, finding in content["hurts"].items()}
    return _Pointing(float(content["under"]), frozenset(content["words"]), pains)
