"""Earlier examinations of a cervical spine, and what an assessment says with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from imaging_rules import Library
from imaging_rules.assessing import assess_order
from imaging_rules.assessment_result import OrderAssessment
from imaging_rules.facts import RECORD_PARTS, Record
from imaging_rules.order_to_assess import OrderToAssess
from imaging_rules.past.past_exam import PastExam
from imaging_rules.study import study

LIBRARY = Library.load()
DAY = date(2026, 11, 20)
CORD: dict[str, Any] = {"age_years": 64, "suspected_myelopathy": True, "symptom_duration_days": 270.0, "gait_abnormal": True}
CT, MRI = "CT cervical spine without IV contrast", "MRI cervical spine without IV contrast"


def exam(name: str, days_ago: int | None, source: str = "DiagnosticReport/r", **more: Any) -> PastExam:
    day = None if days_ago is None else DAY - timedelta(days=days_ago)
    return PastExam(source, (study(name),), day, day, **{"conclusion": "normal", "final": True, **more})


def assessed(
    ordered: str, exams: Iterable[PastExam], facts: dict[str, Any] | None = None, delivered: frozenset[str] = RECORD_PARTS
) -> OrderAssessment:
    record = Record(DAY, stated=CORD if facts is None else facts, indication="read", imaging=tuple(exams), delivered=delivered)
    return assess_order(LIBRARY, OrderToAssess("o", study(ordered)), record)
