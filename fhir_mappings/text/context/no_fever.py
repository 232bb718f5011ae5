"""A fever that is named with a temperature which is none: 'Fever: 36.8', 'fever 37.2 C'."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from fhir_mappings.tables_csv import table
from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrases.phrase_table import Hit
from fhir_mappings.text.words import Words

_FEVER = frozenset({"fever"})
_LEADS = frozenset({":", "=", "of", "at", "is", "was", "-", ",", "(", "~", "temp", "temperature"})
_DEGREES = frozenset({"c", "f", "°", "degree", "deg", "celsius", "fahrenheit"})
_MOST_LEADS = 3
_NEAR = 12
"""Another temperature stands within so many words."""
_TOLD = frozenset({Meant.AFFIRMED, Meant.SUSPECTED, Meant.LEFT_OPEN})


def of_no_fever(words: Words, hits: Sequence[Hit], meant: list[Meant], timed: frozenset[int]) -> list[Meant]:
    """How the hits are meant, a fever with a temperature below fever as denied. Where another number near it is no such
    temperature, it stays as it is told.

    Args:
        timed: the places of words that belong to a time, which are no temperatures.
    """
    if words.named.isdisjoint(_FEVER):
        return meant
    return [
        Meant.DENIED if how in _TOLD and hit.findings == _FEVER and _is_none(words, hit, timed) else how
        for hit, how in zip(hits, meant, strict=True)
    ]


def _is_none(words: Words, hit: Hit, timed: frozenset[int]) -> bool:
    spelled, at = words.keys, hit.last + 1
    while at < len(spelled) and at - hit.last <= _MOST_LEADS and spelled[at] in _LEADS:
        at += 1
    if not _is_temperature(spelled, at, timed):
        return False
    decimals = [place for place in range(at, min(len(spelled), at + _NEAR)) if _is_temperature(spelled, place, timed)]
    return all(_is_below_fever(spelled[place]) for place in decimals)


def _is_temperature(spelled: Sequence[str], at: int, timed: frozenset[int]) -> bool:
    """Whether a number that may be a temperature stands at a place: one with a decimal, or with degrees after it."""
    if at >= len(spelled) or at in timed or not spelled[at][0].isdigit():
        return False
    return "." in spelled[at] or "," in spelled[at] or (at + 1 < len(spelled) and spelled[at + 1] in _DEGREES)


def _is_below_fever(written: str) -> bool:
    number = float(written.replace(",", "."))
    return any(lowest <= number <= highest for lowest, highest in _ranges())


@cache
def _ranges() -> tuple[tuple[float, float], ...]:
    return tuple((float(row["lowest"]), float(row["highest"])) for row in table("no_fever"))
