"""A complaint of which nobody knows how long it has lasted: 'vague historian, cannot pin down the duration'.

Its onset is left open: a rule that asks for a length must not take it for absent. The words stand in
`tables/text/unknown_onset.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.told_onset import ONSET
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_OPEN = frozenset({ONSET})


def unknown_onset(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """The onset, where a text says that nobody knows it and `found`, all that it says, holds none."""
    phrases, spelled = _phrases(), made.words.keys
    if made.words.named.isdisjoint(phrases.firsts) or any(said.finding == ONSET for said in found):
        return _NOTHING
    for at in made.words.where(phrases.firsts):
        if phrases.ends(spelled, at, len(spelled)) and made.is_of_patient(at):
            return _OPEN
    return _NOTHING


@cache
def _phrases() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/unknown_onset.yaml")["phrases"])
