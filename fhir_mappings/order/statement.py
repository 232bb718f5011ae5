"""What one part of an order says of the study, and how several parts are brought together.

A statement may leave anything open: no modality, several it can mean, a region whose level is not said, no contrast
phase. Two statements that agree are narrowed to what both allow; two that cannot both hold are a contradiction, which
is named and never settled by choosing one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from fhir_mappings.order.attributes import OrderAttribute
from fhir_mappings.order.codes import OrderCode
from fhir_mappings.order.name import NameReading, phase_of
from imaging_rules.study import STATED, Phase, Study, catalogue

_SPINE = ("spine",)
"""The spine without its level."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`modalities` and `phases` are those it leaves possible, empty where it says nothing; so is `regions`.

    `plain` is the modality a code stands for when nothing else decides; `source` the part of the order that says it.
    """

    source: str
    modalities: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    phases: frozenset[Phase] = frozenset()
    plain: str | None = None
    other_regions: frozenset[tuple[str, ...]] = frozenset()
    """Regions a code is used for as well, taken only where another part of the order names them."""
    elsewhere: bool = False
    """It names a part of the body that the catalogue lacks, and none that it has."""


@dataclass(slots=True)
class Settlement:
    """The statements of an order so far, brought together."""

    modalities: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    phases: frozenset[Phase] = frozenset()
    plain: str | None = None
    other_regions: frozenset[tuple[str, ...]] = frozenset()
    contradictory: bool = False
    phase_contradictory: bool = False
    problems: list[str] = field(default_factory=list)

    def add(self, said: Statement) -> None:
        """Narrow by one more statement."""
        self._add_modalities(said)
        self._add_regions(said)
        self._add_phases(said)
        self.plain = self.plain or said.plain

    def add_body_site(self, regions: tuple[str, ...]) -> None:
        """A body site fills in a region that is open. One that shares no region with the order contradicts it."""
        if is_open(self.regions):
            self.regions = regions or self.regions
        elif regions in self.other_regions:
            self.regions = regions
        elif not is_open(regions) and not set(regions) & set(self.regions):
            self.contradict("code and bodySite name different regions")

    def add_reason(self, regions: frozenset[tuple[str, ...]]) -> None:
        """The reason of an order tells which of the regions a code serves for is meant."""
        named = regions & self.other_regions
        if len(named) == 1:
            (self.regions,) = named

    def contradict(self, problem: str) -> None:
        """Leave the study open, and say why."""
        self.contradictory = True
        self.problems.append(problem)

    @property
    def study(self) -> Study | None:
        """The one study that all statements allow; None where they contradict each other or leave the modality open."""
        modality = self.modality
        if modality is None or self.contradictory:
            return None
        kind = catalogue().modalities[modality]
        regions = self.regions or (_SPINE if kind.of_the_spine else ())
        if not regions and kind.family != "nuclear":
            return None
        phases = frozenset() if self.phase_contradictory else self.phases
        return Study(modality, regions, phase_of(modality, phases))

    @property
    def modality(self) -> str | None:
        """The one modality left, else the plain reading of the code."""
        if len(self.modalities) == 1:
            return next(iter(self.modalities))
        return self.plain if self.plain in self.modalities else None

    @property
    def possible_phases(self) -> tuple[Phase, ...]:
        """The contrast phases the order can mean: one where settled, none for a modality that states no phase."""
        modality = self.modality
        if modality is None or catalogue().modalities[modality].phases != "stated":
            return ()
        if self.phase_contradictory or not self.phases:
            return STATED
        return tuple(phase for phase in STATED if phase in self.phases)

    def _add_modalities(self, said: Statement) -> None:
        if not said.modalities or not self.modalities:
            self.modalities = said.modalities or self.modalities
        elif common := self.modalities & said.modalities:
            self.modalities = common
        else:
            self.contradict(f"{said.source} names another modality than the rest of the order")

    def _add_regions(self, said: Statement) -> None:
        if said.elsewhere and not is_open(self.regions) and self.regions not in said.other_regions:
            self.contradict(f"{said.source} names another part of the body than the rest of the order")
        elif is_open(self.regions):
            self.regions = said.regions or self.regions
            self.other_regions = said.other_regions
        elif self.regions in said.other_regions:
            return  # 'X-ray neck' beside a code for the cervical spine
        elif said.regions in self.other_regions:
            self.regions = said.regions
        elif not is_open(said.regions) and said.regions != self.regions:
            self.contradict(f"{said.source} names another region than the rest of the order")

    def _add_phases(self, said: Statement) -> None:
        if not said.phases:
            return
        common = self.phases & said.phases if self.phases else said.phases
        if not common:
            self.phase_contradictory = True
            self.problems.append(f"{said.source} names another contrast phase than the rest of the order")
            return
        self.phases = common


def is_open(regions: tuple[str, ...]) -> bool:
    """Whether regions leave the place open: none, or the spine without a level."""
    return all(catalogue().regions[region].unstated for region in regions)


def of_code(row: OrderCode) -> Statement:
    """What a code of the table says."""
    candidates = row.candidates
    phases = frozenset(each.phase for each in candidates if each.phase is not Phase.NONE)
    return Statement(
        source="code",
        modalities=frozenset(each.modality for each in candidates),
        regions=candidates[0].regions if candidates else (),
        phases=frozenset() if Phase.UNSPECIFIED in phases else phases,
        plain=candidates[0].modality if candidates else None,
        other_regions=frozenset(each.regions for each in candidates[1:] if each.regions != candidates[0].regions),
    )


def of_attribute(row: OrderAttribute) -> Statement:
    """What a code for a modality, a body site or a contrast phase says."""
    return Statement(
        source="code",
        modalities=frozenset({row.modality} if row.modality else ()),
        regions=row.regions,
        phases=frozenset({row.phase} if row.phase else ()),
    )


def of_name(reading: NameReading, source: str) -> Statement:
    """What a name says; `source` is `display` or `text`."""
    return Statement(
        source=source,
        modalities=reading.modalities,
        regions=reading.regions,
        phases=reading.phases,
        elsewhere=reading.elsewhere,
        other_regions=reading.other_regions,
    )


def joined_regions(codes: Iterable[Statement], names: Iterable[Statement]) -> list[Statement]:
    """Codes for one region each, sent together for a study of all of them, where a name says just that.

    Three MRI codes named 'MRI total spine' are one study of the whole spine. Without such a name they stay as they are.
    """
    said = list(codes)
    if len(said) < 2:
        return said
    union = _union(said)
    if all(len(each.regions) <= 1 for each in said) and any(name.regions == union for name in names):
        return [replace(each, regions=union) for each in said]
    return said


def joined_neighbours(codes: Iterable[Statement]) -> list[Statement]:
    """Codes of one system that differ in their region alone, each naming one part of the spine next to another's: films of
    the thoracic and of the lumbar spine are one study of both. Any others stay as they are, a contradiction.

    Codes of different systems are translations of each other, those of one system are not.
    """
    said = list(codes)
    if len(said) < 2:
        return said
    alike = len({(each.plain, each.phases) for each in said}) == 1
    apart = len({each.regions for each in said}) == len(said) and all(len(each.regions) == 1 for each in said)
    levels = [catalogue().regions[region].level for region in _union(said)]
    in_a_row = 0 not in levels and levels == list(range(min(levels, default=0), max(levels, default=0) + 1))
    return [replace(each, regions=_union(said)) for each in said] if alike and apart and in_a_row else said


def _union(said: list[Statement]) -> tuple[str, ...]:
    return catalogue().in_order(region for each in said for region in each.regions)
