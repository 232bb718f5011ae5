"""Full stops put in where a sentence ends and none is written."""

from __future__ import annotations

from collections.abc import Sequence

from fhir_mappings.text.words import Words

STOP = "."


def with_stops_behind(words: Words, ended: Sequence[int]) -> Words:
    """The words with a full stop behind each of some places, from left to right."""
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for end in [at + 1 for at in ended]:
        keys += [*words.keys[done:end], STOP]
        starts += [*words.starts[done:end], words.ends[end - 1]]
        ends += [*words.ends[done:end], words.ends[end - 1]]
        done = end
    keys, starts, ends = [*keys, *words.keys[done:]], [*starts, *words.starts[done:]], [*ends, *words.ends[done:]]
    return Words(words.text, keys, starts, ends)
