"""A site's policy: its overlays, read from one YAML file and checked against the library by line.

site: Riverside General Hospital
overlays:
  - id: mri-first-after-six-weeks
    prefer:
      scenario: low-back-pain-2021/v2
      study: MRI lumbar spine without IV contrast
    reason: one protocol for all spine clinics
    owner: Radiology governance group
    from: 2026-07-01
    until: 2027-06-30
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from imaging_rules.guideline import RatingRow, Scenario
from imaging_rules.library import Library
from imaging_rules.overlays.overlay import LocalPreference, Overlay, RatingChange, Unavailable
from imaging_rules.overlays.policy_file import read_overlays
from imaging_rules.rating import Rating


class PolicyProblem(ValueError):
    """A policy that cannot be used; the message holds a line for each reason."""


@dataclass(frozen=True)
class SitePolicy:
    """The overlays of a site, in the order of the file. `places` says where each stands: `policy.yaml, line 3`."""

    site: str
    overlays: tuple[Overlay, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path) -> SitePolicy:
        """The policy of a file. Raises PolicyProblem where it is not of the form, OSError where it cannot be read."""
        site, overlays, lines, problems = read_overlays(file)
        if problems:
            raise PolicyProblem("\n".join(problems))
        return cls(site, overlays, {name: f"{file.name}, line {line}" for name, line in lines.items()})

    def in_force(self, day: date) -> tuple[Overlay, ...]:
        """The overlays that hold on a day."""
        return tuple(overlay for overlay in self.overlays if overlay.in_force(day))

    def expired(self, day: date) -> tuple[Overlay, ...]:
        """The overlays whose last day is over; they have no effect any more."""
        return tuple(overlay for overlay in self.overlays if overlay.expired(day))

    def problems(self, library: Library) -> list[str]:
        """What the library does not allow, one line each with its place."""
        found = [(overlay.id, problem) for overlay in self.overlays for problem in _against(library, overlay, self)]
        found += list(_conflicts(self))
        return [f"{self.places[name]}: {name}: {problem}" for name, problem in found]


NO_POLICY = SitePolicy("")


def _against(library: Library, overlay: Overlay, policy: SitePolicy) -> Iterator[str]:
    """What is wrong with one overlay, beside the others that hold on its first day."""
    change = overlay.change
    if isinstance(change, Unavailable):
        return
    scenario = library.scenarios.get(change.scenario)
    if scenario is None:
        near = [name for name in library.scenarios if name.split("/")[0] == change.scenario.split("/")[0]]
        yield f"the library has no scenario {change.scenario}" + (f"; of that topic it has {', '.join(near)}" if near else "")
    elif isinstance(change, RatingChange):
        yield from _wrong_rating(scenario, change)
    elif isinstance(change, LocalPreference):
        local = library.under([o for o in policy.in_force(overlay.start) if _rates(o, change.scenario)])
        yield from _wrong_preference(local.scenarios[change.scenario], change)


def _rates(overlay: Overlay, scenario: str) -> bool:
    return isinstance(overlay.change, RatingChange) and overlay.change.scenario == scenario


def _wrong_rating(scenario: Scenario, change: RatingChange) -> Iterator[str]:
    row = _row(scenario, change)
    if row is None:
        yield from _no_row(scenario, change)
    elif row.rating is change.rating:
        yield f"the guideline already rates {change.study.name} {row.rating.words}"


def _wrong_preference(scenario: Scenario, change: LocalPreference) -> Iterator[str]:
    row = _row(scenario, change)
    if row is None:
        yield from _no_row(scenario, change)
    elif row.rating is not Rating.USUALLY:
        yield (
            f"{change.study.name} is rated {row.rating.words} in {scenario.id}; only a study that is usually appropriate"
            " can be preferred, so change its rating first and say why"
        )


def _row(scenario: Scenario, change: RatingChange | LocalPreference) -> RatingRow | None:
    return next((row for row in scenario.rows if row.study == change.study), None)


def _no_row(scenario: Scenario, change: RatingChange | LocalPreference) -> Iterator[str]:
    if not scenario.rows:
        yield f"{scenario.id} advises without ratings; it can only be silenced"
        return
    alike = [row.study.name for row in scenario.rows if row.study.modality == change.study.modality]
    rated = f"; of its kind it rates {', '.join(alike)}" if alike else ""
    yield f"{scenario.id} does not rate {change.study.name}{rated}"


def _conflicts(policy: SitePolicy) -> Iterator[tuple[str, str]]:
    """Overlays of one time that say different things of one row, or prefer two studies in one scenario."""
    for one, other in combinations(policy.overlays, 2):
        if _same_matter(one, other) and one.start <= _last(other) and other.start <= _last(one):
            yield other.id, f"{one.id} ({policy.places[one.id]}) is about the same and holds on some of the same days"


def _last(overlay: Overlay) -> date:
    return overlay.until or date.max


def _same_matter(one: Overlay, other: Overlay) -> bool:
    match one.change, other.change:
        case RatingChange(scenario, study, _), RatingChange(second, same, _):
            return scenario == second and study == same
        case LocalPreference(scenario, _), LocalPreference(second, _):
            return scenario == second
    return False
