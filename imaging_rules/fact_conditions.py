"""Conditions on one fact, three-valued: true, false, unknown (None).

`joined_conditions` joins them, `condition_grammar` makes them of what files say. Evaluation returns the value with the fact
that decided it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from imaging_rules.facts import NONE, Interval, Span, State, Value
from imaging_rules.periods import Period
from imaging_rules.verdict import Fact, Facts, Truth, Verdict


@dataclass(frozen=True, slots=True)
class Known:
    """The fact has any state or value; with `newest_within`, one that recent."""

    name: str
    newest_within: Period | None = None

    @property
    def says(self) -> str:
        """What it asks, in words."""
        lately = f" of the last {self.newest_within.words}" if self.newest_within else ""
        return f"{self.name}{lately} is on record"

    def evaluate(self, facts: Facts) -> Verdict:
        """True or false, never unknown."""
        fact = facts.fact(self.name)
        return Verdict(fact.known and _recent(fact, self.newest_within, facts.as_of), self, fact)

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({self.name})


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A bare name: true when present or true, false when refuted or false, otherwise unknown."""

    name: str

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return self.name

    def evaluate(self, facts: Facts) -> Verdict:
        """The truth of the fact."""
        fact = facts.fact(self.name)
        return Verdict(_truth(fact), self, fact)

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({self.name})


def _truth(fact: Fact) -> Truth:
    if isinstance(fact.value, bool):
        return fact.value
    if fact.state is State.REFUTED:
        return False
    if fact.state is State.PRESENT:
        return True
    return True if fact.state is None and fact.value not in (None, ()) else None


_STATES = {state.value for state in State}


@dataclass(frozen=True, slots=True)
class Equals:
    """The fact has this value, or a finding this state."""

    name: str
    value: bool | str

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return f"{self.name} is {_said(self.value)}"

    def evaluate(self, facts: Facts) -> Verdict:
        """Unknown where the fact is."""
        fact = facts.fact(self.name)
        return Verdict(self._holds(fact), self, fact)

    def _holds(self, fact: Fact) -> Truth:
        if isinstance(self.value, bool):
            truth = _truth(fact)
            return None if truth is None else truth is self.value
        if self.value in _STATES and fact.state is not None:
            return fact.state.value == self.value
        if fact.state is not None and fact.state is not State.PRESENT:
            return False if fact.state is State.REFUTED else None
        if fact.value is None:
            return None
        if isinstance(fact.value, tuple):
            return self.value in fact.value
        return str(fact.value) == self.value

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({self.name})


def _said(value: bool | str) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class In:
    """The code is in the list, or the code set shares a member; unknown where a set that is open shares none. `*` is any
    member, an empty list known and empty."""

    name: str
    values: frozenset[str]

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return f"{self.name} is one of {', '.join(sorted(self.values)) or 'nothing'}"

    def evaluate(self, facts: Facts) -> Verdict:
        """Unknown where the fact is."""
        fact = facts.fact(self.name)
        return Verdict(self._holds(fact), self, fact)

    def _holds(self, fact: Fact) -> Truth:
        if fact.state is not None and fact.state.value in self.values:
            return True
        if fact.state is not None and fact.state is not State.PRESENT:
            return False if fact.state is State.REFUTED else None
        if fact.value is None:
            return None
        held = set(fact.value) if isinstance(fact.value, tuple) else {_code(fact.value)}
        if not self.values:
            return not held
        shares = bool(held) if "*" in self.values else bool(held & self.values)
        return shares or (None if fact.open else False)

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({self.name})


def _code(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


COMPARISONS: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "lt": ("under", operator.lt),
    "lte": ("at most", operator.le),
    "gt": ("over", operator.gt),
    "gte": ("at least", operator.ge),
}


@dataclass(frozen=True, slots=True)
class Compares:
    """A quantity against a number in the feature's unit; with `newest_within`, only a value that recent counts; with
    `newer_than`, only one of a later day than the other fact, where that one is known."""

    name: str
    test: str
    number: float
    newest_within: Period | None = None
    newer_than: str | None = None

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return f"{self.name} {COMPARISONS[self.test][0]} {self.number:g}"

    def evaluate(self, facts: Facts) -> Verdict:
        """Unknown where the quantity is, where it is too old or undated to count, or where the number lies inside of what is
        known of it."""
        fact = facts.fact(self.name)
        if isinstance(fact.value, Span):
            ends = {COMPARISONS[self.test][1](end, self.number) for end in (fact.value.low, fact.value.high)}
            return Verdict(ends.pop() if len(ends) == 1 else None, self, fact)
        if isinstance(fact.value, bool) or not isinstance(fact.value, int | float):
            return Verdict(None, self, fact)
        if not _recent(fact, self.newest_within, facts.as_of) or not self._is_newer(fact, facts):
            return Verdict(None, self, fact)
        return Verdict(COMPARISONS[self.test][1](fact.value, self.number), self, fact)

    def _is_newer(self, fact: Fact, facts: Facts) -> bool:
        if self.newer_than is None:
            return True
        other = facts.fact(self.newer_than)
        return not other.known or (fact.day is not None and other.day is not None and fact.day > other.day)

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({self.name} | ({self.newer_than} if self.newer_than else set()))


def _recent(fact: Fact, within: Period | None, as_of: date) -> bool:
    """Whether a fact is of the last period; what is stated or answered without a day is of today."""
    if within is None:
        return True
    if fact.day is None:
        return all(e.kind in ("given", "answer") for e in fact.evidence) and bool(fact.evidence)
    return within.before(as_of) <= fact.day <= as_of


@dataclass(frozen=True, slots=True)
class Dated:
    """A date inside the last period (`within_last`, both ends counted), or that long ago or earlier (`at_least_ago`)."""

    name: str
    test: str
    period: Period

    @property
    def says(self) -> str:
        """What it asks, in words."""
        long = self.period.words
        return f"{self.name} within the last {long}" if self.test == "within_last" else f"{self.name} at least {long} ago"

    def evaluate(self, facts: Facts) -> Verdict:
        """Unknown where the date is; false where there is known to be none."""
        fact = facts.fact(self.name)
        if fact.value == NONE:
            return Verdict(False, self, fact)
        if not isinstance(fact.value, date):
            return Verdict(None, self, fact)
        edge = self.period.before(facts.as_of)
        inside = edge <= fact.value <= facts.as_of
        return Verdict(inside if self.test == "within_last" else fact.value <= edge, self, fact)

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({self.name})


@dataclass(frozen=True, slots=True)
class Covers:
    """The elapsed days of an interval inside the last `inside` reach `period`; an open end runs to the order date."""

    name: str
    period: Period
    inside: Period

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return f"{self.name} covers {self.period.words} of the last {self.inside.words}"

    def evaluate(self, facts: Facts) -> Verdict:
        """Unknown where the interval or its start is; false where there is known to be none."""
        fact = facts.fact(self.name)
        if fact.value == NONE:
            return Verdict(False, self, fact)
        if not isinstance(fact.value, Interval) or fact.value.start is None:
            return Verdict(None, self, fact)
        start = max(fact.value.start, self.inside.before(facts.as_of))
        end = min(fact.value.end or facts.as_of, facts.as_of)
        return Verdict((end - start).days >= self.period.elapsed_days, self, fact)

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({self.name})


_STUDIES = "requested_studies"


@dataclass(frozen=True, slots=True)
class Requested:
    """At least `count` of the named studies are in the order."""

    count: int
    studies: frozenset[str]

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return f"at least {self.count} of the studies are ordered"

    def evaluate(self, facts: Facts) -> Verdict:
        """True or false: the order is always known."""
        fact = facts.fact(_STUDIES)
        held = set(fact.value) if isinstance(fact.value, tuple) else set()
        return Verdict(len(held & self.studies) >= self.count, self, fact)

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return frozenset({_STUDIES})
