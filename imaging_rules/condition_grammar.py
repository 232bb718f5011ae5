"""The grammar of conditions, one for scenarios, payer criteria and safety:

all, any, at_least/of, not, use, known, requested_at_least/of
{fact: name, is|in|lt|lte|gt|gte|within_last|at_least_ago|covers_at_least+inside_last|newest_within|newer_than: …}
{known: name, newest_within: …} asks whether a value that recent is on record
{use: name} stands for a definition of the same file
sugar: a bare name is true; {name: value} equals; {name: {test: …}}; several tests in one pair of braces all hold
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imaging_rules.fact_conditions import COMPARISONS, Compares, Covers, Dated, Equals, In, IsTrue, Known, Requested
from imaging_rules.joined_conditions import All, AtLeast, Defined, Not
from imaging_rules.periods import Period
from imaging_rules.verdict import Condition


class ConditionProblem(ValueError):
    """A condition that is not of the grammar; the message says which part."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition that a file names for `use`: what it means, its logic as read, and the fact it is asked through."""

    means: str
    logic: Any
    ask: str | None = None


def compile_condition(source: Any, definitions: Mapping[str, Definition] | None = None) -> Condition:
    """A condition of the grammar, as read from a knowledge file, ready to evaluate.

    `definitions` resolves `use`. Raises ConditionProblem.
    """
    return _compile(source, definitions or {}, ())


def _compile(source: Any, definitions: Mapping[str, Definition], within: tuple[str, ...]) -> Condition:
    if isinstance(source, str):
        return IsTrue(source)
    if isinstance(source, list):
        return All(tuple(_compile(item, definitions, within) for item in source))
    if not isinstance(source, Mapping) or not source:
        raise ConditionProblem(f"not a condition: {source!r}")

    def inner(item: Any) -> Condition:
        return _compile(item, definitions, within)

    match dict(source):
        case {"all": list(parts), **rest} if not rest:
            return All(tuple(inner(part) for part in parts))
        case {"any": list(parts), **rest} if not rest:
            return AtLeast(1, tuple(inner(part) for part in parts))
        case {"at_least": count, "of": list(parts), **rest} if not rest:
            return AtLeast(int(count), tuple(inner(part) for part in parts))
        case {"not": part, **rest} if not rest:
            return Not(inner(part))
        case {"known": str(name), **rest} if not rest:
            return Known(name)
        case {"known": str(name), "newest_within": str(period), **rest} if not rest:
            return Known(name, Period.parse(period))
        case {"requested_at_least": count, "of": list(studies), **rest} if not rest:
            return Requested(int(count), frozenset(studies))
        case {"use": str(name), **rest} if not rest:
            if name in within or name not in definitions:
                raise ConditionProblem(f"definition {name} is {'circular' if name in within else 'missing'}")
            named = definitions[name]
            return Defined(name, named.means, _compile(named.logic, definitions, (*within, name)), named.ask)
        case {"fact": str(name), **tests}:
            return _tests(name, tests)
        case single if len(single) == 1:
            ((name, wanted),) = single.items()
            return _tests(name, wanted) if isinstance(wanted, Mapping) else _equals(name, wanted)
        case several:
            return All(tuple(inner({name: wanted}) for name, wanted in several.items()))


def _equals(name: str, wanted: Any) -> Condition:
    if isinstance(wanted, bool):
        return Equals(name, wanted)
    if wanted in ("true", "false"):
        return Equals(name, wanted == "true")
    if isinstance(wanted, str):
        return Equals(name, wanted)
    raise ConditionProblem(f"{name}: cannot test for {wanted!r}")


def _tests(name: str, tests: Mapping[str, Any]) -> Condition:
    left = dict(tests)
    recent, newer = left.pop("newest_within", None), left.pop("newer_than", None)
    inside = left.pop("inside_last", None)
    made: list[Condition] = []
    for test, wanted in left.items():
        if test == "is":
            made.append(_equals(name, wanted))
        elif test == "in":
            made.append(In(name, frozenset(str(item) for item in wanted or [])))
        elif test in COMPARISONS:
            made.append(Compares(name, test, float(wanted), Period.parse(recent) if recent else None, newer))
        elif test in ("within_last", "at_least_ago"):
            made.append(Dated(name, test, Period.parse(wanted)))
        elif test == "covers_at_least" and inside:
            made.append(Covers(name, Period.parse(wanted), Period.parse(inside)))
        else:
            raise ConditionProblem(f"{name}: unknown test {test}")
    if not made:
        raise ConditionProblem(f"{name}: no test")
    return made[0] if len(made) == 1 else All(tuple(made))
