"""Which scenarios could be entered at all with what is on record: the others are left aside before anything is worked out.

Exact, not a guess: a condition that reads nothing on record says what it says of an empty record. So a scenario is left
aside only where a part of its entry that must hold has nothing to rest on and does not hold of an empty record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record
from imaging_rules.guideline import Scenario
from imaging_rules.joined_conditions import All, AtLeast
from imaging_rules.verdict import Condition
from imaging_rules.vocabulary import Vocabulary


class EntryIndex:
    """For each scenario the sets of names of which at least one each must be on record."""

    def __init__(self, scenarios: Iterable[Scenario], vocabulary: Vocabulary) -> None:
        grounds = _Grounds(vocabulary)
        self._needs: Mapping[str, tuple[frozenset[str], ...]] = {
            scenario.id: tuple(grounds.needs(scenario.entry)) for scenario in scenarios
        }

    def possible(self, scenarios: Iterable[Scenario], facts: FactBook) -> list[Scenario]:
        """The scenarios whose presenting problem could be on record, in the same order."""
        on_record = facts.names_on_record()
        return [s for s in scenarios if not any(need.isdisjoint(on_record) for need in self._needs[s.id])]


class _Grounds:
    """What must be on record for a condition to say anything else than it says of an empty record."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._nothing = FactBook(vocabulary, Record(date.min))
        self._of_name: dict[str, frozenset[str]] = {}

    def needs(self, condition: Condition) -> Iterator[frozenset[str]]:
        """Sets of names: with none of one set on record, the condition does not hold. None where it holds of nothing."""
        if condition.evaluate(self._nothing).value is True:
            return
        match condition:
            case All(parts):
                for part in parts:
                    yield from self.needs(part)
            case AtLeast(1, (part,)):
                yield from self.needs(part)
            case _:
                yield frozenset().union(*map(self._of, condition.names()))

    def _of(self, name: str) -> frozenset[str]:
        """The names of which one at least must be on record for a fact to be set by it: a line that wants several things
        at once, such as a disease and an age, sets nothing by the age alone."""
        if name not in self._of_name:
            self._of_name[name] = frozenset({name})
            lines = (min(self.needs(line.when), key=len, default=frozenset()) for line in self._vocabulary.lines.get(name, ()))
            self._of_name[name] = frozenset({name}).union(*lines)
        return self._of_name[name]
