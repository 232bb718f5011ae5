"""What an order's own reason says is the matter: complaints, diseases, injuries, and questions of another kind."""

from __future__ import annotations

from imaging_rules.factbook import FactBook
from imaging_rules.facts import State

_ON_A_PROBLEM_LIST, _THERE_OR_NOT = "condition", "boolean"
_OTHER_QUESTION, _ANY_REASON = "other_question", "order_reason"
_SAID = (State.PRESENT, State.SUSPECTED)


def problems_of_the_reason(facts: FactBook) -> frozenset[str]:
    """The findings that the order itself gives as its reason and that a problem list could hold; when it began, how it goes and
    what the study is for are none."""
    told = {each.name for each in facts.record.findings if each.evidence.of_order and each.state in _SAID}
    entries = facts.vocabulary.findings
    listed = {name for name in told if name in entries and _is_a_problem(entries[name].kind, entries[name].record_part)}
    return frozenset(listed | (told & {_OTHER_QUESTION})) - {_ANY_REASON}


def _is_a_problem(kind: str, parts: list[str]) -> bool:
    return kind == _THERE_OR_NOT and _ON_A_PROBLEM_LIST in parts
