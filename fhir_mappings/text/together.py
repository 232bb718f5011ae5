"""What a finding and certain words near it say together, from `tables/text_together.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from fhir_mappings.finding_codes import table_value
from fhir_mappings.text.context import Meant
from fhir_mappings.text.said import Said, Text
from fhir_mappings.text.words import keys
from imaging_rules.facts import State, Value
from imaging_rules.yaml_files import read_yaml

_DENIALS = frozenset({"no", "not", "without", "denies", "nil", "never", "?"})


@dataclass(frozen=True)
class _Rule:
    beside: tuple[str, ...]
    given: frozenset[str]
    within: int
    says: str
    state: State
    value: Value | None

    @cached_property
    def told(self) -> tuple[str, Value | None]:
        """What the text must not say already."""
        return self.says, self.value if isinstance(self.value, tuple) else None


_Group = Mapping[str, Sequence[tuple[str, ...]]]
"""Phrases by their first word."""


def together(made: Text, found: Sequence[Said]) -> Iterator[Said]:
    """What findings say with the words near them, where no phrase says it already, and more surely."""
    there = _there(made)
    if not there:
        return
    rules, groups = _rules()
    told = {(said.finding, said.value if isinstance(said.value, tuple) else None) for said in found}
    present = {said.finding for said in found if said.state is State.PRESENT}
    for hit, how in zip(made.hits, made.meant, strict=True):
        if how is not Meant.AFFIRMED or hit.findings.isdisjoint(rules):
            continue
        for meaning in hit.meanings:
            for rule in rules.get(meaning.finding, ()) if meaning.state is State.PRESENT else ():
                if not there.issuperset(rule.beside) or rule.told in told or (rule.given and not rule.given & present):
                    continue
                low, high = max(0, hit.first - rule.within), min(len(made.words), hit.last + rule.within + 1)
                if all(_is_near(made, groups[name], low, high) for name in rule.beside):
                    yield Said(rule.says, rule.state, made.slice(low, high - 1), rule.value)


def _there(made: Text) -> frozenset[str]:
    """The groups of which some first word stands anywhere in the text."""
    return frozenset(name for name, group in _rules()[1].items() if not made.words.named.isdisjoint(group))


def _is_near(made: Text, group: _Group, low: int, high: int) -> bool:
    """Whether one of the words stands there, not denied and within the same line."""
    spelled = made.words.keys
    for at in range(low, high):
        for phrase in group.get(spelled[at], ()):
            end = at + len(phrase)
            if end <= high and spelled[at:end] == phrase and (at == 0 or spelled[at - 1] not in _DENIALS):
                return True
    return False


@cache
def _rules() -> tuple[Mapping[str, tuple[_Rule, ...]], Mapping[str, _Group]]:
    content: dict[str, Any] = read_yaml(files("fhir_mappings") / "tables" / "text_together.yaml")
    groups: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for name, members in content["words"].items():
        group = groups.setdefault(name, {})
        for phrase in (keys(str(each)) for each in members):
            group.setdefault(phrase[0], []).append(phrase)
    rules: dict[str, tuple[_Rule, ...]] = {}
    for row in content["says"]:
        value = table_value(row["value"]) if "value" in row else None
        beside, given = tuple(row["beside"]), frozenset(row.get("given", ()))
        rule = _Rule(beside, given, int(row["within"]), row["says"], State(row.get("state", "present")), value)
        rules[row["when"]] = (*rules.get(row["when"], ()), rule)
    return rules, groups
