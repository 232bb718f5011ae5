"""What earlier imaging means for an order: `library/imaging_history.yaml`, read and compiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from imaging_rules.condition_grammar import compile_condition
from imaging_rules.file_model import FileModel
from imaging_rules.periods import Period
from imaging_rules.publication import SourceEntry
from imaging_rules.study import Study, catalogue
from imaging_rules.verdict import Condition

Basis = Literal["source", "default", "convention"]


class LookBack(FileModel):
    """How far back something counts, on whose word, and why."""

    period: Period
    basis: Basis
    because: str
    sources: list[str] = Field(default_factory=list)

    @field_validator("period", mode="before")
    @classmethod
    def _parsed(cls, text: Any) -> Any:
        return Period.parse(text) if isinstance(text, str) else text


class RepeatLookBack(LookBack):
    """How recent a study of these families of modalities is looked at before it is done again; `means` names them."""

    families: list[str]
    means: str


class LookBacks(FileModel):
    """`shown` for what a card names, `repeat` for the same study again, `radiation` for what is added up, `placed_order`
    for active orders."""

    shown: LookBack
    repeat: list[RepeatLookBack]
    radiation: LookBack
    placed_order: LookBack

    def repeat_of(self, modality: str) -> Period | None:
        """For a modality of the catalogue; None where no time is set."""
        family = catalogue().modalities[modality].family
        return next((each.period for each in self.repeat if family in each.families), None)


class DoneAgain(FileModel):
    """When a study that was done since the complaint began is offered all the same; where nothing of it is `new_since`, without
    being recommended. `complaints` are the findings of which the order's own words, without a day, tell nothing new."""

    condition: Any
    new_since: Any
    complaints: list[str]
    basis: Basis
    because: str
    sources: list[str]


class RadiationLevels(FileModel):
    """Bands of effective dose in mSv by relative radiation level; `child_tables` are the topics that print the child's."""

    adult: dict[str, tuple[float, float]]
    child: dict[str, tuple[float, float]]
    note: str
    sources: list[str]
    child_tables: list[str]

    @model_validator(mode="after")
    def _rise(self) -> RadiationLevels:
        for bands in (self.adult, self.child):
            if any(low > high for low, high in bands.values()):
                raise ValueError("a band of doses ends below its beginning")
        return self


class HistoryFile(FileModel):
    """The content of `library/imaging_history.yaml`."""

    look_back: LookBacks
    also_shows: dict[str, list[str]]
    done_again_when: DoneAgain
    radiation: RadiationLevels
    sources: dict[str, SourceEntry]


@dataclass(frozen=True)
class ImagingHistory:
    """The file with its condition compiled."""

    file: HistoryFile
    done_again_when: Condition
    new_since: Condition

    @classmethod
    def from_content(cls, content: Any) -> ImagingHistory:
        """Raises pydantic.ValidationError or ConditionProblem."""
        read = HistoryFile.model_validate(content)
        again = read.done_again_when
        return cls(read, compile_condition(again.condition), compile_condition(again.new_since))

    @property
    def look_back(self) -> LookBacks:
        """The times."""
        return self.file.look_back

    def regions_of(self, studies: Iterable[Study]) -> frozenset[str]:
        """Every region that images of these studies show."""
        named = {region for one in studies for region in one.regions}
        return frozenset(named.union(*(self.file.also_shows.get(region, ()) for region in named)))

    def cited(self) -> dict[str, list[str]]:
        """Every part of the file with the sources it names."""
        times = self.look_back
        named: dict[str, list[str]] = {
            "look_back shown": times.shown.sources,
            "look_back radiation": times.radiation.sources,
            "look_back placed_order": times.placed_order.sources,
            "done_again_when": self.file.done_again_when.sources,
            "radiation": self.file.radiation.sources,
        }
        return named | {f"look_back repeat {each.means}": each.sources for each in times.repeat}
