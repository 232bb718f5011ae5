"""Whether a spine that a film shows as bent is bent beyond what is usual: 'kyphosis of some 70 degrees when he stands'.

A bend that is called mild or normal, or whose angle is within the usual range, says nothing and is left open. Words and limits
stand in `tables/text/results.yaml`, the limit of curves to the side in `tables/text/curves.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.numbers.curve_growth import curve_limit
from fhir_mappings.text.words import keys
from imaging_rules.yaml_files import packaged_yaml

BEND = "bend"
_NEAR = 2
_FAR = 4
"""An angle stands so many words from its bend at most."""
_DIGITS = 3


@dataclass(frozen=True)
class _BendWords:
    none: frozenset[str]
    beside_an_angle: frozenset[str]
    least: Mapping[str, float]
    """By the word of a bend its smallest angle beyond the usual, in degrees."""


def is_bent(part: Sequence[str], at: int) -> bool:
    """Whether the bend named at a place is neither called small nor told with a small angle."""
    words = _words()
    if not words.none.isdisjoint((*part[max(0, at - _NEAR) : at], *part[at + 1 : at + 2])):
        return False
    angle = _angle(part, at, words)
    return angle is None or angle >= words.least.get(part[at], 0)


def has_an_angle(part: Sequence[str], at: int) -> bool:
    """Whether the bend named at a place is told with an angle beyond the usual."""
    return is_bent(part, at) and _angle(part, at, _words()) is not None


def _angle(part: Sequence[str], at: int, words: _BendWords) -> int | None:
    """The angle in degrees that stands behind a bend, or before it."""
    behind = _angle_beside(part, at, 1, words)
    return behind if behind is not None else _angle_beside(part, at, -1, words)


def _angle_beside(part: Sequence[str], at: int, step: int, words: _BendWords) -> int | None:
    """The angle on one side of a bend, with only little words between."""
    for place in range(at + step, at + step * (_FAR + 1), step):
        if not 0 <= place < len(part):
            return None
        key = part[place]
        if key.isdecimal() and len(key) <= _DIGITS:
            return int(key)
        if key not in words.beside_an_angle:
            return None
    return None


@cache
def _words() -> _BendWords:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")

    def listed(name: str) -> frozenset[str]:
        return frozenset(key for each in content[name] for key in keys(str(each)))

    least = dict.fromkeys(listed("bent to the back"), float(content["bend from"]))
    least |= dict.fromkeys(listed("bent to the side"), curve_limit("smallest angle"))
    return _BendWords(listed("no bend"), listed("beside an angle"), least)
