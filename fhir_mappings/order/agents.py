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
from fhir_mappings.order.contrast import ContrastStatement
from fhir_mappings.order.name import contrast_places
from fhir_mappings.remembered import once_in_a_request
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
    return bool((_agents(keys(text))[0] - {_UNNAMED}) & _not_taken(study.contrast))


def without_other_agents(text: str, study: Study) -> WithoutAgents:
    """The text as an order of the study may carry it; the very text where it orders no other agent. Worked out once in a
    request for all studies of one contrast."""
    return once_in_a_request(_without_other_agents, text, study.contrast, study.phase)


def _without_other_agents(text: str, contrast: str | None, phase: Phase) -> WithoutAgents:
    not_taken = _not_taken(contrast)
    kept: list[str] = []
    told, dropped = True, False
    for part in once_in_a_request(_parts, text):
        left = _left_of(part, not_taken, phase, follows=dropped) if part.may_order else part.text
        told = told and left is not None
        dropped = left is not None and left != part.text
        said = part.text if left is None else left
        kept += [said, part.sign] if said or not dropped else []
    if "".join(kept) == text:
        return WithoutAgents(text, told)
    return WithoutAgents("".join(kept).strip(" ,;\n"), told)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text, the sign behind it, and where it speaks of contrast."""

    text: str
    sign: str
    may_order: bool
    """Whether it names an agent or holds a number, without which it orders nothing."""
    places: tuple[ContrastStatement, ...] = ()


def _parts(text: str) -> tuple[_Part, ...]:
    pieces = _PARTS.split(text)
    return tuple(_part(pieces[at], "".join(pieces[at + 1 : at + 2])) for at in range(0, len(pieces), 2))


def _part(text: str, sign: str) -> _Part:
    spelled = keys(text)
    if not _has_number(spelled) and _names().keys().isdisjoint(spelled):
        return _Part(text, sign, False)
    return _Part(text, sign, True, tuple(contrast_places(text)))


def _left_of(part: _Part, not_taken: frozenset[str], phase: Phase, follows: bool) -> str | None:
    """What is left of a part: what it says of the study's own contrast phase, without an agent and its dose; the part itself
    where it orders nothing else; None where that is not told. `follows` a part that was left out, whose dose it may be."""
    said, rest = _phase_words(part, phase)
    spelled = keys(rest)
    classes, words = _agents(spelled)
    others = classes & not_taken
    alone = words <= _beside()
    dosed = _has_number(spelled)
    if alone and (others or (dosed and not classes and (said or follows))):
        return said
    return None if others and not _tells_a_reaction(part.text) else part.text


def _phase_words(part: _Part, phase: Phase) -> tuple[str, str]:
    """What a part says of a contrast phase, and the rest of it."""
    said, rest, at = [], [], 0
    for place in part.places:
        says = phase if len(place.says) == 1 and phase in place.says else None
        if says is None and not (len(place.says) > 1 and phase is Phase.WITHOUT_AND_WITH):
            continue
        rest.append(part.text[at : place.start])
        said.append(part.text[place.start : place.end])
        at = place.end
    return " ".join(said), " ".join((*rest, part.text[at:]))


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


def _has_number(spelled: tuple[str, ...]) -> bool:
    return any(word[:1].isdigit() for word in spelled)


@cache
def _not_taken(contrast: str | None) -> frozenset[str]:
    """The classes of agents that a study of this contrast is not done with; of one without contrast every one."""
    classes = {row["agent_class"] for row in table("contrast_agents")}
    return frozenset(classes - {contrast, _UNNAMED} if contrast else classes)


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
