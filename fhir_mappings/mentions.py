"""Findings that an unread text mentions: never a fact, but reason enough not to assume their absence.

`LBP with saddle numbness` is not read as a whole, so it states nothing yet; but it names a sign of cauda equina syndrome,
and silence about that may then not be taken for 'no'. A mention that is denied close before it (`no fever`) is passed over.
A mentioned implant or contrast reaction is more: it is asked about before MRI or contrast is offered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from fhir_mappings.resources import Unreadable, name_of
from fhir_mappings.resources import texts as texts_of
from fhir_mappings.whole_texts import normal_text
from imaging_rules.facts import Evidence, Finding, State
from imaging_rules.yaml_files import read_yaml

_LONGEST_TEXT = 4000
_ABBREVIATION = 3
_DENIAL_REACH = 4
_CLAUSE = re.compile(r"[.;:,\n]|\bbut\b", re.IGNORECASE)
_DENIALS = frozenset({"no", "not", "denies", "denied", "without", "negative", "neg", "never", "w/o", "nil"})
_IMPLANT, _CONTRAST_REACTION = "other_implant", "contrast_allergy_agent_unknown"
"""What the mention of an implant, or of a contrast reaction, becomes: a finding that is asked about, of no further detail."""


@dataclass(frozen=True)
class Mentions:
    """The names that texts mention, and the findings that a mention alone already is."""

    names: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    def plus(self, other: Mentions) -> Mentions:
        """Both together; the findings are not compared, so that many of them stay quick to gather."""
        return Mentions(self.names | other.names, (*self.findings, *other.findings) if other.findings else self.findings)


@dataclass(frozen=True)
class _Index:
    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(default_factory=dict)
    abbreviations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)


def order_mentions(order: Mapping[str, Any], read: Iterable[str]) -> Mentions:
    """What the words of an order mention beyond what was read of them: its reasons, notes and instruction.

    `read` are the names of the findings that its reasons already gave.
    """
    texts = [wording for reason in _objects(order.get("reasonCode")) for wording in _words(reason)]
    texts += [each for each in (note.get("text") for note in _objects(order.get("note"))) if isinstance(each, str)]
    instruction = order.get("patientInstruction")
    texts += [instruction] if isinstance(instruction, str) else []
    made = mentions(texts, f"{_name(order)}.reasonCode", of_order=True)
    return Mentions(made.names - set(read), made.findings)


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _name(order: Mapping[str, Any]) -> str:
    try:
        return name_of(order)
    except Unreadable:
        return "ServiceRequest"


def _words(reason: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        return texts_of(reason)
    except Unreadable:
        return ()


def mentions(texts: Iterable[str], source: str, *, of_order: bool = False) -> Mentions:
    """What these texts of one resource mention. `source` is the reference that evidence is given by."""
    index = _index()
    names: dict[str, str] = {}
    for text in texts:
        for name in _named(text[:_LONGEST_TEXT], index):
            names.setdefault(name, text)
    asked = {index.asked[name]: text for name, text in names.items() if name in index.asked}
    evidence = {name: Evidence(source, text, kind="text", of_order=of_order) for name, text in asked.items()}
    found = tuple(Finding(name, State.PRESENT, one) for name, one in evidence.items())
    return Mentions(frozenset(names), found)


def _named(text: str, index: _Index) -> Iterator[str]:
    for clause in _CLAUSE.split(text):
        words = normal_text(clause).split()
        for place, word in enumerate(words):
            for phrase, name in index.by_first.get(word, ()):
                if tuple(words[place : place + len(phrase)]) == phrase and not _denied(words, place):
                    yield name
        for word in re.findall(r"\b[A-Z]{2,3}\b", clause):
            if not _DENIALS & set(words):
                yield from index.abbreviations.get(word, ())


def _denied(words: list[str], place: int) -> bool:
    return bool(_DENIALS & set(words[max(0, place - _DENIAL_REACH) : place]))


@cache
def _index() -> _Index:
    vocabulary = read_yaml(files("imaging_rules") / "library" / "vocabulary.yaml")
    findings: dict[str, dict[str, Any]] = vocabulary["findings"]
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    short: dict[str, set[str]] = defaultdict(set)
    for name, row in findings.items():
        for phrase in row.get("phrases") or () if row.get("kind") == "boolean" else ():
            words = tuple(normal_text(phrase).split())
            if words and not _DENIALS & set(words):
                if len(phrase) > _ABBREVIATION:
                    by_first[words[0]].append((words, name))
                elif phrase.isupper():
                    short[phrase].add(name)
    (implants,) = (line["when"]["any"] for line in vocabulary["features"]["implant_labels"]["implied_by"])
    asked = dict.fromkeys(implants, _IMPLANT)
    asked |= {name: _CONTRAST_REACTION for name, row in findings.items() if "allergy" in row["record_part"]}
    return _Index(
        {first: tuple(phrases) for first, phrases in by_first.items()},
        {phrase: frozenset(names) for phrase, names in short.items()},
        asked,
    )
