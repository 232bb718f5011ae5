"""The NEXUS rule for an injured neck, told item by item: where a text denies all five, none is there.

Four denied items say nothing: whatever was not looked at may be there. From `tables/text/neck_rule.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.words import keys
from imaging_rules.facts import State
from imaging_rules.yaml_files import packaged_yaml

_ITEMS, _LOW, _NO_TENDERNESS = "nexus_items", "ccr_low_items", "no_midline_tenderness"
_TENDERNESS = "midline_tenderness"
_INJURY = "spine_injury"
_BEGINS, _NECK = "begins with", "names the neck"
_DENIALS = frozenset({"no", "not", "non", "nil", "without", "never", "?", "less"})


@dataclass(frozen=True)
class _Item:
    findings: frozenset[tuple[str, State]]
    together: frozenset[tuple[str, State]]
    words: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class _Rule:
    begins: frozenset[str]
    neck: frozenset[str]
    items: Mapping[str, _Item]


def no_item_of_the_neck_rule(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """That none of the items is there, where the text tells of an injury and denies each of them."""
    rule = _rule()
    if made.words.named.isdisjoint(rule.begins):
        return
    told = {(said.finding, said.state) for said in found}
    if (_INJURY, State.PRESENT) not in told or any(said.finding == _ITEMS for said in found):
        return
    denied = _denied_items(made)
    if all(name in denied or _is_told(item, told) or _stands(made, item.words) for name, item in rule.items.items()):
        yield Said(_ITEMS, State.PRESENT, made.slice(0, len(made.words) - 1), ())


def is_item_of_a_named_neck(said: Said) -> bool:
    """Whether the words of an item name the neck, so that it counts beside an injury told elsewhere: in a note of its own
    'midline cervical tenderness'."""
    return said.finding == _ITEMS and bool(said.value) and not _rule().neck.isdisjoint(keys(said.words))


def _denied_items(made: Text) -> frozenset[str]:
    """The items that phrases deny."""
    denied: set[str] = set()
    for hit, how in zip(made.hits, made.meant, strict=True):
        for each in hit.meanings if not hit.findings.isdisjoint((_ITEMS, _LOW)) else ():
            values = each.value if isinstance(each.value, tuple) else ()
            if each.finding == _ITEMS and how is Meant.DENIED:
                denied.update(values)
            elif each.finding == _LOW and how is Meant.AFFIRMED and _NO_TENDERNESS in values:
                denied.add(_TENDERNESS)
    return frozenset(denied)


def _is_told(item: _Item, told: Set[tuple[str, State]]) -> bool:
    """Whether findings of the text deny an item, one alone or several together."""
    return not item.findings.isdisjoint(told) or (bool(item.together) and item.together <= told)


def _stands(made: Text, phrases: Sequence[tuple[str, ...]]) -> bool:
    """Whether one of the phrases stands in the text, not denied."""
    spelled = made.words.keys
    firsts = frozenset(phrase[0] for phrase in phrases)
    for at in made.words.where(firsts):
        if at and spelled[at - 1] in _DENIALS:
            continue
        if any(spelled[at : at + len(phrase)] == phrase for phrase in phrases):
            return True
    return False


@cache
def _rule() -> _Rule:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/text/neck_rule.yaml")
    items = {name: _item(row) for name, row in content.items() if name not in (_BEGINS, _NECK)}
    neck = frozenset(key for each in content[_NECK] for key in keys(each))
    return _Rule(frozenset(content[_BEGINS]), neck, items)


def _item(row: Mapping[str, Any]) -> _Item:
    findings, together = (_states(row.get(name, {})) for name in ("findings", "all findings"))
    return _Item(findings, together, tuple(keys(each) for each in row.get("words", ())))


def _states(row: Mapping[str, str]) -> frozenset[tuple[str, State]]:
    return frozenset((name, State(state)) for name, state in row.items())
