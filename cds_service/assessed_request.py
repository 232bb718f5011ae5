"""All orders of one request, assessed together: each by the guidelines, and the set of them by the payer's policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cards.assessed_draft import AssessedDraft
from cds_service.assessment_task import AssessmentTask
from fhir_mappings.chart.named_gaits import as_the_named_gait
from imaging_rules.assessment_result import Assessment
from imaging_rules.facts import Record
from imaging_rules.library import Library
from imaging_rules.payer.request import PayerAnswer, payer_answer


@dataclass(frozen=True)
class AssessedRequest:
    """The drafts in the order of the request, and what each policy that speaks of them says of the set."""

    drafts: tuple[AssessedDraft, ...]
    payer: tuple[PayerAnswer, ...] = ()

    @property
    def assessment(self) -> Assessment:
        """The assessments alone; the payer's verdicts stand on the orders they are about."""
        return Assessment(tuple(draft.assessment for draft in self.drafts))


def assessed_request(tasks: Sequence[AssessmentTask], library: Library) -> AssessedRequest:
    """The orders of a request with what its clients' policies say; a policy that the library does not have says nothing."""
    drafts = [task.assessed(library) for task in tasks]
    names = dict.fromkeys(name for task in tasks for name in task.policies if name in library.policies)
    answers = [answer for name in names if (answer := _answer(name, tasks, library))]
    return AssessedRequest(tuple(_with_verdicts(draft, answers) for draft in drafts), tuple(answers))


def _answer(name: str, tasks: Sequence[AssessmentTask], library: Library) -> PayerAnswer | None:
    """Judged over every study of the session; what is drafted beside the orders asked about counts as ordered with them."""
    asked = [task.order.study for task in tasks if task.order.study is not None]
    beside = [study for task in tasks for study in task.basket.drafted]
    records = _of_one_gait([task.record for task in tasks])
    return payer_answer(library.policies[name], library.vocabulary, records, [*asked, *beside])


def _of_one_gait(records: Sequence[Record]) -> Sequence[Record]:
    """The records of orders placed together; a gait that one of them tells in a general word, and another by its pattern, is
    one gait."""
    every = [finding for record in records for finding in record.findings]
    kept = frozenset(as_the_named_gait(every))
    if len(kept) == len(frozenset(every)):
        return records
    return [replace(record, findings=tuple(each for each in record.findings if each in kept)) for record in records]


def _with_verdicts(draft: AssessedDraft, answers: Sequence[PayerAnswer]) -> AssessedDraft:
    ordered = draft.assessment.study
    verdicts = tuple(answer.verdict for answer in answers if ordered is not None and answer.verdict.of(ordered))
    return replace(draft, assessment=replace(draft.assessment, payer=verdicts)) if verdicts else draft
