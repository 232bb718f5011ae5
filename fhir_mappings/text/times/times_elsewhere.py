"""Times and courses of a complaint of another part of the spine than the ordered one: 'low back pain for 3 weeks, neck pain for
6 months' on an order of the neck has lasted 6 months.

Two complaints joined by 'and' share a time: 'neck pain and low back pain for 6 weeks'. The words stand in
`tables/text/shared_times.yaml`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from fhir_mappings.complaint_parts import is_elsewhere
from fhir_mappings.text.known_of_findings import kinds_of_time
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.said import PARTS, SENTENCE, Text
from fhir_mappings.text.times.told_time import Owned, Time
from fhir_mappings.text.word_lists import word_lists

COURSES = frozenset({"trajectory", "stated_chronicity"})
_WORDS = word_lists("text/shared_times")
_THERE = frozenset({Meant.AFFIRMED, Meant.SUSPECTED})
_NONE: frozenset[int] = frozenset()
_NEAR = 3
"""So many words behind 'chronic' or 'new' its complaint begins."""


def without_times_elsewhere(made: Text, when: Owned) -> Owned:
    """Some times without those of complaints of another part."""
    if not made.elsewhere:
        return when
    timed = frozenset(owner for _, owner in when if owner is not None)
    left: list[tuple[Time, int | None]] = []
    for time, owner in when:
        own = None if owner is None else _complaint_since(made, owner)
        if own is None or not _is_of_another_part(made, own, -1 if time.first > made.hits[own].first else 1, timed):
            left.append((time, owner))
    return left


def _complaint_since(made: Text, owner: int) -> int:
    """What a time speaks of; of the day of an injury the complaint just before it: 'neck pain since a fall on Tuesday'."""
    at = owner - 1
    if at < 0 or not kinds_of_time().is_injury(made.hits[owner]) or not _is_complaint(made, at):
        return owner
    between = made.words.keys[made.hits[at].last + 1 : made.hits[owner].first]
    return at if len(between) <= _NEAR and SENTENCE.isdisjoint(between) else owner


def courses_elsewhere(made: Text, when: Owned) -> frozenset[int]:
    """The phrases that say how a complaint of another part goes, by their places: 'chronic low back pain', 'new'."""
    if not made.elsewhere:
        return _NONE
    timed = frozenset(owner for _, owner in when if owner is not None)
    return frozenset(_courses_elsewhere(made, timed))


def _courses_elsewhere(made: Text, timed: frozenset[int]) -> Iterator[int]:
    complaints = [at for at in range(len(made.hits)) if _is_complaint(made, at)]
    for place, hit in enumerate(made.hits):
        if COURSES.isdisjoint(hit.findings):
            continue
        owner = place if place in complaints else _complaint_of(made, place, complaints)
        if owner is not None and _is_of_another_part(made, owner, -1 if owner < place else 1, timed):
            yield place


def _complaint_of(made: Text, place: int, complaints: list[int]) -> int | None:
    """The complaint that a course is said of: the one just behind it, else the last one before it, else the next."""
    hits, spelled = made.hits, made.words.keys
    behind = bisect_right(complaints, place)
    after = complaints[behind] if behind < len(complaints) else None
    before = complaints[behind - 1] if behind else None
    if after is not None:
        between = spelled[hits[place].last + 1 : hits[after].first]
        if before is None or (len(between) <= _NEAR and PARTS.isdisjoint(between)):
            return after
    return before


def _is_of_another_part(made: Text, owner: int, way: int, timed: frozenset[int]) -> bool:
    """Whether a complaint is of another part, and none of the ordered part shares what is told of it. `way` is where that one
    would stand: 1 behind it ('chronic neck pain and low back pain'), -1 before ('neck pain and low back pain for 6 weeks')."""
    if not is_elsewhere(made.hits[owner].findings, made.elsewhere):
        return False
    if way < 0 and not COURSES.isdisjoint(made.hits[owner].findings):
        return True  # 'neck pain and acute low back pain for 3 days'
    at, joined = owner, False
    while (between := _listed_with(made, at, at + way)) is not None:
        at += way
        joined = joined or not _WORDS["joins"].isdisjoint(between)
        if at in timed or _has_a_course(made, at):
            return True  # it has its own
        if not is_elsewhere(made.hits[at].findings, made.elsewhere):
            return not joined
    return True


def _listed_with(made: Text, one: int, other: int) -> Sequence[str] | None:
    """The words between two complaints of a list, such as 'and'; None where other words stand between."""
    if not 0 <= other < len(made.hits) or not _is_complaint(made, other):
        return None
    first, last = sorted((one, other))
    between = made.words.keys[made.hits[first].last + 1 : made.hits[last].first]
    return between if _WORDS["joins"] | _WORDS["passed over"] >= set(between) else None


def _has_a_course(made: Text, place: int) -> bool:
    """Whether a complaint has a course of its own, in its phrase or just before it."""
    hits = made.hits
    if not COURSES.isdisjoint(hits[place].findings):
        return True
    return place > 0 and hits[place - 1].last + 1 == hits[place].first and not COURSES.isdisjoint(hits[place - 1].findings)


def _is_complaint(made: Text, place: int) -> bool:
    return made.meant[place] in _THERE and kinds_of_time().lasts(made.hits[place])
