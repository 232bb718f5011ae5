"""What the page of a scenario says, made from the library and from nothing else. No patient data comes near it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from cds_service.condition_words import Line, line_of, separate
from cds_service.guideline_pages.cases import CaseLine, cases_of
from cds_service.guideline_pages.conventions import Convention, conventions_of
from cds_service.guideline_pages.words import class_words
from imaging_rules.guideline import Fallback, Preference, RatingRow, RegionRule, Scenario
from imaging_rules.library import Library
from imaging_rules.publication import SourceEntry
from imaging_rules.study import UnknownStudy, study
from imaging_rules.verdict import Condition


@dataclass(frozen=True, slots=True)
class NumberedSource:
    """A publication with its place in the list of citations."""

    number: int
    key: str
    entry: SourceEntry


@dataclass(frozen=True, slots=True)
class Choice:
    """A study that is preferred, advised or left, when, and why. `row` is its id where the table has it."""

    when: str
    study: str
    row: str | None
    because: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Precedence:
    """Scenarios beside this one, and why one goes before the other."""

    scenarios: tuple[Scenario, ...]
    because: str


@dataclass(frozen=True)
class ScenarioPage:
    """All that the page of a scenario says."""

    library: Library
    scenario: Scenario

    @property
    def population(self) -> list[Line]:
        """The age and sex it is limited to."""
        return self._lines(separate(self.scenario.population)) if self.scenario.population else []

    @property
    def entry(self) -> list[Line]:
        """The presenting problem."""
        return self._lines(separate(self.scenario.entry))

    @property
    def given(self) -> list[Line]:
        """What tells it from its siblings."""
        return self._lines(self.scenario.given)

    @property
    def unless(self) -> list[Line]:
        """What excludes it."""
        return self._lines(self.scenario.unless)

    def _lines(self, conditions: Iterable[Condition]) -> list[Line]:
        return [self._line(condition) for condition in conditions]

    def _line(self, condition: Condition) -> Line:
        return line_of(condition, self.library.vocabulary)

    @property
    def words(self) -> list[tuple[str, str]]:
        """The features that its conditions read, and what each means."""
        vocabulary = self.library.vocabulary
        return [(name, vocabulary.entry(name).means) for name in sorted(self.scenario.names)]

    @cached_property
    def sources(self) -> dict[str, NumberedSource]:
        """The publications of the topic by key."""
        entries = self.scenario.topic.file.sources.items()
        return {key: NumberedSource(number, key, entry) for number, (key, entry) in enumerate(entries, 1)}

    def seen(self, row: RatingRow) -> list[NumberedSource]:
        """How a cell of the rating table was seen."""
        return [self.sources[key] for key in row.sources]

    @property
    def preferred(self) -> list[Choice]:
        """What is preferred: in general, and when a fact holds. A study of `none` is nothing."""
        entry = self.scenario.entry_of
        choices = [self._choice("", entry.prefer)]
        if entry.prefer_also:
            also = entry.prefer.model_copy(update={"study": entry.prefer_also})
            choices.append(self._choice("with the same visit", also))
        return choices + [self._choice(self._line(when).words, row) for when, row in self.scenario.prefer_when]

    @property
    def advised(self) -> list[Choice]:
        """What a scenario without ratings advises."""
        return [self._choice(self._line(when).words if when else "", row) for when, row in self.scenario.advise]

    @property
    def left(self) -> list[tuple[str, Choice]]:
        """The study left for each class of constraints, with the class's id."""
        return [(name, self._fallback(name, left)) for name, left in self.scenario.entry_of.fallback.items()]

    def _choice(self, when: str, given: Preference) -> Choice:
        source = self._numbered(given.source or "")
        return Choice(when, given.study, self._row(given.study), given.because, source, given.note or "")

    def _fallback(self, name: str, left: Fallback) -> Choice:
        return Choice(class_words(name), left.study, self._row(left.study), left.rating or "", self._numbered(left.source))

    def _numbered(self, text: str) -> str:
        """A statement of where something comes from, the keys of publications in it replaced by their numbers."""
        for key, one in self.sources.items():
            text = re.sub(rf"(?<![\w-]){re.escape(key)}(?![\w-])", f"[{one.number}]", text)
        return text

    def _row(self, name: str) -> str | None:
        try:
            wanted = study(name)
        except UnknownStudy:
            return None
        return wanted.id if any(row.study == wanted for row in self.scenario.rows) else None

    @property
    def region(self) -> list[str]:
        """The part of the body it is about."""
        rule = self.scenario.entry_of.region
        also = ((region, self._line(when).words) for region, when in self.scenario.also_regions)
        return [*self._region_words(rule), *(f"{region} too, with {words}" for region, words in also)]

    def _region_words(self, rule: RegionRule) -> Iterator[str]:
        if rule.rule == "fixed":
            yield ", ".join(rule.regions)
            return
        yield "the ordered part of the spine" if rule.rule == "ordered" else "the region of the signs"
        for kind in rule.by:
            for line in self.library.vocabulary.localisation[kind]:
                yield f"{line.says}: {', '.join(line.regions)}"
        if rule.regions:
            yield f"not localised: {', '.join(rule.regions)}"
        if rule.never:
            yield f"never {', '.join(rule.never)}"

    @property
    def goes_after(self) -> list[Precedence]:
        """The scenarios that go first when both fit."""
        known = self.library.scenarios
        return [
            Precedence(tuple(known[name] for name in row.to if name in known), row.because)
            for row in self.scenario.entry_of.yields_to
        ]

    @property
    def goes_before(self) -> list[Precedence]:
        """The scenarios that this one goes before."""
        return [
            Precedence((other,), row.because)
            for other in self.library.scenarios.values()
            for row in other.entry_of.yields_to
            if self.scenario.id in row.to
        ]

    @property
    def questions(self) -> list[tuple[str, list[str]]]:
        """What is asked where it is not recorded, with the answers."""
        features = self.library.vocabulary.features
        asked = (features[name].question for name in self.scenario.entry_of.questions if name in features)
        return [(question.text, [answer.says for answer in question.answers]) for question in asked if question]

    @property
    def conventions(self) -> list[Convention]:
        """Every statement that is marked a convention."""
        return conventions_of(self.scenario, self.library.vocabulary)

    @property
    def cases(self) -> list[CaseLine]:
        """The cases of this scenario."""
        return cases_of(self.scenario.topic.id, self.scenario.id)
