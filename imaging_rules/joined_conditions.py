"""Conditions made of conditions, three-valued: true, false, unknown (None).

`all` is false if a child is false, else unknown if one is unknown; `any` is true if a child is true, else unknown if one is
unknown; `not` keeps unknown. Evaluation returns the value with the part of the tree that decided it; that trace is the
explanation shown to people.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from imaging_rules.fact_conditions import Compares, Known
from imaging_rules.periods import Period
from imaging_rules.verdict import Condition, Facts, Verdict


def _joined(parts: Sequence[Condition]) -> frozenset[str]:
    return frozenset().union(*(part.names() for part in parts)) if parts else frozenset()


@dataclass(frozen=True, slots=True)
class All:
    """Every child."""

    parts: tuple[Condition, ...]

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return "all"

    def evaluate(self, facts: Facts) -> Verdict:
        """False by the first false child; unknown by all unknown ones."""
        verdicts = []
        for part in self.parts:
            verdict = part.evaluate(facts)
            if verdict.value is False:
                return Verdict(False, self, None, (verdict,))
            verdicts.append(verdict)
        unknown = tuple(v for v in verdicts if v.value is None)
        return Verdict(None, self, None, unknown) if unknown else Verdict(True, self, None, tuple(verdicts))

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return _joined(self.parts)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the children; `any` is at least one."""

    count: int
    parts: tuple[Condition, ...]

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return "any" if self.count == 1 else f"at least {self.count}"

    def evaluate(self, facts: Facts) -> Verdict:
        """True by the children that are true; false when too few are left."""
        verdicts = [part.evaluate(facts) for part in self.parts]
        true = tuple(v for v in verdicts if v.value is True)
        if len(true) >= self.count:
            return Verdict(True, self, None, true)
        unknown = tuple(v for v in verdicts if v.value is None)
        if len(true) + len(unknown) >= self.count:
            return Verdict(None, self, None, unknown)
        return Verdict(False, self, None, tuple(v for v in verdicts if v.value is False))

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return _joined(self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """Negation; unknown stays unknown."""

    part: Condition

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return "not"

    def evaluate(self, facts: Facts) -> Verdict:
        """The opposite."""
        verdict = self.part.evaluate(facts)
        return Verdict(None if verdict.value is None else not verdict.value, self, None, (verdict,))

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return self.part.names()


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition in use. It is as true as its logic; `ask` is the one fact that answers for all of it."""

    name: str
    means: str
    part: Condition
    ask: str | None = None

    @property
    def says(self) -> str:
        """What it asks, in words."""
        return self.means

    def evaluate(self, facts: Facts) -> Verdict:
        """The value of its logic."""
        verdict = self.part.evaluate(facts)
        return Verdict(verdict.value, self, None, (verdict,))

    def names(self) -> frozenset[str]:
        """Every name it reads."""
        return self.part.names()


def look_backs(condition: Condition) -> Iterator[Period]:
    """Every period within which a condition wants its newest value."""
    match condition:
        case Compares(newest_within=Period() as period) | Known(newest_within=Period() as period):
            yield period
        case All(parts) | AtLeast(_, parts):
            for part in parts:
                yield from look_backs(part)
        case Not(part) | Defined(part=part):
            yield from look_backs(part)


def described(condition: Condition) -> str:
    """A condition in one line, as a reviewer reads it: `neck_pain and (tempo is acute or trajectory is worsening)`."""
    match condition:
        case All(parts):
            return _linked(parts, " and ")
        case AtLeast(1, parts):
            return _linked(parts, " or ")
        case AtLeast(count, parts):
            return f"at least {count} of ({_linked(parts, ', ')})"
        case Not(part):
            return f"not ({described(part)})"
        case Defined(name):
            return name
    return condition.says


def _linked(parts: Sequence[Condition], word: str) -> str:
    compound = (All, AtLeast)
    return word.join(f"({described(part)})" if isinstance(part, compound) else described(part) for part in parts)
