"""What a condition is asked on, and what it answers: true, false or unknown (None), with the facts that decided it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple, Protocol

from imaging_rules.facts import Evidence, State, Value

Truth = bool | None


class Fact(NamedTuple):
    """What is known under one name. `value` is None when unknown; a finding also has a `state`. A set that is `open` may have
    members that are not known: a study of which the result could not be read."""

    name: str
    value: Value | None = None
    state: State | None = None
    day: date | None = None
    evidence: tuple[Evidence, ...] = ()
    open: bool = False

    @property
    def known(self) -> bool:
        """True when any state or value is on record."""
        return self.value is not None or self.state is not None


class Facts(Protocol):
    """Where conditions read: the facts of one record on one day."""

    @property
    def as_of(self) -> date:
        """The day of the order."""

    def fact(self, name: str) -> Fact:
        """What is known under a name."""


class Verdict(NamedTuple):
    """The value of a condition and what decided it: `fact` at a leaf, `parts` above."""

    value: Truth
    of: Condition
    fact: Fact | None = None
    parts: tuple[Verdict, ...] = ()

    @property
    def says(self) -> str:
        """What was asked, in words."""
        return self.of.says

    def leaves(self) -> Iterator[Verdict]:
        """The single tests that decided, left to right."""
        if self.fact is not None:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def evidence(self) -> tuple[Evidence, ...]:
        """Where the deciding facts stand, without repeats."""
        seen: dict[Evidence, None] = {}
        for leaf in self.leaves():
            if leaf.fact is not None:
                seen.update(dict.fromkeys(leaf.fact.evidence))
        return tuple(seen)

    def to_json(self) -> dict[str, Any]:
        """The trace as plain data."""
        out: dict[str, Any] = {"says": self.says, "value": self.value}
        if self.fact is not None and self.fact.evidence:
            out["evidence"] = [f"{e.source}: {e.text}" for e in self.fact.evidence]
        if self.parts:
            out["parts"] = [part.to_json() for part in self.parts]
        return out


class Condition(Protocol):
    """A compiled condition."""

    @property
    def says(self) -> str:
        """What it asks, in words."""

    def evaluate(self, facts: Facts) -> Verdict:
        """The verdict on these facts."""

    def names(self) -> frozenset[str]:
        """Every name it reads."""
