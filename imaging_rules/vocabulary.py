"""The one vocabulary: findings (what a record says), features (what rules ask), and the lines between them.

The file is `library/vocabulary.yaml`; its head states the reading rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal

from pydantic import Field

from imaging_rules.condition_grammar import compile_condition
from imaging_rules.facts import State, Value
from imaging_rules.file_model import FileModel
from imaging_rules.values import ValueProblem, typed_value
from imaging_rules.verdict import Condition, Fact
from imaging_rules.yaml_files import packaged_yaml

Kind = Literal["boolean", "code", "code set", "quantity", "date", "date interval"]


class VocabularyProblem(ValueError):
    """A value or a name that the vocabulary does not allow."""


class FindingEntry(FileModel):
    """A finding: its kind, the values it can take, the record parts that can hold it, and the words for it."""

    kind: Kind
    means: str
    record_part: list[str]
    values: list[str] = Field(default_factory=list)
    unit: str | None = None
    phrases: list[str] = Field(default_factory=list)
    negatable: bool = False
    reading: list[str] = Field(default_factory=list)
    used_by: str | None = None
    affirmed_wins: bool = False
    """A recorded device or reaction stands even where a later entry says there is none."""
    worse: Literal["lower", "higher"] | None = None
    """The side on which a measured value bars a study: a worse one in words, stated no earlier than the one by code, counts."""


class AnswerEntry(FileModel):
    """One answer to a question and what it sets. `contradicted_by` is what, on record, makes its words untrue, though what it
    sets may hold: it is not offered then."""

    says: str
    sets: dict[str, Any]
    contradicted_by: Any = None
    unrated: str = ""
    """What it leads to where no criteria rate the order after it: more than that they do not."""


class Reworded(FileModel):
    """Other words for a question, where something of its answer is on record already, or it is not made for the patient."""

    when: Any
    text: str


class QuestionEntry(FileModel):
    """How a feature is asked for."""

    text: str
    answers: list[AnswerEntry]
    reworded: Reworded | None = None


class Line(FileModel):
    """One line of `implied_by`: the value a feature takes when the condition holds."""

    when: Any
    value: Any


class FeatureEntry(FileModel):
    """A feature: what rules ask, and the lines that set it."""

    kind: Kind
    means: str
    values: list[str] = Field(default_factory=list)
    unit: str | None = None
    payer: bool = False
    implied_by: list[Line] = Field(default_factory=list)
    set_by: list[str] = Field(default_factory=list)
    doubted_by: list[str] = Field(default_factory=list)
    """Facts that make the absence of this one doubtful: it is then asked, never assumed."""
    established: bool = False
    """Whether it speaks of what is established: a suspicion then is no reason to doubt its absence."""
    question: QuestionEntry | None = None


class PointsTo(FileModel):
    """One line of `localisation`: the regions a sign points to when the condition holds."""

    when: Any
    regions: list[str]
    says: str
    because: str = ""
    """Why an order for another part of the spine does not look where the sign comes from, for the card."""


class LastingDisease(FileModel):
    """Diseases that people have for years, and what they make."""

    of: list[str]
    are: list[str]


class VocabularyFile(FileModel):
    """The content of the vocabulary file."""

    adult_age: int
    vague_durations: dict[str, int]
    symptoms_of_lasting_diseases: list[LastingDisease] = Field(default_factory=list)
    findings: dict[str, FindingEntry]
    features: dict[str, FeatureEntry]
    localisation: dict[str, list[PointsTo]]
    consistency: list[dict[str, Any]]


@dataclass(frozen=True)
class Implication:
    """A compiled line: when it holds the feature takes `value`, or what `rule` makes of another fact."""

    when: Condition
    value: Value | None
    rule: tuple[str, str, float] | None = None


@dataclass(frozen=True)
class Localisation:
    """A compiled line of `localisation`: what is seen (`says`), the regions it points to, and why another is the wrong one."""

    when: Condition
    regions: tuple[str, ...]
    says: str
    because: str = ""


class _Nothing:
    """The facts of an empty record, as far as no line sets one."""

    as_of = date.min

    def fact(self, name: str) -> Fact:
        return Fact(name)


@dataclass(frozen=True)
class Vocabulary:
    """All names, their kinds, the compiled lines between them, and where in the spine each kind of signs points."""

    findings: Mapping[str, FindingEntry]
    features: Mapping[str, FeatureEntry]
    adult_age: int
    vague_durations: Mapping[str, int]
    consistency: tuple[tuple[str, Condition], ...] = ()
    lines: Mapping[str, tuple[Implication, ...]] = field(default_factory=dict)
    localisation: Mapping[str, tuple[Localisation, ...]] = field(default_factory=dict)
    reworded: Mapping[str, tuple[Condition, str]] = field(default_factory=dict)
    """By the feature asked about: when its question has other words, and which."""
    untrue_where: Mapping[tuple[str, str], Condition] = field(default_factory=dict)
    """By the feature asked about and the words of an answer: when these are untrue."""
    lasting_diseases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By a disease that people have for years the problems that an order may be placed for because of it."""

    @classmethod
    def from_content(cls, content: Any) -> Vocabulary:
        """Build from the read file. Raises pydantic.ValidationError or ConditionProblem where it is wrong."""
        read = VocabularyFile.model_validate(content)
        lines = {name: tuple(_implication(entry, line) for line in entry.implied_by) for name, entry in read.features.items()}
        never = tuple((row["id"], compile_condition(row["never"])) for row in read.consistency)
        places = {
            kind: tuple(Localisation(compile_condition(row.when), tuple(row.regions), row.says, row.because) for row in rows)
            for kind, rows in read.localisation.items()
        }
        asked = {name: entry.question.reworded for name, entry in read.features.items() if entry.question}
        reworded = {name: (compile_condition(row.when), row.text) for name, row in asked.items() if row}
        untrue = {
            (name, row.says): compile_condition(row.contradicted_by)
            for name, entry in read.features.items()
            for row in (entry.question.answers if entry.question else ())
            if row.contradicted_by is not None
        }
        lasting = {name: frozenset(row.are) for row in read.symptoms_of_lasting_diseases for name in row.of}
        return cls(
            read.findings, read.features, read.adult_age, read.vague_durations, never, lines, places, reworded, untrue, lasting
        )

    def __contains__(self, name: object) -> bool:
        return name in self.features or name in self.findings

    def entry(self, name: str) -> FeatureEntry | FindingEntry:
        """The feature of that name, else the finding. Raises KeyError."""
        return self.features[name] if name in self.features else self.findings[name]

    @cached_property
    def never_together(self) -> tuple[tuple[frozenset[str], Condition], ...]:
        """The lines of `consistency`: what may never hold, with the names it reads."""
        return tuple((frozenset(never.names()), never) for _, never in self.consistency)

    @cached_property
    def said_of_nothing(self) -> frozenset[str]:
        """The features that are set where nothing at all is on record."""
        every = self.lines.items()
        return frozenset(name for name, lines in every if any(line.when.evaluate(_Nothing()).value is True for line in lines))

    @cached_property
    def grounded_lines(self) -> Mapping[str, tuple[tuple[frozenset[str], Implication], ...]]:
        """By a feature its lines, each with all the names that it rests on."""
        return {
            name: tuple((frozenset({name}).union(*map(self.rests_on, line.when.names())), line) for line in lines)
            for name, lines in self.lines.items()
        }

    @cached_property
    def _closures(self) -> dict[str, frozenset[str]]:
        return {}

    def rests_on(self, name: str) -> frozenset[str]:
        """Every name a fact is made from, itself included, down to the findings."""
        if name not in self._closures:
            self._closures[name] = frozenset({name})
            below = {part for line in self.lines.get(name, ()) for part in line.when.names()}
            closed = frozenset({name}).union(*(self.rests_on(part) for part in below))
            self._closures[name] = closed
        return self._closures[name]

    @cached_property
    def _affirming(self) -> dict[str, frozenset[str]]:
        return {}

    def affirmed_by(self, name: str) -> frozenset[str]:
        """Every name that could make a fact there, itself included; what can only deny it is left out."""
        if name not in self._affirming:
            below = {part for line in self.affirming_lines(name) for part in line.when.names()}
            self._affirming[name] = frozenset({name}).union(*(self.rests_on(part) for part in below))
        return self._affirming[name]

    def affirming_lines(self, name: str) -> tuple[Implication, ...]:
        """The lines that could make a fact there."""
        return tuple(line for line in self.lines.get(name, ()) if line.value is not False or line.rule is not None)

    @cached_property
    def _parts(self) -> dict[frozenset[str], frozenset[str]]:
        return {}

    def record_parts(self, name: str) -> frozenset[str]:
        """The record parts that hold anything a fact is made from."""
        return self._parts_of(self.rests_on(name))

    def affirming_parts(self, name: str) -> frozenset[str]:
        """The record parts that would hold a fact if it were there."""
        return self._parts_of(self.affirmed_by(name))

    def _parts_of(self, names: frozenset[str]) -> frozenset[str]:
        if names not in self._parts:
            findings = (self.findings[name] for name in names if name in self.findings)
            self._parts[names] = frozenset(part for finding in findings for part in finding.record_part)
        return self._parts[names]

    def value_of(self, name: str, given: Any) -> Value | State:
        """A value given from outside (JSON, an answer), checked against the name's kind.

        Raises VocabularyProblem with the name and what is allowed.
        """
        if name not in self:
            raise VocabularyProblem(f"unknown feature: {name}")
        entry = self.entry(name)
        if isinstance(given, str) and given in _STATES and given not in entry.values:
            if name not in self.findings:
                raise VocabularyProblem(f"{name}: {given} is a state of findings, not of this feature")
            return State(given)
        return _typed(name, entry, given)


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that ships with the package, read once."""
    return Vocabulary.from_content(packaged_yaml("imaging_rules", "library/vocabulary.yaml"))


_STATES = {state.value for state in State}


def _typed(name: str, entry: FeatureEntry | FindingEntry, given: Any) -> Value:

    try:
        return typed_value(entry.kind, entry.values, given)
    except ValueProblem as problem:
        raise VocabularyProblem(f"{name}: {problem}") from None


_RULES = ("divide", "members_of", "date_of", "days_before", "copy", "label_of_each", "several_of")


def _implication(entry: FeatureEntry, line: Line) -> Implication:

    when = compile_condition(line.when)
    if line.value == "same":
        (name,) = when.names()
        return Implication(when, None, ("copy", name, 1.0))
    if isinstance(line.value, dict):
        rule = next(key for key in _RULES if key in line.value)
        return Implication(when, None, (rule, line.value[rule], float(line.value.get("by", 1))))
    return Implication(when, typed_value(entry.kind, entry.values, _member(entry, line.value)))


def _member(entry: FeatureEntry, value: Any) -> Any:
    return [value] if entry.kind == "code set" and isinstance(value, str) else value
