"""What a finding and certain words near it say together, from `tables/text_together.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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
                low, high = max(0, hit.first - rule.within), min(len(made.words), hit.last + rule.within + 1)
                if (rule.says, rule.value if isinstance(rule.value, tuple) else None) in told or (
                    rule.given and not rule.given & present
                ):
                    continue
                if there.issuperset(rule.beside) and all(_is_near(made, groups[name], low, high) for name in rule.beside):
                    yield Said(rule.says, rule.state, made.slice(low, high - 1), rule.value)


def _there(made: Text) -> frozenset[str]:
    """The groups of which some first word stands anywhere in the text."""
    return frozenset(name for name, firsts in _firsts().items() if not firsts.isdisjoint(made.named))


@cache
def _firsts() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(phrase[0] for phrase in group) for name, group in _rules()[1].items()}


def _is_near(made: Text, group: tuple[tuple[str, ...], ...], low: int, high: int) -> bool:
    """Whether one of the words stands there, not denied and within the same line."""
    spelled = made.words.keys
    for phrase in group:
        for at in range(low, high - len(phrase) + 1):
            if spelled[at : at + len(phrase)] == phrase and (at == 0 or spelled[at - 1] not in _DENIALS):
                return True
    return False


@cache
def _rules() -> tuple[Mapping[str, tuple[_Rule, ...]], Mapping[str, tuple[tuple[str, ...], ...]]]:
    content: dict[str, Any] = read_yaml(files("fhir_mappings") / "tables" / "text_together.yaml")
    groups = {name: tuple(keys(str(each)) for each in members) for name, members in content["words"].items()}
    rules: dict[str, tuple[_Rule, ...]] = {}
    for row in content["says"]:
        value = table_value(row["value"]) if "value" in row else None
        beside, given = tuple(row["beside"]), frozenset(row.get("given", ()))
        rule = _Rule(beside, given, int(row["within"]), row["says"], State(row.get("state", "present")), value)
        rules[row["when"]] = (*rules.get(row["when"], ()), rule)
    return rules, groups
