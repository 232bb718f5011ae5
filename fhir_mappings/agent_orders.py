"""A contrast agent that a text orders: 'Gadavist 7 mL IV', 'with Omnipaque 350', and what is left once the study takes none.

A part of a text (up to a comma, a semicolon, a full stop or a line's end) orders an agent where it names one and holds no word
beyond those of `tables/agent_orders.yaml`. A part that names one beside other words may be a reason or a reaction: what it
means is not told here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from fhir_mappings.contrast_reactions import contrast_reactions
from fhir_mappings.order_text import contrast_places
from fhir_mappings.tables_csv import table
from fhir_mappings.text.reader import read_text
from fhir_mappings.text.words import keys
from imaging_rules.study import Phase, Study
from imaging_rules.yaml_files import packaged_yaml

_PARTS = re.compile(r"(\s*(?:[;\n]|,(?!\d)|\.(?=\s|$))\s*)")
_ANY_DAY = date(2000, 1, 1)
"""What a part says of a reaction hangs on no day."""
_UNNAMED = "unknown"


@dataclass(frozen=True)
class WithoutAgents:
    """A text without the parts that order an agent the study does not take. `told` is false where a part names one in a way
    that is not understood."""

    text: str
    told: bool = True


def orders_another_agent(text: str, study: Study) -> bool:
    """Whether a part of a text orders an agent that a study does not take."""
    return without_other_agents(text, study).text != text


def names_another_agent(text: str, study: Study) -> bool:
    """Whether a text, such as the name of a medicine, names an agent that a study does not take."""
    return bool((_agents(keys(text))[0] - {_UNNAMED}) & _not_taken(study))


def without_other_agents(text: str, study: Study) -> WithoutAgents:
    """The text as an order of the study may carry it; the very text where it orders no other agent."""
    pieces = _PARTS.split(text)
    kept: list[str] = []
    told, dropped = True, False
    for at in range(0, len(pieces), 2):
        part, sign = pieces[at], "".join(pieces[at + 1 : at + 2])
        left = _left_of(part, study, follows=dropped)
        told = told and left is not None
        dropped = left is not None and left != part
        said = part if left is None else left
        kept += [said, sign] if said or not dropped else []
    if "".join(kept) == text:
        return WithoutAgents(text, told)
    return WithoutAgents("".join(kept).strip(" ,;\n"), told)


def _left_of(part: str, study: Study, follows: bool) -> str | None:
    """What is left of a part: what it says of the study's own contrast phase, without an agent and its dose; the part itself
    where it orders nothing else; None where that is not told. `follows` a part that was left out, whose dose it may be."""
    said, rest = _phase_words(part, study.phase)
    classes, words = _agents(keys(rest))
    others = classes & _not_taken(study)
    alone = words <= _beside()
    dosed = any(word[:1].isdigit() for word in keys(rest))
    if alone and (others or (dosed and not classes and (said or follows))):
        return said
    return None if others and not _tells_a_reaction(part) else part


def _phase_words(part: str, phase: Phase) -> tuple[str, str]:
    """What a part says of a contrast phase, and the rest of it."""
    said, rest, at = [], [], 0
    for place in contrast_places(part):
        says = phase if len(place.says) == 1 and phase in place.says else None
        if says is None and not (len(place.says) > 1 and phase is Phase.WITHOUT_AND_WITH):
            continue
        rest.append(part[at : place.start])
        said.append(part[place.start : place.end])
        at = place.end
    return " ".join(said), " ".join((*rest, part[at:]))


def _agents(spelled: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The classes of the agents among some words, and the other words, numbers left out."""
    classes, words, at = set(), set(), 0
    while at < len(spelled):
        named = next((each for each in _names().get(spelled[at], ()) if spelled[at : at + len(each[0])] == each[0]), None)
        if named is not None:
            classes.add(named[1])
        elif not spelled[at][:1].isdigit():
            words.add(spelled[at])
        at += len(named[0]) if named is not None else 1
    return frozenset(classes), frozenset(words)


def _not_taken(study: Study) -> frozenset[str]:
    """The classes of agents that a study is not done with; of a study without contrast every one."""
    classes = {row["agent_class"] for row in table("contrast_agents")}
    return frozenset(classes - {study.contrast, _UNNAMED} if study.contrast else classes)


def _tells_a_reaction(part: str) -> bool:
    return any(said.finding in contrast_reactions() for said in read_text(part, _ANY_DAY).said)


@cache
def _names() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """The agents by their first word, the longest name first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row in sorted(table("contrast_agents"), key=lambda each: -len(keys(each["name"]))):
        name = keys(row["name"])
        found.setdefault(name[0], []).append((name, row["agent_class"]))
    return {first: tuple(rows) for first, rows in found.items()}


@cache
def _beside() -> frozenset[str]:
    content = packaged_yaml("fhir_mappings", "tables/agent_orders.yaml")
    return frozenset(str(word) for words in content.values() for word in words)
