"""The phrases of a text that begin between two of its words, found without walking over all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from fhir_mappings.text.phrases.phrase_table import Hit

_FIRST = attrgetter("first")


def hits_between(hits: Sequence[Hit], first: int, end: int) -> range:
    """The places among `hits`, which stand from left to right, of those that begin at one word or behind it, and before
    another."""
    return range(bisect_left(hits, first, key=_FIRST), bisect_left(hits, end, key=_FIRST))
