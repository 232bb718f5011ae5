"""The shape of a payer policy's file. `imaging_rules.payer.checks` says whether its content can stand."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from imaging_rules.file_model import FileModel
from imaging_rules.publication import InForce, SourceEntry

Mode = Literal["single", "any", "combination", "pair"]
"""How a criterion covers studies: one study by itself; any of a list, with or without the others; two or more of a list
together (`pair` names two methods for one region, `combination` several regions)."""
TOGETHER: tuple[Mode, ...] = ("combination", "pair")
Confidence = Literal["high", "medium", "low"]


class _Row(FileModel):
    """A row of the file: `lines` says where it stands in the policy's source."""

    lines: str
    note: str | None = None


class StudyPattern(FileModel):
    """Studies that count as one of the policy's, contrast aside: these methods at these regions. A region left empty is a
    study whose region is not said."""

    modality: list[str]
    region: list[str] = Field(default_factory=list)


class AppliesTo(FileModel):
    """The studies a criterion is about, in the policy's short forms."""

    mode: Mode
    studies: list[str]


class CriterionEntry(_Row):
    """One criterion as the file states it. `statement` is a paraphrase, `title` its short form for a card,
    `conservative_care` what it says of treatment before imaging, if
    anything."""

    title: str
    section: str
    statement: str
    applies_to: AppliesTo
    entry: Any
    logic: Any
    documentation: list[str]
    conservative_care: str | None = None
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


class Limit(FileModel):
    """What a gate does to a study that a criterion meets: `when` it looks, `passed_when` it lets through, and the modes of
    criterion that open it whatever else holds. Without `passed_when` only such a criterion opens it."""

    studies: list[str]
    when: Any
    passed_when: Any = None
    opened_by: list[Mode]


class GateEntry(_Row):
    """A condition on top of the criteria. `needed_when` says when its documents are owed (always, where it is not given);
    `untested` what is told where it is not on record whether a limit applies."""

    statement: str
    needed_when: Any = None
    limits: list[Limit] = Field(default_factory=list)
    exception: str | None = None
    untested: str | None = None
    documentation: list[str]
    ambiguity: list[str] = Field(default_factory=list)


class MemberEntry(FileModel):
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


class ProofEntry(FileModel):
    """What has to be written for a fact that is owed, in words that hold the answer that counts: of these criteria or gates
    (`of`), else of any."""

    fact: str
    words: str
    of: list[str] = Field(default_factory=list)


class ClashEntry(_Row):
    """Where the policy and guidelines of the library part ways. Both are said, neither is changed: `guideline` and `payer` are
    the ends of two sentences with those words as the subject. It is about these studies, rated by one of these `scenarios`,
    when this holds (always, where it is not given). One that leaves nothing to act on is told on the policy's page only."""

    scenarios: list[str]
    studies: list[str]
    when: Any = None
    page_only: bool = False
    guideline: str
    payer: str


class QuestionRow(FileModel):
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


class PolicyFile(FileModel):
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
    proof: list[ProofEntry] = Field(default_factory=list)
