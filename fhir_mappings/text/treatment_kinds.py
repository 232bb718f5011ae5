"""The kind of a treatment where a phrase says only how it went: 'good response to naproxen' is a medicine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from fhir_mappings.text.meant import Meant
from fhir_mappings.text.phrase_table import phrase_table
from fhir_mappings.text.said import Said, Text
from imaging_rules.facts import State, Value

_RESULT, _KIND = "conservative_result", "conservative_kind"


def treatment_kinds(made: Text) -> Iterator[Said]:
    """The kinds of treatment that stand inside phrases of how a treatment went."""
    if _RESULT not in made.findings:
        return
    for hit, how in zip(made.hits, made.meant, strict=True):
        if _RESULT not in hit.findings or how is not Meant.AFFIRMED or _KIND in hit.findings:
            continue
        for at in range(hit.first, hit.last + 1):
            kind = _kind(made.words.keys[at])
            if kind is not None:
                yield Said(_KIND, State.PRESENT, made.slice(hit.first, hit.last), kind)


@lru_cache(maxsize=4096)
def _kind(word: str) -> Value | None:
    """The kind that a word alone says of a treatment."""
    found = phrase_table().walk.longest((word,), 0, capital=False)
    if found is None:
        return None
    return next((each.value for each in found[1].meanings if each.finding == _KIND and each.state is State.PRESENT), None)
