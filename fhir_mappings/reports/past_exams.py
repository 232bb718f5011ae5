"""The examinations that a record tells of: images, reports and procedures of one examination taken together, and none that
the order at hand led to itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from fhir_mappings.reports.earlier_imaging import EarlierStudy
from fhir_mappings.reports.exam_links import links_of_order
from imaging_rules.past.past_exam import PastExam

Parts = tuple[EarlierStudy, ...]
"""The entries of one examination."""


def examinations(log: Iterable[EarlierStudy]) -> tuple[Parts, ...]:
    """The entries by examination, in a fixed order whatever order they came in.

    Two are of one examination where a report names the images, or where they are of one modality and region and name the
    same order or number, or have the same day. Images and their report may be a day apart, by another clock.
    """
    entries = sorted(set(log), key=_fixed_order)
    groups = _Groups(len(entries))
    for places in _places_by_key(entries).values():
        groups.join(places)
    for places in _a_day_apart(entries):
        groups.join(places)
    return tuple(tuple(entries[place] for place in group) for group in groups.all())


def past_exams(exams: Iterable[Parts], order: Mapping[str, Any]) -> tuple[PastExam, ...]:
    """The examinations that were done before an order, without one that came of it or is under way for it."""
    own = links_of_order(order)
    earlier = (parts for parts in exams if not any(part.links.meets(own) for part in parts))
    return tuple(_exam(parts) for parts in earlier if any(part.done for part in parts))


def _places_by_key(entries: Sequence[EarlierStudy]) -> dict[Hashable, list[int]]:
    """Under each thing that makes entries one examination, the entries that have it."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for name in (entry.source, *entry.images):
            if "/" in name:  # a resource without an id is no other's
                found["source", name].append(place)
        named = [("order", one) for one in entry.links.orders] + [("number", one) for one in entry.links.identifiers]
        day = [("day", entry.days.first)] if entry.days and entry.days.exact else []
        for kind in _kinds_of_study(entry):
            for key in (*named, *day):
                found[kind, key].append(place)
    return found


def _a_day_apart(entries: Sequence[EarlierStudy]) -> Iterator[list[int]]:
    """The entries of two neighbouring days, one of images and one of a report or procedure. Days are counted by number: beside
    the first and the last day of the calendar there is no date."""
    by_day: dict[Hashable, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        if entry.days and entry.days.exact:
            for kind in _kinds_of_study(entry):
                by_day[kind, entry.days.first.toordinal(), _kind(entry)].append(place)
    for place, entry in enumerate(entries):
        if entry.days and entry.days.exact and _kind(entry) == "ImagingStudy":
            for kind in _kinds_of_study(entry):
                for day in (entry.days.first.toordinal() - 1, entry.days.first.toordinal() + 1):
                    yield [place, *(by_day.get((kind, day, other), [place])[0] for other in ("DiagnosticReport", "Procedure"))]


def _kinds_of_study(entry: EarlierStudy) -> set[tuple[str, str]]:
    return {(one.modality, region) for one in entry.studies for region in one.regions}


def _kind(entry: EarlierStudy) -> str:
    return entry.source.partition("/")[0]


def _exam(parts: Parts) -> PastExam:
    """One examination: told by its final report where there is one, dated by its images."""
    told = min(parts, key=lambda part: (not part.reported, not part.words, not part.done))
    dated = min(
        parts, key=lambda part: (part.days is None or not part.days.exact, part.days is None, _kind(part) != "ImagingStudy")
    )
    return PastExam(
        source=told.source,
        studies=told.studies,
        first=dated.days.first if dated.days else None,
        last=dated.days.last if dated.days else None,
        conclusion=told.words,
        final=told.reported,
    )


def _fixed_order(entry: EarlierStudy) -> tuple[str, str, str, str]:
    return entry.source, str(entry.days), entry.words, str(entry.studies)


class _Groups:
    """Places that belong together, as a forest (union by find)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, places: Iterable[int]) -> None:
        """Put all of them into one group."""
        tops = sorted({self._top(place) for place in places})
        for other in tops[1:]:
            self._above[other] = tops[0]

    def all(self) -> list[list[int]]:
        """The groups, each in order, by their first member."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._above)):
            found[self._top(place)].append(place)
        return list(found.values())

    def _top(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place
