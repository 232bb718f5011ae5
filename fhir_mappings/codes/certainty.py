"""How certain a coded diagnosis is, where the code itself carries that: the letter beside an ICD-10-GM code.

Source: extension `icd-10-gm-diagnosesicherheit` of HL7 Germany's base profiles, code system
KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT: A excluded, G confirmed, V suspected or to be excluded, Z state after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fhir_mappings.resource.elements import mapping, members, text_of
from imaging_rules.facts import State

_ENDING = "diagnosesicherheit"
_LETTERS = {"A": State.REFUTED, "V": State.SUSPECTED, "Z": State.HISTORY}
_WEAKER = {
    State.PRESENT: frozenset({State.REFUTED, State.SUSPECTED, State.HISTORY}),
    State.SUSPECTED: frozenset({State.REFUTED}),
    State.HISTORY: frozenset({State.REFUTED}),
}


def with_certainty(concept: object, state: State) -> State:
    """The state of a CodeableConcept in a resource of a given state, once the letters beside its codes are heard. A letter
    can only take certainty away; of several the one that says most against it counts. Raises Unreadable for an odd shape."""
    coded = [each for each in members(mapping(concept).get("coding")) if "extension" in each]
    if not coded:
        return state
    said = {_LETTERS[letter] for letter in _letters(coded) if letter in _LETTERS} & _WEAKER.get(state, frozenset())
    return next((each for each in (State.REFUTED, State.SUSPECTED, State.HISTORY) if each in said), state)


def _letters(coded: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for coding in coded:
        for extension in members(coding.get("extension")):
            if text_of(extension.get("url")).endswith(_ENDING):
                value: Any = mapping(extension.get("valueCoding"))
                yield text_of(value.get("code")).upper()
