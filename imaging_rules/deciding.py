"""The fewest questions that tell outcomes apart: each pair of ways that end differently needs one question answered
differently on both."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import combinations


def fewest_that_decide(
    names: Sequence[str], ways: Sequence[tuple[Mapping[str, Hashable], Hashable]], most: int
) -> tuple[str, ...]:
    """The questions to ask, in the order of `names`.

    Args:
        names: the questions by rank, the first to be asked first.
        ways: for each way its answers by question, and what it ends in.
        most: how many are asked at once.

    Returns:
        The smallest set whose answers leave one outcome each; of several the one that ranks first. Where more than `most`
        are needed, the first of a set that none can be left out of. Empty where nothing tells the outcomes apart.
    """
    needed = _smallest(set(_differences(ways)))
    for size in range(1, most + 1):
        for chosen in combinations(names, size):
            if _tells_all_apart(chosen, needed):
                return chosen
    return _without_the_idle(names, needed)[:most]


def _differences(ways: Sequence[tuple[Mapping[str, Hashable], Hashable]]) -> Iterator[frozenset[str]]:
    """For each pair of ways that end differently, the questions answered differently on both; pairs that no question
    tells apart are left out."""
    for (mine, my_end), (theirs, their_end) in combinations(ways, 2):
        if my_end != their_end:
            told = frozenset(name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name])
            if told:
                yield told


def _smallest(differences: Collection[frozenset[str]]) -> list[frozenset[str]]:
    """Those that hold no other: whatever tells these apart tells all apart."""
    kept: list[frozenset[str]] = []
    for each in sorted(differences, key=len):
        if not any(known <= each for known in kept):
            kept.append(each)
    return kept


def _tells_all_apart(chosen: Collection[str], needed: Sequence[frozenset[str]]) -> bool:
    return bool(needed) and all(not each.isdisjoint(chosen) for each in needed)


def _without_the_idle(names: Sequence[str], needed: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """All names but those that the others make up for, the last ranked left out first."""
    kept = list(names) if needed else []
    for name in reversed(names):
        rest = [each for each in kept if each != name]
        if rest and _tells_all_apart(rest, needed):
            kept = rest
    return tuple(kept)
