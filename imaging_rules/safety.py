"""Safety constraints: what rules studies out, what makes a caution, what has to be asked first.

`absolute` rules studies out; `relative` attaches a caution; `screening` blocks no order, offers nothing in one tap, and asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

from pydantic import ConfigDict, Field, field_validator

from imaging_rules.assessment_result import Note
from imaging_rules.condition_grammar import compile_condition
from imaging_rules.factbook import FactBook
from imaging_rules.file_model import FileModel
from imaging_rules.record_index import RecordIndex
from imaging_rules.study import Study, catalogue
from imaging_rules.verdict import Condition, Fact, Verdict

Strength = Literal["absolute", "relative", "screening"]


class Target(FileModel):
    """The studies a constraint is about. Every part that is stated must hold."""

    modalities: list[str] = Field(default_factory=list)
    contrast: list[str] = Field(default_factory=list)
    route: str | None = None
    ionising: bool = False
    regions: list[str] = Field(default_factory=list)

    @field_validator("contrast", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    def covers(self, study: Study) -> bool:
        """Whether the study is meant."""
        modality = catalogue().modalities[study.modality]
        return (
            (not self.modalities or study.modality in self.modalities)
            and (not self.contrast or study.contrast in self.contrast)
            and (self.route is None or modality.route == self.route)
            and (not self.ionising or modality.ionising)
            and _meets(self.regions, set(study.regions))
        )


class UnderSetting(FileModel):
    """Another strength where a site's setting has a given value."""

    model_config = ConfigDict(extra="allow")

    strength: Strength | Literal["none"]
    """`none`: nothing holds there, as where only group II agents are stocked."""
    facts: list[str]


class ConstraintEntry(FileModel):
    """One constraint as the file states it."""

    id: str
    strength: Strength
    when: Any
    says: str
    rules_out: Target | None = None
    cautions: Target | None = None
    screens: Target | None = None
    under_setting: UnderSetting | None = None
    one_tap: bool = True
    ask: str | None = None
    another_first: bool = False
    """Whether a fallback that it does not touch goes before one that it does, though both may be offered."""
    stays_first: bool = False
    """The study it warns of is still offered first; the scenario's fallback comes after it."""
    warns: Literal["always", "unless time decides"] | None = None
    """Whether an order that rates well is warned of it all the same: in an emergency as well, or not then."""
    dated: bool = False
    """Whether what it rests on is named with its day wherever it is said: a value that is old."""
    in_emergency: str = ""
    """What to do at once where the ordered study meets it and time decides; it is then no swap, but a call."""
    effect: str | None = None
    basis: str = "guideline"
    facts: list[str]
    sources: list[str]
    note: str | None = None


class EmergencyEntry(FileModel):
    """When time decides: no question, no delay. `cannot_show`: the studies that cannot show what is feared."""

    id: str
    when: Any
    cannot_show: Target | None = None
    effect: str
    basis: Literal["guideline", "default"] = "guideline"
    facts: list[str]
    sources: list[str]
    note: str | None = None


class SettingEntry(FileModel):
    """A site's choice that changes a constraint's strength."""

    values: list[str]
    default: str
    why: str


class SafetyFile(FileModel):
    """The content of `library/safety.yaml`."""

    settings: dict[str, SettingEntry]
    classes: dict[str, list[str]]
    constraints: list[ConstraintEntry]
    emergencies: list[EmergencyEntry]
    sources: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Constraint:
    """A compiled constraint; `strength` as the site's settings have it."""

    entry: ConstraintEntry
    strength: str
    when: Condition

    @property
    def id(self) -> str:
        """Its id in the file."""
        return self.entry.id

    @property
    def displaces(self) -> bool:
        """Whether, as a caution, it speaks for another study; one that only says how to offer it (as advice) does not."""
        return self.entry.one_tap or self.entry.another_first

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that it reads."""
        return self.when.names()

    @cached_property
    def target(self) -> Target:
        """The studies it is about."""
        target = self.entry.rules_out or self.entry.cautions or self.entry.screens
        assert target is not None
        return target


@dataclass(frozen=True)
class Emergency:
    """A compiled emergency."""

    entry: EmergencyEntry
    when: Condition

    @property
    def id(self) -> str:
        """Its id in the file."""
        return self.entry.id


@dataclass(frozen=True)
class Active:
    """A constraint that holds for this patient, and why."""

    constraint: Constraint
    verdict: Verdict

    def covers(self, study: Study) -> bool:
        """Whether the study is one it is about."""
        return self.constraint.target.covers(study)

    @property
    def caution(self) -> Note:
        """It as a caution, with what it rests on where that is old."""
        entry = self.constraint.entry
        return Note(entry.id, entry.says, self.verdict.evidence() if entry.dated else ())


@dataclass(frozen=True)
class Limits:
    """All constraints that hold for one patient. `every` are all there are."""

    active: tuple[Active, ...]
    classes: Mapping[str, frozenset[str]]
    every: tuple[Constraint, ...] = ()

    def of(self, study: Study, strength: str) -> list[Active]:
        """The constraints of one strength that a study meets."""
        return [held for held in self.active if held.constraint.strength == strength and held.covers(study)]

    def warned_of(self, study: Study) -> list[Active]:
        """The cautions that an order of the study is told of though it rates well."""
        return [held for held in self.of(study, "relative") if held.constraint.entry.warns]

    def rules_out(self, study: Study) -> bool:
        """Whether the study may not be offered at all."""
        return any(self.of(study, "absolute"))

    def screened(self, study: Study) -> bool:
        """Whether something must be asked before the study is offered."""
        return any(self.of(study, "screening"))

    def about(self, regions: Iterable[str]) -> Limits:
        """These limits where the question is about some parts of the body: a constraint that speaks of other parts alone
        holds nothing there."""
        parts = set(regions)
        return Limits(tuple(a for a in self.active if _meets(a.constraint.target.regions, parts)), self.classes)

    def classes_held(self) -> frozenset[str]:
        """Names of the classes (`mri-not-possible`) with at least one constraint that holds."""
        return self._classes_with({active.constraint.id for active in self.active})

    def classes_that_bar(self) -> frozenset[str]:
        """Those that hold by more than a constraint whose study stays first."""
        return self._classes_with({a.constraint.id for a in self.active if not a.constraint.entry.stays_first})

    def classes_about(self, studies: Iterable[Study]) -> frozenset[str]:
        """Those that would keep a patient from one of these studies, whether or not they hold."""
        named = [one for one in self.every if any(one.target.covers(study) for study in studies)]
        return self._classes_with({constraint.id for constraint in named})

    def _classes_with(self, held: set[str]) -> frozenset[str]:
        return frozenset(name for name, members in self.classes.items() if members & held)


@dataclass(frozen=True)
class Safety:
    """The safety constraints of the library."""

    file: SafetyFile
    constraints: tuple[Constraint, ...]
    emergencies: tuple[Emergency, ...]

    @classmethod
    def from_content(cls, content: Any, settings: Mapping[str, str] | None = None) -> Safety:
        """Build from the read file; `settings` are the site's choices, such as `gadolinium_agents: group_ii_only`."""
        read = SafetyFile.model_validate(content)
        chosen = {name: (settings or {}).get(name, entry.default) for name, entry in read.settings.items()}
        constraints = tuple(
            Constraint(entry, strength, compile_condition(entry.when))
            for entry in read.constraints
            if (strength := _strength(entry, chosen)) != "none"
        )
        return cls(read, constraints, tuple(Emergency(entry, compile_condition(entry.when)) for entry in read.emergencies))

    @cached_property
    def about(self) -> Callable[[Study], tuple[Constraint, ...]]:
        """The constraints that are about a study; remembered, for most orders are of few studies."""
        return lru_cache(maxsize=1024)(self._about)

    def _about(self, study: Study) -> tuple[Constraint, ...]:
        return tuple(constraint for constraint in self.constraints if constraint.target.covers(study))

    def limits(self, facts: FactBook, index: RecordIndex) -> Limits:
        """The constraints that hold. What is not recorded holds nothing; `index` tells which could."""
        verdicts = ((constraint, constraint.when.evaluate(facts)) for constraint in index.possible(self.constraints, facts))
        active = tuple(Active(constraint, verdict) for constraint, verdict in verdicts if verdict.value is True)
        classes = {name: frozenset(members) for name, members in self.file.classes.items()}
        return Limits(active, classes, self.constraints)

    def emergency(self, facts: FactBook, index: RecordIndex) -> bool:
        """Whether time decides: the order is never questioned or slowed. `index` tells which emergencies could hold."""
        return any(one.when.evaluate(facts).value is True for one in index.possible(self.emergencies, facts))

    def urgent_facts(self, facts: FactBook, index: RecordIndex) -> tuple[Fact, ...]:
        """What makes time decide: the facts for which an emergency holds, in the order of the file, each once."""
        held = (one.when.evaluate(facts) for one in index.possible(self.emergencies, facts))
        leaves = (leaf for verdict in held if verdict.value is True for leaf in verdict.leaves() if leaf.value is True)
        return tuple({leaf.fact.name: leaf.fact for leaf in leaves if leaf.fact is not None and leaf.fact.known}.values())

    def cannot_show(self, facts: FactBook, index: RecordIndex, ordered: Study) -> bool:
        """Whether time decides and the ordered study cannot show what is feared."""
        blind = [one for one in self.emergencies if one.entry.cannot_show and one.entry.cannot_show.covers(ordered)]
        return any(one.when.evaluate(facts).value is True for one in index.possible(blind, facts))


def _meets(regions: Iterable[str], parts: set[str]) -> bool:
    named = set(regions)
    return not named or bool(named & parts)


def _strength(entry: ConstraintEntry, chosen: Mapping[str, str]) -> str:
    under = entry.under_setting
    chosen_so = under is not None and all(chosen.get(name) == value for name, value in (under.model_extra or {}).items())
    return under.strength if under is not None and chosen_so else entry.strength
