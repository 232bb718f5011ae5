"""The orders of one consultation as JSON text and back, so that the details app can assess them again.

The findings that several orders share stand once. Patient data: kept in one table of the store until it expires, and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from cds_service.assessment_task import AssessmentTask
from cds_service.json_encoder import ENCODER
from imaging_rules.facts import Evidence, Finding, Interval, Record, Span, State, Value
from imaging_rules.order_to_assess import Basket, OrderToAssess
from imaging_rules.past.past_exam import PastExam, PlacedOrder
from imaging_rules.study import Phase, Study

_NAMES_OF_RECORD = [field.name for field in fields(Record) if field.name not in ("as_of", "findings", "stated", "imaging")]
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def tasks_to_text(tasks: Sequence[AssessmentTask]) -> str:
    """The tasks as JSON."""
    return as_text(tasks, finding_row, order_row)


def as_text(
    tasks: Sequence[AssessmentTask],
    row_of_finding: Callable[[Finding], list[Any]],
    row_of_order: Callable[[AssessmentTask, list[int]], dict[str, Any]],
) -> str:
    """The tasks as JSON by these rows; that of an order is given the places of its findings."""
    pool: dict[Finding, int] = {}
    orders = [row_of_order(task, [pool.setdefault(each, len(pool)) for each in task.record.findings]) for task in tasks]
    return ENCODER.encode({"findings": [row_of_finding(each) for each in pool], "orders": orders}).decode()


def tasks_from_text(text: str) -> list[AssessmentTask]:
    """The tasks of `tasks_to_text`, the numbers of their drafts as they came."""
    content = _decoder.decode(text)
    pool = [_read_finding(row) for row in content["findings"]]
    return [_read_order(row, pool) for row in content["orders"]]


def value_to_json(value: Value | State | None) -> Any:
    """A value of a fact as plain data."""
    match value:
        case State():
            return {"state": value.value}
        case Interval():
            return {"from": value.start, "to": value.end}
        case Span():
            return {"low": value.low, "high": value.high}
        case date():
            return {"day": value}
        case tuple():
            return list(value)
    return value


def value_from_json(given: Any) -> Value | State | None:
    """The value of `value_to_json`."""
    match given:
        case {"state": name}:
            return State(name)
        case {"from": start, "to": end}:
            return Interval(_day(start), _day(end))
        case {"low": low, "high": high}:
            return Span(float(low), float(high))
        case {"day": day}:
            return date.fromisoformat(day)
        case list():
            return tuple(given)
        case int() | Decimal() if not isinstance(given, bool):
            return float(given)
    value: Value | None = given
    return value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def finding_row(finding: Finding) -> list[Any]:
    """A finding with its words."""
    evidence = finding.evidence
    return [*finding_row_saying(finding, evidence.text), evidence.meant, evidence.dated]


def finding_row_saying(finding: Finding, text: str) -> list[Any]:
    """A finding with this text for its words, and no other way to show it."""
    evidence = finding.evidence
    told = [evidence.source, text, evidence.date, evidence.kind, evidence.of_order, evidence.recorded]
    return [finding.name, finding.state, value_to_json(finding.value), *told]


def _read_finding(row: list[Any]) -> Finding:
    name, state, value, source, text, day, kind, of_order, recorded, *as_shown = row  # what was kept before has nothing to show
    read = value_from_json(value)
    assert not isinstance(read, State)
    return Finding(name, State(state), Evidence(source, text, _day(day), kind, of_order, _day(recorded), *as_shown), read)


def _study(study: Study | None) -> list[Any] | None:
    return [study.modality, list(study.regions), study.phase.value] if study else None


def _read_study(row: list[Any] | None) -> Study | None:
    return Study(row[0], tuple(row[1]), Phase(row[2])) if row else None


def exam_row(exam: PastExam) -> list[Any]:
    """An examination with its conclusion."""
    return [exam.source, [_study(one) for one in exam.studies], exam.first, exam.last, exam.conclusion, exam.final]


def _read_exam(row: list[Any]) -> PastExam:
    source, studies, first, last, conclusion, final = row
    shown = tuple(study for each in studies if (study := _read_study(each)))
    return PastExam(source, shown, _day(first), _day(last), conclusion, final)


def _read_placed(row: list[Any]) -> PlacedOrder:
    source, study, how, day = row
    ordered = _read_study(study)
    assert ordered is not None
    return PlacedOrder(source, ordered, how, date.fromisoformat(day))


def order_row(task: AssessmentTask, findings: list[int]) -> dict[str, Any]:
    """An order with its draft and its name."""
    record = task.record
    names = {name: getattr(record, name) for name in _NAMES_OF_RECORD}
    return {
        "draft": task.resource,
        "reference": task.reference,
        "name": task.name,
        "order": [task.order.reference, _study(task.order.study), task.order.imaging, task.order.priority],
        "drafted": [_study(study) for study in task.basket.drafted],
        "placed": [[each.source, _study(each.study), each.how, each.day] for each in task.basket.placed],
        "imaging": [exam_row(exam) for exam in record.imaging],
        "policies": task.policies,
        "as_of": record.as_of,
        "findings": findings,
        "stated": {name: value_to_json(value) for name, value in record.stated.items()},
        "record": {name: sorted(value) if isinstance(value, frozenset) else value for name, value in names.items()},
    }


def _read_order(row: dict[str, Any], pool: list[Finding]) -> AssessmentTask:
    own_reference, study, imaging, priority = row["order"]
    names: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value for name, value in row["record"].items()
    }
    stated = {name: meant for name, value in row["stated"].items() if (meant := value_from_json(value)) is not None}
    names["imaging"] = tuple(_read_exam(each) for each in row.get("imaging", []))
    record = Record(date.fromisoformat(row["as_of"]), tuple(pool[place] for place in row["findings"]), stated, **names)
    placed = tuple(_read_placed(each) for each in row.get("placed", []))
    drafted = [other for each in row["drafted"] if (other := _read_study(each))]
    order = OrderToAssess(own_reference, _read_study(study), imaging, priority)
    basket, policies = Basket(tuple(drafted), placed), tuple(row.get("policies", ()))
    return AssessmentTask(row["draft"], row["reference"], row["name"], order, record, basket, policies)
