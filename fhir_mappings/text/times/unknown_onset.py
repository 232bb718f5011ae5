"""A complaint of which nobody knows how long it has lasted: 'vague historian, cannot pin down the duration'.

Its onset is left open: a rule that asks for a length must not take it for absent. Where a length is named only to doubt it,
'unsure if since last week or since the summer', that is no onset either, nor is that of a pain beside a weakness that may be
old: 'low back pain 4 weeks, foot drop, unclear whether longstanding'. The words stand in `tables/text/unknown_onset.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from fhir_mappings.text.known_of_findings import kinds_of_time, relapsing
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
    changed = {said.state for said in found if said.finding == _CHANGED}
    if State.SUSPECTED not in changed or State.PRESENT in changed:
        return False
    return any(said.finding == _WEAK and said.state is State.PRESENT for said in found)


def with_unknown_onset_left_open(made: Text, found: list[Said]) -> tuple[list[Said], frozenset[str]]:
    """What a text says without an onset that it only weighs, and the onset where that is left open: it is weighed, or nobody
    knows it."""
    doubted = _is_told(made, _phrases("doubted"))
    if ONSET not in [said.finding for said in found]:
        return found, _OPEN if doubted or _is_unknown(made, found) else _NOTHING
    return ([said for said in found if said.finding != ONSET], _OPEN) if doubted else (found, _NOTHING)


def _is_unknown(made: Text, found: Sequence[Said]) -> bool:
    """Whether a text, which tells no onset, says that nobody knows it. `found` is all that it says."""
    if _is_weak_since_nobody_knows(found) or _has_alternatives(made):
        return True
    return _is_told(made, _phrases("phrases"), made.is_of_patient)


def _has_alternatives(made: Text) -> bool:
    """Whether times are told as alternatives."""
    return not _of_alternatives().isdisjoint(made.words.named) and _is_told(made, _phrases("alternatives"))


def _anyone(_: int) -> bool:
    """Who does not know it is of no matter: 'mum unsure if since last week or last month'."""
    return True


def _is_told(made: Text, phrases: PhraseGroup, of_patient: Callable[[int], bool] = _anyone) -> bool:
    """Whether one of `phrases` is told where `of_patient` allows it."""
    begins, spelled = phrases.begins(made.words), made.words.keys
    return begins != [] and any(phrases.ends(spelled, at, len(spelled)) and of_patient(at) for at in begins)


@cache
def _of_alternatives() -> frozenset[str]:
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/unknown_onset.yaml")["of alternatives"])


@cache
def _phrases(kind: str) -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/unknown_onset.yaml")[kind])
