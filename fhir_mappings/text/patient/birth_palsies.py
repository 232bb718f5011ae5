"""A palsy of the arm that dates from birth, of which the scenarios of a plexus do not speak: 'Erb palsy, shoulder dystocia'.

The words stand in `tables/text/birth_palsies.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.said import Said
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words, word_at, word_before
from imaging_rules.facts import State

_WORDS = word_lists("text/birth_palsies")
_SYNDROME, _INJURY = "brachial_plexus_syndrome", "plexus_injury"
_OF_THE_PLEXUS = frozenset({_SYNDROME, _INJURY})
_LATER = "spine_injury"
_TELLING = _WORDS["names"] | _WORDS["names of later ones too"] | _WORDS["of birth"] | _WORDS["how born"]
_HURT_WITHIN = 3
_DENIED_WITHIN = 3
_CHILD_WITHIN = 4


def without_birth_palsies(words: Words, found: Sequence[Said]) -> list[Said]:
    """What a text says, without a syndrome of the brachial plexus and its injury where they date from birth."""
    if words.named.isdisjoint(_TELLING) or all(said.finding not in _OF_THE_PLEXUS for said in found):
        return list(found)
    if not (_is_told(words) or (_is_named(words) and not _is_injured_later(found))):
        return list(found)
    return [said for said in found if said.finding not in _OF_THE_PLEXUS]


def _is_named(words: Words) -> bool:
    return not words.named.isdisjoint(_WORDS["names of later ones too"])


def _is_injured_later(found: Sequence[Said]) -> bool:
    return any(said.finding == _LATER and said.state is not State.REFUTED for said in found)


def _is_told(words: Words) -> bool:
    """Whether words other than a name that is given to later injuries too say that it dates from birth."""
    if not words.named.isdisjoint(_WORDS["names"]):
        return True
    spelled = words.keys
    for at in words.where(_WORDS["how born"] | _WORDS["of birth"]):
        if not _WORDS["denied"].isdisjoint(spelled[max(0, at - _DENIED_WITHIN) : at]):
            continue
        if spelled[at] in _WORDS["how born"] and _WORDS["whose child"].isdisjoint(spelled[at + 1 : at + 1 + _CHILD_WITHIN]):
            return True
        if spelled[at] in _WORDS["of birth"] and not _WORDS["hurt"].isdisjoint(spelled[at + 1 : at + 1 + _HURT_WITHIN]):
            return True
        since = spelled[at] in _WORDS["birth"] and word_before(spelled, at) in _WORDS["since"]
        if since and word_at(spelled, at + 1) not in _WORDS["another one"]:
            return True
    return False
