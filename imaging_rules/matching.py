"""Which scenarios fit: definite, provisional (absences assumed), open (an unknown decides), or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from imaging_rules.assessment_result import Match
from imaging_rules.factbook import FactBook
from imaging_rules.guideline import Scenario
from imaging_rules.verdict import Verdict


@dataclass(frozen=True)
class Fit:
    """How one scenario fits. `assumed` names the exclusions taken as absent; `open_on` the unknowns that decide, those
    of `given` first; `entered` is true when the presenting problem is there."""

    scenario: Scenario
    match: Match
    entered: bool = False
    assumed: tuple[str, ...] = ()
    open_given: tuple[str, ...] = ()
    open_unless: tuple[str, ...] = ()
    population_unknown: bool = False
    entry: Verdict | None = None
    population: Verdict | None = None
    given: tuple[Verdict, ...] = ()
    unless: tuple[Verdict, ...] = ()
    refused_by: Verdict | None = None

    @property
    def id(self) -> str:
        """The scenario's id."""
        return self.scenario.id

    @property
    def fits(self) -> bool:
        """True when definite or provisional."""
        return self.match in (Match.DEFINITE, Match.PROVISIONAL)

    @property
    def candidate(self) -> bool:
        """True when it fits or could fit."""
        return self.match is not Match.NO

    @property
    def open_on(self) -> tuple[str, ...]:
        """The unknowns that decide."""
        return self.open_given + self.open_unless


def fit(scenario: Scenario, facts: FactBook) -> Fit:
    """How a scenario fits a patient's facts."""
    entry = scenario.entry.evaluate(facts)
    if entry.value is not True:
        return Fit(scenario, Match.NO, entry=entry)
    if scenario.population is not None:
        population = scenario.population.evaluate(facts)
        if population.value is not True:
            unknown = population.value is None
            return Fit(scenario, Match.NO, False, population_unknown=unknown, entry=entry, population=population)
    given = tuple(condition.evaluate(facts) for condition in scenario.given)
    unless = tuple(condition.evaluate(facts) for condition in scenario.unless)
    refused = next((v for v in given if v.value is False), None) or next((v for v in unless if v.value is True), None)
    if refused is not None:
        return Fit(scenario, Match.NO, True, entry=entry, given=given, unless=unless, refused_by=refused)
    assumed, open_unless = _silences(unless, facts)
    open_given = _unknown_names(given)
    settled = Match.PROVISIONAL if assumed else Match.DEFINITE
    match = Match.OPEN if open_given or open_unless else settled
    return Fit(scenario, match, True, assumed, open_given, open_unless, entry=entry, given=given, unless=unless)


def _silences(verdicts: tuple[Verdict, ...], facts: FactBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The unknown exclusions: those that may be assumed absent, and those that may not."""
    assumed: dict[str, None] = {}
    open_names: dict[str, None] = {}
    for verdict in verdicts:
        if verdict.value is not None:
            continue
        names = _unknown_names((verdict,))
        if all(facts.may_assume_absent(name) for name in names):
            assumed.update(dict.fromkeys(names))
        else:
            open_names.update(dict.fromkeys(name for name in names if not facts.may_assume_absent(name)))
    return tuple(assumed), tuple(open_names)


def _unknown_names(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for verdict in verdicts:
        if verdict.value is None:
            names.update(dict.fromkeys(leaf.fact.name for leaf in verdict.leaves() if leaf.fact is not None))
    return tuple(names)


def fits(scenarios: Iterable[Scenario], facts: FactBook) -> list[Fit]:
    """How every scenario fits, in the library's order."""
    return [fit(scenario, facts) for scenario in scenarios]


def leading(candidates: list[Fit]) -> list[Fit]:
    """The candidates that yield to none of the others; all of them should the data ever run in a circle."""
    ids = {candidate.id for candidate in candidates}
    return [c for c in candidates if not c.scenario.yields_to & ids] or candidates
