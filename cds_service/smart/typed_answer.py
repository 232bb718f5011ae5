"""A fact that is answered by writing rather than choosing: a day, a period, a number, several codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from imaging_rules.facts import Interval, State, Value
from imaging_rules.vocabulary import Vocabulary, VocabularyProblem


class Form(Protocol):
    """The fields of a form, as Werkzeug gives them."""

    def get(self, name: str, default: str) -> str:
        """The first value of a field."""

    def getlist(self, name: str) -> Sequence[str]:
        """Every value of a field."""


def typed_answer(vocabulary: Vocabulary, name: str, form: Form, today: date) -> Value | None:
    """What was written for a feature: fields `value` (several for a code set, none of them for an empty one), or `start` and
    `end`. None for what cannot be: not of its kind, a day to come, an end before its start."""
    entry = vocabulary.features.get(name)
    if entry is None:
        return None
    try:
        value = vocabulary.value_of(name, _written(entry.kind, form))
    except VocabularyProblem:
        return None
    return None if isinstance(value, State) or not _can_be(value, today) else value


def _written(kind: str, form: Form) -> Any:
    if kind == "date interval":
        return {"start": form.get("start", ""), "end": form.get("end", "") or None}
    return list(form.getlist("value")) if kind == "code set" else form.get("value", "")


def _can_be(value: Value, today: date) -> bool:
    match value:
        case Interval():
            return value.start is not None and value.start <= (value.end or today) <= today
        case date():
            return value <= today
        case float():
            return value >= 0
    return True
