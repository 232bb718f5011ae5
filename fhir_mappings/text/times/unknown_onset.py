"""A complaint of which nobody knows how long it has lasted: 'vague historian, cannot pin down the duration'.

Its onset is left open: a rule that asks for a length must not take it for absent. The words stand in
`tables/text/unknown_onset.yaml`. So is the onset of a pain beside a weakness that may be old: 'low back pain 4 weeks, foot
drop, unclear whether longstanding'. The weakness would be taken for one of these weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from fhir_mappings.text.kinds import kinds_of_time, relapsing
from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.told_onset import ONSET
from fhir_mappings.text.times.told_time import Owned
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_OPEN = frozenset({ONSET})
_WEAK, _CHANGED = "weakness", "neuro_symptoms_new_or_worse"


def without_the_onset_of_a_pain(made: Text, found: list[Said], when: Owned) -> list[Said]:
    """What a text says, without the onset of a pain where nobody knows whether the weakness beside it is as recent."""
    if _is_weak_since_nobody_knows(found) and relapsing().isdisjoint(made.findings):
        deficits = kinds_of_time().deficits
        if all(owner is None or deficits.isdisjoint(made.hits[owner].findings) for _, owner in when):
            return [said for said in found if said.finding != ONSET]
    return found


def _is_weak_since_nobody_knows(found: Sequence[Said]) -> bool:
    told = {(said.finding, said.state) for said in found}
    new = (_CHANGED, State.SUSPECTED) in told and (_CHANGED, State.PRESENT) not in told
    return new and (_WEAK, State.PRESENT) in told


def unknown_onset(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """The onset, where a text says that nobody knows it and `found`, all that it says, holds none."""
    if _is_weak_since_nobody_knows(found) and not any(said.finding == ONSET for said in found):
        return _OPEN
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
