"""Which scenarios could be entered, and which constraints met, with what is on record: the others are left aside before
anything is worked out.

Exact, not a guess: a condition that reads nothing on record says what it says of an empty record. So it is left aside only
where a part of it that must hold has nothing to rest on and does not hold of an empty record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol, TypeVar

from imaging_rules.factbook import FactBook
from imaging_rules.facts import Record
from imaging_rules.joined_conditions import All, AtLeast
from imaging_rules.verdict import Condition
from imaging_rules.vocabulary import Vocabulary


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


class RecordIndex:
    """For each of some conditions, by the id of what they belong to, the sets of names of which at least one each must be on
    record."""

    def __init__(self, conditions: Mapping[str, Condition], vocabulary: Vocabulary) -> None:
        grounds = _Grounds(vocabulary)
        self._needs = {name: tuple(grounds.needs(condition)) for name, condition in conditions.items()}

    def possible(self, named: Iterable[_T], facts: FactBook) -> list[_T]:
        """Those whose condition could hold of what is on record, in the same order."""
        on_record, found = facts.names_on_record(), []
        for each in named:
            for need in self._needs[each.id]:
                if need.isdisjoint(on_record):
                    break
            else:
                found.append(each)
        return found


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
