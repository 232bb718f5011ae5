"""An overlay: one thing that a site does otherwise than the guideline, with its reason, its owner and its last day.

It changes what is rated, preferred, offered or said. It never touches a safety constraint: those are looked at after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from imaging_rules.assessment_result import LocalPolicy
from imaging_rules.rating import Rating
from imaging_rules.study import Phase, Study, catalogue


@dataclass(frozen=True, slots=True)
class RatingChange:
    """A row of a scenario's table has another category; `study` is the row's own."""

    scenario: str
    study: Study
    rating: Rating
    kind = "rating"


@dataclass(frozen=True, slots=True)
class Silence:
    """A scenario says nothing. Orders it would have rated get no rating, and none from a less fitting scenario."""

    scenario: str
    kind = "silence"


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A scenario says nothing since somebody switched it off; see `Silence`."""

    scenario: str
    kind = "switched-off"


@dataclass(frozen=True, slots=True)
class LocalPreference:
    """A study that the scenario's table rates usually appropriate goes before the others of that rating."""

    scenario: str
    study: Study
    kind = "prefer"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Studies the site cannot do: of a modality, in any of the phases, over all regions of one of the areas. No area is
    every part of the body."""

    name: str
    modality: str
    areas: tuple[tuple[str, ...], ...]
    phases: tuple[Phase, ...]
    kind = "unavailable"

    def covers(self, study: Study) -> bool:
        """Whether the study is meant, in every phase it can mean."""
        if study.modality != self.modality or not set(study.possible_phases) <= set(self.phases):
            return False
        return not self.areas or any(set(area) <= set(study.regions) for area in self.areas)


Change: TypeAlias = RatingChange | Silence | SwitchedOff | LocalPreference | Unavailable


@dataclass(frozen=True, slots=True)
class Overlay:
    """A change with who answers for it. `until` is the last day it holds; only a switch may be without one."""

    id: str
    change: Change
    reason: str
    owner: str
    start: date
    until: date | None
    site: str = ""

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.start <= day and not self.expired(day)

    def expired(self, day: date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < day

    def applied(self, says: str, replaces: Rating | None = None) -> LocalPolicy:
        """How an assessment names it: what it says of the order, and the guideline's category it replaces."""
        return LocalPolicy(self.id, self.change.kind, says, self.reason, self.owner, self.until, self.site, replaces)

    def to_json(self) -> dict[str, Any]:
        """All of it, with names for keys; two overlays that differ in anything differ here."""
        change = self.change
        said: dict[str, Any] = {"id": self.id, "kind": change.kind, "site": self.site}
        match change:
            case RatingChange(scenario, study, rating):
                said |= {"scenario": scenario, "study": study.id, "rating": rating.value}
            case LocalPreference(scenario, study):
                said |= {"scenario": scenario, "study": study.id}
            case Silence(scenario) | SwitchedOff(scenario):
                said |= {"scenario": scenario}
            case Unavailable(name, modality, areas, phases):
                said |= {"name": name, "modality": modality, "areas": [list(area) for area in areas]}
                said |= {"phases": [phase.value for phase in phases]}
        until = self.until.isoformat() if self.until else None
        return {**said, "reason": self.reason, "owner": self.owner, "from": self.start.isoformat(), "until": until}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Overlay:
        """The overlay of `to_json`. Raises KeyError, ValueError or UnknownStudy for anything else."""
        until = date.fromisoformat(said["until"]) if said["until"] else None
        start = date.fromisoformat(said["from"])
        return cls(said["id"], _change(said), said["reason"], said["owner"], start, until, said["site"])


@dataclass(frozen=True, slots=True)
class Availability:
    """What a site cannot do."""

    overlays: tuple[Overlay, ...] = ()

    def lacking(self, study: Study) -> Overlay | None:
        """The overlay that says a study is not available; None where it is."""
        for overlay in self.overlays:
            if isinstance(overlay.change, Unavailable) and overlay.change.covers(study):
                return overlay
        return None


def _change(said: Mapping[str, Any]) -> Change:
    known = catalogue()
    match said["kind"]:
        case "rating":
            return RatingChange(said["scenario"], known.by_id(said["study"]), Rating(said["rating"]))
        case "prefer":
            return LocalPreference(said["scenario"], known.by_id(said["study"]))
        case "silence":
            return Silence(said["scenario"])
        case "switched-off":
            return SwitchedOff(said["scenario"])
        case "unavailable":
            areas = tuple(tuple(area) for area in said["areas"])
            return Unavailable(said["name"], said["modality"], areas, tuple(Phase(phase) for phase in said["phases"]))
    raise ValueError(f"unknown kind of overlay: {said['kind']}")
