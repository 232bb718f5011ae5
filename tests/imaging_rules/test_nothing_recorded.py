"""A fact that only says that nothing of its kind is on record is no fact that a rating rests on."""

from __future__ import annotations

from datetime import date

from imaging_rules import Library, OrderToAssess, assess_order
from imaging_rules.case import read_case
from imaging_rules.study import study

LIBRARY = Library.load()
CT_HEAD = "CT head without IV contrast"


def facts_of(**features: object) -> set[str]:
    case = read_case({"features": {"age_years": 41, **features}, "studies": [CT_HEAD]}, LIBRARY.vocabulary, date(2026, 11, 20))
    return {fact.feature for fact in assess_order(LIBRARY, OrderToAssess("order", study(CT_HEAD)), case.record).facts}


def test_that_no_head_injury_is_recorded_is_not_told_as_a_fact() -> None:
    told = facts_of(nonspecific_dizziness=True)
    assert "vertigo_picture" in told
    assert {"head_injury_on_record", "other_question_asked"}.isdisjoint(told)


def test_a_denied_head_injury_is_a_fact() -> None:
    assert "head_injury_on_record" in facts_of(nonspecific_dizziness=True, head_injury="refuted")
