"""What words say of a child alone: 'unsteady on his feet' at five is an ataxia, from `tables/text/children.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.times.told_onset import ONSET
from fhir_mappings.text.words import keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml


@dataclass(frozen=True)
class _Children:
    under: float
    says: str
    beside: frozenset[str]
    words: frozenset[str]
    alone: frozenset[str]


def said_of_children_alone() -> frozenset[str]:
    """Findings that count in a child alone: an adult who cannot stand does not refuse to walk."""
    return _children().alone


def is_grown_up(years: float) -> bool:
    """Whether somebody of these years is no child."""
    return years >= _children().under


def said_of_a_child(made: Text, years: float) -> Iterator[Said]:
    """What phrases of a text say of somebody of these years, if that is a child."""
    told = _children()
    if years >= told.under or made.words.named.isdisjoint(told.words):
        return
    for hit, how in zip(made.hits, made.meant, strict=True):
        if how is not Meant.AFFIRMED or told.beside.isdisjoint(hit.findings) or told.says in hit.findings:
            continue
        there = any(each.finding in told.beside and each.state is State.PRESENT for each in hit.meanings)
        if there and not told.words.isdisjoint(made.words.keys[hit.first : hit.last + 1]):
            yield Said(told.says, State.PRESENT, made.slice(hit.first, hit.last))


def onset_of_a_child(found: Sequence[Said], as_of: date) -> Iterator[Said]:
    """How long the ataxia of a child has lasted, where it is told as what counts as an event in an adult: 'falling to the side
    since Friday'. `found` is all that the text says."""
    told = _children()
    named = {said.finding for said in found}
    if told.says not in named or ONSET in named:
        return
    for said in found:
        if said.finding in told.beside and said.day is not None and said.state is State.PRESENT:
            yield Said(ONSET, State.PRESENT, said.words, float((as_of - said.day).days))
            return


@cache
def _children() -> _Children:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/children.yaml")
    words = frozenset(key for each in content["words"] for key in keys(each))
    return _Children(
        float(content["under"]), content["says"], frozenset(content["beside"]), words, frozenset(content["of children alone"])
    )
