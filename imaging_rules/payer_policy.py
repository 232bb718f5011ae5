"""One payer policy: its criteria, definitions, gates, roll-ups, closings, defaults and readings, as its file states them.

A file is checked here for shape only; `imaging_rules.payer_checks` says whether its content can stand. Another policy is
another file: nothing here knows a payer or a part of the body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from imaging_rules.condition_grammar import Definition, compile_condition
from imaging_rules.conditions import All, AtLeast, Defined, Not
from imaging_rules.facts import Value
from imaging_rules.publication import InForce, SourceEntry
from imaging_rules.study import Study
from imaging_rules.verdict import Condition

Mode = Literal["single", "any", "combination", "pair"]
"""How a criterion covers studies: one study by itself; any of a list, with or without the others; two or more of a list
together (`pair` names two methods for one region, `combination` several regions)."""
TOGETHER: tuple[Mode, ...] = ("combination", "pair")
Confidence = Literal["high", "medium", "low"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Row(_Strict):
    """A row of the file: `lines` says where it stands in the policy's source."""

    lines: str
    note: str | None = None


class StudyPattern(_Strict):
    """Studies that count as one of the policy's, contrast aside: these methods at these regions. A region left empty is a
    study whose region is not said."""

    modality: list[str]
    region: list[str] = Field(default_factory=list)


class AppliesTo(_Strict):
    """The studies a criterion is about, in the policy's short forms."""

    mode: Mode
    studies: list[str]


class CriterionEntry(_Row):
    """One criterion as the file states it. `statement` is a paraphrase, `title` its short form for a card."""

    title: str
    section: str
    statement: str
    applies_to: AppliesTo
    entry: Any
    logic: Any
    documentation: list[str]
    conservative_care: str
    age: str | None = None
    exceptions: list[str] = Field(default_factory=list)
    ct_note: str | None = None
    ambiguity: list[str] = Field(default_factory=list)


class DefinitionEntry(_Row):
    """A condition that criteria share. `ask` is the one fact through which all of it is asked."""

    meaning: str
    logic: Any
    ask: str | None = None
    ambiguity: list[str] = Field(default_factory=list)


class Limit(_Strict):
    """What a gate does to a study that a criterion meets: `when` it looks, `passed_when` it lets through, and the modes of
    criterion that open it whatever else holds. Without `passed_when` only such a criterion opens it."""

    studies: list[str]
    when: Any
    passed_when: Any = None
    opened_by: list[Mode]


class GateEntry(_Row):
    """A condition on top of the criteria. `needed_when` says when its documents are owed (always, where it is not given)."""

    statement: str
    needed_when: Any = None
    limits: list[Limit] = Field(default_factory=list)
    exception: str | None = None
    documentation: list[str]
    ambiguity: list[str] = Field(default_factory=list)


class MemberEntry(_Strict):
    """A member of a roll-up: the value it takes when the roll-up is denied, and when it counts as denied itself, where that
    is not simply `false`."""

    feature: str
    closed_as: Any = "false"
    denied_when: Any = None


class RollupEntry(_Row):
    """A question that stands for several facts: denied, it denies every member without a value; all denied, it is denied."""

    members: list[MemberEntry]


class ClosingEntry(_Row):
    """Facts that have no value of their own once another fact holds."""

    when: Any
    closes: dict[str, Any]


class DefaultEntry(_Row):
    """The value of a fact of which nothing is recorded: `when` this holds, `unless` that does. The only absence the policy
    assumes."""

    feature: str
    value: Any
    when: Any = None
    unless: Any = None


class Reading(_Row):
    """How a doubtful place of the source was read. `decides_when` says for which facts another reading would change the
    answer; `reviewer` what to tell the clinician then."""

    problem: str
    resolution: str
    confidence: Confidence
    effect: str | None = None
    decides_when: Any = None
    reviewer: str | None = None


class Replaced(_Row):
    """Wording of the source that no longer counts, kept so that nobody takes it for current."""

    was: str
    now: str
    reason: str


class ClashEntry(_Row):
    """Where the policy and guidelines of the library part ways. Both are said, neither is changed: `guideline` and `payer` are
    the ends of two sentences with those words as the subject. It is about these studies, rated by one of these `scenarios`,
    when this holds (always, where it is not given)."""

    scenarios: list[str]
    studies: list[str]
    when: Any = None
    guideline: str
    payer: str


class QuestionRow(_Strict):
    """A question to the clinician about several facts at once; lower `rank` changes the answer more often."""

    rank: int
    ask_when: str
    wording: str
    options: list[str]
    sets: list[str]


class Table(_Row):
    """A table of the source: rows of named cells, or named lists of values."""

    rows: list[dict[str, str]] = Field(default_factory=list)
    lists: dict[str, list[str]] = Field(default_factory=dict)


class PolicyFile(_Strict):
    """A policy file as a whole. `subject` is the study the policy is about: where no criterion speaks of it, the fact
    `without_criterion` is missing."""

    policy: str
    id: str
    publisher: str
    edition: str
    in_force: InForce
    caution: str
    sources: dict[str, SourceEntry]
    source: str
    studies: dict[str, list[StudyPattern]]
    counts: dict[str, list[str]] = Field(default_factory=dict)
    subject: str
    without_criterion: str
    redline_log: dict[str, Reading] = Field(default_factory=dict)
    definitions: dict[str, DefinitionEntry] = Field(default_factory=dict)
    gates: dict[str, GateEntry] = Field(default_factory=dict)
    rollups: dict[str, RollupEntry] = Field(default_factory=dict)
    closing: list[ClosingEntry] = Field(default_factory=list)
    default_values: list[DefaultEntry] = Field(default_factory=list)
    criteria: dict[str, CriterionEntry]
    superseded: dict[str, Replaced] = Field(default_factory=dict)
    tables: dict[str, Table] = Field(default_factory=dict)
    questions: dict[str, QuestionRow] = Field(default_factory=dict)
    clashes: dict[str, ClashEntry] = Field(default_factory=dict)


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

    @cached_property
    def question_of(self) -> Mapping[str, str]:
        """The question of the file that asks for a fact, by the fact; the one that changes the answer most often first."""
        ranked = sorted(self.file.questions.items(), key=lambda item: -item[1].rank)
        return {name: question for question, row in ranked for name in row.sets}

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

    closing: dict[str, tuple[tuple[Condition, Any], ...]] = {}
    for row in read.closing:
        for name, value in row.closes.items():
            closing[name] = (*closing.get(name, ()), (condition(row.when), value))
    defaults: dict[str, tuple[Default, ...]] = {}
    for default in read.default_values:
        made = Default(default.value, optional(default.when), optional(default.unless))
        defaults[default.feature] = (*defaults.get(default.feature, ()), made)
    return PayerPolicy(
        id=read.id,
        file=read,
        criteria=tuple(_criterion(name, entry, read, condition) for name, entry in read.criteria.items()),
        gates=tuple(
            Gate(
                name,
                entry,
                optional(entry.needed_when),
                tuple(
                    GateLimit(
                        frozenset(limit.studies),
                        condition(limit.when),
                        optional(limit.passed_when),
                        frozenset(limit.opened_by),
                    )
                    for limit in entry.limits
                ),
            )
            for name, entry in read.gates.items()
        ),
        rollups={
            name: tuple(
                Member(m.feature, m.closed_as, condition(m.denied_when or {"fact": m.feature, "is": m.closed_as}))
                for m in entry.members
            )
            for name, entry in read.rollups.items()
        },
        closing=closing,
        defaults=defaults,
        decides_when={name: condition(r.decides_when) for name, r in read.redline_log.items() if r.decides_when is not None},
        clashes=tuple(Clash(name, entry, optional(entry.when)) for name, entry in read.clashes.items()),
    )


def _criterion(name: str, entry: CriterionEntry, file: PolicyFile, condition: Any) -> Criterion:
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
