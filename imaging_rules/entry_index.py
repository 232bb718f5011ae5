"""Which scenarios could be entered at all with what is on record: the others are left aside before anything is worked out.

Exact, not a guess: a condition that reads nothing on record says what it says of an empty record. So a scenario is left
aside only where a part of its entry that must hold has nothing to rest on and does not hold of an empty record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from imaging_rules.conditions import All, AtLeast
from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record
from imaging_rules.guideline import Scenario
from imaging_rules.verdict import Condition
from imaging_rules.vocabulary import Vocabulary


class EntryIndex:
    """For each scenario the sets of names of which at least one each must be on record."""

    def __init__(self, scenarios: Iterable[Scenario], vocabulary: Vocabulary) -> None:
        nothing = FactBook(vocabulary, Record(date.min))
        self._needs: Mapping[str, tuple[frozenset[str], ...]] = {
            scenario.id: tuple(_needs(scenario.entry, nothing)) for scenario in scenarios
        }

    def possible(self, scenarios: Iterable[Scenario], facts: FactBook) -> list[Scenario]:
        """The scenarios whose presenting problem could be on record, in the same order."""
        on_record = facts.names_on_record()
        return [s for s in scenarios if not any(need.isdisjoint(on_record) for need in self._needs[s.id])]


def _needs(entry: Condition, nothing: FactBook) -> Iterable[frozenset[str]]:
    if entry.evaluate(nothing).value is True:
        return
    match entry:
        case All(parts):
            for part in parts:
                yield from _needs(part, nothing)
        case AtLeast(1, (part,)):
            yield from _needs(part, nothing)
        case _:
            yield frozenset().union(*(nothing.vocabulary.rests_on(name) for name in entry.names()))
