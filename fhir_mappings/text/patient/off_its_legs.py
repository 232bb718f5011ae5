"""A small child off its legs: 'off his legs, cries at every nappy change, 38.6' is a child that will not walk, and no palsy.

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
_GAIT = "gait_abnormal"


@dataclass(frozen=True)
class _OffLegs:
    under: float
    legs: frozenset[str]
    off: frozenset[str]
    refuses: Row
    signs: frozenset[str]
    sign_words: frozenset[str]
    deficits: frozenset[str]
    deficit_words: frozenset[str]


def of_a_child_off_its_legs(words: Words, hits: list[Hit], meant: Sequence[Meant], years: float) -> list[Hit]:
    """The phrases of a text about somebody of these years, as they are meant of a small child that is off its legs."""
    told = _off_legs()
    if years >= told.under or words.named.isdisjoint(told.legs):
        return hits
    off = frozenset(hit.first for hit in hits if _is_off_legs(words, hit, told))
    if not off or not _hurts(words, hits, meant, off, told):
        return hits
    return [hit.saying(told.refuses) if hit.first in off else hit for hit in hits]


def _is_off_legs(words: Words, hit: Hit, told: _OffLegs) -> bool:
    spelled = words.keys[hit.first : hit.last + 1]
    return _GAIT in hit.findings and not told.off.isdisjoint(spelled) and not told.legs.isdisjoint(spelled)


def _hurts(words: Words, hits: Sequence[Hit], meant: Sequence[Meant], off: AbstractSet[int], told: _OffLegs) -> bool:
    """Whether pain or an infection is told, and no deficit but that the child is off its legs."""
    others = [hit for hit, how in zip(hits, meant, strict=True) if how in _THERE and hit.first not in off]
    if not words.named.isdisjoint(told.deficit_words):
        return False
    if any(each.finding in told.deficits and each.state is State.PRESENT for hit in others for each in hit.meanings):
        return False
    if not words.named.isdisjoint(told.sign_words):
        return True
    return any(each.finding in told.signs and each.state is State.PRESENT for hit in others for each in hit.meanings)


@cache
def _off_legs() -> _OffLegs:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/small_child.yaml")["off the legs"]
    names = ("legs", "off", "beside", "beside words", "no other deficit", "no other deficit by word")
    legs, off, signs, sign_words, deficits, deficit_words = (frozenset(content[name]) for name in names)
    refuses = Row((Meaning(content["says"]),))
    return _OffLegs(float(content["under"]), legs, off, refuses, signs, sign_words, deficits, deficit_words)
