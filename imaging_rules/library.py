"""The library: vocabulary, topics, safety constraints and payer policies, read once from YAML and compiled."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from imaging_rules.guideline import Scenario, Topic, build_topic
from imaging_rules.joined_conditions import look_backs
from imaging_rules.overlays.local_scenario import local_topics
from imaging_rules.overlays.overlay import Availability, Overlay, Unavailable
from imaging_rules.past.imaging_history import ImagingHistory
from imaging_rules.past.radiation_history import RadiationTable
from imaging_rules.payer.policy import PayerPolicy, build_policy
from imaging_rules.periods import Period
from imaging_rules.record_index import RecordIndex
from imaging_rules.safety import Safety
from imaging_rules.vocabulary import Vocabulary, shipped_vocabulary
from imaging_rules.yaml_files import read_yaml

TOPIC_FOLDERS = ("acr", "articles")
POLICY_FOLDERS = ("payers",)
OVERLAYS = "overlays.json"
"""In an archive: the overlays of the site that stood in the library. No folder of a library has it."""
_MOST_DERIVED = 32
"""How many derived libraries are kept: one for each client's policy of today, and those of yesterday."""


@dataclass(frozen=True)
class Library:
    """All that is known, in one object that never changes. `overlays` are those of a site that stand in it, `published` the
    library as it is without them."""

    vocabulary: Vocabulary
    topics: Mapping[str, Topic]
    safety: Safety
    imaging_history: ImagingHistory
    content_hash: str
    policies: Mapping[str, PayerPolicy]
    root: Path | Traversable = field(repr=False, compare=False)
    """The folder it was read from."""
    overlays: tuple[Overlay, ...] = ()
    published: Library | None = field(default=None, repr=False, compare=False)
    _derived: dict[tuple[Overlay, ...], Library] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, folder: Path | Traversable | None = None, settings: Mapping[str, str] | None = None) -> Library:
        """The library that ships with the package, or one in a folder (or an opened archive) of the same layout.

        `settings` are the site's choices that `safety.yaml` lists. Raises YamlProblem, pydantic.ValidationError,
        ConditionProblem or UnknownStudy where a file is wrong.
        """
        root: Path | Traversable = folder or files("imaging_rules") / "library"
        topics = [build_topic(read_yaml(file)) for file in topic_files(root)]
        policies = [build_policy(read_yaml(file)) for file in policy_files(root)]
        published = cls(
            vocabulary=Vocabulary.from_content(read_yaml(root / "vocabulary.yaml")) if folder else shipped_vocabulary(),
            topics={topic.id: topic for topic in topics},
            safety=Safety.from_content(read_yaml(root / "safety.yaml"), settings),
            imaging_history=ImagingHistory.from_content(read_yaml(root / "imaging_history.yaml")),
            content_hash=_content_hash(root),
            policies={policy.id: policy for policy in policies},
            root=root,
        )
        return published.under(_overlays_of(root))

    def under(self, overlays: Sequence[Overlay]) -> Library:
        """This library as a site's overlays leave it; the same overlays give the same object, none this very one.

        Its content hash covers the overlays. The safety constraints stay as they are.
        """
        key = tuple(overlays)
        if not key:
            return self
        made = self._derived.get(key)
        if made is None:
            if len(self._derived) >= _MOST_DERIVED:
                self._derived.clear()
            topics, content_hash = local_topics(self.topics, key), _hash_with(self.content_hash, key)
            made = replace(self, topics=topics, content_hash=content_hash, overlays=key, published=self, _derived={})
            self._derived[key] = made
        return made

    @cached_property
    def availability(self) -> Availability:
        """What the site cannot do."""
        return Availability(tuple(overlay for overlay in self.overlays if isinstance(overlay.change, Unavailable)))

    @cached_property
    def scenarios(self) -> Mapping[str, Scenario]:
        """Every scenario by id, topics in order."""
        return {name: scenario for topic in self.topics.values() for name, scenario in topic.scenarios.items()}

    @cached_property
    def entry_index(self) -> RecordIndex:
        """Which scenarios what is on record could enter."""
        if self.published is not None:
            return self.published.entry_index
        return RecordIndex({scenario.id: scenario.entry for scenario in self.scenarios.values()}, self.vocabulary)

    @cached_property
    def bounding_findings(self) -> frozenset[str]:
        """The findings that bound what may be done and are no presenting problem: an implant, a reaction, a pregnancy."""
        bounding = self._below(name for constraint in self.safety.constraints for name in constraint.names)
        return bounding - self._below(name for scenario in self.scenarios.values() for name in scenario.entry.names())

    def _below(self, names: Iterable[str]) -> frozenset[str]:
        """Every name that facts are made from, and whose values they take over."""
        vocabulary = self.vocabulary
        below = frozenset[str]().union(*(vocabulary.rests_on(name) for name in names))
        rules = (line.rule for name in below for line in vocabulary.lines.get(name, ()))
        return below.union(rule[1] for rule in rules if rule is not None)

    @cached_property
    def exclusions(self) -> frozenset[str]:
        """Every name that excludes a scenario where it is there."""
        return frozenset(n for scenario in self.scenarios.values() for each in scenario.unless for n in each.names())

    @cached_property
    def safety_index(self) -> RecordIndex:
        """Which constraints and emergencies what is on record could meet."""
        if self.published is not None:
            return self.published.safety_index
        constraints = {constraint.id: constraint.when for constraint in self.safety.constraints}
        emergencies = {emergency.id: emergency.when for emergency in self.safety.emergencies}
        return RecordIndex(constraints | emergencies, self.vocabulary)

    @cached_property
    def parts_of_limits(self) -> Mapping[str, frozenset[str]]:
        """By a constraint's id the record parts that could hold what it rests on."""
        parts_of, limits = self.vocabulary.record_parts, self.safety.constraints
        return {limit.id: frozenset(part for name in limit.names for part in parts_of(name)) for limit in limits}

    @cached_property
    def radiation_table(self) -> RadiationTable:
        """The published radiation of every study that a rating table lists."""
        return RadiationTable.of(self.topics.values(), self.imaging_history.file.radiation)

    @cached_property
    def longest_look_back(self) -> Period:
        """The longest time a rule looks back for a value, such as P42D for kidney function."""
        conditions = [constraint.when for constraint in self.safety.constraints]
        conditions += [part for s in self.scenarios.values() for part in (s.entry, *s.given, *s.unless)]
        return max((period for condition in conditions for period in look_backs(condition)), default=Period())

    def in_force(self, day: date) -> Iterator[Scenario]:
        """The scenarios of the editions to use on a day."""
        for topic in self.topics.values():
            if topic.in_force(day):
                yield from topic.scenarios.values()


def topic_files(root: Path | Traversable) -> list[Path | Traversable]:
    """The topic files of a library folder, by name; cases files are not among them."""
    return [file for name in TOPIC_FOLDERS for file in _knowledge_in(root / name)]


def policy_files(root: Path | Traversable) -> list[Path | Traversable]:
    """The payer policies of a library folder, by name; cases files are not among them."""
    return [file for name in POLICY_FOLDERS for file in _knowledge_in(root / name)]


def _knowledge_in(folder: Path | Traversable) -> list[Path | Traversable]:
    if not folder.is_dir():
        return []
    read = (file for file in folder.iterdir() if file.name.endswith(".yaml") and not file.name.endswith(".cases.yaml"))
    return sorted(read, key=lambda file: file.name)


def content_files(root: Path | Traversable) -> dict[str, Path | Traversable]:
    """Every file of a library folder that decides an answer, by its place in the folder; cases do not."""
    held = {name: root / name for name in ("vocabulary.yaml", "safety.yaml", "imaging_history.yaml", "studies.yaml")}
    for folder in (*TOPIC_FOLDERS, *POLICY_FOLDERS):
        held.update({f"{folder}/{file.name}": file for file in _knowledge_in(root / folder)})
    return held


def _overlays_of(root: Path | Traversable) -> list[Overlay]:
    kept = root / OVERLAYS
    return [Overlay.from_json(row) for row in json.loads(kept.read_text())] if kept.is_file() else []


def _content_hash(root: Path | Traversable) -> str:
    digest = hashlib.sha256()
    for place, file in content_files(root).items():
        digest.update(place.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _hash_with(content_hash: str, overlays: Sequence[Overlay]) -> str:
    told = json.dumps([content_hash, [overlay.to_json() for overlay in overlays]], separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
