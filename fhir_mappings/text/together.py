"""What a finding and certain words near it say together, from `tables/text_together.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from fhir_mappings.finding_codes import table_value
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrase_table import Hit
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.words import keys
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import read_yaml

_DENIALS = frozenset({"no", "not", "non", "without", "denies", "nil", "never", "?"})
_SAID_OF_THE_PAST_TOO = frozenset({"malignancy_active", "history_of_malignancy", "gadolinium_reaction", "iodinated_reaction"})
"""These stay what they were, though they are past."""
_PARTS = frozenset({",", ";", "and", "&", "+", "."})
_NO = frozenset({"no", "without", "nil"})
_NEW = frozenset({"new", "acute", "recent", "fresh", "old", "chronic", "longstanding"})
_OF_PAIN = frozenset(
    {"pain", "ache", "back", "lowback", "midback", "neck", "onset", "symptoms", "weakness", "numbness", "lbp", "fall"}
)


@dataclass(frozen=True)
class _Rule:
    beside: frozenset[str]
    given: frozenset[str]
    unless: frozenset[str]
    apart_from: frozenset[str]
    within: int
    own: bool
    """Whether the words have to stand in the same member of a list."""
    says: str
    state: State
    value: Value | None

    @cached_property
    def told(self) -> tuple[str, Value | None]:
        """What the text must not say already."""
        return self.says, self.value if isinstance(self.value, tuple) else None


@dataclass(frozen=True)
class _Rules:
    """`when`: the rules by the finding they begin with; `groups` of words, and which are `named` by a first word."""

    when: Mapping[str, Sequence[_Rule]]
    groups: Mapping[str, _Group]
    named: Mapping[str, Sequence[str]]


_Group = Mapping[str, Sequence[tuple[str, ...]]]
"""Phrases by their first word."""


def together(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """What findings say with the words near them, where no phrase says it already, and more surely."""
    rules = _rules()
    if rules.when.keys().isdisjoint(made.findings):
        return
    there = {name for word in made.words.named if word in rules.named for name in rules.named[word]}
    near = list(_asked(made, there)) if there else []
    if not near:
        return
    told, present = _told(found)
    denied = _denied_words(made)
    for hit, rule in near:
        if rule.told in told or not rule.unless.isdisjoint(present) or (rule.given and rule.given.isdisjoint(present)):
            continue
        low, high = max(0, hit.first - rule.within), min(len(made.words), hit.last + rule.within + 1)
        if rule.own:
            what = frozenset(word for name in rule.beside | rule.apart_from for word in rules.groups[name])
            low, high = _own_words(made, hit, low, high, what)
        if any(_is_near(made, rules.groups[name], low, high, denied) for name in rule.apart_from):
            continue
        if all(_is_near(made, rules.groups[name], low, high, denied) for name in rule.beside):
            yield Said(rule.says, rule.state, made.slice(low, high - 1), rule.value)


def _told(found: Sequence[Said]) -> tuple[set[tuple[str, Value | None]], set[str]]:
    """The findings that are settled, each with its set of values, and those that are there."""
    settled, there = set[tuple[str, Value | None]](), set[str]()
    is_there, doubted = State.PRESENT, State.SUSPECTED
    for finding, state, _, value, _ in found:
        if state is not doubted:
            settled.add((finding, value if isinstance(value, tuple) else None))
        if state is is_there:
            there.add(finding)
    return settled, there


def _own_words(made: Text, hit: Hit, low: int, high: int, what: AbstractSet[str]) -> tuple[int, int]:
    """The part of some words around a phrase that is its own in a list: of 'PCN (hives), gadolinium - rash' the rash. `what`
    are the words that go on about it over a comma: 'reaction to gad, itching and hives'."""
    spelled = made.words.keys
    before = next((at for at in range(hit.first - 1, low - 1, -1) if spelled[at] in _PARTS), low - 1)
    parts = (at for at in range(hit.last + 1, high) if spelled[at] in _PARTS)
    return before + 1, next((at for at in parts if what.isdisjoint(spelled[at + 1 : at + 2])), high)


def _asked(made: Text, there: AbstractSet[str]) -> Iterator[tuple[Hit, _Rule]]:
    """The phrases that would say more beside words which stand anywhere in the text, given by the names of their groups."""
    when = _rules().when
    for hit, how in zip(made.hits, made.meant, strict=True):
        if when.keys().isdisjoint(hit.findings):
            continue
        if how is not Meant.AFFIRMED and (how is not Meant.PAST or hit.findings.isdisjoint(_SAID_OF_THE_PAST_TOO)):
            continue
        for meaning in hit.meanings:
            for rule in when.get(meaning.finding, ()) if meaning.state is State.PRESENT else ():
                if there >= rule.beside:
                    yield hit, rule


def _denied_words(made: Text) -> frozenset[int]:
    """The places of the words of denied phrases: 'midline tenderness: nil'."""
    denied = [hit for hit, how in zip(made.hits, made.meant, strict=True) if how is Meant.DENIED]
    return frozenset(at for hit in denied for at in range(hit.first, hit.last + 1))


def _is_near(made: Text, group: _Group, low: int, high: int, denied: AbstractSet[int]) -> bool:
    """Whether one of the words stands there, not denied and within the same line."""
    spelled = made.words.keys
    for at in [at for at in range(low, high) if spelled[at] in group and at not in denied]:
        for phrase in group[spelled[at]]:
            end = at + len(phrase)
            if end > high or spelled[at:end] != phrase or _is_denied(spelled, at) or _is_of_pain(spelled, at, end):
                continue
            if made.is_of_patient(at):
                return True
    return False


def _is_of_pain(spelled: Sequence[str], at: int, end: int) -> bool:
    """Whether a word such as 'new' speaks of a pain: 'old fracture on film, new back pain'."""
    return end - at == 1 and spelled[at] in _NEW and not _OF_PAIN.isdisjoint(spelled[end : end + 1])


def _is_denied(spelled: Sequence[str], at: int) -> bool:
    """Whether a denial stands just before a word, or with one word between: 'no curve progression'."""
    before_that = at > 1 and spelled[at - 2] in _NO and spelled[at - 1].isalpha()
    return before_that or (at > 0 and spelled[at - 1] in _DENIALS)


@cache
def _rules() -> _Rules:
    content: dict[str, Any] = read_yaml(files("fhir_mappings") / "tables" / "text_together.yaml")
    groups: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for name, members in content["words"].items():
        group = groups.setdefault(name, {})
        for phrase in (keys(str(each)) for each in members):
            group.setdefault(phrase[0], []).append(phrase)
    rules: dict[str, tuple[_Rule, ...]] = {}
    for row in content["says"]:
        value = table_value(row["value"]) if "value" in row else None
        beside, given = frozenset(row["beside"]), frozenset(row.get("given", ()))
        unless, apart_from = frozenset(row.get("unless", ())), frozenset(row.get("apart from", ()))
        rule = _Rule(
            beside,
            given,
            unless,
            apart_from,
            int(row["within"]),
            bool(row.get("in its own member", False)),
            row["says"],
            State(row.get("state", "present")),
            value,
        )
        rules[row["when"]] = (*rules.get(row["when"], ()), rule)
    named: dict[str, list[str]] = {}
    for name, group in groups.items():
        for word in group:
            named.setdefault(word, []).append(name)
    return _Rules(rules, groups, named)
