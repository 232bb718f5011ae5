"""A stored consultation assessed again, with the library it was assessed with.

What is kept for it are the findings without their words: names, states, values, days and references, which is all that
decides an answer. The words of the record, the draft and the clinician's notes are not kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zipfile import BadZipFile

from cds_service.assessed_request import assessed_request
from cds_service.assessment_task import AssessmentTask
from cds_service.consultations.kept_tasks import as_text, exam_row, finding_row_saying, order_row, tasks_from_text
from imaging_rules.archive import opened
from imaging_rules.assessment_result import Assessment
from imaging_rules.library import Library


@dataclass(frozen=True, slots=True)
class KeptForReplay:
    """What was kept of a consultation: its answer, the tasks of `facts_to_text`, the content hash of its library and that
    library packed (None where it is not on hand), and the version of the program."""

    consultation: str
    as_of: str
    assessment: str = field(repr=False)
    tasks: str = field(repr=False)
    library: str = ""
    library_content: bytes | None = field(default=None, repr=False)
    program: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where an answer is another one: the order, what is told of it, then and now."""

    order: str
    about: str
    then: Any
    now: Any


class CannotReplay(ValueError):
    """Why a consultation cannot be assessed again."""


def assessment_text(assessment: Assessment) -> str:
    """An assessment as it is stored."""
    return json.dumps(assessment.to_record(), separators=(",", ":"))


def facts_to_text(tasks: Sequence[AssessmentTask]) -> str:
    """The tasks as JSON without any words of the record: each is replaced by its place in the alphabet among them, so that
    findings stay as distinct, and in the same order, as they were."""
    words = sorted({finding.evidence.text for task in tasks for finding in task.record.findings})
    told = {text: str(place).zfill(len(str(len(words)))) for place, text in enumerate(words)}
    return as_text(tasks, lambda finding: finding_row_saying(finding, told[finding.evidence.text]), _bare_order)


def replayed(kept: KeptForReplay) -> str:
    """The answer, as it is stored, that the library of then gives today. Raises CannotReplay."""
    if kept.library_content is None:
        raise CannotReplay(f"the library {kept.library[:12]} of this consultation is not on hand")
    try:
        library = Library.load(opened(kept.library_content))
    except (ValueError, KeyError, OSError, BadZipFile):
        written_by = f"that of program {kept.program}, " if kept.program else ""
        named = f"the library {kept.library[:12]} of this consultation, {written_by}"
        raise CannotReplay(f"{named}is written as this program does not read it") from None
    if library.content_hash != kept.library:
        raise CannotReplay(f"what was kept as library {kept.library[:12]} is not it any more")
    return assessed_with(library, kept)


def assessed_with(library: Library, kept: KeptForReplay) -> str:
    """The answer, as it is stored, that a library gives on the facts of then."""
    return assessment_text(assessed_request(tasks_from_text(kept.tasks), library).assessment)


def differences(then: str, now: str) -> list[Difference]:
    """Where two stored answers on the same orders are not the same."""
    pairs = zip(json.loads(then)["orders"], json.loads(now)["orders"], strict=True)
    return [
        Difference(str(was["order"]), about, was.get(about), new.get(about))
        for was, new in pairs
        for about in dict.fromkeys((*was, *new))
        if was.get(about) != new.get(about)
    ]


def _bare_order(task: AssessmentTask, findings: list[int]) -> dict[str, Any]:
    """An order without draft, name and conclusions."""
    imaging = [exam_row(replace(exam, conclusion="")) for exam in task.record.imaging]
    return {**order_row(task, findings), "draft": {}, "name": "", "imaging": imaging}
