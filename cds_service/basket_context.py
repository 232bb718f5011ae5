"""What the drafts of a request say of the patient, for the drafts beside them.

Each order is assessed for its own reason: what another draft is placed for enters no scenario of this one. But the patient is
the same. What bounds a study (an implant, a contrast reaction, the kidneys, a pregnancy) holds whichever draft says it, and
what else another draft says is there is not taken as absent here. Answers noted on a draft answer for that order alone: they
were given to its question. Medicines drafted are read for their reasons alone: nobody takes them yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cds_service.order_record import ABOUT_ONE_REASON, OwnWords
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Finding, Record, State, Value
from imaging_rules.library import Library

SPEAKING_DRAFTS = frozenset({"ServiceRequest", "MedicationRequest"})
"""The drafts whose words are read. A Condition, an allergy or an answer that travels with them belongs to the chart."""
MOST_HEARD = 20
"""Drafts that are heard by the others: what each says is weighed for each order. No clinician has as many open."""
_VOID = "entered-in-error"

Answers = Mapping[str, Value | State]


def speaks(draft: Mapping[str, Any]) -> bool:
    """Whether a draft says anything of its patient; what is not to be done has a reason as well."""
    return draft.get("resourceType") in SPEAKING_DRAFTS and draft.get("status") != _VOID


@dataclass(frozen=True)
class Draft:
    """What one draft says of its patient, and the answers noted on it."""

    words: OwnWords
    answers: Answers


@dataclass(frozen=True)
class BasketContext:
    """The drafts of one request that are for its patient."""

    library: Library
    drafts: tuple[Draft, ...]

    def completing(self, record: Record, own: Draft) -> Record:
        """The record of one draft with what the others say."""
        others = [draft for draft in self.drafts if draft is not own]
        if not others:
            return record.supposing(own.answers)
        told = [finding for draft in others for finding in draft.words.findings if finding.state is not State.REFUTED]
        bounds = self.library.bounding_findings
        completed = record.plus(_of_another(finding) for finding in told if finding.name in bounds)
        affirmed = self._affirmed(completed, told)
        unread = frozenset[str]().union(*(draft.words.mentioned for draft in others))
        completed = replace(completed, mentioned=record.mentioned | affirmed | unread, told_beside=affirmed)
        return completed.supposing(own.answers)

    def _affirmed(self, record: Record, told: Iterable[Finding]) -> frozenset[str]:
        """The exclusions that a record is silent of and that would be there, or suspected, with what the others tell."""
        new = [_of_another(finding) for finding in told if finding.name not in ABOUT_ONE_REASON]
        if not new:
            return frozenset()
        alone, together = (FactBook(self.library.vocabulary, each) for each in (record, record.plus(new)))
        silent = (name for name in self.library.exclusions if alone.fact(name).value is None and alone.nothing_said_of(name))
        return frozenset(n for n in silent if together.fact(n).value not in (None, False) or not together.nothing_said_of(n))


def _of_another(finding: Finding) -> Finding:
    return replace(finding, evidence=replace(finding.evidence, of_order=False))
