"""A 'no' that denies a trouble, where the words between name what could be lost: 'no bladder control problems'.

'No bladder control' is a loss, which `tables/families/lost.yaml` knows; where a trouble of it follows, the loss is denied.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.words import Words, keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_DENIALS = frozenset({"no", "nil", "without"})
_OR = frozenset({"or", "nor", "/"})
_SIDES = frozenset({"left", "right", "l", "r", "bilateral", "both", "side"})
_MOST_WORDS = 4
"""From an 'or' to the trouble: 'no saddle sensation or bladder or bowel change'."""


def without_denied_troubles(words: Words, hits: list[Hit]) -> list[Hit]:
    """The phrases of a text, those that begin with a 'no' that denies a trouble without this 'no', so that it denies them."""
    if _DENIALS.isdisjoint(words.named) or _troubles().isdisjoint(words.named):
        return hits
    spelled = words.keys
    return [_of_the_trouble(hit) if spelled[hit.first] in _DENIALS and _is_denied_trouble(words, hit) else hit for hit in hits]


def _of_the_trouble(hit: Hit) -> Hit:
    return Hit(hit.first + 1, hit.last, hit.meanings, hit.findings, hit.row)


def _is_denied_trouble(words: Words, hit: Hit) -> bool:
    if hit.first == hit.last or not _tells_of_a_loss(hit):
        return False
    end = hit.last + 1
    while words.keys[end : end + 1] and words.keys[end] in _SIDES:
        end += 1
    after = words.keys[end : end + 1 + _MOST_WORDS]
    if not after or after[0] in _troubles():
        return bool(after)
    if after[0] not in _OR:
        return False
    trouble = next((at for at, key in enumerate(after) if key in _troubles()), 0)
    return trouble > 0 and all(key.isalpha() or key in _OR for key in after[:trouble])


def _tells_of_a_loss(hit: Hit) -> bool:
    return hit.findings <= _losses() and all(meaning.state is State.PRESENT for meaning in hit.meanings)


@cache
def _troubles() -> frozenset[str]:
    return frozenset(word for each in _table()["troubles"] for word in keys(each))


@cache
def _losses() -> frozenset[str]:
    """The findings that a lost function is."""
    return frozenset(_table()["losses"])


def _table() -> dict[str, Any]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/families/lost.yaml")
    return content
