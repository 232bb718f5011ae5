"""A complaint of which nobody knows how long it has lasted: 'vague historian, cannot pin down the duration'.

Its onset is left open: a rule that asks for a length must not take it for absent. The words stand in
`tables/text/unknown_onset.yaml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_families import phrases_of
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.told_onset import ONSET
from fhir_mappings.text.words import keys
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_OPEN = frozenset({ONSET})


def unknown_onset(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """The onset, where a text says that nobody knows it and `found`, all that it says, holds none."""
    phrases, spelled = _phrases(), made.words.keys
    if made.words.named.isdisjoint(phrases) or any(said.finding == ONSET for said in found):
        return _NOTHING
    for at in made.words.where(phrases.keys()):
        sizes = phrases[spelled[at]].items()
        if any(spelled[at : at + size] in known for size, known in sizes) and made.is_of_patient(at):
            return _OPEN
    return _NOTHING


@cache
def _phrases() -> Mapping[str, Mapping[int, frozenset[tuple[str, ...]]]]:
    """The phrases by their first word and the number of their words."""
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/unknown_onset.yaml")
    made: dict[str, dict[int, frozenset[tuple[str, ...]]]] = defaultdict(dict)
    for phrase in (keys(written) for pattern in content["phrases"] for written in phrases_of(pattern)):
        by_size = made[phrase[0]]
        by_size[len(phrase)] = by_size.get(len(phrase), frozenset()) | {tuple(phrase)}
    return dict(made)
