"""What words mean of a small child who hurts: 'off his legs, cries at every nappy change, 38.6' is a child that will not walk,
and no palsy of both legs; 'points to his low back' tells where it hurts.

From `tables/text/small_child.yaml`. A text that tells of another deficit, or of nothing that hurts or festers, is left
as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.phrases.phrase_trie import Meaning, Row
from fhir_mappings.text.words import Words
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_THERE = frozenset({Meant.AFFIRMED, Meant.SUSPECTED})
_PLACE, _GAIT = "localization", "gait_abnormal"


@dataclass(frozen=True)
class _SmallChild:
    off_legs_under: float
    legs: frozenset[str]
    off: frozenset[str]
    refuses: Row
    signs: frozenset[str]
    sign_words: frozenset[str]
    deficits: frozenset[str]
    deficit_words: frozenset[str]
    pointing_under: float
    points: frozenset[str]
    pains: dict[str, Row]


def of_a_small_child(words: Words, hits: list[Hit], meant: Sequence[Meant], years: float) -> list[Hit]:
    """The phrases of a text about somebody of these years, as they are meant of a child of that age."""
    told = _small_child()
    if years >= told.pointing_under or words.named.isdisjoint(told.legs | told.points):
        return hits
    made = [_pain_pointed_at(words, hit, told) for hit in hits]
    if years < told.off_legs_under and not words.named.isdisjoint(told.legs):
        off = frozenset(hit.first for hit in made if _is_off_legs(words, hit, told))
        if off and _hurts(words, made, meant, off, told):
            made = [_as(hit, told.refuses) if hit.first in off else hit for hit in made]
    return made


def _pain_pointed_at(words: Words, hit: Hit, told: _SmallChild) -> Hit:
    """'Points to his low back' of a child: it hurts there. What an examination points to is read as it stands."""
    if _PLACE not in hit.findings or words.keys[hit.first] not in told.points:
        return hit
    places = [place for each in hit.meanings if isinstance(each.value, tuple) for place in each.value]
    return _as(hit, told.pains[places[0]]) if len(places) == 1 and places[0] in told.pains else hit


def _is_off_legs(words: Words, hit: Hit, told: _SmallChild) -> bool:
    spelled = words.keys[hit.first : hit.last + 1]
    return _GAIT in hit.findings and not told.off.isdisjoint(spelled) and not told.legs.isdisjoint(spelled)


def _hurts(words: Words, hits: Sequence[Hit], meant: Sequence[Meant], off: AbstractSet[int], told: _SmallChild) -> bool:
    """Whether pain or an infection is told, and no deficit but that the child is off its legs."""
    others = [hit for hit, how in zip(hits, meant, strict=True) if how in _THERE and hit.first not in off]
    if not words.named.isdisjoint(told.deficit_words):
        return False
    if any(each.finding in told.deficits and each.state is State.PRESENT for hit in others for each in hit.meanings):
        return False
    if not words.named.isdisjoint(told.sign_words):
        return True
    return any(each.finding in told.signs and each.state is State.PRESENT for hit in others for each in hit.meanings)


def _as(hit: Hit, row: Row) -> Hit:
    return Hit(hit.first, hit.last, row.meanings, row.findings, row)


@cache
def _small_child() -> _SmallChild:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/small_child.yaml")
    legs, points = content["off the legs"], content["pointing"]
    return _SmallChild(
        float(legs["under"]),
        frozenset(legs["legs"]),
        frozenset(legs["off"]),
        Row((Meaning(legs["says"]),)),
        frozenset(legs["beside"]),
        frozenset(legs["beside words"]),
        frozenset(legs["no other deficit"]),
        frozenset(legs["no other deficit by word"]),
        float(points["under"]),
        frozenset(points["words"]),
        {place: Row((Meaning(finding),)) for place, finding in points["hurts"].items()},
    )
