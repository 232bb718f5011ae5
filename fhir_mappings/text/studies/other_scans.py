"""A scan by the calendar that is not the one ordered: 'annual scan not due until March; brought forward as new weakness since
Tuesday'. It is no purpose of the order. The words stand in `tables/text/other_scans.yaml`."""

from __future__ import annotations

from functools import cache

from fhir_mappings.text.phrases.phrase_groups import PhraseGroup
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.word_lists import word_lists
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_WORDS = word_lists("text/other_scans")

_PURPOSE, _SURVEILLANCE = "purpose", "surveillance"
_BEFORE, _BEHIND = 4, 6
"""Words before and behind a scan in which what tells its time begins."""


def without_other_scans(made: Text, found: list[Said]) -> list[Said]:
    """What is said, without the purpose of a scan that is another than the one ordered, where a new deficit is told."""
    if _PURPOSE not in made.findings:
        return found
    scans = [hit for hit in made.hits if any((each.finding, each.value) == (_PURPOSE, _SURVEILLANCE) for each in hit.meanings)]
    if not scans or not all(_is_another(made, hit) for hit in scans):
        return found
    if not any(said.finding in _beside() and said.state in (State.PRESENT, State.SUSPECTED) for said in found):
        return found
    return [said for said in found if (said.finding, said.value) != (_PURPOSE, _SURVEILLANCE)]


def _is_another(made: Text, hit: Hit) -> bool:
    """Whether the words around a scan by the calendar tell that it was at another time, or is to come at its own."""
    spelled = made.words.keys
    at = hit.first - 1
    while at > 0 and hit.first - at < _BEFORE and spelled[at] in _WORDS["between"] and spelled[at] not in _WORDS["before"]:
        at -= 1
    if at >= 0 and spelled[at] in _WORDS["before"]:
        return True
    _, end = made.sentence(hit.last)
    phrases = _behind()
    return any(
        spelled[at] in phrases.firsts and phrases.ends(spelled, at, len(spelled))
        for at in range(hit.last + 1, min(end, hit.last + 1 + _BEHIND))
    )


@cache
def _behind() -> PhraseGroup:
    return PhraseGroup(packaged_yaml("fhir_mappings", "tables/text/other_scans.yaml")["phrases"]["behind"])


@cache
def _beside() -> frozenset[str]:
    return frozenset(packaged_yaml("fhir_mappings", "tables/text/other_scans.yaml")["phrases"]["beside"])
