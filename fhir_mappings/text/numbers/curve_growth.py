"""A curve of the spine that grew, as its two angles tell: 'Cobb 24 -> 31', 'from 22 to 36 degrees in eight months'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.word_lists import word_lists
from fhir_mappings.text.words import Words
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/curves")

_SCOLIOSIS, _RISK, _GROWS = "scoliosis", "scoliosis_risk", ("progressive_deformity",)
_TO = frozenset({"to", ">", "→", "now"})
_DEGREES = frozenset({"degree", "degrees", "deg", "°", "cobb", "curve"})
_SIGNS = frozenset({"degree", "degrees", "deg", "°"})
_UNIT = _SIGNS | {","}
_NEAR = 5
_FAR = 9
"""So many words apart stand two angles of one curve."""
_DIGITS = 3


def grown_curves(made: Text) -> Iterator[Said]:
    """`progressive_deformity` where the later of two angles is larger by more than the error of measuring it."""
    if _SCOLIOSIS not in made.findings or made.words.named.isdisjoint(_DEGREES):
        return
    pairs = (*_joined(made.words), *_one_behind_the_other(made.words), *_beside_an_earlier_one(made.words))
    grown = next(((first, last) for first, last, growth in pairs if growth > error_of_an_angle()), None)
    if grown:
        yield Said(_RISK, State.PRESENT, made.slice(*grown), _GROWS)


def _joined(words: Words) -> Iterator[tuple[int, int, float]]:
    """Two angles that a word such as 'to' joins: where they stand, and by how many degrees the second is larger."""
    spelled = words.keys
    for at in words.where(_TO):
        first = at - 1 - (at > 1 and spelled[at - 1] in _UNIT)
        before, after = _angle(spelled, first), _angle(spelled, at + 1)
        beside = spelled[max(0, first - _NEAR) : at + 1 + _NEAR]
        if before and after and not _DEGREES.isdisjoint(beside):
            yield first, at + 1, after - before


def _one_behind_the_other(words: Words) -> Iterator[tuple[int, int, float]]:
    """Two angles of one curve with words of time between them: 'curve 24 degrees in May, 41 degrees at the last visit'."""
    angles = [at - 1 for at in words.where(_SIGNS) if at and _angle(words.keys, at - 1)]
    for first, last in pairwise(angles):
        between = words.keys[first + 2 : last]
        then, another = _WORDS["of then"].intersection(between), _WORDS["of another curve"].intersection(between)
        if last - first <= _FAR and then and not another:
            growth = _angle(words.keys, last) - _angle(words.keys, first)
            yield first, last, -growth if words.keys[last - 1] in _WORDS["before an earlier one"] else growth


def _beside_an_earlier_one(words: Words) -> Iterator[tuple[int, int, float]]:
    """An angle with its sign, and an earlier one that needs none: 'Cobb 34 degrees (previously 22)', '38 deg, was 26'."""
    spelled = words.keys
    for at in (*words.where(_WORDS["before an earlier one"]), *_compared_to(words)):
        then = _angle(spelled, at + 1)
        if not then or not _WORDS["no angle before"].isdisjoint(spelled[at + 2 : at + 3]):
            continue
        near = range(at - 1, max(-1, at - 1 - _NEAR), -1)
        now = next((each for each in near if _angle(spelled, each)), -1)
        between = spelled[now + 1 : at]
        signed = not _DEGREES.isdisjoint((*between, *spelled[max(0, now - 2) : now]))
        if now >= 0 and signed and _WORDS["of another curve"].isdisjoint(between):
            yield now, at + 1, _angle(spelled, now) - then


def _compared_to(words: Words) -> Iterator[int]:
    return (at for at in words.where(frozenset({"to"})) if at and words.keys[at - 1] == "compared")


def _angle(spelled: Sequence[str], at: int) -> float:
    written = spelled[at] if 0 <= at < len(spelled) else ""
    return float(written) if written.isascii() and written.isdigit() and len(written) < _DIGITS else 0.0


@cache
def error_of_an_angle() -> float:
    """By how many degrees two measurements of one curve may differ."""
    return float(packaged_yaml("fhir_mappings", "tables/text/curves.yaml")["error of a Cobb angle"])
