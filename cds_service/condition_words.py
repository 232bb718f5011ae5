"""A condition of the library in a clinician's words: `signs of spinal cord disease and course of weeks to years`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.feature_words import name_of, said
from cards.plain_text import sentence_part
from imaging_rules.assessment_result import UsedFact
from imaging_rules.fact_conditions import Compares, Covers, Dated, Equals, In, IsTrue, Known, Requested
from imaging_rules.joined_conditions import All, AtLeast, Defined, Not, described
from imaging_rules.periods import Period
from imaging_rules.verdict import Condition
from imaging_rules.vocabulary import Vocabulary

_COMPARED = {"lt": "under", "lte": "at most", "gt": "over", "gte": "at least"}
_UNITS = {
    "a": " years",
    "wk": " weeks",
    "d": " days",
    "1": "",
    "{INR}": "",
    "{score}": "",
    "mL/min/{1.73_m2}": " mL/min/1.73 m²",
    "10*9/L": " × 10⁹/L",
}
"""UCUM units as they are read; any other unit stands as it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """A condition: in a clinician's words, and as the rule states it."""

    words: str
    rule: str


def line_of(condition: Condition, vocabulary: Vocabulary) -> Line:
    """Both ways of saying a condition."""
    return Line(condition_words(condition, vocabulary), described(condition))


def condition_words(condition: Condition, vocabulary: Vocabulary) -> str:
    """One line for a condition of a scenario or a constraint; what has no short words is said as the rule states it."""
    match condition:
        case All(parts):
            return _linked(parts, " and ", vocabulary)
        case AtLeast(1, parts):
            return _linked(parts, " or ", vocabulary)
        case AtLeast(count, parts):
            return f"at least {count} of: {_linked(parts, ', ', vocabulary)}"
        case Not(part):
            return f"not ({condition_words(part, vocabulary)})"
        case Known(name, newest):
            return f"{name_of(name)} on record{_no_older(newest)}"
        case IsTrue(name):
            return name_of(name)
        case Equals(name, bool() as value):
            return _value_words(name, "yes" if value else "no")
        case Equals(name, value):
            return _value_words(name, str(value))
        case In(name, values):
            return _one_of(name, values)
        case Compares(name, test, number, newest, other):
            newer = f", newer than {name_of(other)}" if other else ""
            return f"{name_of(name)} {_COMPARED[test]} {number:g}{_unit(name, vocabulary)}{_no_older(newest)}{newer}"
        case Dated(name, "within_last", period):
            return f"{name_of(name)} within the last {_length(period)}"
        case Dated(name, _, period):
            return f"{name_of(name)} at least {_length(period)} ago"
        case Covers(name, period, inside):
            return f"{name_of(name)} for {_length(period)} of the last {_length(inside)}"
        case Defined(means=means):
            return sentence_part(means.split(". ")[0])
        case Requested(count, studies):
            return f"at least {count} ordered of {', '.join(sorted(studies))}"
    return described(condition)


def separate(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that must all hold, one by one."""
    return condition.parts if isinstance(condition, All) else (condition,)


def _linked(parts: Sequence[Condition], word: str, vocabulary: Vocabulary) -> str:
    pieces = ((part, condition_words(part, vocabulary)) for part in parts)
    return word.join(f"({words})" if _needs_brackets(part, words, word) else words for part, words in pieces)


def _needs_brackets(part: Condition, words: str, word: str) -> bool:
    return isinstance(part, All | AtLeast) or (word == " and " and " or " in words)


def _one_of(name: str, values: frozenset[str]) -> str:
    if not values:
        return f"{name_of(name)}: none"
    if "*" in values:
        return f"{name_of(name)}: any"
    return " or ".join(_value_words(name, value) for value in sorted(values))


def _value_words(name: str, value: str) -> str:
    return said(UsedFact(name, value, "known")) or f"no {name_of(name)}"


def _unit(name: str, vocabulary: Vocabulary) -> str:
    unit = vocabulary.entry(name).unit or "1"
    return _UNITS.get(unit, f" {unit}")


def _no_older(newest: Period | None) -> str:
    return f" (value no older than {_length(newest)})" if newest else ""


def _length(period: Period) -> str:
    counted = ((period.years, "year"), (period.months, "month"), (period.days, "day"))
    return " ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counted if count)
