"""The file of a site's policy: its form, strictly, and what is wrong with it by line in a clinician's words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from imaging_rules.file_model import FileModel
from imaging_rules.file_problems import line_of
from imaging_rules.overlays.overlay import Change, LocalPreference, Overlay, RatingChange, Silence, Unavailable
from imaging_rules.rating import Rating
from imaging_rules.study import Phase, Study, UnknownStudy, catalogue, study
from imaging_rules.yaml_files import YamlProblem, read_yaml

KINDS = ("rating", "silence", "unavailable", "prefer")
Words = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
Sentence = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]


class _RatingEntry(FileModel):
    scenario: str
    study: str
    to: str

    def change(self) -> Change:
        words = {rating.words: rating for rating in Rating}
        if self.to not in words:
            raise ValueError(f"unknown rating {self.to}; it is one of: {', '.join(words)}")
        return RatingChange(self.scenario, _study(self.study), words[self.to])


class _SilenceEntry(FileModel):
    scenario: str

    def change(self) -> Change:
        return Silence(self.scenario)


class _PreferEntry(FileModel):
    scenario: str
    study: str

    def change(self) -> Change:
        return LocalPreference(self.scenario, _study(self.study))


class _UnavailableEntry(FileModel):
    """A study by its name, or a modality with a region and a phase where only these are meant."""

    study: str | None = None
    modality: str | None = None
    region: str | None = None
    phase: str | None = None

    def change(self) -> Change:
        if (self.study is None) == (self.modality is None) or (self.study and (self.region or self.phase)):
            raise ValueError("name a study, or a modality (with a region and a phase where only these are meant)")
        if self.study is not None:
            named = _study(self.study)
            areas = (named.regions,) if named.regions else ()
            return Unavailable(named.name, named.modality, areas, named.possible_phases)
        return self._of_modality(str(self.modality))

    def _of_modality(self, modality: str) -> Change:
        known = catalogue()
        prefixes = {kind.prefix.lower(): kind for kind in known.modalities.values() if not kind.suffix}
        kind = known.modalities.get(modality) or prefixes.get(modality.lower())
        if kind is None:
            raise ValueError(f"unknown modality {modality}")
        phases = {known.phase_words(phase).lower(): phase for phase in Phase if known.phase_words(phase)}
        if self.phase is not None and (kind.phases != "stated" or self.phase.lower() not in phases):
            allowed = f"one of: {', '.join(phases)}" if kind.phases == "stated" else f"none for {kind.prefix}"
            raise ValueError(f"unknown phase {self.phase}; it is {allowed}")
        regions = _regions(self.region) if self.region else ()
        phase = phases[self.phase.lower()] if self.phase else None
        name = " ".join(part for part in (kind.prefix, self.region, kind.suffix, self.phase) if part)
        return Unavailable(name, kind.id, tuple((one,) for one in regions), (phase,) if phase else tuple(Phase))


class _OverlayEntry(FileModel):
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    reason: Sentence
    owner: Words
    start: date = Field(alias="from")
    until: date
    rating: _RatingEntry | None = None
    silence: _SilenceEntry | None = None
    unavailable: _UnavailableEntry | None = None
    prefer: _PreferEntry | None = None

    @model_validator(mode="after")
    def _one_change_that_can_hold(self) -> _OverlayEntry:
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise ValueError(f"an overlay changes one thing: exactly one of {', '.join(KINDS)}")
        if self.until < self.start:
            raise ValueError(f"it ends ({self.until}) before it begins ({self.start})")
        return self

    def overlay(self, site: str) -> Overlay:
        """The overlay. Raises ValueError, which UnknownStudy is, for a study or modality that is not known."""
        entry = self.rating or self.silence or self.unavailable or self.prefer
        assert entry is not None
        return Overlay(self.id, entry.change(), self.reason, self.owner, self.start, self.until, site)


class _PolicyEntry(FileModel):
    site: Words
    overlays: list[_OverlayEntry]

    @model_validator(mode="before")
    @classmethod
    def _may_be_empty(cls, given: Any) -> Any:
        return {**given, "overlays": given["overlays"] or []} if isinstance(given, dict) and "overlays" in given else given


def read_overlays(file: Path) -> tuple[str, tuple[Overlay, ...], dict[str, int], list[str]]:
    """The site's name, its overlays, the line of each by id, and what is wrong: `file, line N: …`, one for each reason.

    Raises OSError where the file cannot be read.
    """
    try:
        read = _PolicyEntry.model_validate(read_yaml(file))
    except YamlProblem as problem:
        return "", (), {}, [str(problem)]
    except ValidationError as problem:
        return "", (), {}, [f"{file.name}, line {_line(file, error)}: {_words(error)}" for error in problem.errors()]
    overlays: list[Overlay] = []
    lines: dict[str, int] = {}
    problems: list[str] = []
    for place, entry in enumerate(read.overlays):
        line = line_of(file, ("overlays", place))
        try:
            overlays.append(entry.overlay(read.site))
        except ValueError as problem:
            problems.append(f"{file.name}, line {line}: {entry.id}: {problem}")
        if entry.id in lines:
            problems.append(f"{file.name}, line {line}: {entry.id} stands twice")
        lines.setdefault(entry.id, line)
    return read.site, tuple(overlays), lines, problems


def _study(name: str) -> Study:
    try:
        return study(name)
    except UnknownStudy:
        raise ValueError(
            f"unknown study {name}; write it as the table does, such as MRI lumbar spine without IV contrast"
        ) from None


def _regions(word: str) -> tuple[str, ...]:
    try:
        return catalogue().region(word)
    except UnknownStudy:
        raise ValueError(f"unknown region {word}; write it as the tables do, such as cervical spine") from None


def _line(file: Path, error: Any) -> int:
    return line_of(file, error["loc"])


_MISSING = {
    "until": "until is missing: every overlay ends on a day, and is then decided anew",
    "from": "from is missing: the first day on which the overlay holds",
    "reason": "reason is missing: a clinician reads it on the card",
    "owner": "owner is missing: the role or department that answers for it",
    "site": "site is missing: the name of the site, as the guideline pages show it",
}


def _words(error: Any) -> str:
    """A problem of the form in plain words."""
    named = [str(part) for part in error["loc"] if isinstance(part, str)]
    last = named[-1] if named else "the file"
    if error["type"] == "missing":
        return _MISSING.get(last, f"{' / '.join(named[1:]) or last} is missing")
    if error["type"] == "extra_forbidden":
        return f"{last} is not known here"
    if error["type"].startswith("date"):
        return f"{last} is not a day such as 2027-06-30"
    if error["type"] == "string_pattern_mismatch" and last == "id":
        return "an id is made of small letters, digits and hyphens"
    words = str(error["msg"]).removeprefix("Value error, ")
    return f"{last}: {words[0].lower()}{words[1:]}" if named and error["type"] != "value_error" else words
