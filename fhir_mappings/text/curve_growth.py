"""A curve of the spine that grew, as its two angles tell: 'Cobb 24 -> 31', 'from 22 to 36 degrees in eight months'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fhir_mappings.text.said import Said, Text
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_SCOLIOSIS, _RISK, _GROWS = "scoliosis", "scoliosis_risk", ("progressive_deformity",)
_TO = frozenset({"to", ">", "→", "now"})
_DEGREES = frozenset({"degree", "degrees", "deg", "°", "cobb", "curve"})
_UNIT = frozenset({"degree", "degrees", "deg", "°", ","})
_NEAR = 5
_DIGITS = 3


def grown_curves(made: Text) -> Iterator[Said]:
    """`progressive_deformity` where the later of two angles is larger by more than the error of measuring it."""
    if _SCOLIOSIS not in made.findings or made.words.named.isdisjoint(_DEGREES):
        return
    spelled = made.words.keys
    for at in made.words.where(_TO):
        first = at - 1 - (at > 1 and spelled[at - 1] in _UNIT)
        before, after = _angle(spelled, first), _angle(spelled, at + 1)
        beside = spelled[max(0, first - _NEAR) : at + 1 + _NEAR]
        if before and after and after - before > _error() and not _DEGREES.isdisjoint(beside):
            yield Said(_RISK, State.PRESENT, made.slice(first, at + 1), _GROWS)
            return


def _angle(spelled: Sequence[str], at: int) -> float:
    written = spelled[at] if 0 <= at < len(spelled) else ""
    return float(written) if written.isascii() and written.isdigit() and len(written) < _DIGITS else 0.0


@cache
def _error() -> float:
    return float(packaged_yaml("fhir_mappings", "tables/text/curves.yaml")["error of a Cobb angle"])
