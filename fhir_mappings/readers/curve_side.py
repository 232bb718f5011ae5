"""The side and the place of a curve of the spine, recorded as components: `Convexity: left` beside `Region: thoracic`.

Side and place are read together, as the words `left thoracic curve` would be. Which names ask for them, and which words of the
whole say that it is about a curve, is in `tables/curve_names.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fhir_mappings.readers.observation_value import written
from fhir_mappings.readers.reading import Reading
from fhir_mappings.resource.elements import Days, members, texts
from fhir_mappings.tables_csv import column
from fhir_mappings.text.reader import read_text
from fhir_mappings.whole_texts import normal_text
from imaging_rules.facts import Finding, State

_RISK = "scoliosis_risk"
_WORD = re.compile(r"[a-z]+")
_MOST_COMPONENTS = 20


def side_of_curve(resource: Mapping[str, Any], days: Days | None, reading: Reading) -> Iterator[Finding]:
    """`scoliosis_risk` where an Observation of one curve has its side and its place as components, each told once."""
    parts = members(resource.get("component"))[:_MOST_COMPONENTS]
    whole = {word for each in texts(resource.get("code")) for word in _WORD.findall(each.lower())}
    if not parts or not whole & _names("curve"):
        return
    side, place = _answer("side", parts), _answer("place", parts)
    if side and place:
        words = f"{side} {place} curve"
        found = [each for each in read_text(words, reading.as_of).said if each.finding == _RISK]
        yield from reading.told(found, resource, State.PRESENT, days)


def _answer(role: str, parts: tuple[Mapping[str, Any], ...]) -> str:
    """The one word that answers to a name of this role; "" for none, for several and for one that is absent."""
    asked = (each for each in parts if any(normal_text(name) in _names(role) for name in texts(each.get("code"))))
    said = {written(each)[0].lower() for each in asked if each.get("dataAbsentReason") is None and written(each)}
    only = said.pop() if len(said) == 1 else ""
    return only if only in _names(f"{role} value") else ""


@cache
def _names(role: str) -> frozenset[str]:
    return column("curve_names", "name", role=role)
