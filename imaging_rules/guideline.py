"""One edition of one topic: its sources, its scenarios (variants) with their conditions, and their rating tables.

A topic file is checked here for shape only; `imaging_rules.checks` says whether its content can stand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from imaging_rules.condition_grammar import compile_condition
from imaging_rules.file_model import FileModel
from imaging_rules.overlays.overlay import Overlay, RatingChange, Silence, SwitchedOff
from imaging_rules.publication import InForce, SourceEntry
from imaging_rules.rating import Rating
from imaging_rules.rating_scale import rating_scale
from imaging_rules.study import Study, study
from imaging_rules.verdict import Condition

_RATINGS = {
    "usually appropriate": Rating.USUALLY,
    "may be appropriate": Rating.MAY_BE,
    "may be appropriate (disagreement)": Rating.MAY_BE_DISAGREEMENT,
    "usually not appropriate": Rating.USUALLY_NOT,
}


class RatingRow(FileModel):
    """One cell of a rating table. `median` is the panel's (1-9), radiation the relative radiation level as printed.
    `replaces` is the guideline's category where a site's policy gives `rating`; such a row has no median."""

    study: Study
    rating: Rating
    median: int | None
    radiation: str | None
    radiation_child: str | None
    sources: list[str]
    replaces: Rating | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, row: Any) -> Any:
        if not isinstance(row, list) or len(row) != 6:
            raise ValueError("a row is [study, rating, median, radiation adult, radiation child, sources]")
        name, rating, median, adult, child, sources = row
        printed = None if median is None else int(median)
        if problem := rating_scale().problem(rating, printed, adult, child):
            raise ValueError(f"{name}: {problem}")
        return {
            "study": study(name),
            "rating": _RATINGS[rating],
            "median": printed,
            "radiation": adult,
            "radiation_child": child,
            "sources": sources or [],
        }


class Yields(FileModel):
    """Scenarios that go first when both fit, and why."""

    to: list[str]
    because: str


class Preference(FileModel):
    """The study the scenario prefers among equals; `none` where nothing is preferred."""

    study: str
    because: str
    source: str | None = None
    when: Any = None
    note: str | None = None


class Fallback(FileModel):
    """The study left when a class of constraints applies; `none` when nothing is left."""

    study: str
    source: str
    rating: str | None = None


class RegionAlso(FileModel):
    """A further region that belongs when a fact holds."""

    region: str
    when: Any


CORD_SIGNS = "cord signs"
"""The kind of signs that make the spine worth a look whatever the order's own reason says."""

CORD_LEVEL = "cord level"
"""The part of the spine of a sensory level: no other complaint makes it right to leave that out."""


class RegionRule(FileModel):
    """Which part of the body the scenario is about: fixed regions, the region of the signs, or the ordered one.

    `by` names the kinds of signs (the vocabulary's `localisation`); every kind counts. Where none tells, the ordered
    part of the spine stands, and for an order elsewhere `regions`, or the whole spine; `never` is left out of both.
    With `ordered` the ordered part of the spine stands whatever the signs, which count for an order elsewhere only.
    `never_without` names kinds of signs whose part no order of the spine may leave out, whatever else hurts.
    """

    rule: Literal["fixed", "signs", "ordered"]
    regions: list[str] = Field(default_factory=list)
    by: list[str] = Field(default_factory=list)
    never: list[str] = Field(default_factory=list)
    never_without: list[str] = Field(default_factory=list)
    also: list[RegionAlso] = Field(default_factory=list)


class Pitfall(FileModel):
    """What goes wrong in this scenario. Only one marked `card` may raise a card of its own; one marked `meanwhile` is said
    on a card that is shown anyway."""

    id: str
    when: str
    says: str
    card: bool = False
    meanwhile: bool = False


class ScenarioEntry(FileModel):
    """One variant as the file states it."""

    title: str
    means: str
    phase: str
    status: Literal["rated", "advised"] = "rated"
    population: Any = None
    entry: Any
    given: list[Any] = Field(default_factory=list)
    unless: list[Any] = Field(default_factory=list)
    explains: list[str] = Field(default_factory=list)
    """Complaints that come from this problem: an order for one of them is about it, though the chart alone tells of it."""
    cut_offs: list[str] = Field(default_factory=list)
    yields_to: list[Yields] = Field(default_factory=list)
    prefer: Preference
    prefer_also: str | None = None
    goes_with: list[str] = Field(default_factory=list)
    """Studies of other parts of the body that are done beside the preferred one, not instead of it."""
    prefer_when: list[Preference] = Field(default_factory=list)
    advise: list[Preference] = Field(default_factory=list)
    against: list[str] = Field(default_factory=list)
    fallback: dict[str, Fallback] = Field(default_factory=dict)
    region: RegionRule
    emergency: bool = False
    pitfalls: list[Pitfall] = Field(default_factory=list)
    next: dict[str, str | None] = Field(default_factory=dict)
    questions: list[str] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    ratings: list[RatingRow] = Field(default_factory=list)

    @field_validator("given", "unless", "notes", mode="before")
    @classmethod
    def _list(cls, value: Any) -> Any:
        return value or []


class TopicFile(FileModel):
    """A topic file as a whole."""

    topic: str
    id: str
    publisher: str
    collection: str
    edition: str
    population: str
    priority_area: str | None = None
    in_force: InForce
    sources: dict[str, SourceEntry]
    scenarios: dict[str, ScenarioEntry]


@dataclass(frozen=True)
class Scenario:
    """A variant ready to be matched. `unless` and `given` keep their conditions one by one, so that what is assumed or
    open can be named. `overlays` are those of a site that change it."""

    id: str
    entry_of: ScenarioEntry
    topic: Topic
    population: Condition | None
    entry: Condition
    given: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    yields_to: frozenset[str]
    prefer_when: tuple[tuple[Condition, Preference], ...]
    advise: tuple[tuple[Condition | None, Preference], ...]
    also_regions: tuple[tuple[str, Condition], ...]
    overlays: tuple[Overlay, ...] = ()

    @cached_property
    def silenced_by(self) -> Overlay | None:
        """The overlay or switch by which it says nothing."""
        return next((one for one in self.overlays if isinstance(one.change, Silence | SwitchedOff)), None)

    def rated_by_policy(self, row_study: Study) -> Overlay | None:
        """The overlay that gives a row its category."""
        rating = (one for one in self.overlays if isinstance(one.change, RatingChange) and one.change.study == row_study)
        return next(rating, None)

    @property
    def title(self) -> str:
        """A short name in lower case, as a card says it."""
        return self.entry_of.title

    @property
    def about_the_cord(self) -> bool:
        """Whether its region is that of cord signs and nothing else."""
        return self.entry_of.region.by == [CORD_SIGNS]

    @cached_property
    def rows(self) -> tuple[RatingRow, ...]:
        """The rating table."""
        return tuple(self.entry_of.ratings)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every feature the scenario's conditions read."""
        conditions = (self.entry, *self.given, *self.unless, *((self.population,) if self.population else ()))
        return frozenset().union(*(condition.names() for condition in conditions))


@dataclass(frozen=True)
class Topic:
    """One edition of a guideline topic."""

    id: str
    file: TopicFile
    scenarios: dict[str, Scenario] = field(default_factory=dict)

    def in_force(self, day: date) -> bool:
        """Whether this edition is the one to use on a day."""
        dates = self.file.in_force
        return dates.start <= day and (dates.until is None or day <= dates.until)

    @property
    def address(self) -> str | None:
        """Where the publication is, if an address is known."""
        return next((source.address for source in self.file.sources.values() if source.address), None)


def build_topic(content: Any) -> Topic:
    """A topic from its read file. Raises pydantic.ValidationError, ConditionProblem or UnknownStudy where it is wrong."""
    read = TopicFile.model_validate(content)
    topic = Topic(read.id, read)
    for scenario_id, entry in read.scenarios.items():
        topic.scenarios[scenario_id] = _scenario(scenario_id, entry, topic)
    return topic


def _scenario(scenario_id: str, entry: ScenarioEntry, topic: Topic) -> Scenario:
    return Scenario(
        id=scenario_id,
        entry_of=entry,
        topic=topic,
        population=compile_condition(entry.population) if entry.population else None,
        entry=compile_condition(entry.entry),
        given=tuple(compile_condition(item) for item in entry.given),
        unless=tuple(compile_condition(item) for item in entry.unless),
        yields_to=frozenset(name for row in entry.yields_to for name in row.to),
        prefer_when=tuple((compile_condition(row.when), row) for row in entry.prefer_when),
        advise=tuple((compile_condition(row.when) if row.when else None, row) for row in entry.advise),
        also_regions=tuple((row.region, compile_condition(row.when)) for row in entry.region.also),
    )
