"""One payer policy, ready to be asked: its criteria, gates, roll-ups, defaults and clashes, built from its file.

Another policy is another file: nothing here knows a payer or a part of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from imaging_rules.condition_grammar import Definition, compile_condition
from imaging_rules.facts import Value
from imaging_rules.joined_conditions import All, AtLeast, Defined, Not
from imaging_rules.payer.policy_file import (
    TOGETHER,
    ClashEntry,
    CriterionEntry,
    GateEntry,
    MemberEntry,
    Mode,
    PolicyFile,
    StudyPattern,
)
from imaging_rules.study import Study
from imaging_rules.verdict import Condition

_Each = TypeVar("_Each")
_Compile = Callable[[Any], Condition]
_CompileSome = Callable[[Any], Condition | None]
"""As `_Compile`, of a condition that may be left out."""


@dataclass(frozen=True)
class Criterion:
    """A criterion ready to be judged. `ambiguity` holds the readings it rests on, those of its definitions included."""

    id: str
    entry_of: CriterionEntry
    entry: Condition
    logic: Condition
    ambiguity: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its short name."""
        return self.entry_of.title

    @property
    def mode(self) -> Mode:
        """How it covers studies."""
        return self.entry_of.applies_to.mode

    def covers(self, requested: Iterable[str]) -> bool:
        """Whether it speaks of an order of these studies."""
        listed = set(self.entry_of.applies_to.studies) & set(requested)
        return len(listed) >= (2 if self.mode in TOGETHER else 1)

    def names_study(self, form: str) -> bool:
        """Whether a study is one of its list."""
        return form in self.entry_of.applies_to.studies


@dataclass(frozen=True)
class GateLimit:
    """A limit of a gate, compiled."""

    studies: frozenset[str]
    when: Condition
    passed_when: Condition | None
    opened_by: frozenset[Mode]


@dataclass(frozen=True)
class Gate:
    """A gate ready to be judged."""

    id: str
    entry_of: GateEntry
    needed_when: Condition | None
    limits: tuple[GateLimit, ...]


@dataclass(frozen=True)
class Member:
    """A member of a roll-up, compiled."""

    feature: str
    closed_as: Any
    denied_when: Condition


@dataclass(frozen=True)
class Default:
    """A default value, compiled."""

    value: Any
    when: Condition | None
    unless: Condition | None


@dataclass(frozen=True)
class Clash:
    """A clash ready to be judged."""

    id: str
    entry_of: ClashEntry
    when: Condition | None


@dataclass(frozen=True)
class RequestedStudy:
    """A study of an order under the policy's name for it, or its own id where the policy has none; with the orders."""

    form: str
    orders: tuple[Study, ...]


@dataclass(frozen=True)
class PayerPolicy:
    """A policy ready to judge orders."""

    id: str
    file: PolicyFile
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...]
    rollups: Mapping[str, tuple[Member, ...]]
    closing: Mapping[str, tuple[tuple[Condition, Any], ...]]
    defaults: Mapping[str, tuple[Default, ...]]
    decides_when: Mapping[str, Condition] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()

    def names_study(self, study: Study) -> bool:
        """Whether it has a name for a study, contrast aside."""
        return any(_counts_as(study, pattern) for patterns in self.file.studies.values() for pattern in patterns)

    def covers(self, studies: Sequence[Study]) -> bool:
        """Whether any of its criteria speaks of an order of these studies."""
        forms = [each.form for each in self.requested(studies)]
        return any(criterion.covers(forms) for criterion in self.criteria)

    @cached_property
    def rollups_of(self) -> Mapping[str, tuple[str, ...]]:
        """The roll-ups each fact is a member of."""
        found: dict[str, tuple[str, ...]] = {}
        for name, members in self.rollups.items():
            for member in members:
                found[member.feature] = (*found.get(member.feature, ()), name)
        return found

    @cached_property
    def by_id(self) -> Mapping[str, Criterion]:
        """The criteria by id."""
        return {criterion.id: criterion for criterion in self.criteria}

    def requested(self, studies: Sequence[Study]) -> tuple[RequestedStudy, ...]:
        """The studies of an order in the policy's words, in the order of its file; what it does not name comes last."""
        forms: dict[str, list[Study]] = {form: [] for form in self.file.studies}
        for study in studies:
            found = [form for form, patterns in self.file.studies.items() if any(_counts_as(study, p) for p in patterns)]
            for form in found or [study.id]:
                forms.setdefault(form, []).append(study)
        return tuple(RequestedStudy(form, tuple(orders)) for form, orders in forms.items() if orders)

    def stated_by_order(self, studies: Sequence[Study]) -> dict[str, Value]:
        """The facts read from the order itself: which of the policy's studies it asks for, and how many of each count."""
        stated: dict[str, Value] = {"requested_studies": tuple(sorted(each.form for each in self.requested(studies)))}
        for name, forms in self.file.counts.items():
            patterns = [pattern for form in forms for pattern in self.file.studies[form]]
            stated[name] = float(len({part for place, study in enumerate(studies) for part in _parts(place, study, patterns)}))
        return stated


def _counts_as(study: Study, pattern: StudyPattern) -> bool:
    if study.modality not in pattern.modality:
        return False
    return bool(set(study.regions) & set(pattern.region)) if pattern.region else not study.regions


def _parts(place: int, study: Study, patterns: list[StudyPattern]) -> set[tuple[str, str]]:
    """What a study adds to a count: method and region once each, however often ordered."""
    if not study.regions:
        return {(study.modality, str(place))} if any(_counts_as(study, p) for p in patterns) else set()
    counted = {r for p in patterns if study.modality in p.modality for r in p.region}
    return {(study.modality, region) for region in study.regions if region in counted}


def build_policy(content: Any) -> PayerPolicy:
    """A policy from its read file. Raises pydantic.ValidationError or ConditionProblem where it is wrong."""
    read = PolicyFile.model_validate(content)
    shared = {name: Definition(entry.meaning, entry.logic, entry.ask) for name, entry in read.definitions.items()}

    def condition(source: Any) -> Condition:
        return compile_condition(source, shared)

    def optional(source: Any) -> Condition | None:
        return None if source is None else condition(source)

    return PayerPolicy(
        id=read.id,
        file=read,
        criteria=tuple(_criterion(name, entry, read, condition) for name, entry in read.criteria.items()),
        gates=tuple(_gate(name, entry, condition, optional) for name, entry in read.gates.items()),
        rollups={name: tuple(_member(each, condition) for each in entry.members) for name, entry in read.rollups.items()},
        closing=_grouped((name, (condition(row.when), value)) for row in read.closing for name, value in row.closes.items()),
        defaults=_grouped(
            (each.feature, Default(each.value, optional(each.when), optional(each.unless))) for each in read.default_values
        ),
        decides_when={name: condition(r.decides_when) for name, r in read.redline_log.items() if r.decides_when is not None},
        clashes=tuple(Clash(name, entry, optional(entry.when)) for name, entry in read.clashes.items()),
    )


def _grouped(pairs: Iterable[tuple[str, _Each]]) -> dict[str, tuple[_Each, ...]]:
    """What stands under each name, in order."""
    made: dict[str, tuple[_Each, ...]] = {}
    for name, each in pairs:
        made[name] = (*made.get(name, ()), each)
    return made


def _gate(name: str, entry: GateEntry, condition: _Compile, optional: _CompileSome) -> Gate:
    limits = (
        GateLimit(frozenset(each.studies), condition(each.when), optional(each.passed_when), frozenset(each.opened_by))
        for each in entry.limits
    )
    return Gate(name, entry, optional(entry.needed_when), tuple(limits))


def _member(member: MemberEntry, condition: _Compile) -> Member:
    denied = member.denied_when or {"fact": member.feature, "is": member.closed_as}
    return Member(member.feature, member.closed_as, condition(denied))


def _criterion(name: str, entry: CriterionEntry, file: PolicyFile, condition: _Compile) -> Criterion:
    before, after = condition(entry.entry), condition(entry.logic)
    inherited = (r for used in (*definitions_in(before), *definitions_in(after)) for r in file.definitions[used].ambiguity)
    return Criterion(name, entry, before, after, tuple(sorted({*entry.ambiguity, *inherited})))


def definitions_in(condition: Condition) -> Iterable[str]:
    """The definitions a condition uses, those within them included."""
    match condition:
        case Defined(name, _, part):
            yield name
            yield from definitions_in(part)
        case All(parts) | AtLeast(_, parts):
            for part in parts:
                yield from definitions_in(part)
        case Not(part):
            yield from definitions_in(part)
