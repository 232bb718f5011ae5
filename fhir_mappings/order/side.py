"""The side that an order names for a part of the body that has two: 'MR BRACHIAL PLEXUS LEFT', 'CT temporal bone RT'.

No code of a study tells it, but those of LOINC for one side. The words stand in `tables/order_words.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fhir_mappings.codes.systems import normal_code, normal_system
from fhir_mappings.order.codes import order_code
from fhir_mappings.order.elements import displays, json_object, lenient_text, objects
from imaging_rules.study import Study
from imaging_rules.yaml_files import packaged_yaml

_WORD = re.compile(r"[^\W_]+|[/&+]")
_BOTH = "bilateral"
_SHORT = 2
"""Letters of the abbreviations that stand for other things as well."""
_MODIFIERS = {"LT": "left", "RT": "right", "50": _BOTH}
"""HCPCS and CPT modifiers of a side (CMS, NCCI policy manual, chapter I)."""


def has_two_sides(study: Study) -> bool:
    """Whether a study is of a part of the body that has two sides."""
    return not _parts().isdisjoint(study.regions)


def side_of(order: Mapping[str, Any]) -> str:
    """`left`, `right` or `bilateral` as the code of an order names it, else its body site; empty where neither names one, or
    both sides each by itself (`names_two_sides`)."""
    sides = _sides(order)
    return next(iter(sides)) if len(sides) == 1 else ""


def names_two_sides(order: Mapping[str, Any]) -> bool:
    """Whether an order names one side here and the other there, so that nobody knows which is meant."""
    return len(_sides(order)) > 1


def _sides(order: Mapping[str, Any]) -> set[str]:
    return _named(_names_of_code(order)) or _named(_names_of_sites(order))


def _named(names: Iterator[str]) -> set[str]:
    sides = {side for name in names for side in _sides_in(_WORD.findall(name.lower()))}
    return {_BOTH} if _BOTH in sides else sides


def _names_of_code(order: Mapping[str, Any]) -> Iterator[str]:
    """The words of an order's code: its text, its displays, those of our table, and the side of a modifier."""
    code = json_object(order.get("code"))
    yield lenient_text(code.get("text"))
    yield from map(lenient_text, displays(code))
    for entry in objects(code.get("coding")):
        system, raw = normal_system(entry.get("system")), lenient_text(entry.get("code"))
        row = order_code(system, normal_code(system, raw))
        yield row.display if row else ""
        if system in ("cpt", "hcpcs"):
            yield _MODIFIERS.get(raw[5:].strip(" -").upper(), "")


def _names_of_sites(order: Mapping[str, Any]) -> Iterator[str]:
    for site in objects(order.get("bodySite")):
        yield lenient_text(site.get("text"))
        yield from map(lenient_text, displays(site))


def _sides_in(words: Sequence[str]) -> Iterator[str]:
    """The sides among some words; none where a word or a sign beside one makes it something else, or one of a pair."""
    known, beside = _words(), _order_words()["no side beside"]
    for at, word in enumerate(words):
        before, behind = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        if before in beside["not behind"] or behind in beside["not before"]:
            continue
        other = len(word) <= _SHORT and (behind in beside["before"] or before in beside["behind"])
        if word in known and not other:
            yield known[word]


@cache
def _words() -> dict[str, str]:
    return {word: side for side, words in _order_words()["side"].items() for word in words}


@cache
def _parts() -> frozenset[str]:
    return frozenset(_order_words()["parts with two sides"])


def _order_words() -> dict[str, Any]:
    content: dict[str, Any] = packaged_yaml("fhir_mappings", "tables/order_words.yaml")
    return content
