"""An imaging study: modality, region(s), contrast phase, under one canonical name and id.

`MRI cervical spine without IV contrast` has the id `mri-cervical-spine-without-iv-contrast`. The words are those of the
rating tables and stand in `library/studies.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from imaging_rules.yaml_files import packaged_yaml


class UnknownStudy(ValueError):
    """A study name or id that the catalogue does not know."""


class Phase(StrEnum):
    """The contrast phase of a study. `unspecified` is never read as `without`."""

    WITHOUT = "without"
    WITH = "with"
    WITHOUT_AND_WITH = "without and with"
    SOME_CONTRAST = "with, phase not stated"
    """Contrast is given, but whether images without it come first is not said (SNOMED CT has only 'with')."""
    UNSPECIFIED = "unspecified"
    NONE = "none"
    """The modality has no phase to state (radiography, a bone scan), or always needs contrast (myelography)."""


STATED = (Phase.WITHOUT, Phase.WITH, Phase.WITHOUT_AND_WITH)


@dataclass(frozen=True, slots=True)
class Modality:
    """One way of imaging. `agent` is the contrast it can take, `always` that it cannot do without."""

    id: str
    prefix: str
    suffix: str
    family: str
    ionising: bool
    agent: str | None
    phases: str
    route: str

    @property
    def of_the_spine(self) -> bool:
        """Whether it looks at the spine alone, so that an order need not name it: contrast goes into its canal or discs."""
        return self.route in ("intrathecal", "intradiscal")


@dataclass(frozen=True, slots=True)
class Region:
    """One part of the body as the tables name it; `level` counts down the spine (cervical 1, lumbar 3)."""

    name: str
    short: str
    spine: bool
    cord: bool
    level: int
    unstated: bool
    placeholder: bool


@dataclass(frozen=True, slots=True)
class Study:
    """Modality id, region names (in the catalogue's order), contrast phase."""

    modality: str
    regions: tuple[str, ...]
    phase: Phase = Phase.NONE

    @property
    def name(self) -> str:
        """The name of the rating tables, such as `CT lumbar spine without IV contrast`."""
        return _name(self)

    @property
    def id(self) -> str:
        """The name in lower case, every other run of characters one hyphen."""
        return slug(self.name)

    @property
    def contrast(self) -> str | None:
        """The agent this study gives: `gadolinium`, `iodinated`, or None when it gives none or does not say."""
        kind = catalogue().modalities[self.modality]
        if kind.phases == "always" or self.phase in (Phase.WITH, Phase.WITHOUT_AND_WITH, Phase.SOME_CONTRAST):
            return kind.agent
        return None

    @property
    def ionising(self) -> bool:
        """Whether the study uses ionising radiation."""
        return catalogue().modalities[self.modality].ionising

    def at(self, regions: Iterable[str]) -> Study:
        """The same study at other regions."""
        return Study(self.modality, catalogue().in_order(regions), self.phase)

    @property
    def possible_phases(self) -> tuple[Phase, ...]:
        """The phases of a table that the study can mean."""
        open_phases = {Phase.UNSPECIFIED: STATED, Phase.SOME_CONTRAST: (Phase.WITH, Phase.WITHOUT_AND_WITH)}
        return open_phases.get(self.phase, (self.phase,))

    def in_phase(self, phase: Phase) -> Study:
        """The same study in another contrast phase."""
        return Study(self.modality, self.regions, phase)


def slug(name: str) -> str:
    """Lower case, every other run of characters one hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class Catalogue:
    """The modalities, regions and phases of `library/studies.yaml`, and the way from a name or id to a Study."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.modalities = {key: _modality(key, row) for key, row in content["modalities"].items()}
        self.regions = {name: _region(name, row) for name, row in content["regions"].items()}
        self.combined: dict[str, tuple[str, ...]] = {name: tuple(parts) for name, parts in content["combined"].items()}
        self._phases = {words: Phase(phase) for words, phase in content["phases"].items()}
        self._phase_words: dict[Phase, str] = {phase: words for words, phase in self._phases.items()}
        self._short = {region.short: name for name, region in self.regions.items()}
        for name, row in content["regions"].items():
            self._short.update(dict.fromkeys(row.get("also", []), name))
        self._order = {name: place for place, name in enumerate(self.regions)}
        self._combined_name = {frozenset(parts): name for name, parts in self.combined.items()}
        self._by_length = sorted(self.modalities.values(), key=lambda m: -len(m.prefix) - len(m.suffix))
        endings = {slug(words): phase for words, phase in self._phases.items()}
        self._phase_by_length = sorted(endings.items(), key=lambda item: -len(item[0]))
        areas = {**self.combined, **{word: (name,) for word, name in self._short.items()}}
        areas.update({name: (name,) for name in self.regions})
        self._area_by_slug = {slug(words): names for words, names in areas.items()}
        self._short_forms = {key: self.parse(name) for key, name in content["short_forms"].items()}

    def in_order(self, regions: Iterable[str]) -> tuple[str, ...]:
        """Region names without repeats, in the catalogue's order. Raises UnknownStudy for a name it does not have."""
        names = set(regions)
        if unknown := names - self._order.keys():
            raise UnknownStudy(f"unknown region: {', '.join(sorted(unknown))}")
        return tuple(sorted(names, key=self._order.__getitem__))

    def region(self, word: str) -> tuple[str, ...]:
        """The regions that a name, a short word (`cervical`) or a combined name stands for."""
        if word in self.regions:
            return (word,)
        if word in self.combined:
            return self.combined[word]
        if word in self._short:
            return (self._short[word],)
        joined = [part for piece in word.split(" and ") for part in self._part(piece)]
        if joined:
            return self.in_order(joined)
        raise UnknownStudy(f"unknown region: {word}")

    def _part(self, piece: str) -> tuple[str, ...]:
        if piece in self.regions:
            return (piece,)
        if piece in self._short:
            return (self._short[piece],)
        raise UnknownStudy(f"unknown region: {piece}")

    def region_name(self, regions: tuple[str, ...]) -> str:
        """`cervical and thoracic spine` for both; the parts joined by 'and' where the tables have no word for it."""
        return self._combined_name.get(frozenset(regions)) or " and ".join(regions)

    def phase_words(self, phase: Phase) -> str:
        """The last words of a study's name, empty where no phase is stated."""
        return self._phase_words.get(phase, "")

    def parse(self, name: str) -> Study:
        """The study of a table's procedure name or of a canonical id. Raises UnknownStudy."""
        rest, phase = slug(name), Phase.NONE
        for ending, stated in self._phase_by_length:
            if rest.endswith(f"-{ending}"):
                rest, phase = rest.removesuffix(f"-{ending}"), stated
                break
        for modality in self._by_length:
            area = _between(rest, slug(modality.prefix), slug(modality.suffix))
            regions = None if area is None else self._area(area)
            if regions is None:
                continue
            if modality.phases == "stated" and phase is Phase.NONE:
                phase = Phase.UNSPECIFIED
            elif modality.phases != "stated":
                phase = Phase.NONE
            return Study(modality.id, regions, phase)
        raise UnknownStudy(f"unknown study: {name}")

    def _area(self, words: str) -> tuple[str, ...] | None:
        """The regions that the middle of an id stands for, none where it names none; None for words that are no region."""
        if not words:
            return ()
        if words in self._area_by_slug:
            return self.in_order(self._area_by_slug[words])
        pieces = [self._area_by_slug.get(piece) for piece in words.split("-and-")]
        known = [piece for piece in pieces if piece is not None]
        return self.in_order(name for piece in known for name in piece) if len(known) == len(pieces) else None

    def by_id(self, study_id: str) -> Study:
        """The study of a canonical id, a payer's short form, or a name. Raises UnknownStudy."""
        return self._short_forms.get(study_id) or self.parse(study_id)

    def payer_forms(self, study: Study) -> list[str]:
        """The payer's short forms that a study counts as, contrast aside: one for each region it covers."""
        return [
            form
            for form, short in self._short_forms.items()
            if short.modality == study.modality and short.regions and set(short.regions) <= set(study.regions)
        ]


def _between(words: str, first: str, last: str) -> str | None:
    """What stands between the first and the last words of an id; None where it does not begin and end with them."""
    if not f"{words}-".startswith(f"{first}-") or not words.endswith(f"-{last}" if last else ""):
        return None
    return words.removeprefix(first).removesuffix(last).strip("-")


def _modality(key: str, row: dict[str, Any]) -> Modality:
    return Modality(
        id=key,
        prefix=row["prefix"],
        suffix=row.get("suffix", ""),
        family=row["family"],
        ionising=row["ionising"] == "true",
        agent=row.get("agent"),
        phases=row["phases"],
        route=row.get("route", "intravenous"),
    )


def _region(name: str, row: dict[str, Any]) -> Region:
    return Region(
        name=name,
        short=row["short"],
        spine=row.get("spine") == "true",
        cord=row.get("cord") == "true",
        level=int(row.get("level", 0)),
        unstated=row.get("unstated") == "true",
        placeholder=row.get("placeholder") == "true",
    )


@lru_cache(maxsize=4096)
def _name(study: Study) -> str:
    known = catalogue()
    modality = known.modalities[study.modality]
    region = known.region_name(study.regions)
    words = (modality.prefix, region, modality.suffix, known.phase_words(study.phase))
    return " ".join(word for word in words if word)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue that ships with the package, read once."""
    return Catalogue(packaged_yaml("imaging_rules", "library/studies.yaml"))


@lru_cache(maxsize=4096)
def study(name_or_id: str) -> Study:
    """The study of a table's name, a canonical id or a payer's short form. Raises UnknownStudy."""
    return catalogue().by_id(name_or_id)
