"""A palsy of the arm that dates from birth, of which the scenarios of a plexus do not speak: 'Erb palsy, shoulder dystocia'.

The words stand in `tables/text/birth_palsies.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import word_at, word_before
from imaging_rules.facts import State

_WORDS = word_lists("text/birth_palsies")
_SYNDROME, _INJURY = "brachial_plexus_syndrome", "plexus_injury"
_OF_THE_PLEXUS = frozenset({_SYNDROME, _INJURY})
_LATER = "spine_injury"
_TELLING = _WORDS["names"] | _WORDS["names of later ones too"] | _WORDS["of birth"] | _WORDS["how born"]
_HURT_WITHIN = 3
_DENIED_WITHIN = 3
_CHILD_WITHIN = 4


def without_birth_palsies(made: Text, found: Sequence[Said]) -> list[Said]:
    """What a text says, without a syndrome of the brachial plexus and its injury where they date from birth."""
    if made.words.named.isdisjoint(_TELLING) or all(said.finding not in _OF_THE_PLEXUS for said in found):
        return list(found)
    spelled = made.words.keys
    told = [at for at in made.words.where(_TELLING) if not _is_denied(spelled, at) and made.is_of_patient(at)]
    later = any(said.finding == _LATER and said.state is not State.REFUTED for said in found)
    if not any(_is_told(spelled, at) or (not later and spelled[at] in _WORDS["names of later ones too"]) for at in told):
        return list(found)
    return [said for said in found if said.finding not in _OF_THE_PLEXUS]


def _is_denied(spelled: Sequence[str], at: int) -> bool:
    return not _WORDS["denied"].isdisjoint(spelled[max(0, at - _DENIED_WITHIN) : at])


def _is_told(spelled: Sequence[str], at: int) -> bool:
    """Whether the word at a place says by itself, or with those beside it, that something dates from birth."""
    return (
        spelled[at] in _WORDS["names"]
        or (spelled[at] in _WORDS["how born"] and _WORDS["whose child"].isdisjoint(spelled[at + 1 : at + 1 + _CHILD_WITHIN]))
        or (spelled[at] in _WORDS["of birth"] and not _WORDS["hurt"].isdisjoint(spelled[at + 1 : at + 1 + _HURT_WITHIN]))
        or _is_since_birth(spelled, at)
    )


def _is_since_birth(spelled: Sequence[str], at: int) -> bool:
    since = spelled[at] in _WORDS["birth"] and word_before(spelled, at) in _WORDS["since"]
    return since and word_at(spelled, at + 1) not in _WORDS["another one"]
