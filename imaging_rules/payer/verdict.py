"""The answer of a payer policy to an order: per study and for the set, with what is met, what is owed and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from imaging_rules.payer.policy import Clash, Criterion, Gate, GateLimit
from imaging_rules.payer.policy_file import Confidence
from imaging_rules.study import Study
from imaging_rules.verdict import Fact, Verdict


class PayerStatus(StrEnum):
    """What a policy says of a study, or of the whole order (which is never `outside-guideline`)."""

    MET = "met"
    NOT_MET = "not-met"
    MORE_INFORMATION = "more-information-needed"
    OUTSIDE = "outside-guideline"


class Standing(StrEnum):
    """What became of a criterion that covers the order. `not-raised`: its entry is not known to hold; nothing is asked."""

    MET = "met"
    OPEN = "open"
    NOT_MET = "not-met"
    NOT_RAISED = "not-raised"


class Passage(StrEnum):
    """What a gate did to a study: let through, opened by a criterion that allows it, kept shut, left open, or not tested
    because it is not on record whether it applies."""

    PASSED = "passed"
    EXCEPTED = "excepted"
    SHUT = "shut"
    UNDECIDED = "undecided"
    UNTESTED = "untested"


@dataclass(frozen=True)
class CriterionVerdict:
    """A criterion that covers the order: its standing, the traces of entry and logic, and its facts.

    `missing` are all facts it still needs an answer to. `enough` is one smallest set of them whose answers, if they are the
    right ones, meet it: of any of several it holds one; empty unless it is open. `on_record` are the facts on record that speak
    for it, those included that a `not` wants to be otherwise (their value is then what speaks, mostly False). `assumed` are the
    facts it rests on that nobody recorded: each holds by a default of the policy.
    """

    criterion: Criterion
    standing: Standing
    entry: Verdict
    logic: Verdict | None
    missing: tuple[str, ...] = ()
    on_record: tuple[Fact, ...] = ()
    enough: tuple[str, ...] = ()
    assumed: tuple[Fact, ...] = ()

    @property
    def id(self) -> str:
        """The whole id, such as `nia.cervical-mri.neuro-deficit.weakness`."""
        return self.criterion.id

    @property
    def title(self) -> str:
        """Its short name."""
        return self.criterion.title

    @property
    def documentation(self) -> tuple[str, ...]:
        """What a reviewer expects to see for it."""
        return tuple(self.criterion.entry_of.documentation)

    @property
    def notes(self) -> tuple[str, ...]:
        """Exceptions and remarks of the policy about it."""
        entry = self.criterion.entry_of
        return (*entry.exceptions, *(text for text in (entry.note, entry.ct_note) if text))

    @property
    def in_play(self) -> bool:
        """Whether it was raised."""
        return self.standing is not Standing.NOT_RAISED

    def to_json(self) -> dict[str, Any]:
        """With its trace."""
        out: dict[str, Any] = {"id": self.id, "title": self.title, "standing": self.standing.value}
        if self.missing:
            out["missing"] = list(self.missing)
            out["enough"] = list(self.enough)
        out["entry"] = self.entry.to_json()
        if self.logic is not None:
            out["logic"] = self.logic.to_json()
        return out


def nearest_first(open_now: Iterable[CriterionVerdict]) -> tuple[CriterionVerdict, ...]:
    """Open criteria by how near each is to being met; an any-of of many facts is as near as one of a single fact."""
    return tuple(sorted(open_now, key=lambda each: (len(each.enough), -len(each.on_record), len(each.missing))))


@dataclass(frozen=True)
class GateEffect:
    """What a gate did to one study that a criterion meets; `trace` shows why, `by` the criteria that opened it. `on_record`
    are the facts on record that decided: the earlier study with its day, and what it found."""

    gate: Gate
    limit: GateLimit
    passage: Passage
    trace: tuple[Verdict, ...]
    by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    on_record: tuple[Fact, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """With its trace."""
        return {
            "gate": self.gate.id,
            "passage": self.passage.value,
            "says": self.gate.entry_of.statement,
            "by": list(self.by),
            "missing": list(self.missing),
            "trace": [verdict.to_json() for verdict in self.trace],
        }


@dataclass(frozen=True)
class Doubt:
    """A doubtful place of the policy's source that bears on the answer. `decides` is true where another reading of it would
    have changed the answer for these facts; `reviewer` says what a reviewer may do then."""

    id: str
    confidence: Confidence
    problem: str
    reading: str
    decides: bool
    criteria: tuple[str, ...]
    reviewer: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "id": self.id,
            "confidence": self.confidence,
            "reading": self.reading,
            "decides": self.decides,
            "criteria": list(self.criteria),
            "reviewer": self.reviewer,
        }


@dataclass(frozen=True)
class StudyVerdict:
    """One study of the order. `study` is the policy's name for it (or its id, where the policy has none), `by_criteria` its
    status before the gates, `owed` the facts whose answers decide it, those of the nearest criterion first and of these the
    ones that would be enough; empty unless more information is needed."""

    study: str
    orders: tuple[Study, ...]
    status: PayerStatus
    by_criteria: PayerStatus
    criteria: tuple[CriterionVerdict, ...]
    gates: tuple[GateEffect, ...] = ()
    owed: tuple[str, ...] = ()

    def standing(self, standing: Standing) -> tuple[CriterionVerdict, ...]:
        """Its criteria that came to this."""
        return tuple(each for each in self.criteria if each.standing is standing)

    @property
    def met(self) -> tuple[CriterionVerdict, ...]:
        """The criteria it meets."""
        return self.standing(Standing.MET)

    @property
    def open(self) -> tuple[CriterionVerdict, ...]:
        """The criteria that need more facts."""
        return self.standing(Standing.OPEN)

    @property
    def nearest(self) -> tuple[CriterionVerdict, ...]:
        """The open criteria, the nearest to being met first: that which the fewest answers would meet, of equals the one for
        which the record already says the most."""
        return nearest_first(self.open)

    @property
    def not_met(self) -> tuple[CriterionVerdict, ...]:
        """The criteria in play that it fails."""
        return self.standing(Standing.NOT_MET)

    def to_json(self) -> dict[str, Any]:
        """Criteria by id; their traces stand once in the verdict of the order."""
        return {
            "study": self.study,
            "status": self.status.value,
            "criteria_met": [each.id for each in self.met],
            "open": [{"id": each.id, "title": each.title, "missing": list(each.missing)} for each in self.open],
            "not_met": [each.id for each in self.not_met],
            "owed": list(self.owed),
            "gates": [gate.to_json() for gate in self.gates],
        }


@dataclass(frozen=True)
class PayerVerdict:
    """The verdict of a policy over all studies ordered together.

    `criteria` holds every criterion that covers the order, in the file's order, those not raised included. `criteria_met`
    are the true ones, gates aside. `missing` are the unknown facts of all open criteria and gates, also where another
    criterion meets the study; what still has to be answered stands in `StudyVerdict.owed`.
    """

    policy: str
    title: str
    edition: str
    caution: str
    status: PayerStatus
    studies: tuple[StudyVerdict, ...]
    criteria: tuple[CriterionVerdict, ...]
    missing: tuple[str, ...]
    documentation: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    publisher: str = ""
    subject: str = ""
    """The study the policy is about, by its name for it."""
    clashes: tuple[Clash, ...] = ()
    """Where guidelines of the library say otherwise of these studies, should they rate them."""

    def of(self, study: Study) -> tuple[StudyVerdict, ...]:
        """What it says of one ordered study; a study of several regions can count as several of the policy's."""
        return tuple(each for each in self.studies if study in each.orders)

    def speaks_of(self, verdict: StudyVerdict) -> bool:
        """Whether it is for this policy to say something of a study: it is the one the policy is about, or ordered with that
        one, or a criterion about it is in play. Otherwise another policy of the payer is."""
        ordered = {each.study for each in self.studies}
        return self.subject in ordered or any(each.in_play for each in verdict.criteria)

    @property
    def criteria_met(self) -> tuple[str, ...]:
        """The ids of the criteria that are true, gates aside."""
        return tuple(each.id for each in self.criteria if each.standing is Standing.MET)

    @property
    def owed(self) -> tuple[str, ...]:
        """The facts whose answers decide the studies still open, without repeats."""
        return tuple(dict.fromkeys(name for study in self.studies for name in study.owed))

    def leaves(self) -> Iterator[Verdict]:
        """Every single test that was looked at: entries, logic, gates."""
        for each in self.criteria:
            yield from each.entry.leaves()
            if each.logic is not None:
                yield from each.logic.leaves()
        for study in self.studies:
            for gate in study.gates:
                for verdict in gate.trace:
                    yield from verdict.leaves()

    def to_json(self) -> dict[str, Any]:
        """The stable members first; then what explains them."""
        return {
            "policy": self.policy,
            "status": self.status.value,
            "criteria_met": list(self.criteria_met),
            "missing": list(self.missing),
            "studies": [study.to_json() for study in self.studies],
            "documentation": list(self.documentation),
            "doubts": [doubt.to_json() for doubt in self.doubts],
            "edition": self.edition,
            "caution": self.caution,
            "why": [each.to_json() for each in self.criteria if each.in_play],
        }

    def to_record(self) -> dict[str, Any]:
        """What a consultation keeps: ids and statuses, no trace and so no word of the patient's record."""
        studies = [study.to_json() for study in self.studies]
        for study in studies:
            study["gates"] = [{"gate": gate["gate"], "passage": gate["passage"]} for gate in study["gates"]]
        return {
            "policy": self.policy,
            "status": self.status.value,
            "criteria_met": list(self.criteria_met),
            "missing": list(self.missing),
            "studies": studies,
            "doubts": [{"id": doubt.id, "decides": doubt.decides} for doubt in self.doubts],
            "clashes": [clash.id for clash in self.clashes],
            "edition": self.edition,
        }
