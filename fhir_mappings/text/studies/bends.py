"""Whether a spine that a film shows as bent is bent beyond what is usual: 'standing films show kyphosis of 68 degrees'.

A bend that is called mild or normal, or whose angle is within the usual range, says nothing and is left open. Words and limit
stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.words import keys
from imaging_rules.yaml_files import packaged_yaml

BEND = "bend"
_NEAR = 2
_FAR = 5
"""Words between a bend and its angle."""
_DIGITS = 3


@dataclass(frozen=True)
class _BendWords:
    none: frozenset[str]
    beside_an_angle: frozenset[str]
    least: int


def is_bent(part: Sequence[str], at: int) -> bool:
    """Whether the bend named at a place is neither called small nor told with a small angle."""
    words = _words()
    if not words.none.isdisjoint((*part[max(0, at - _NEAR) : at], *part[at + 1 : at + 2])):
        return False
    angle = _angle(part, at, 1, words) or _angle(part, at, -1, words)
    return angle is None or angle >= words.least


def has_an_angle(part: Sequence[str], at: int) -> bool:
    """Whether the bend named at a place is told with an angle beyond the usual."""
    words = _words()
    return is_bent(part, at) and (_angle(part, at, 1, words) or _angle(part, at, -1, words)) is not None


def _angle(part: Sequence[str], at: int, step: int, words: _BendWords) -> int | None:
    """The angle that stands before a bend or behind it, with only little words between."""
    for place in range(at + step, at + step * _FAR, step):
        if not 0 <= place < len(part):
            return None
        key = part[place]
        if key.isdigit() and len(key) < _DIGITS:
            return int(key)
        if key not in words.beside_an_angle:
            return None
    return None


@cache
def _words() -> _BendWords:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")

    def listed(name: str) -> frozenset[str]:
        return frozenset(key for each in content[name] for key in keys(str(each)))

    return _BendWords(listed("no bend"), listed("beside an angle"), int(content["bend from"]))
