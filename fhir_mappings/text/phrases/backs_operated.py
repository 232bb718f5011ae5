"""Which part of the spine a 'back operation' was on: the lumbar spine, unless a level stands beside it, nobody knows the level,
or the text speaks of the thoracic spine. The words stand in `tables/text/backs_operated.yaml`."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from typing import Any

from fhir_mappings.text.phrases.phrase_patterns import phrases_of
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import PARTS, Text
from fhir_mappings.text.studies.result_words import word_set
from fhir_mappings.text.words import has_phrase, keys
from imaging_rules.yaml_files import packaged_yaml

LUMBAR_OPERATION = "prior_lumbar_surgery"
_THORACIC, _UNKNOWN = "prior_thoracic_surgery", "prior_spine_surgery_level_unknown"
_PAIN_OF_THE_THORAX, _OF_THE_LOW_BACK = "thoracic_back_pain", frozenset({"low_back_pain", "leg_root_symptoms"})
_BESIDE, _BEFORE, _SOON = 5, 4, 18


def operation_on_a_back(made: Text, hit: Hit) -> str:
    """The finding that a phrase which says a lumbar operation says in its text."""
    spelled, words = made.words.keys, _words()
    said = spelled[hit.first : hit.last + 1]
    if words["back"].isdisjoint(said) or not words["region"].isdisjoint(said):
        return LUMBAR_OPERATION
    if has_phrase(spelled, _nobody_knows(), max(0, hit.first - _BEFORE), hit.last + _SOON):
        return _UNKNOWN
    beside = takewhile(lambda key: key not in PARTS, spelled[hit.last + 1 : hit.last + 1 + _BESIDE])
    place = next((key for key in beside if key in words["thoracic"] | words["region"]), None)
    if place is not None:
        return _THORACIC if place in words["thoracic"] else LUMBAR_OPERATION
    elsewhere = _PAIN_OF_THE_THORAX in made.findings and _OF_THE_LOW_BACK.isdisjoint(made.findings)
    return _UNKNOWN if elsewhere else LUMBAR_OPERATION


@cache
def _words() -> dict[str, frozenset[str]]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/backs_operated.yaml")
    return {name: word_set(content[name]) for name in ("back", "region", "thoracic")}


@cache
def _nobody_knows() -> frozenset[tuple[str, ...]]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/backs_operated.yaml")
    return frozenset(keys(phrase) for pattern in content["nobody knows the part"] for phrase in phrases_of(pattern))
