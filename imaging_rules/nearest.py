"""The topic nearest to an order that no scenario speaks about, and what kept each of its scenarios from matching.

Nearest is, first, a topic whose presenting problem is on record and whose table is about the ordered region; then one whose
table is, though its presenting problem is not on record; then one whose presenting problem is, though its studies are of
another region. Of several the one about the fewest other regions, then the one whose entry misses least, then the topic
with the most scenarios as near. A topic for another age is near only where its presenting problem is on record. It explains;
it never rates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imaging_rules.assessment_result import NearScenario, NearTopic
from imaging_rules.factbook import FactBook
from imaging_rules.facts import State, Value
from imaging_rules.guideline import Scenario
from imaging_rules.matching import Fit
from imaging_rules.placement import Place, place
from imaging_rules.study import Study, catalogue
from imaging_rules.verdict import Verdict
from imaging_rules.vocabulary import Vocabulary

MOST_SCENARIOS = 3
_WORDS_ENOUGH = 3
_OF_THIS_REGION = frozenset({Place.LISTED, Place.UNLISTED, Place.SUPERSET, Place.LEVEL_UNSTATED})
_ENTERED_HERE, _ONLY_HERE, _ONLY_ENTERED = range(3)


@dataclass(frozen=True)
class _Near:
    """One scenario: how near (0 is nearest), how many regions beside the ordered ones it is about, how much of its entry is
    missing, and its regions."""

    fit: Fit
    nearness: int
    wider: int
    missing: tuple[int, int]
    regions: tuple[str, ...]


def nearest_topic(fits: Sequence[Fit], facts: FactBook, ordered: Study) -> NearTopic | None:
    """The nearest topic of scenarios that do not speak about an order; None where none is near."""
    near = [one for one in (_near(fit, facts, ordered) for fit in fits) if one is not None]
    if not near:
        return None
    alike = Counter(_how_near(one) for one in near)
    first = min(near, key=lambda one: (one.nearness, one.wider, one.missing, -alike[_how_near(one)]))
    same = [one for one in near if one.nearness == first.nearness and one.fit.scenario.topic is first.fit.scenario.topic]
    told = sorted(same, key=lambda one: one.missing)[:MOST_SCENARIOS]
    return _topic(first.fit.scenario, [_near_scenario(one, facts) for one in told])


def _near_scenario(near: _Near, facts: FactBook) -> NearScenario:
    population = near.fit.population if near.fit.population_unknown else None
    names = (leaf.fact.name for leaf in population.leaves() if leaf.fact is not None) if population else ()
    return NearScenario(near.fit.id, near.fit.scenario.title, tuple(_kept_by(near, facts)), open_on=tuple(dict.fromkeys(names)))


def _how_near(one: _Near) -> tuple[object, ...]:
    return (one.nearness, one.wider, one.missing, one.fit.scenario.topic.id)


def unrated_by(scenario: Scenario, ordered: Study) -> NearTopic:
    """The topic of a scenario that fits but whose table does not have the ordered study."""
    return _fitting(scenario, f"it does not rate {ordered.name}")


def elsewhere(scenario: Scenario, facts: FactBook, ordered: Study | None) -> NearTopic:
    """The topic of a scenario that the order's own reason fits, for an order of another part of the body; None is a study
    unknown here."""
    return _fitting(scenario, _not_rated(scenario, facts, ordered))


def open_elsewhere(first: Sequence[Fit], facts: FactBook, ordered: Study | None) -> NearTopic | None:
    """The topic of scenarios that the order's own reason may fit, for an order of another part of the body, or of a study
    unknown here: which facts decide is said. None for no scenarios."""
    if not first:
        return None
    topic = first[0].scenario.topic
    told = [each for each in first if each.scenario.topic is topic][:MOST_SCENARIOS]
    return _topic(first[0].scenario, [_open(each, facts, ordered) for each in told])


def _not_rated(scenario: Scenario, facts: FactBook, ordered: Study | None) -> str:
    if ordered is None:
        return "it does not rate the ordered study"
    return _of_other_regions(place(scenario, facts, ordered).regions)


def _open(fit: Fit, facts: FactBook, ordered: Study | None) -> NearScenario:
    unknown = (verdict for verdict in (*fit.given, *fit.unless) if verdict.value is None)
    leaves = (leaf for verdict in unknown for leaf in verdict.leaves())
    asked = [_said(leaf, facts.vocabulary) for leaf in leaves if leaf.fact is not None and leaf.fact.name in fit.open_on]
    not_rated = _not_rated(fit.scenario, facts, ordered)
    return NearScenario(fit.id, fit.scenario.title, (not_rated, *dict.fromkeys(asked)), open_on=fit.open_on)


def _fitting(scenario: Scenario, says: str) -> NearTopic:
    return _topic(scenario, [NearScenario(scenario.id, scenario.title, (says,), fits=True)])


def _of_other_regions(regions: tuple[str, ...]) -> str:
    return f"its studies are of the {catalogue().region_name(regions)}"


def _topic(scenario: Scenario, scenarios: Iterable[NearScenario]) -> NearTopic:
    return NearTopic(scenario.topic.id, scenario.topic.file.topic, tuple(scenarios))


def _near(fit: Fit, facts: FactBook, ordered: Study) -> _Near | None:
    placed = place(fit.scenario, facts, ordered)
    entered = fit.entry is not None and fit.entry.value is True
    here = placed.place in _OF_THIS_REGION
    if not entered and (not here or _for_another_age(fit.scenario, facts)):
        return None
    nearness = _ENTERED_HERE if entered and here else _ONLY_HERE if here else _ONLY_ENTERED
    return _Near(fit, nearness, len(set(placed.regions) - set(ordered.regions)), _missing(fit.entry), placed.regions)


def _for_another_age(scenario: Scenario, facts: FactBook) -> bool:
    return scenario.population is not None and scenario.population.evaluate(facts).value is False


def _missing(entry: Verdict | None) -> tuple[int, int]:
    """How many facts of an entry are recorded as otherwise, then how many are not on record; nothing where it is true."""
    if entry is None or entry.value is True:
        return (0, 0)
    leaves = list(entry.leaves())
    return (sum(leaf.value is False for leaf in leaves), sum(leaf.value is None for leaf in leaves))


def _kept_by(near: _Near, facts: FactBook) -> Iterable[str]:
    fit, words = near.fit, facts.vocabulary
    if near.nearness == _ONLY_ENTERED:
        yield _of_other_regions(near.regions)
    if fit.entry is not None and fit.entry.value is not True:
        yield from _each(fit.entry, words)
    elif fit.population is not None and fit.population.value is not True:
        yield from _each(fit.population, words)
    elif fit.refused_by is not None:
        yield from _each(fit.refused_by, words)
    elif near.nearness == _ENTERED_HERE:
        stated = "another reason" if facts.record.indication == "read" else "a reason that was not understood"
        yield f"its presenting problem is in the chart, but the order states {stated}"


def _each(verdict: Verdict, words: Vocabulary) -> list[str]:
    """What each deciding fact was asked for and what is recorded of it."""
    return list(dict.fromkeys(_said(leaf, words) for leaf in verdict.leaves()))


def _said(leaf: Verdict, words: Vocabulary) -> str:
    assert leaf.fact is not None
    fact, means = leaf.fact, _short(words.entry(leaf.fact.name).means)
    if words.entry(fact.name).kind == "boolean":
        return f"recorded as {_value(fact.value, fact.state)}: {means}" if fact.known else f"not on record: {means}"
    asked = _plain(leaf.says.removeprefix(fact.name).strip().removeprefix("is "))
    if leaf.value is True:
        return f"recorded as {_value(fact.value, fact.state)}: {means}"
    recorded = f"recorded as {_value(fact.value, fact.state)}" if fact.known else "not on record"
    return f"{recorded}: {means} (needs {asked})"


def _short(means: str) -> str:
    """What a fact means, without the definition behind a colon or semicolon where what stands before it can stand alone."""
    head = re.split(r"[:;] ", means)[0].rstrip(".")
    return head if len(head.split()) >= _WORDS_ENOUGH else means.rstrip(".")


def _value(value: Value | None, state: State | None) -> str:
    """A value as it is read; a finding without one by its state."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return str(state)
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value)) or "none"
    return _plain(f"{value:g}" if isinstance(value, float) else str(value))


def _plain(text: str) -> str:
    return text.replace("_", " ")
