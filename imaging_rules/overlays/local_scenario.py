"""A scenario as a site's overlays leave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from imaging_rules.guideline import Preference, RatingRow, Scenario, ScenarioEntry, Topic
from imaging_rules.overlays.overlay import Change, LocalPreference, Overlay, RatingChange, Unavailable

PREFERRED_HERE = "preferred by local policy"


def local_topics(topics: Mapping[str, Topic], overlays: Sequence[Overlay]) -> dict[str, Topic]:
    """The topics with the overlays in them; a topic that none touches is the same object."""
    by_scenario: dict[str, list[Overlay]] = {}
    for overlay in overlays:
        if not isinstance(overlay.change, Unavailable):
            by_scenario.setdefault(overlay.change.scenario, []).append(overlay)
    return {name: _topic(topic, by_scenario) for name, topic in topics.items()}


def _topic(topic: Topic, by_scenario: Mapping[str, Sequence[Overlay]]) -> Topic:
    if not by_scenario.keys() & topic.scenarios.keys():
        return topic
    scenarios = {name: _scenario(scenario, by_scenario.get(name, ())) for name, scenario in topic.scenarios.items()}
    return replace(topic, scenarios=scenarios)


def _scenario(scenario: Scenario, overlays: Sequence[Overlay]) -> Scenario:
    if not overlays:
        return scenario
    entry = _entry(scenario.entry_of, [overlay.change for overlay in overlays])
    return replace(scenario, entry_of=entry, overlays=tuple(overlays))


def _entry(entry: ScenarioEntry, changes: Iterable[Change]) -> ScenarioEntry:
    """The entry with its rows rated and its general preference as the site has it. What the scenario prefers on particular
    facts (`prefer_when`) stays: it answers those facts."""
    for change in changes:
        match change:
            case RatingChange(_, study, rating):
                rows = [_row(row, rating) if row.study == study else row for row in entry.ratings]
                entry = entry.model_copy(update={"ratings": rows})
            case LocalPreference(_, study):
                prefer = Preference(study=study.name, because=PREFERRED_HERE)
                entry = entry.model_copy(update={"prefer": prefer, "prefer_also": None})
    return entry


def _row(row: RatingRow, rating: object) -> RatingRow:
    """The panel's median belongs to the panel's category, so it goes with it."""
    return row.model_copy(update={"rating": rating, "median": None, "replaces": row.rating})
