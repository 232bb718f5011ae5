"""A feedback report as it arrives (CDS Hooks 2.0.1, feedback). Comments and display texts are read past, never kept.

A report may hold what was done with cards of many consultations; an item that cannot be read loses none of the others.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from cds_service.consultations.consultation import Feedback
from cds_service.hook_request import NULL, UNREADABLE, without_values
from cds_service.problems import RequestProblem

log = logging.getLogger("cds_service")

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Code = Annotated[str, msgspec.Meta(max_length=200)]


class _Suggestion(msgspec.Struct):
    id: _Id


class _Coding(msgspec.Struct):
    code: _Code | None = None
    system: _Code | None = None


class _OverrideReason(msgspec.Struct):
    reason: _Coding | None = None


class _Item(msgspec.Struct, rename="camel"):
    card: _Id
    outcome: Literal["accepted", "overridden"]
    outcome_timestamp: datetime
    accepted_suggestions: Annotated[list[_Suggestion], msgspec.Meta(max_length=100)] | None = None
    override_reason: msgspec.Raw = msgspec.Raw(NULL)


class _Report(msgspec.Struct):
    feedback: list[msgspec.Raw]


_report, _item = msgspec.json.Decoder(_Report), msgspec.json.Decoder(_Item)
_reason = msgspec.json.Decoder(_OverrideReason | None)


def read_feedback(service: str, body: bytes) -> list[Feedback]:
    """The feedback in a body, for one service: the items of the documented shape.

    Raises RequestProblem (400) where the body is no report, or none of its items can be read.
    """
    try:
        report = _report.decode(body)
    except UNREADABLE:
        raise RequestProblem(400, "the body is not a feedback report") from None
    read, problems = list[Feedback](), list[str]()
    for place, item in enumerate(report.feedback):
        try:
            read.append(_feedback(service, _item.decode(item)))
        except msgspec.ValidationError as problem:
            problems.append(without_values(problem, f"feedback[{place}]"))
        except UNREADABLE:
            problems.append(f"feedback[{place}]: cannot be read")
    if problems and not read:
        raise RequestProblem(400, problems[0])
    if problems:
        log.warning("feedback items unread=%d of=%d first=%s", len(problems), len(report.feedback), problems[0])
    return read


def _coding_of(reason: msgspec.Raw) -> _Coding:
    """The code of an override reason; none where it has no shape that can be read, such as words alone. What was done with the
    card is kept all the same."""
    try:
        read: _OverrideReason | None = _reason.decode(bytes(reason))
    except UNREADABLE:
        return _Coding()
    return (read.reason if read else None) or _Coding()


def _feedback(service: str, item: _Item) -> Feedback:
    coding = _coding_of(item.override_reason)
    return Feedback(
        service=service,
        card=item.card,
        outcome=item.outcome,
        outcome_timestamp=item.outcome_timestamp.isoformat(),
        suggestions=tuple(suggestion.id for suggestion in item.accepted_suggestions or ()),
        reason_system=coding.system or "",
        reason_code=coding.code or "",
    )
