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


class NotTaken(ValueError):
    """What was written cannot be; its text tells why, for the person who wrote it."""


def typed_answer(vocabulary: Vocabulary, name: str, form: Form, today: date) -> Value:
    """What was written for a feature: fields `value` (several for a code set; `none` of them is a choice of its own), or
    `start` and `end`. Raises NotTaken for what cannot be: not of its kind, a day to come, an end before its start."""
    entry = vocabulary.features[name]
    try:
        value = vocabulary.value_of(name, _written(entry.kind, form))
    except VocabularyProblem:
        raise NotTaken(_UNREADABLE.get(entry.kind, "That could not be read.")) from None
    if isinstance(value, State):
        raise NotTaken("That could not be read.")
    _check(value, today)
    return value


_UNREADABLE = {
    "date": "That is no day that could be read.",
    "date interval": "The start is missing, or is no day that could be read.",
    "quantity": "That is no number.",
}


def _written(kind: str, form: Form) -> Any:
    if kind == "date interval":
        return {"start": form.get("start", ""), "end": form.get("end", "") or None}
    if kind != "code set":
        return form.get("value", "")
    ticked, none = list(form.getlist("value")), bool(form.get("none", ""))
    if ticked and none:
        raise NotTaken("Some are ticked. Untick them to say 'None of these', or send those ticked.")
    if not ticked and not none:
        raise NotTaken("Nothing is ticked. Tick what applies, or choose 'None of these'.")
    return ticked


def _check(value: Value, today: date) -> None:
    """Whether a day can be on record today."""
    match value:
        case Interval():
            if value.start is None:
                raise NotTaken("The start is missing.")
            if max(value.start, value.end or today) > today:
                raise NotTaken("That day is still to come.")
            if value.end is not None and value.end < value.start:
                raise NotTaken("The end lies before the start.")
        case date():
            if value > today:
                raise NotTaken("That day is still to come.")
        case float():
            if value < 0:
                raise NotTaken("That is less than nothing.")
