"""What is recorded about one patient: findings with their evidence, and which parts of the record were delivered.

A *finding* is what a code, value or phrase says (`multiple_sclerosis`, `egfr`). Its state tells how it is meant: present,
suspected, history or refuted. What is not recorded is unknown, never false.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from imaging_rules.past.past_exam import PastExam


@dataclass(frozen=True, slots=True)
class Interval:
    """From a day to a day; an open end means it goes on."""

    start: date | None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A number of which only is known between which two it lies, both ends counted: an age where the birth date is a year."""

    low: float
    high: float

    def __str__(self) -> str:
        """As people say it."""
        return f"{self.low:g} {'or' if self.high - self.low <= 1 else 'to'} {self.high:g}"


Value: TypeAlias = bool | str | float | Span | date | Interval | tuple[str, ...]
"""true/false; a code; a number in the finding's unit, or a span of them; a day; an interval; a set of codes."""

NONE = "none"
"""The value of a day or an interval of which it is known that there is none, such as an earlier study never made."""


class State(StrEnum):
    """How a record means a finding. Family history and entered-in-error are dropped before they get here."""

    PRESENT = "present"
    SUSPECTED = "suspected"
    HISTORY = "history"
    REFUTED = "refuted"


RECORD_PARTS = frozenset(
    {"patient", "order", "condition", "observation", "procedure", "device", "medication", "allergy", "report"}
)
"""The parts of a record, as the vocabulary names them under `record_part`."""


_Day: TypeAlias = date
"""A day, where a field of that name hides the type."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: `source` is a reference such as `Condition/abc` (or `given`), `text` what it says there,
    `date` the day it is about, `kind` how it was read (code; ancestor, a concept above the code; value, text, given, answer),
    `of_order` whether it belongs to the order's own indication, `recorded` the day it was written down where the record
    tells that apart, `meant` the text with the word that denies or doubts it, `dated` the date as it is told where that is no
    single day: `2019`, or nothing where the text tells it itself."""

    source: str
    text: str
    date: date | None = None
    kind: str = "code"
    of_order: bool = False
    recorded: _Day | None = None
    meant: str = ""
    dated: str | None = None

    @property
    def quote(self) -> str:
        """The text to show: 'no red flags', not 'red flags'. A text put in another's place is shown as it stands."""
        return self.meant if self.text in self.meant else self.text

    @property
    def day(self) -> str:
        """Its date to show; empty where there is none to show."""
        return "" if self.date is None else self.date.isoformat() if self.dated is None else self.dated

    @property
    def stated(self) -> _Day | None:
        """The day it was stated, as far as it is known: what is stated later knows more."""
        return self.recorded or self.date


GIVEN = Evidence("given", "stated in the case", kind="given", of_order=True)
"""The evidence of a feature that the caller states directly."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the record says. `value` is set where the finding is not simply there or not: a code, a number in the
    vocabulary's unit, a day."""

    name: str
    state: State
    evidence: Evidence
    value: Value | None = None

    def of(self, source: str) -> Finding:
        """The same finding, told by another source."""
        was = self.evidence
        told = Evidence(source, was.text, was.date, was.kind, was.of_order, was.recorded, was.meant, was.dated)
        return Finding(self.name, self.state, told, self.value)


@dataclass(frozen=True)
class Record:
    """All that is known about one patient for one order.

    `stated` holds features (or findings) given directly, by name; `unknown` names what must stay unknown and may not be
    assumed; `delivered` the record parts that arrived readable. An absence may be assumed only from a delivered part.
    """

    as_of: date
    findings: tuple[Finding, ...] = ()
    stated: Mapping[str, Value | State] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    delivered: frozenset[str] = RECORD_PARTS
    indication: str = "none"
    """Whether the order states its reason: `none`, `read` (understood at least in part) or `unread`."""
    mentioned: frozenset[str] = frozenset()
    """Findings that words name which were not read: no facts, but their absence may not be assumed."""
    told_beside: frozenset[str] = frozenset()
    """Those that another draft of the request says are there; they are among `mentioned`."""
    imaging: tuple[PastExam, ...] = ()
    """The examinations on record, without the one that the order itself led to."""

    def by_name(self) -> dict[str, list[Finding]]:
        """The findings under each name, in a fixed order whatever order they came in."""
        grouped: dict[str, list[Finding]] = defaultdict(list)
        for finding in sorted(set(self.findings), key=_fixed_order):
            grouped[finding.name].append(finding)
        return grouped

    def plus(self, findings: Iterable[Finding]) -> Record:
        """The same record with further findings, such as those of one order's indication."""
        return replace(self, findings=(*self.findings, *findings))

    def supposing(self, answers: Mapping[str, Value | State]) -> Record:
        """The same record with further features stated, as when a question has been answered."""
        if not answers:
            return self
        open_names = self.unknown - answers.keys()
        return replace(self, stated={**self.stated, **answers}, unknown=open_names)


def _fixed_order(finding: Finding) -> tuple[str, str, str, str, str]:
    evidence = finding.evidence
    return (
        finding.name,
        finding.state,
        str(finding.value),
        evidence.source,
        f"{evidence.text}|{evidence.date}|{evidence.recorded}|{evidence.meant}|{evidence.dated}",
    )
