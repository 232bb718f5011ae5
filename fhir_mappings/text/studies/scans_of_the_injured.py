"""Scans of the injured that a text tells as made without a result that is understood: 'CT neck done at the first hospital'.

They leave open what they would have shown. Who is injured, obtunded, and has come as far as a tracheostomy was scanned before.
The words stand in `tables/text/results.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.studies.result_words import CT, place_of, result_words, word_set
from fhir_mappings.text.studies.told_as_made import told_as_made
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_NOTHING: frozenset[str] = frozenset()
_INJURY = "spine_injury"


@dataclass(frozen=True)
class _Words:
    findings: Mapping[str, frozenset[str]]
    """What a CT leaves open, by the part that it is of."""
    later: frozenset[str]
    """What comes days after an injury, of somebody who is in `later_beside`."""
    later_beside: str
    later_leaves_open: frozenset[str]


def scans_of_the_injured(made: Text, found: Sequence[Said]) -> frozenset[str]:
    """The findings that scans leave open which were made after an injury. `found` is all that the text says."""
    known, named, words = result_words(), made.words.named, _words()
    later = not named.isdisjoint(words.later)
    if not later and named.isdisjoint(known.cts):
        return _NOTHING
    there = {said.finding for said in found if said.state is State.PRESENT}
    if _INJURY not in there:
        return _NOTHING
    later = later and words.later_beside in there
    open_ones = set(words.later_leaves_open if later else _NOTHING)
    for part, at in told_as_made(made, known.cts):
        open_ones |= words.findings.get(place_of(part, at, CT), _NOTHING)
    return frozenset(open_ones) - {said.finding for said in found}


@cache
def _words() -> _Words:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/results.yaml")
    findings: dict[str, frozenset[str]] = {}
    for study, place, name in content["left open"]:
        if study == CT:
            findings[place] = findings.get(place, _NOTHING) | {name}
    later = content["later than the scan"]
    return _Words(findings, word_set(later["words"]), later["beside"], frozenset(later["leaves open"]))
