"""Treatment of another part of the body: 'the PT this summer was for his right knee', 'shoulder physio', 'no PT for the knee'.

It says nothing of the spine, neither that it was treated nor that it was not. The words stand in
`tables/text/treatments_elsewhere.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import SENTENCE
from fhir_mappings.text.words import Words, keys
from imaging_rules.yaml_files import packaged_yaml

_RESULT = "conservative_result"
_ENDS = SENTENCE | {",", ")", "("}
_TO_FOR, _TO_PART, _FAR = 10, 5, 40
"""Words from a treatment to 'for', from there to the part, and of a sentence that are looked at around both."""


def of_other_parts(words: Words, hits: Sequence[Hit], meant: list[Meant]) -> list[Meant]:
    """How phrases are meant, those of a treatment of another part as none of this complaint."""
    if _words().parts.isdisjoint(words.named):
        return meant
    treatments = kinds_of_time().treatments
    treated = [hit for hit in hits if not treatments.isdisjoint(hit.findings)]
    if not treated:
        return meant
    inside = {at for hit in treated for at in range(hit.first, hit.last + 1)}
    made, elsewhere = list(meant), None
    for place, hit in enumerate(hits):
        if not treatments.isdisjoint(hit.findings):
            elsewhere = hit if _is_elsewhere(words, inside, hit) else None
        if elsewhere is hit or (elsewhere and _is_what_came_of_it(words, elsewhere, hit)):
            made[place] = Meant.NOT_OF_THE_PATIENT
    return made


def _is_what_came_of_it(words: Words, treatment: Hit, hit: Hit) -> bool:
    """Whether a phrase tells the result of a treatment before it in the sentence: 'PT for the knee, no benefit'."""
    return _RESULT in hit.findings and SENTENCE.isdisjoint(words.keys[treatment.last : hit.first])


def _is_elsewhere(words: Words, inside: Set[int], hit: Hit) -> bool:
    """`inside` are the places of all treatments."""
    return _is_led_by_a_part(words, hit) or _is_for_a_part(words, inside, hit)


def _is_led_by_a_part(words: Words, hit: Hit) -> bool:
    """'knee PT': a part stands just before, and nothing of the spine in the same part of the sentence."""
    spelled, known = words.keys, _words()
    first = hit.first
    while first and spelled[first - 1] not in _ENDS and hit.first - first < _FAR:
        first -= 1
    part = hit.first - 1
    while part > first and spelled[part] in known.troubles:
        part -= 1  # 'a meniscal tear treated conservatively'
    return hit.first > first and spelled[part] in known.parts and known.spine.isdisjoint(spelled[first : hit.first])


def _is_for_a_part(words: Words, inside: Set[int], hit: Hit) -> bool:
    """'PT and naproxen last year for his right knee'."""
    spelled, known = words.keys, _words()
    for at in range(hit.last + 1, min(len(spelled), hit.last + 1 + _TO_FOR)):
        if spelled[at] in known.for_ and _begins_a_part(spelled, at + 1, known):
            most = min(len(spelled), at + _FAR)
            end = next((place for place in range(at, most) if spelled[place] in _ENDS), most)
            return known.spine.isdisjoint(spelled[at:end])
        if at not in inside and spelled[at] not in known.between and not spelled[at][0].isdigit():
            return False
    return False


def _begins_a_part(spelled: Sequence[str], at: int, known: _Words) -> bool:
    for place in range(at, min(len(spelled), at + _TO_PART)):
        if spelled[place] in known.parts:
            return True
        if spelled[place] not in known.little:
            return False
    return False


@dataclass(frozen=True)
class _Words:
    parts: frozenset[str]
    spine: frozenset[str]
    for_: frozenset[str]
    between: frozenset[str]
    little: frozenset[str]
    troubles: frozenset[str]


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/treatments_elsewhere.yaml")
    named = ("other parts", "spine", "for", "between", "little", "troubles of a part")
    return _Words(*(frozenset(" ".join(keys(str(each))) or str(each) for each in content[name]) for name in named))
